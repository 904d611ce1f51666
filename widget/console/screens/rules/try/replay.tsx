import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';

import { isUnderWay, type Rehearsal } from '../../../../state/rehearsals.ts';
import { type Definition, definitionOf } from '../../../../state/rules.ts';
import { Button } from '../../../../ui/button.tsx';
import { useConsole, useTexts } from '../../../context.ts';
import { errorWords } from '../../../errors.ts';
import { Note } from '../../../parts/state.tsx';
import { ChangedSince } from './changed-since.tsx';
import { useRehearsal } from './rehearse.ts';
import { ReplayResult } from './replay-result.tsx';

const DAYS = [1, 7, 14, 30] as const;

/** The rule on what really happened: whom it would have reached, with what, and how often. Nothing is done. */
export const Replay = ({ ruleId, definition }: { ruleId?: string | undefined; definition: Definition }) => {
  const t = useTexts('rules');
  const id = useId();
  const days = useSignal<number>(30);
  const tried = useSignal(definition);
  const rehearsing = useRehearsal();
  const now = rehearsing.current.value;
  const failure = rehearsing.failure.value;
  if (!ruleId) return <Note>{t('rule-try:replay.save_first')}</Note>;
  return (
    <div class="souffleur-stack">
      <form
        class="souffleur-form souffleur-replay-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (rehearsing.busy) return;
          tried.value = definition;
          void rehearsing.start(`/rules/${encodeURIComponent(ruleId)}/replay`, { definition: definitionOf(definition), days: days.peek() });
        }}
      >
        <p class="souffleur-field-hint">{t('rule-try:replay.hint')}</p>
        <div class="souffleur-form-actions">
          <label class="souffleur-hidden" for={id}>
            {t('rule-try:replay.days_label')}
          </label>
          <select
            id={id}
            class="souffleur-input souffleur-select souffleur-replay-days"
            value={String(days.value)}
            disabled={rehearsing.busy}
            onChange={({ currentTarget }) => (days.value = Number(currentTarget.value))}
          >
            {DAYS.map((count) => (
              <option key={count} value={String(count)}>
                {t('rule-try:replay.days', { count })}
              </option>
            ))}
          </select>
          <Button kind="primary" type="submit" busy={rehearsing.busy}>
            {t('rule-try:replay.go')}
          </Button>
          <span class="souffleur-muted souffleur-small">{t('rule-try:try.no_effect')}</span>
        </div>
      </form>
      {failure && <Note kind="bad">{errorWords(t, failure)}</Note>}
      {now && isUnderWay(now) && <Progress rehearsal={now} onCancel={() => rehearsing.cancel()} />}
      <div aria-live="polite">
        {now?.state === 'failed' && <Note kind="bad">{now.error ?? t('rule-try:try.failed')}</Note>}
        {now?.state === 'cancelled' && <Note kind="warn">{t('rule-try:replay.cancelled')}</Note>}
        {now?.result && !isUnderWay(now) && (
          <div class="souffleur-stack">
            <ChangedSince tried={tried.value} now={definition} />
            <ReplayResult result={now.result} />
          </div>
        )}
      </div>
    </div>
  );
};

export const Progress = ({ rehearsal, onCancel }: { rehearsal: Rehearsal; onCancel: () => Promise<void> }) => {
  const { format } = useConsole();
  const t = useTexts('rules');
  const busy = useSignal(false);
  const { looked, total, state } = rehearsal;
  const share = total > 0 ? Math.min(100, Math.round((looked / total) * 100)) : 0;
  const words =
    state === 'waiting' || total === 0
      ? t('rule-try:replay.waiting')
      : t('rule-try:replay.looked', { looked: format.number(looked), total: format.number(total) });
  return (
    <div class="souffleur-replay-run">
      <div class="souffleur-run-head">
        <span>{words}</span>
        <Button kind="quiet" busy={busy.value} onPress={() => ((busy.value = true), void onCancel().finally(() => (busy.value = false)))}>
          {t('rule-try:replay.cancel')}
        </Button>
      </div>
      <div
        class="souffleur-run-progress"
        role="progressbar"
        aria-label={t('rule-try:replay.progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        aria-valuetext={words}
      >
        <div class="souffleur-run-part" style={{ width: `${Math.max(share, 2)}%` }} />
      </div>
    </div>
  );
};
