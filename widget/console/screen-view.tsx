import { useSignal } from '@preact/signals';
import { type ComponentType } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { Boundary } from './boundary.tsx';
import { useConsole, useTexts } from './context.ts';
import { Empty, Skeleton } from './parts/state.tsx';
import { match } from './router.ts';
import { type Screen, type ScreenProps } from './screens.ts';

type Loaded = { screen: Screen; view: ComponentType<ScreenProps> } | { screen: Screen; failed: true } | undefined;

/** The screen of a path among those the member may see. */
export const find = (screens: readonly Screen[], path: string): { screen: Screen; params: Record<string, string> } | undefined => {
  for (const screen of screens) {
    for (const pattern of screen.paths) {
      const params = match(pattern, path);
      if (params) return { screen, params };
    }
  }
  return undefined;
};

const Lazy = ({ screen, params }: { screen: Screen; params: Record<string, string> }) => {
  const { router } = useConsole();
  const t = useTexts();
  const loaded = useSignal<Loaded>(undefined);
  const turn = useSignal(0);
  useEffect(() => {
    let current = true;
    const put = (next: Loaded): void => {
      if (current) loaded.value = next;
    };
    screen.load().then(
      (module) => put({ screen, view: module.default }),
      () => put({ screen, failed: true }),
    );
    return () => {
      current = false;
    };
  }, [screen, turn.value]);
  const now = loaded.value?.screen === screen ? loaded.value : undefined;
  if (!now) return <Skeleton lines={6} />;
  if ('failed' in now) {
    return (
      <Empty
        icon="warning"
        title={t('common:broken.title')}
        hint={t('common:broken.hint')}
        action={{ label: t('common:retry'), press: () => (turn.value += 1) }}
      />
    );
  }
  return <now.view params={params} query={router.place.value.query} />;
};

/** What the address names, inside its own error boundary; says where it is when the screen changes. */
export const ScreenView = ({ screens }: { screens: readonly Screen[] }) => {
  const { router } = useConsole();
  const t = useTexts();
  const { path } = router.place.value;
  const home = screens[0];
  const found = find(screens, path) ?? (path === '' && home ? { screen: home, params: {} } : undefined);
  const box = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  useLayoutEffect(() => {
    // The page's own focus is left alone when the console opens; afterwards the new screen is read out.
    if (!first.current) box.current?.focus();
    first.current = false;
  }, [found?.screen.id]);
  return (
    <div class="souffleur-screen" ref={box} tabIndex={-1} aria-label={found ? t(`${found.screen.id}:title`) : undefined} role="group">
      {found ? (
        <Boundary key={path} words={{ title: t('common:broken.title'), hint: t('common:broken.hint'), retry: t('common:retry') }}>
          <Lazy screen={found.screen} params={found.params} />
        </Boundary>
      ) : (
        <Empty
          icon="search"
          title={t('common:nowhere.title')}
          hint={t('common:nowhere.hint')}
          action={{ label: t('common:nowhere.home'), press: () => router.go('') }}
        />
      )}
    </div>
  );
};
