import { useSignal } from '@preact/signals';
import { type ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { useConsole, useTexts } from '../../context.ts';
import { Page } from '../../parts/page.tsx';
import { Empty, Skeleton } from '../../parts/state.tsx';

interface Props<P extends object> {
  /** Absent: this build has no such part. */
  load: (() => Promise<{ default: ComponentType<P> }>) | undefined;
  props: P;
  /** The part's own page is missing, so the way back must stand here. */
  back?: boolean;
}

/** A part that is loaded when it is needed; when it cannot be, the rest of the screen stays. */
export const Lazily = <P extends object>({ load, props, back = false }: Props<P>) => {
  const { router } = useConsole();
  const t = useTexts('rules');
  const part = useSignal<{ view: ComponentType<P> } | 'failed' | undefined>(load ? undefined : 'failed');
  const turn = useSignal(0);
  useEffect(() => {
    let current = true;
    load?.().then(
      (module) => current && (part.value = { view: module.default }),
      () => current && (part.value = 'failed'),
    );
    return () => {
      current = false;
    };
  }, [load, turn.value]);
  if (part.value === undefined) return <Skeleton lines={6} />;
  if (part.value !== 'failed') {
    const View = part.value.view;
    return <View {...props} />;
  }
  const again = (): void => {
    part.value = undefined;
    turn.value += 1;
  };
  const nothing = (
    <Empty
      icon="warning"
      title={t('editor_missing.title')}
      hint={t('editor_missing.hint')}
      action={load ? { label: t('common:retry'), press: again } : { label: t('editor_missing.back'), press: () => router.go('rules') }}
    />
  );
  return back ? (
    <Page title={t('new')} back={{ path: 'rules', label: t('title') }}>
      {nothing}
    </Page>
  ) : (
    nothing
  );
};
