import { readStoredEvents, type StoredEvent } from '../../../../state/rehearsals.ts';
import { useConsole, useResource, useTexts } from '../../../context.ts';
import { moment } from '../../../parts/moment.ts';
import { Empty, State } from '../../../parts/state.tsx';
import { subjectWords } from '../../hooks/words.ts';

const MOST = 12;

interface Props {
  /** Name of the event the rule waits for. */
  event: string;
  chosen: StoredEvent | undefined;
  onChoose: (event: StoredEvent) => void;
}

/** The last events of this kind that really came. */
export const EventPicker = ({ event, chosen, onChoose }: Props) => {
  const { api, format } = useConsole();
  const t = useTexts('rules');
  const stored = useResource(async () => readStoredEvents(await api.get(`/rules/events?on=${encodeURIComponent(event)}&limit=${MOST}`)), [event]);
  return (
    <State phase={stored.phase.value} onRetry={() => void stored.reload()} lines={4}>
      {(events) =>
        events.length === 0 ? (
          <Empty icon="inbox" title={t('rule-try:try.event.empty')} hint={t('rule-try:try.event.empty_hint')} />
        ) : (
          <fieldset class="souffleur-try-picks-field">
            <legend class="souffleur-field-label">{t('rule-try:try.event.label')}</legend>
            <div class="souffleur-try-picks">
              {events.map((one) => (
                <label key={one.id} class="souffleur-try-pick">
                  <input type="radio" name={`event-${event}`} checked={chosen?.id === one.id} onChange={() => onChoose(one)} />
                  <span class="souffleur-try-pick-name">{one.leadName || subjectWords(t, one.subject)}</span>
                  <time class="souffleur-muted" dateTime={one.at}>
                    {moment(format, one.at)}
                  </time>
                </label>
              ))}
            </div>
          </fieldset>
        )
      }
    </State>
  );
};
