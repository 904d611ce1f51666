import { useSignal } from '@preact/signals';

import { type Hit, type RehearsalResult } from '../../../../state/rehearsals.ts';
import { ColumnChart } from '../../../../ui/column-chart.tsx';
import { useConsole, useTexts } from '../../../context.ts';
import { Figures } from '../../../parts/figures.tsx';
import { moment } from '../../../parts/moment.ts';
import { OutLink } from '../../../parts/page.tsx';
import { Badge, Empty } from '../../../parts/state.tsx';
import { type Column, Table } from '../../../parts/table.tsx';
import { eventWords, subjectUrl, subjectWords } from '../../hooks/words.ts';

const STEP = 25;
const TONES = { fires: 'good', cooldown: 'warn', stopped: 'warn', loop: 'warn', unknown: 'plain' } as const;
const KEPT = ['cooldown', 'stopped', 'loop', 'unknown'] as const;

/** A day of the account's calendar, `2026-11-20`, whatever zone the browser is in. */
const dayOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** How often, whom, when and at what cost; and what was kept back and why. */
export const ReplayResult = ({ result }: { result: RehearsalResult }) => {
  const { format } = useConsole();
  const t = useTexts('rules');
  const { fires, subjects, kept, hits, cost, perDay } = result;
  const date = (options: Intl.DateTimeFormatOptions, day: string): string =>
    Number.isNaN(dayOf(day).getTime()) ? day : new Intl.DateTimeFormat(format.language, { ...options, timeZone: 'UTC' }).format(dayOf(day));
  const keptBack = KEPT.filter((reason) => kept[reason] > 0);
  if (fires === 0 && keptBack.length === 0) return <Empty icon="branch" title={t('rule-try:replay.none')} hint={t('rule-try:replay.none_hint')} />;
  return (
    <div class="souffleur-stack">
      <Figures
        label={t('rule-try:replay.figures')}
        items={[
          { id: 'fires', name: t('rule-try:replay.fires'), value: format.number(fires) },
          { id: 'subjects', name: t('rule-try:replay.subjects'), value: format.number(subjects) },
          { id: 'messages', name: t('rule-try:replay.messages'), value: format.number(cost.messages) },
          {
            id: 'cost',
            name: t('rule-try:replay.cost'),
            value: cost.priced || cost.modelCalls === 0 ? format.cost(cost.micros) : '–',
            note:
              cost.modelCalls > 0
                ? t(cost.priced ? 'rule-try:replay.calls' : 'rule-try:replay.unpriced', { count: cost.modelCalls })
                : t('rule-try:replay.no_calls'),
          },
        ]}
      />
      {perDay.length > 1 && (
        <ColumnChart
          label={t('rule-try:replay.per_day')}
          columns={perDay.map(({ day, fires: value }) => ({
            id: day,
            short: date({ day: 'numeric', month: 'short' }, day),
            long: date({ weekday: 'short', day: 'numeric', month: 'long' }, day),
            value,
          }))}
          names={{ when: t('rule-try:replay.day'), value: t('rule-try:replay.fires') }}
          format={(value) => format.number(value)}
        />
      )}
      {keptBack.length > 0 && (
        <section class="souffleur-try-part">
          <p class="souffleur-field-label">{t('rule-try:replay.kept')}</p>
          <ul class="souffleur-kept">
            {keptBack.map((reason) => (
              <li key={reason}>{t(`rule-try:replay.kept_words.${reason}`, { count: kept[reason] })}</li>
            ))}
          </ul>
        </section>
      )}
      <HitTable hits={hits} total={fires + KEPT.reduce((sum, reason) => sum + kept[reason], 0)} />
    </div>
  );
};

/** Who and when; the first ones, and more when asked for. */
export const HitTable = ({ hits, total, brief = false }: { hits: readonly Hit[]; total: number; /** Only who. */ brief?: boolean }) => {
  const { format, crmUrl } = useConsole();
  const t = useTexts('rules');
  const most = useSignal(STEP);
  if (hits.length === 0) return null;
  const columns: Column<{ hit: Hit; key: string }>[] = [
    {
      id: 'who',
      title: t('rule-runs:columns.about'),
      cell: ({ hit }) => {
        const subject = hit.leadCrmId ? `lead:${hit.leadCrmId}` : hit.subject;
        const words = hit.leadName || subjectWords(t, subject);
        const href = subjectUrl(crmUrl, subject);
        return href ? <OutLink href={href}>{words}</OutLink> : words;
      },
    },
    { id: 'what', title: t('rule-runs:columns.event'), cell: ({ hit }) => eventWords(t, hit.name) },
    {
      id: 'outcome',
      title: t('rule-try:replay.outcome'),
      narrow: true,
      cell: ({ hit }) => <Badge kind={TONES[hit.outcome]}>{t(`rule-try:replay.outcomes.${hit.outcome}`)}</Badge>,
    },
    { id: 'at', title: t('rule-runs:columns.at'), narrow: true, cell: ({ hit }) => <time dateTime={hit.at}>{moment(format, hit.at)}</time> },
  ];
  return (
    <>
      <Table
        label={t('rule-try:replay.hits')}
        columns={brief ? columns.slice(0, 1) : columns}
        rows={hits.slice(0, most.value).map((hit, index) => ({ hit, key: String(index) }))}
        keyOf={({ key }) => key}
        empty={{ title: t('rule-try:replay.none') }}
        more={{ has: most.value < hits.length, load: () => (most.value += STEP) }}
      />
      {total > hits.length && (
        <p class="souffleur-paragraph souffleur-muted souffleur-small">{t('rule-try:replay.first', { count: hits.length, total: format.number(total) })}</p>
      )}
    </>
  );
};
