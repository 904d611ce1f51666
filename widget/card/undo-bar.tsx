import { type Dismissal } from '../state/dismissal.ts';
import { Button } from '../ui/button.tsx';
import { useCard } from './context.ts';

const REASONS = ['wrong_facts', 'wrong_tone', 'not_needed'] as const;

/** For a few seconds a dismissal can be taken back or given a reason; the clock waits while one is at it. */
export const UndoBar = ({ dismissal, reason }: { dismissal: Dismissal; reason: string | undefined }) => {
  const { texts } = useCard();
  return (
    <div
      class="souffleur-undo"
      role="group"
      aria-label={texts.t('card.undo.done')}
      onMouseEnter={() => dismissal.hold(true)}
      onMouseLeave={() => dismissal.hold(false)}
      onFocusIn={() => dismissal.hold(true)}
      onFocusOut={() => dismissal.hold(false)}
    >
      <div class="souffleur-line">
        <span>{texts.t('card.undo.done')}</span>
        <Button kind="quiet" onPress={dismissal.undo}>
          {texts.t('card.undo.undo')}
        </Button>
      </div>
      <span class="souffleur-form-label">{texts.t('card.undo.why')}</span>
      <div class="souffleur-actions">
        {REASONS.map((one) => (
          <button key={one} type="button" class="souffleur-chip" aria-pressed={reason === one} onClick={() => dismissal.because(one)}>
            {texts.t(`card.undo.${one}`)}
          </button>
        ))}
      </div>
    </div>
  );
};
