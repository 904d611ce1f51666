import { type Talk } from '../state/shapes.ts';
import { useCard } from './context.ts';

const name = (talk: Talk): string => [talk.contact?.name, talk.origin ?? talk.channel].filter(Boolean).join(' · ');

/** A lead with several conversations: which one the card is about. */
export const TalkTabs = () => {
  const { state, texts } = useCard();
  const { list, current, choose } = state.talks;
  if (list.value.length < 2) return null;
  return (
    <div class="souffleur-tabs" role="group" aria-label={texts.t('card.talks.label')}>
      {list.value.map((talk, index) => (
        <button key={talk.id} type="button" class="souffleur-tab" aria-pressed={talk.id === current.value?.id} onClick={() => choose(talk.id)}>
          {name(talk) || texts.t('card.talks.unnamed', { number: index + 1 })}
        </button>
      ))}
    </div>
  );
};
