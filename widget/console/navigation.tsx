import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';

import { ConsoleIcon } from '../ui/console-icon.tsx';
import { useConsole, useTexts } from './context.ts';
import { Link } from './parts/page.tsx';
import { find } from './screen-view.tsx';
import { type Screen } from './screens.ts';

/** Links to the screens: at the side, or behind a button where the page is narrow. */
export const Navigation = ({ screens }: { screens: readonly Screen[] }) => {
  const { router } = useConsole();
  const t = useTexts();
  const id = useId();
  const open = useSignal(false);
  const current = find(screens, router.place.value.path)?.screen ?? (router.place.value.path === '' ? screens[0] : undefined);
  return (
    <nav
      class={`souffleur-nav${open.value ? ' souffleur-nav-open' : ''}`}
      aria-label={t('common:nav.label')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') open.value = false;
      }}
    >
      <button type="button" class="souffleur-nav-button" aria-expanded={open.value} aria-controls={id} onClick={() => (open.value = !open.value)}>
        <ConsoleIcon name={open.value ? 'close' : 'menu'} />
        <span>{current ? t(`${current.id}:title`) : t('common:nav.menu')}</span>
      </button>
      <ul class="souffleur-nav-list" id={id}>
        {screens
          .filter(({ inMenu }) => inMenu !== false)
          .map((screen) => (
            <li key={screen.id}>
              <Link class="souffleur-nav-link" path={screen.paths[0] ?? ''} current={screen.id === current?.id} onFollow={() => (open.value = false)}>
                <ConsoleIcon name={screen.icon} />
                <span>{t(`${screen.id}:title`)}</span>
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  );
};
