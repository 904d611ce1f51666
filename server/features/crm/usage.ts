import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { type PauseReason, pausedStatement, PER_SECOND, reasonOf } from '../../egress/slots.ts';
import { type CrmFeature } from '../../egress/use.ts';
import { type CrmUsage as Shape, type CrmUsageQuery } from './schema.ts';

const HOUR_MS = 3_600_000;
const HOURS = { '24h': 24, '7d': 7 * 24 } as const;
const USED = `select hour, feature, requests, limited, failed, waited from crm_usage where account_id = $1 and hour >= $2 order by hour, feature`;

interface UsedRow {
  hour: Date;
  feature: CrmFeature;
  requests: number;
  limited: number;
  failed: number;
  waited: number;
}

export interface Hold {
  until: Date;
  reason: PauseReason;
}

/** What the account's few requests were spent on. */
export class CrmUsageService {
  readonly #deps: Pick<ScopedCradle, 'accountId' | 'oneTrip' | 'clock'>;

  constructor({ accountId, oneTrip, clock }: Pick<ScopedCradle, 'accountId' | 'oneTrip' | 'clock'>) {
    this.#deps = { accountId, oneTrip, clock };
  }

  async read({ period }: z.output<typeof CrmUsageQuery>): Promise<z.output<typeof Shape>> {
    const { accountId, oneTrip, clock } = this.#deps;
    const to = clock.now();
    // The hour now and as many whole ones before as make up the period.
    const from = new Date(Math.floor(to.getTime() / HOUR_MS) * HOUR_MS - (HOURS[period] - 1) * HOUR_MS);
    const used = { text: USED, values: [accountId, from] };
    const [paused, rows] = await oneTrip.transaction<[PausedRow[], UsedRow[]]>({ accountId }, [pausedStatement(accountId), used]);
    const hold = holdOf(paused);
    return {
      perSecond: PER_SECOND,
      allowedNow: hold ? 0 : PER_SECOND,
      hold: hold && { ...hold, until: hold.until.toISOString() },
      from: from.toISOString(),
      to: to.toISOString(),
      items: rows.map(({ hour, waited, ...counts }) => ({ hour: hour.toISOString(), ...counts, waitedMs: waited })),
    };
  }

  /** What stops the account now. */
  async hold(): Promise<Hold | null> {
    const { accountId, oneTrip } = this.#deps;
    const [rows] = await oneTrip.transaction<[PausedRow[]]>({ accountId }, [pausedStatement(accountId)]);
    return holdOf(rows);
  }
}

interface PausedRow {
  slot: number;
  busy_until: Date;
}

const holdOf = ([row]: PausedRow[]): Hold | null => (row ? { until: row.busy_until, reason: reasonOf(row.slot) } : null);
