/**
 * The CRM's limit as rows that all processes share: seven slots an account. A request takes a free one, holds it
 * while it is on its way and gives it back with a second on top. Two requests of one slot therefore reach the CRM
 * at least a second apart, so no second ever sees more of them than there are slots.
 */
import { type OneTrip, type Statement } from '../db/one-trip.ts';
import { type CrmFeature, type Priority } from './use.ts';

/** Requests a second. */
export const PER_SECOND = 7;
/** ms; longer than a request and its answer may take. A killed process's slot is free again after it. */
export const HOLD_MS = 15_000;

/** Reserved ones first: one only replies may use, one that background work leaves to members. */
const OPEN_TO: Record<Priority, readonly number[]> = { reply: [6, 5, 4, 3, 2, 1, 0], click: [5, 0, 1, 2, 3, 4], background: [0, 1, 2, 3, 4] };
/** Rows with these numbers are no slots: until then the whole account asks nothing. */
const PAUSES = { limited: -1, blocked: -2 } as const;

/** `limited`: the CRM said "too many". `blocked`: it shut our address out. */
export type PauseReason = keyof typeof PAUSES;

export interface Pause {
  reason: PauseReason;
  /** Milliseconds left. */
  ms: number;
}

export interface Slot {
  number: number;
  /** Until when it is held, exactly: names this holding. */
  token: string;
}

export type Asked = { kind: 'taken'; slot: Slot } | { kind: 'full'; ms: number } | { kind: 'paused'; pause: Pause };

/** What a holding was used for. */
export interface Used {
  at: Date;
  feature: CrmFeature;
  requests: number;
  limited: number;
  failed: number;
  /** Milliseconds. */
  waited: number;
}

const ASK = `with made as (
  insert into crm_slots (id, account_id, slot, busy_until)
  select gen_random_uuid(), $1, number, to_timestamp(0) from generate_series(0, ${PER_SECOND - 1}) number
  where not exists (select 1 from crm_slots where account_id = $1 and slot >= 0)
  on conflict (account_id, slot) do nothing
), paused as (
  select slot, busy_until from crm_slots where account_id = $1 and slot < 0 and busy_until > clock_timestamp() order by busy_until desc limit 1
), free as (
  select slot from crm_slots
  where account_id = $1 and slot = any($2::int[]) and busy_until <= clock_timestamp() and not exists (select 1 from paused)
  order by array_position($2::int[], slot) limit 1 for update skip locked
), taken as (
  update crm_slots set busy_until = clock_timestamp() + $3::int * interval '1 millisecond' from free
  where crm_slots.account_id = $1 and crm_slots.slot = free.slot returning crm_slots.slot, crm_slots.busy_until
)
select (select slot from taken) as slot, (select busy_until::text from taken) as token,
  (select slot from paused) as paused, (select extract(epoch from busy_until - clock_timestamp()) * 1000 from paused)::float8 as paused_ms,
  (select extract(epoch from min(busy_until) - clock_timestamp()) * 1000 from crm_slots where account_id = $1 and slot = any($2::int[]))::float8 as full_ms`;

const GIVE_BACK = `with freed as (
  update crm_slots set busy_until = clock_timestamp() + $4::int * interval '1 millisecond'
  where account_id = $1 and slot = $2 and busy_until = $3::timestamptz
), paused as (
  insert into crm_slots (id, account_id, slot, busy_until)
  select gen_random_uuid(), $1, $5::int, clock_timestamp() + $6::int * interval '1 millisecond' where $5::int is not null
  on conflict (account_id, slot) do update set busy_until = greatest(crm_slots.busy_until, excluded.busy_until)
)
insert into crm_usage (id, account_id, hour, feature, requests, limited, failed, waited)
select gen_random_uuid(), $1, date_trunc('hour', $7::timestamptz, 'UTC'), $8::text, $9::int, $10::int, $11::int, $12::int where $9::int > 0
on conflict (account_id, hour, feature) do update set requests = crm_usage.requests + excluded.requests, limited = crm_usage.limited + excluded.limited,
  failed = crm_usage.failed + excluded.failed, waited = least(crm_usage.waited::bigint + excluded.waited, 2147483647)::int`;

const PAUSED = `select slot, busy_until from crm_slots where account_id = $1 and slot < 0 and busy_until > clock_timestamp() order by busy_until desc limit 1`;

interface AskedRow {
  slot: number | null;
  token: string | null;
  paused: number | null;
  paused_ms: number | null;
  /** null: the rows have only just been made. */
  full_ms: number | null;
}

export class Slots {
  readonly #oneTrip: Pick<OneTrip, 'transaction'>;

  constructor(oneTrip: Pick<OneTrip, 'transaction'>) {
    this.#oneTrip = oneTrip;
  }

  /** One trip. @throws the database's error for an account that does not exist */
  async ask(accountId: string, priority: Priority): Promise<Asked> {
    const statement = { text: ASK, values: [accountId, OPEN_TO[priority], HOLD_MS] };
    const [[row]] = await this.#oneTrip.transaction<[[AskedRow]]>({ accountId }, [statement]);
    if (row.slot !== null && row.token !== null) return { kind: 'taken', slot: { number: row.slot, token: row.token } };
    if (row.paused !== null) return { kind: 'paused', pause: { reason: reasonOf(row.paused), ms: row.paused_ms ?? 0 } };
    return { kind: 'full', ms: row.full_ms ?? 0 };
  }

  /** One trip. The slot is free `restMs` from now; a pause only ever grows. A holding that has run out is left alone. */
  async giveBack(accountId: string, { slot, restMs, pause, used }: { slot: Slot; restMs: number; pause: Pause | undefined; used: Used }): Promise<void> {
    const values = [
      accountId,
      slot.number,
      slot.token,
      restMs,
      pause ? PAUSES[pause.reason] : null,
      pause ? Math.ceil(pause.ms) : null,
      used.at,
      used.feature,
      used.requests,
      used.limited,
      used.failed,
      Math.round(used.waited),
    ];
    await this.#oneTrip.transaction({ accountId }, [{ text: GIVE_BACK, values }]);
  }
}

/** What stops the account now, for one trip: no row, or the one that lasts longest. */
export const pausedStatement = (accountId: string): Statement => ({ text: PAUSED, values: [accountId] });

/** Whether it is one of the slots open to requests of that urgency. */
export const isOpenTo = (priority: Priority, slot: number): boolean => OPEN_TO[priority].includes(slot);

export const reasonOf = (slot: number): PauseReason => (slot === PAUSES.blocked ? 'blocked' : 'limited');
