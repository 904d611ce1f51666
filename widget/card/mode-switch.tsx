import { useId } from 'preact/hooks';

import { type Mode, type Talk } from '../state/shapes.ts';
import { useCard } from './context.ts';

const MODES: readonly Mode[] = ['off', 'draft', 'auto'];

/** What the agent does in this talk: off, draft or auto. Account and agent may allow less than the talk asks for. */
export const ModeSwitch = ({ talk }: { talk: Talk }) => {
  const { state, texts } = useCard();
  const group = useId();
  const limited = talk.effectiveMode !== talk.mode;
  const beyond = (mode: Mode): boolean => limited && MODES.indexOf(mode) > MODES.indexOf(talk.effectiveMode);
  return (
    <>
      <div class="souffleur-modes" role="radiogroup" aria-label={texts.t('card.mode.label')}>
        {MODES.map((mode) => (
          <label key={mode} class={`souffleur-mode souffleur-mode-${mode}`}>
            <input
              type="radio"
              class="souffleur-hidden"
              name={group}
              checked={talk.effectiveMode === mode}
              disabled={beyond(mode)}
              onChange={() => void state.talks.setMode(mode)}
            />
            <span class="souffleur-mode-text">{texts.t(`card.mode.${mode}`)}</span>
          </label>
        ))}
      </div>
      <p class="souffleur-hint">{texts.t(limited ? `card.mode.limited_${talk.effectiveMode}` : `card.mode.${talk.mode}_hint`)}</p>
    </>
  );
};
