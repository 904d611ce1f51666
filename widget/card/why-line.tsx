import { useCard } from './context.ts';
import { gateWords } from './words.ts';

/** Why the agent kept silent at the newest message; nothing when it did not, or when its draft says what failed. */
export const WhyLine = () => {
  const { state, texts } = useCard();
  const verdict = state.why.newest.value;
  if (!verdict?.gate || !texts.has(`gates.${verdict.gate}`)) return null;
  return (
    <p class="souffleur-why">
      <span class="souffleur-why-label">{texts.t('card.why.label')}</span>
      {texts.t('card.why.line', { reason: gateWords(texts, verdict.gate), time: texts.time(verdict.at) })}
    </p>
  );
};
