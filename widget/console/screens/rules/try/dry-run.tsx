import { useSignal } from '@preact/signals';
import { useId, useMemo } from 'preact/hooks';

import { asApiError } from '../../../../api/errors.ts';
import { type Dict, list } from '../../../../state/read.ts';
import { isUnderWay, type LeadFound, type StoredEvent } from '../../../../state/rehearsals.ts';
import { type Definition, definitionOf, eventOf } from '../../../../state/rules.ts';
import { Button } from '../../../../ui/button.tsx';
import { useTexts } from '../../../context.ts';
import { errorWords } from '../../../errors.ts';
import { FieldRow } from '../../../form/field-row.tsx';
import { fieldsOf, withDefaults, withValue } from '../../../form/fields.ts';
import { complaints, fieldWords } from '../../../form/words.ts';
import { toIso } from '../../../parts/local-time.ts';
import { Note, Skeleton } from '../../../parts/state.tsx';
import { usePhrases } from '../phrases.ts';
import { ChangedSince } from './changed-since.tsx';
import { EventPicker } from './events.tsx';
import { exampleData, exampleSchema, isAboutLead } from './example.ts';
import { LeadPicker } from './leads.tsx';
import { useRehearsal } from './rehearse.ts';
import { DryResult } from './result.tsx';

const SUBJECTS = ['lead', 'event', 'example'] as const;
type SubjectKind = (typeof SUBJECTS)[number];
/** Never comes by a hook. */
const OWN_EVENTS = new Set(['time.reached', 'rule.requested']);

/** The rule on one event: what each condition finds and what each action would do. Nothing is done. */
export const DryRun = ({ ruleId, definition }: { ruleId?: string | undefined; definition: Definition }) => {
  const t = useTexts('rules');
  const id = useId();
  const event = eventOf(definition.trigger);
  const schema = useMemo(() => exampleSchema(t, event), [t, event]);
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const words = useMemo(() => fieldWords(t, 'rule-try:try.example_fields'), [t]);
  const values = useSignal<Dict>({});
  const at = useSignal('');
  const errors = useSignal<Record<string, string>>({});
  const lead = useSignal<LeadFound | undefined>(undefined);
  const stored = useSignal<StoredEvent | undefined>(undefined);
  const problem = useSignal('');
  const tried = useSignal({ definition, lead: '' });
  const wanted = useSignal<SubjectKind>('lead');
  const rehearsing = useRehearsal();
  // Read before there is a result, which then stands in words at once.
  const phrases = usePhrases();
  const kinds = SUBJECTS.filter((kind) => kind === 'lead' || (kind === 'event' ? !OWN_EVENTS.has(event) : schema));
  const kind = kinds.find((one) => one === wanted.value) ?? 'lead';
  const shown = withDefaults(fields, values.value);

  /** What the rule is tried on; nothing when something is missing. */
  const subject = (): Dict | undefined => {
    if (kind === 'lead') {
      if (!lead.value) problem.value = t('rule-try:try.lead.missing');
      return lead.value && { leadId: lead.value.crmId };
    }
    if (kind === 'event') {
      if (!stored.value) problem.value = t('rule-try:try.event.missing');
      return stored.value && { eventId: stored.value.id };
    }
    errors.value = complaints(t, fields, shown);
    if (Object.keys(errors.value).length > 0) return undefined;
    const when = toIso(at.value) ?? new Date().toISOString();
    const about = lead.value && isAboutLead(event) ? { leadId: lead.value.crmId } : {};
    return { ...about, example: { name: event, data: exampleData(event, shown, when), at: when } };
  };
  const run = async (): Promise<void> => {
    if (rehearsing.busy) return;
    problem.value = '';
    try {
      const about = subject();
      const path = ruleId ? `/rules/${encodeURIComponent(ruleId)}/dry-run` : '/rules/dry-run';
      if (!about) return;
      tried.value = { definition, lead: kind === 'lead' ? (lead.value?.name ?? '') : '' };
      await rehearsing.start(path, { definition: definitionOf(definition), ...about });
    } catch (thrown) {
      problem.value = errorWords(t, asApiError(thrown));
    }
  };

  const now = rehearsing.current.value;
  const failure = rehearsing.failure.value;
  return (
    <div class="souffleur-stack">
      <form
        class="souffleur-form"
        noValidate
        onSubmit={(press) => {
          press.preventDefault();
          void run();
        }}
      >
        {kinds.length > 1 && (
          <div class="souffleur-segments" role="group" aria-label={t('rule-try:try.on')}>
            {kinds.map((one) => (
              <button key={one} type="button" class="souffleur-segment" aria-pressed={one === kind} onClick={() => (wanted.value = one)}>
                {t(`rule-try:try.kinds.${one}`)}
              </button>
            ))}
          </div>
        )}
        <p class="souffleur-field-hint">{t(`rule-try:try.hints.${kind}`)}</p>
        {kind === 'lead' && <LeadPicker chosen={lead.value} onChoose={(next) => (lead.value = next)} />}
        {kind === 'event' && <EventPicker event={event} chosen={stored.value} onChoose={(next) => (stored.value = next)} />}
        {kind === 'example' && (
          <>
            {fields.map((field) => (
              <FieldRow
                key={field.path}
                formId={id}
                field={field}
                values={shown}
                words={words}
                errors={errors.value}
                choices={{}}
                disabled={rehearsing.busy}
                onChange={(path, value) => {
                  values.value = withValue(shown, path, value);
                  errors.value = Object.fromEntries(Object.entries(errors.value).filter(([one]) => one !== path));
                }}
              />
            ))}
            {isAboutLead(event) && <LeadPicker label={t('rule-try:try.lead.about')} chosen={lead.value} onChoose={(next) => (lead.value = next)} />}
            <div class="souffleur-field">
              <label class="souffleur-field-label" for={`${id}-at`}>
                {t('rule-try:try.example.at')}
              </label>
              <input
                id={`${id}-at`}
                class="souffleur-input souffleur-try-at"
                type="datetime-local"
                aria-describedby={`${id}-at-hint`}
                value={at.value}
                onInput={({ currentTarget }) => (at.value = currentTarget.value)}
              />
              <p class="souffleur-field-hint" id={`${id}-at-hint`}>
                {t('rule-try:try.example.at_hint')}
              </p>
            </div>
          </>
        )}
        {problem.value && <Note kind="bad">{problem.value}</Note>}
        <div class="souffleur-form-actions">
          <Button kind="primary" type="submit" busy={rehearsing.busy}>
            {t('rule-try:try.go')}
          </Button>
          <span class="souffleur-muted souffleur-small">{t('rule-try:try.no_effect')}</span>
        </div>
      </form>
      <div aria-live="polite">
        {failure && <Note kind="bad">{list(failure.errors).length > 0 ? failure.errors.map(({ message }) => message).join(' ') : errorWords(t, failure)}</Note>}
        {now?.state === 'failed' && <Note kind="bad">{now.error ?? t('rule-try:try.failed')}</Note>}
        {now && isUnderWay(now) && <Skeleton lines={4} />}
        {now?.result && !isUnderWay(now) && (
          <div class="souffleur-stack">
            <ChangedSince tried={tried.value.definition} now={definition} />
            <DryResult result={now.result} definition={tried.value.definition} lead={tried.value.lead} phrases={phrases} />
          </div>
        )}
      </div>
    </div>
  );
};
