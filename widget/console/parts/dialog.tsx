import { type ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

import { Button } from '../../ui/button.tsx';
import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useConsole, useTexts } from '../context.ts';

interface Props {
  title: string;
  onClose: () => void;
  /** Buttons at the bottom, the one that does it first. */
  actions?: ComponentChildren;
  wide?: boolean;
  /** `alertdialog`: it asks before something that cannot be undone. */
  role?: 'dialog' | 'alertdialog';
  children: ComponentChildren;
}

/** The one dialog: modal, closed by Escape, keeps the focus inside and gives it back to where it came from. */
export const Dialog = ({ title, onClose, actions, wide = false, role = 'dialog', children }: Props) => {
  const t = useTexts();
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      box.current?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={`souffleur-dialog${wide ? ' souffleur-dialog-wide' : ''}`}
      role={role}
      aria-labelledby={`${id}-title`}
      aria-describedby={role === 'alertdialog' ? `${id}-text` : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="souffleur-dialog-head">
        <h2 class="souffleur-dialog-title" id={`${id}-title`}>
          {title}
        </h2>
        <button type="button" class="souffleur-icon-button" aria-label={t('common:close')} onClick={onClose}>
          <ConsoleIcon name="close" />
        </button>
      </div>
      <div class="souffleur-dialog-body" id={`${id}-text`}>
        {children}
      </div>
      {actions && <div class="souffleur-dialog-actions">{actions}</div>}
    </dialog>
  );
};

/** Shows what `dialogs.ask` asks. */
export const QuestionHost = () => {
  const { dialogs } = useConsole();
  const t = useTexts();
  const question = dialogs.question.value;
  if (!question) return null;
  return (
    <Dialog
      key={question.title}
      title={question.title}
      role="alertdialog"
      onClose={() => dialogs.answer(false)}
      actions={
        <>
          <Button kind={question.destructive ? 'danger' : 'primary'} onPress={() => dialogs.answer(true)}>
            {question.yes}
          </Button>
          <Button kind="neutral" onPress={() => dialogs.answer(false)}>
            {question.no ?? t('common:cancel')}
          </Button>
        </>
      }
    >
      <p class="souffleur-paragraph">{question.text}</p>
    </Dialog>
  );
};
