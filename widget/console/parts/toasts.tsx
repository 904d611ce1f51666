import { ConsoleIcon } from '../../ui/console-icon.tsx';
import { useConsole, useTexts } from '../context.ts';

/** Short messages at the top right, read out politely; failures stay until closed. */
export const ToastHost = () => {
  const { toasts } = useConsole();
  const t = useTexts();
  return (
    <div class="souffleur-toasts" role="status" aria-live="polite">
      {toasts.items.value.map((toast) => (
        <div key={toast.id} class={`souffleur-toast souffleur-toast-${toast.kind}`}>
          <ConsoleIcon name={toast.kind === 'done' ? 'check' : 'warning'} />
          <span class="souffleur-toast-text">{toast.text}</span>
          {toast.action && (
            <button
              type="button"
              class="souffleur-toast-action"
              onClick={() => {
                toasts.drop(toast.id);
                toast.action?.press();
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button type="button" class="souffleur-icon-button" aria-label={t('common:close')} onClick={() => toasts.drop(toast.id)}>
            <ConsoleIcon name="close" size={14} />
          </button>
        </div>
      ))}
    </div>
  );
};
