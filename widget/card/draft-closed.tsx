import { type Draft } from '../state/shapes.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { useCard } from './context.ts';
import { failureWords, gateWords } from './words.ts';

const ICONS = { sending: undefined, sent: 'check', withheld: 'shield', dismissed: undefined } as const;

/** A draft on its way, sent, dismissed, or overtaken by what happened meanwhile (withheld): what became of it. */
export const DraftClosed = ({ draft }: { draft: Draft & { state: keyof typeof ICONS } }) => {
  const { state, texts } = useCard();
  const icon = ICONS[draft.state];
  const off = state.talks.current.value?.effectiveMode === 'off';
  const withheld = draft.state === 'withheld' && draft.reason;
  return (
    <>
      <p class={`souffleur-line souffleur-state-${draft.state}`}>
        {draft.state === 'sending' && <Spinner />}
        {icon && <Icon name={icon} />}
        <span>{withheld ? texts.t('card.suggestion.withheld_hint', { reason: gateWords(texts, withheld) }) : texts.t(`card.suggestion.${draft.state}`)}</span>
        {draft.state === 'sent' && <time dateTime={draft.updatedAt}>{texts.time(draft.updatedAt)}</time>}
      </p>
      {draft.state !== 'dismissed' && <div class="souffleur-text souffleur-text-closed">{draft.sentText ?? draft.text}</div>}
      {draft.state !== 'sending' && !off && (
        <Button kind="quiet" onPress={() => void state.drafts.request()}>
          {texts.t(draft.state === 'sent' ? 'card.suggestion.ask' : 'card.suggestion.another')}
        </Button>
      )}
    </>
  );
};

/** A draft that could not be written or delivered: says so plainly and offers the next try. */
export const DraftFailed = ({ draft }: { draft: Draft }) => {
  const { state, texts } = useCard();
  const undelivered = draft.reason?.startsWith('send_') === true;
  return (
    <>
      <div class="souffleur-problem" role="alert">
        <Icon name="warning" />
        <span>{failureWords(texts, draft.reason)}</span>
      </div>
      {draft.text !== '' && <div class="souffleur-text">{draft.sentText ?? draft.text}</div>}
      <div class="souffleur-actions">
        {undelivered && (
          <Button kind="primary" onPress={() => void state.drafts.send(draft.sentText ?? undefined)} busy={state.drafts.sending.value}>
            {texts.t('card.suggestion.send_again')}
          </Button>
        )}
        <Button kind={undelivered ? 'neutral' : 'primary'} onPress={() => void state.drafts.request()}>
          {texts.t(undelivered ? 'card.suggestion.another' : 'card.suggestion.try_again')}
        </Button>
      </div>
    </>
  );
};
