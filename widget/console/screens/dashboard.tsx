import { type ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { type Dashboard, type Figures, type Period, periods, readDashboard, type Response } from '../../state/dashboard.ts';
import { type Bar, BarChart, LineChart } from '../../ui/chart.tsx';
import { useConsole, useLive, useResource, useTexts } from '../context.ts';
import { type Format } from '../format.ts';
import { type T } from '../i18n.ts';
import { ActivityList } from '../parts/activity-list.tsx';
import { Link, Page, Panel } from '../parts/page.tsx';
import { Empty, Note, State } from '../parts/state.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { type ScreenProps } from '../screens.ts';

/** Milliseconds between two readings while a lot happens. */
const CALM = 3000;

interface Compared {
  now: number | null;
  before: number | null;
  /** `less`: fewer is better, `faster`: they are seconds. */
  wish: 'more' | 'less' | 'faster';
}

/** In words, with a mark that does not rely on colour alone. */
const Change = ({ now, before, wish, period }: Compared & { period: Period }) => {
  const { format } = useConsole();
  const t = useTexts('dashboard');
  const time = t(`before.${period}`);
  if (now === null) return <span class="souffleur-change" />;
  if (before === null || before === 0) return <span class="souffleur-change">{wish === 'faster' ? '' : t(now === 0 ? 'same' : 'new', { before: time })}</span>;
  const share = (now - before) / before;
  if (Math.abs(share) < 0.005) return <span class="souffleur-change">{t(wish === 'faster' ? 'samespeed' : 'same', { before: time })}</span>;
  const isMore = share > 0;
  const isGood = isMore === (wish === 'more');
  const word = wish === 'faster' ? (isMore ? 'slower' : 'faster') : isMore ? 'more' : 'less';
  return (
    <span class={`souffleur-change souffleur-change-${isGood ? 'good' : 'bad'}`}>
      <span aria-hidden="true">{isMore ? '▲ ' : '▼ '}</span>
      {t(word, { share: format.percent(Math.abs(share)), before: time })}
    </span>
  );
};

const Figure = ({ name, value, more, children }: { name: string; value: string; more?: string; children: ComponentChildren }) => (
  <div class="souffleur-stat">
    <dt class="souffleur-stat-name">{name}</dt>
    <dd class="souffleur-stat-value">
      <strong>{value}</strong>
      {children}
      {more && <span class="souffleur-stat-more">{more}</span>}
    </dd>
  </div>
);

const seconds = (format: Format, value: number | null): string => (value === null ? '—' : format.duration(value * 1000));

const FiguresRow = ({ data }: { data: Dashboard }) => {
  const { format } = useConsole();
  const t = useTexts('dashboard');
  const { previous, period } = data;
  const speed = (now: Response, before: Response) => <Change now={now.median} before={before.median} wish="faster" period={period} />;
  return (
    <dl class="souffleur-stats">
      <Figure name={t('sent')} value={format.number(data.replies.sent)}>
        <Change now={data.replies.sent} before={previous.replies.sent} wish="more" period={period} />
      </Figure>
      <Figure name={t('made')} value={format.number(data.replies.made)}>
        <Change now={data.replies.made} before={previous.replies.made} wish="more" period={period} />
      </Figure>
      <Figure name={t('ai_time')} value={seconds(format, data.ai.median)}>
        {data.ai.answers === 0 ? <span class="souffleur-change">{t('none')}</span> : speed(data.ai, previous.ai)}
      </Figure>
      <Figure name={t('human_time')} value={seconds(format, data.human.median)}>
        {data.human.answers === 0 ? <span class="souffleur-change">{t('none')}</span> : speed(data.human, previous.human)}
      </Figure>
      <Figure name={t('missed')} value={format.number(data.missed)} more={data.missed > 0 ? t('returned', { count: data.returned }) : undefined}>
        <Change now={data.missed} before={previous.missed} wish="less" period={period} />
      </Figure>
    </dl>
  );
};

const pointsOf = ({ buckets, period }: Dashboard, { language, timeZone, dateTime }: Format) => {
  const short = new Intl.DateTimeFormat(
    language,
    period === 'day' ? { hour: '2-digit', minute: '2-digit', timeZone } : { day: 'numeric', month: 'short', timeZone },
  );
  const long = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  return buckets.map(({ at, sent, previous }) => ({
    short: short.format(new Date(at)),
    long: period === 'day' ? dateTime(at) : long.format(new Date(at)),
    value: new Date(at).getTime() > Date.now() ? null : sent,
    previous: previous?.sent ?? null,
  }));
};

const barsOf = (t: T, { replies, previous }: { replies: Figures['replies']; previous: Figures }): Bar[] =>
  (
    [
      ['unchanged', 'good'],
      ['edited', 'accent'],
      ['dismissed', 'plain'],
      ['withheld', 'warn'],
      ['failed', 'bad'],
    ] as const
  ).map(([id, tone]) => ({ id, name: t(id), value: replies[id], previous: previous.replies[id], tone }));

const Speed = ({ data }: { data: Dashboard }) => {
  const { format } = useConsole();
  const t = useTexts('dashboard');
  const rows = (['ai', 'human'] as const).map((who) => ({ who, ...data[who] }));
  const columns: Column<(typeof rows)[number]>[] = [
    { id: 'who', title: t('who'), cell: ({ who }) => t(who) },
    { id: 'answers', title: t('answers'), align: 'end', cell: ({ answers }) => format.number(answers) },
    { id: 'median', title: t('median'), align: 'end', cell: ({ median }) => seconds(format, median) },
    { id: 'p90', title: t('p90'), align: 'end', cell: ({ p90 }) => seconds(format, p90) },
  ];
  return (
    <Panel title={t('speed')}>
      <p class="souffleur-paragraph souffleur-quiet">{t('speed_hint')}</p>
      <Table label={t('speed')} columns={columns} rows={rows} keyOf={({ who }) => who} empty={{ title: t('none') }} />
    </Panel>
  );
};

const Agents = ({ agents }: Pick<Dashboard, 'agents'>) => {
  const { format } = useConsole();
  const t = useTexts('dashboard');
  const columns: Column<Dashboard['agents'][number]>[] = [
    { id: 'name', title: t('agent'), cell: ({ name }) => name },
    ...(['made', 'sent', 'edited', 'dismissed'] as const).map((id) => ({
      id,
      title: t(`agents_${id}`),
      align: 'end' as const,
      cell: (agent: Dashboard['agents'][number]) => format.number(agent[id]),
    })),
  ];
  return (
    <Panel title={t('agents')}>
      <Table
        label={t('agents')}
        columns={columns}
        rows={agents}
        keyOf={({ id }) => id}
        empty={{ icon: 'robot', title: t('no_agents'), hint: t('no_agents_hint') }}
      />
    </Panel>
  );
};

const Hooks = ({ hooks }: Pick<Dashboard, 'hooks'>) => {
  const { format } = useConsole();
  const t = useTexts('dashboard');
  const rows: [name: string, value: string, bad: boolean][] = [
    [t('hooks_received'), format.number(hooks.received), false],
    [t('hooks_failed'), format.number(hooks.failed), hooks.failed > 0],
    [t('hooks_quarantined'), format.number(hooks.quarantined), hooks.quarantined > 0],
    [t('hooks_waiting'), format.number(hooks.waiting), false],
    [t('hooks_median'), seconds(format, hooks.median), false],
  ];
  return (
    <Panel title={t('hooks')}>
      <dl class="souffleur-health">
        {rows.map(([name, value, bad]) => (
          <div key={name} class={`souffleur-health-line${bad ? ' souffleur-health-bad' : ''}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
};

const Board = ({ data }: { data: Dashboard }) => {
  const { format } = useConsole();
  const t = useTexts('dashboard');
  const { replies, previous, waitingCallers } = data;
  const isEmpty = replies.made + replies.sent + previous.replies.made + previous.replies.sent === 0;
  return (
    <>
      {isEmpty && <Note>{t('empty_note')}</Note>}
      {waitingCallers > 0 && <Note kind="warn">{t('waiting', { count: waitingCallers })}</Note>}
      <FiguresRow data={data} />
      <Panel title={t('chart')}>
        <LineChart
          label={t('chart')}
          points={pointsOf(data, format)}
          names={{ when: t('when'), value: t('this_period'), previous: t('period_before') }}
          format={(value) => format.number(value)}
        />
      </Panel>
      <div class="souffleur-pair">
        <Panel title={t('outcome')}>
          <BarChart label={t('outcome')} bars={barsOf(t, data)} previous={t('period_before')} format={(value) => format.number(value)} />
        </Panel>
        <Hooks hooks={data.hooks} />
      </div>
      <Speed data={data} />
      <Agents agents={data.agents} />
      <Panel title={t('recent')} actions={<Link path="activity">{t('all')}</Link>}>
        {data.activity.length > 0 ? (
          <ActivityList items={data.activity} label={t('recent')} />
        ) : (
          <Empty icon="pulse" title={t('nothing')} hint={t('nothing_hint')} />
        )}
      </Panel>
    </>
  );
};

export default function DashboardScreen({ query }: ScreenProps) {
  const { api, router } = useConsole();
  const t = useTexts('dashboard');
  const period = periods.find((one) => one === query['period']) ?? 'week';
  const board = useResource(async () => readDashboard(await api.get(`/dashboard?period=${period}`)), [period]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive(['activity.created', 'hook.updated'], () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void board.reload();
    }, CALM);
  });
  return (
    <Page
      title={t('title')}
      hint={t('hint')}
      actions={
        <div class="souffleur-segments" role="group" aria-label={t('period')}>
          {periods.map((one) => (
            <button key={one} type="button" class="souffleur-segment" aria-pressed={one === period} onClick={() => router.setQuery({ period: one })}>
              {t(one)}
            </button>
          ))}
        </div>
      }
    >
      <State phase={board.phase.value} onRetry={() => void board.reload()} lines={12}>
        {(data) => <Board data={data} />}
      </State>
    </Page>
  );
}
