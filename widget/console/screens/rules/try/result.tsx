import { type RehearsalResult } from '../../../../state/rehearsals.ts';
import { type Definition } from '../../../../state/rules.ts';
import { useConsole, useTexts } from '../../../context.ts';
import { moment } from '../../../parts/moment.ts';
import { Note } from '../../../parts/state.tsx';
import { eventWords, subjectWords } from '../../hooks/words.ts';
import { type Phrases } from '../phrases.ts';
import { ConditionTree } from '../tree.tsx';

interface Props {
  result: RehearsalResult;
  definition: Definition;
  /** Name of the real lead it was tried on. */
  lead: string;
  phrases: Phrases;
}

/** Whether it would run, why, and what it would then do. */
export const DryResult = ({ result, definition, lead, phrases }: Props) => {
  const { format } = useConsole();
  const t = useTexts('rules');
  const { holds, conditions, would, event } = result;
  // What was made up is in no CRM and has no number.
  const subject = lead || (event?.subject.endsWith(':example') ? t('rule-try:try.kinds.example') : subjectWords(t, event?.subject ?? ''));
  const verdict = holds === null ? 'unknown' : holds ? 'holds' : 'holds_not';
  return (
    <div class="souffleur-stack">
      <Note kind={holds === null ? 'info' : holds ? 'good' : 'warn'}>
        <strong>{t(`rule-try:try.verdict.${verdict}`)}</strong>
        {event && (
          <p class="souffleur-paragraph">{t('rule-try:try.verdict.on', { event: eventWords(t, event.name), subject, when: moment(format, event.at) })}</p>
        )}
        {holds === null && <p class="souffleur-paragraph">{t('rule-try:try.verdict.unknown_long')}</p>}
      </Note>
      <section class="souffleur-try-part">
        <p class="souffleur-field-label">{t('fields.conditions')}</p>
        <ConditionTree node={definition.conditions} results={conditions} phrases={phrases} />
      </section>
      {would.length > 0 && (
        <section class="souffleur-try-part">
          <p class="souffleur-field-label">{t(holds === false ? 'rule-try:try.would_if' : 'rule-try:try.would')}</p>
          <ol class="souffleur-acts">
            {would.map(({ position, action, says, error }) => (
              <li key={position} class="souffleur-act">
                <span class="souffleur-act-words">{says || phrases.title('action', action)}</span>
                {error && <p class="souffleur-paragraph souffleur-act-problem">{error}</p>}
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
};
