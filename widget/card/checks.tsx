import { type Draft } from '../state/shapes.ts';
import { Icon } from '../ui/icon.tsx';
import { useCard } from './context.ts';
import { markWords } from './words.ts';

/** Says under the text which sentences a person should look at, and why: colour alone is no message. */
export const Checks = ({ draft }: { draft: Draft }) => {
  const { texts } = useCard();
  const marked = draft.sentences.filter((sentence) => sentence.marked);
  if (marked.length === 0) return null;
  const reasons = [...new Set(marked.map((sentence) => markWords(texts, sentence)))];
  return (
    <div class="souffleur-checks">
      <Icon name="warning" />
      <div>
        <strong>{texts.t('card.check.title', { count: marked.length })}</strong>
        {reasons.map((reason) => (
          <div key={reason}>{reason}</div>
        ))}
      </div>
    </div>
  );
};
