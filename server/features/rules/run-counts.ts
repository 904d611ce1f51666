import { type EntityManager } from '@mikro-orm/postgresql';

export interface RunCounts {
  today: number;
  week: number;
  failed: number;
  lastAt: string | null;
}

/** "Today" is the account's day. */
const COUNTS = `select r.rule_id as id,
    count(*) filter (where r.at >= date_trunc('day', ?::timestamptz at time zone a.timezone) at time zone a.timezone)::int as today,
    count(*)::int as week, count(*) filter (where r.state = 'failed')::int as failed
  from rule_runs r join accounts a on a.id = r.account_id
  where r.rule_id = any(?::uuid[]) and r.at > ?::timestamptz - interval '7 days' and r.state in ('waiting', 'running', 'done', 'failed')
  group by r.rule_id`;
const LAST = `select distinct on (rule_id) rule_id as id, at from rule_runs
  where rule_id = any(?::uuid[]) and state in ('waiting', 'running', 'done', 'failed') order by rule_id, id desc`;

/** How often rules ran, by rule. `em` is bound to the account. */
export async function countRuns(em: EntityManager, ids: readonly string[], now: Date): Promise<Map<string, RunCounts>> {
  if (ids.length === 0) return new Map();
  const list = `{${ids.join(',')}}`;
  const rows = await em.execute<{ id: string; today: number; week: number; failed: number }[]>(COUNTS, [now, list, now]);
  const last = new Map((await em.execute<{ id: string; at: Date | string }[]>(LAST, [list])).map(({ id, at }) => [id, new Date(at).toISOString()]));
  const counted = new Map(rows.map(({ id, today, week, failed }) => [id, { today, week, failed, lastAt: last.get(id) ?? null }]));
  for (const [id, lastAt] of last) if (!counted.has(id)) counted.set(id, { today: 0, week: 0, failed: 0, lastAt });
  return counted;
}
