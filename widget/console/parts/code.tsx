import { useSignal } from '@preact/signals';

import { Button } from '../../ui/button.tsx';
import { useConsole, useTexts } from '../context.ts';

const LONGEST = 200_000;

/** Text from outside, as text and nothing else; anything but a text is shown as JSON. Can be scrolled by keys and copied. */
export const Code = ({ label, value }: { label: string; value: unknown }) => {
  const { toasts } = useConsole();
  const t = useTexts('hooks');
  const copied = useSignal(false);
  const words = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(words);
      copied.value = true;
    } catch {
      toasts.bad(t('copy.failed'));
    }
  };
  return (
    <div class="souffleur-code-box">
      <pre class="souffleur-code" tabIndex={0} role="region" aria-label={label}>
        {words.slice(0, LONGEST)}
      </pre>
      {words.length > LONGEST && <p class="souffleur-small souffleur-muted">{t('copy.cut')}</p>}
      <div class="souffleur-code-actions" role="status">
        <Button kind="quiet" onPress={() => void copy()}>
          {t(copied.value ? 'copy.done' : 'copy.do')}
        </Button>
      </div>
    </div>
  );
};
