import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { type Stretches, stretchesOf } from './periods.ts';
import { type Calls, type Dashboard as DashboardShape, type Period, type Replies, type ResponseTimes } from './schema.ts';
import { type Answers, figures, type HookRow, type ReplyRow, type ResponseRow } from './sql.ts';

type Shape = z.output<typeof DashboardShape>;

const RECENT = 10;

type Deps = Pick<ScopedCradle, 'oneTrip' | 'accountId' | 'clock' | 'accounts' | 'activityLog'>;

/** How it goes: figures of a period beside those of the period before. */
export class Dashboard {
  readonly #deps: Deps;

  constructor({ oneTrip, accountId, clock, accounts, activityLog }: Deps) {
    this.#deps = { oneTrip, accountId, clock, accounts, activityLog };
  }

  async read(period: Period): Promise<Shape> {
    const { oneTrip, accountId, clock, accounts, activityLog } = this.#deps;
    const timezone = zoneOf((await accounts.current()).timezone);
    const stretches = stretchesOf(period, clock.now(), timezone);
    const [[replies, responses, calls, waitingCallers, hooks, waitingHooks, agents], activity] = await Promise.all([
      oneTrip.transaction<Answers>({ accountId }, figures(accountId, stretches)),
      activityLog.list({ limit: RECENT }),
    ]);
    const isCurrent = ({ bucket }: ReplyRow): boolean => bucket > stretches.before;
    const before = replies.filter((row) => !isCurrent(row) && row.compared);
    const current = replies.filter(isCurrent);
    const callsOf = (now: boolean): z.output<typeof Calls> => {
      const row = calls.find((one) => one.current === now);
      return { missed: row?.missed ?? 0, returned: row?.returned ?? 0 };
    };
    return {
      period,
      timezone,
      from: stretches.from.toISOString(),
      to: stretches.to.toISOString(),
      replies: repliesOf(current),
      responseTimes: timesOf(responses.filter((row) => row.current)),
      calls: { ...callsOf(true), waiting: waitingCallers[0]?.count ?? 0 },
      previous: { replies: repliesOf(before), responseTimes: timesOf(responses.filter((row) => !row.current)), calls: callsOf(false) },
      buckets: bucketsOf(replies, stretches),
      agents: agentsOf(current, agents),
      hooks: { ...hooksOf(hooks), waiting: waitingHooks[0]?.count ?? 0 },
      activity: activity.items,
    };
  }
}

type Counted = Pick<ReplyRow, 'kind' | 'edited' | 'count'>;

const countOf = (rows: readonly Counted[], kind: string, edited?: boolean): number =>
  rows.reduce((sum, row) => (row.kind === kind && (edited === undefined || row.edited === edited) ? sum + row.count : sum), 0);

const repliesOf = (rows: readonly Counted[]): z.output<typeof Replies> => ({
  made: countOf(rows, 'draft.made'),
  sent: countOf(rows, 'draft.sent'),
  unchanged: countOf(rows, 'draft.sent', false),
  edited: countOf(rows, 'draft.sent', true),
  dismissed: countOf(rows, 'draft.dismissed'),
  withheld: countOf(rows, 'draft.withheld'),
  failed: countOf(rows, 'draft.failed'),
});

function timesOf(rows: readonly ResponseRow[]): z.output<typeof ResponseTimes> {
  const of = (by: 'ai' | 'human') => {
    const row = rows.find((one) => one.by === by);
    return { answers: row?.answers ?? 0, median: row?.median ?? null, p90: row?.p90 ?? null };
  };
  return { ai: of('ai'), human: of('human') };
}

function bucketsOf(rows: readonly ReplyRow[], { edges, before }: Stretches): Shape['buckets'] {
  const at = (bucket: number): { made: number; sent: number } => {
    const own = rows.filter((row) => row.bucket === bucket);
    return { made: countOf(own, 'draft.made'), sent: countOf(own, 'draft.sent') };
  };
  // The database counts them from one.
  return edges.slice(before).map((edge, index) => ({ at: edge.toISOString(), ...at(before + index + 1), previous: index < before ? at(index + 1) : null }));
}

/** The agents there are. */
function agentsOf(rows: readonly ReplyRow[], known: readonly { id: string; name: string }[]): Shape['agents'] {
  return known.map(({ id, name }) => {
    const own = rows.filter((row) => row.agent === id);
    const { made, sent, edited, dismissed } = repliesOf(own);
    return { id, name, made, sent, edited, dismissed };
  });
}

const hooksOf = (rows: readonly HookRow[]): Omit<Shape['hooks'], 'waiting'> => {
  const count = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
  return {
    received: rows.reduce((sum, row) => sum + row.count, 0),
    failed: count('failed'),
    quarantined: count('quarantined'),
    median: rows.find((row) => row.state === 'done')?.median ?? null,
  };
};

/** A zone that is not known is no reason to show nothing. */
function zoneOf(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
