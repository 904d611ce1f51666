import { useSignal } from '@preact/signals';
import { type ComponentChildren, type ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { useTexts } from '../../context.ts';
import { Empty, Skeleton } from '../../parts/state.tsx';

interface Props<P extends object> {
  load: () => Promise<{ default: ComponentType<P> }>;
  props: P;
  /** The part draws its own page; until it is there, or when it never comes, this is drawn around what stands for it. */
  around?: (waiting: ComponentChildren) => ComponentChildren;
}

/** A part that is loaded when it is needed; when it cannot be, the rest of the screen stays. */
export const Lazily = <P extends object>({ load, props, around = (waiting) => waiting }: Props<P>) => {
  const t = useTexts('rules');
  const part = useSignal<{ view: ComponentType<P> } | 'failed' | undefined>(undefined);
  const turn = useSignal(0);
  useEffect(() => {
    let current = true;
    load().then(
      (module) => current && (part.value = { view: module.default }),
      () => current && (part.value = 'failed'),
    );
    return () => {
      current = false;
    };
  }, [load, turn.value]);
  if (part.value === undefined) return <>{around(<Skeleton lines={6} />)}</>;
  if (part.value !== 'failed') {
    const View = part.value.view;
    return <View {...props} />;
  }
  const again = (): void => {
    part.value = undefined;
    turn.value += 1;
  };
  return (
    <>
      {around(<Empty icon="warning" title={t('editor_missing.title')} hint={t('editor_missing.hint')} action={{ label: t('common:retry'), press: again }} />)}
    </>
  );
};
