/**
 * The figures of a dashboard, counted by the database in one round trip. Ids of the log, of messages and of hooks
 * sort by time, so that `(account_id, id)` and `(account_id, kind, id)` serve as their index of time.
 */
import { firstIdAt } from '../../db/base.ts';
import { type Statement } from '../../db/one-trip.ts';
import { type Stretches } from './periods.ts';

export interface ReplyRow {
  bucket: number;
  kind: string;
  agent: string | null;
  edited: boolean;
  /** Before `previousTo`, or in the period itself. */
  compared: boolean;
  count: number;
}
export interface ResponseRow {
  current: boolean;
  by: 'ai' | 'human';
  answers: number;
  median: number;
  p90: number;
}
export interface CallRow {
  current: boolean;
  missed: number;
  returned: number;
}
export interface HookRow {
  state: string;
  count: number;
  median: number | null;
}
export type Answers = [
  replies: ReplyRow[],
  responses: ResponseRow[],
  calls: CallRow[],
  waiting: { count: number }[],
  hooks: HookRow[],
  unread: { count: number }[],
  agents: { id: string; name: string }[],
];

const REPLIES = `select width_bucket(at, $2::timestamptz[]) as bucket, kind, agent_id::text as agent, coalesce((data ->> 'edited')::boolean, false) as edited,
    at >= $5 or at < $6 as compared, count(*)::int as count
  from activities
 where account_id = $1 and kind in ('draft.made', 'draft.sent', 'draft.dismissed', 'draft.withheld', 'draft.failed') and id >= $3 and id < $4
 group by 1, 2, 3, 4, 5`;

/**
 * A run is what was said up to an answer of ours; it took from the customer's first message in it to that answer.
 * Runs may have begun some days before the stretch.
 */
const RESPONSES = `with said as (
    select talk_id, direction, author_kind, delivery_id, at,
      count(*) filter (where direction = 'out') over (partition by talk_id order by at, id rows between unbounded preceding and 1 preceding) as run
    from messages where account_id = $1 and id >= $2 and id < $3
  ), runs as (
    select min(at) filter (where direction = 'in') as asked, max(at) filter (where direction = 'out') as answered,
      max(author_kind) filter (where direction = 'out') as author, (array_agg(delivery_id) filter (where direction = 'out'))[1] as delivery_id
    from said group by talk_id, run
  ), answers as (
    select answered >= $5 as current, extract(epoch from answered - asked)::float8 as seconds,
      case when d.sent_text is not null or (r.delivery_id is null and author = 'user') then 'human' when d.id is not null then 'ai' end as by
    from runs r
    left join deliveries v on v.account_id = $1 and v.id = r.delivery_id
    left join drafts d on d.account_id = $1 and d.id = v.draft_id
    where asked <= answered and answered >= $4 and (answered >= $5 or answered < $6)
  )
select current, by, count(*)::int as answers, percentile_cont(0.5) within group (order by seconds) as median, percentile_cont(0.9) within group (order by seconds) as p90
  from answers where by is not null group by 1, 2`;

/** Called back: a conversation with the same caller afterwards, or a callback that was done. */
const CALLS = `select c.at >= $4 as current, count(*)::int as missed, count(*) filter (where b.done_at >= c.at or exists (
    select from calls later where later.account_id = $1 and later.caller_key = c.caller_key and later.at > c.at and not later.missed and later.duration > 0))::int as returned
  from calls c
  left join (select caller_key, max(done_at) as done_at from callbacks where account_id = $1 and state = 'done' group by 1) b on b.caller_key = c.caller_key
 where c.account_id = $1 and c.missed and c.at >= $2 and c.at < $3 and (c.at >= $4 or c.at < $5)
 group by 1`;

const WAITING_CALLERS = `select count(*)::int as count from callbacks where account_id = $1 and state in ('planned', 'open')`;

const HOOKS = `select state, count(*)::int as count, percentile_cont(0.5) within group (order by extract(epoch from processed_at - received_at)::float8) as median
  from hook_events where account_id = $1 and id >= $2 and id < $3 group by 1`;

const WAITING_HOOKS = `select count(*)::int as count from hook_events where account_id = $1 and state = 'received'`;

const AGENTS = `select id::text, settings ->> 'name' as name from agents where account_id = $1 order by id`;

/** A customer may have waited this long for the first answer of a stretch (ms). */
const LONG_WAIT = 3 * 24 * 3_600_000;

export function figures(accountId: string, { edges, from, to, previousTo }: Stretches): Statement[] {
  const start = edges[0] ?? from;
  const [first, last] = [firstIdAt(start), firstIdAt(to)];
  return [
    { text: REPLIES, values: [accountId, edges, first, last, from, previousTo] },
    { text: RESPONSES, values: [accountId, firstIdAt(new Date(start.getTime() - LONG_WAIT)), last, start, from, previousTo] },
    { text: CALLS, values: [accountId, start, to, from, previousTo] },
    { text: WAITING_CALLERS, values: [accountId] },
    { text: HOOKS, values: [accountId, firstIdAt(from), last] },
    { text: WAITING_HOOKS, values: [accountId] },
    { text: AGENTS, values: [accountId] },
  ];
}
