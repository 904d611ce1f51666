/** Which leads a rule by time looks at. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type Trigger } from '../definition.ts';

export type Timing = NonNullable<Trigger['time']>;

export interface TimeLead {
  crmId: string;
  /** Since when nothing happened. */
  since: Date | null;
}

const UNITS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** Milliseconds. */
export const lengthOf = (silence: Extract<Timing, { kind: 'silence' }>): number => silence.amount * UNITS[silence.unit];

/** Not won, not lost, not deleted. */
const OPEN = `l.deleted_at is null and not exists (select from pipelines p, jsonb_array_elements(p.stages) s
  where p.account_id = l.account_id and p.crm_id = l.pipeline_crm_id and s ->> 'id' = l.stage_crm_id and s ->> 'kind' in ('won', 'lost'))`;

const TALKS = (what: string): string => `(select max(${what}) from talks t where t.account_id = l.account_id and t.lead_id = l.id)`;

/** When it last happened. */
const LAST = {
  anything: `greatest(l.crm_updated_at, l.crm_created_at, ${TALKS('t.last_message_at')})`,
  /** The customer's newest message, as long as nobody wrote back. */
  unanswered: `(select max(t.last_in_at) from talks t where t.account_id = l.account_id and t.lead_id = l.id and not exists (
    select from messages m where m.account_id = t.account_id and m.talk_id = t.id and m.direction = 'out' and m.at >= t.last_in_at))`,
  message_in: TALKS('t.last_in_at'),
  message_out: `(select max(m.at) from talks t join messages m on m.account_id = t.account_id and m.talk_id = t.id
    where t.account_id = l.account_id and t.lead_id = l.id and m.direction = 'out')`,
  stage: 'coalesce(l.stage_entered_at, l.crm_created_at)',
} as const;

export interface Looking {
  timing: Timing;
  now: Date;
  /** Silences that began up to then were looked at before; null: never. */
  lookedAt: Date | null;
  /** Of the page before. */
  after: string;
  limit: number;
}

/** By CRM id, page by page. `em` is bound to the account. */
export async function timeLeads(em: EntityManager, { timing, now, lookedAt, after, limit }: Looking): Promise<TimeLead[]> {
  const page = `order by l.crm_id limit ${limit}`;
  if (timing.kind === 'schedule')
    return em.execute<TimeLead[]>(`select l.crm_id as "crmId", null as since from leads l where l.crm_id > ? and ${OPEN} ${page}`, [after]);
  const until = new Date(now.getTime() - lengthOf(timing));
  const rows = await em.execute<{ crmId: string; since: Date | string }[]>(
    `select l."crmId", l.since from (select l.*, l.crm_id as "crmId", ${LAST[timing.of]} as since from leads l where l.crm_id > ? and ${OPEN}) l
      where l.since <= ? and l.since > ? ${page}`,
    [after, until, lookedAt ?? new Date(0)],
  );
  return rows.map(({ crmId, since }) => ({ crmId, since: new Date(since) }));
}
