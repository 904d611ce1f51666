import { type EntityManager } from '@mikro-orm/postgresql';

import { type Clock } from '../../clock.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { type Queue } from '../../jobs/queue.ts';
import { Account, Connection } from '../accounts/entities.ts';
import { SyncRun } from './entities.ts';
import { ACTIVE, begin, withJob } from './runs.ts';

/** A run that has not moved for so long may have lost its job. */
const STILL_MS = 2 * 60_000;
const AT_ONCE = 500;
const DAY_MS = 86_400_000;
/** There is one every five minutes. The next begins where the last ended, so more than one stays. */
const IDLE_SWEEP_MS = DAY_MS;
const KEPT_MS = 90 * DAY_MS;
const HOUR_MS = 3_600_000;
/** In its own hour of the day an account is read again when the last time is so long ago; in any hour when it missed that. */
const DUE_MS = 20 * HOUR_MS;
const OVERDUE_MS = 44 * HOUR_MS;

/** Over all accounts: begins the sweep and the daily sync of each that is connected, and takes up runs whose job died. */
export class SyncRounds {
  readonly #deps: { tenancy: Tenancy; clock: Clock; queue: Pick<Queue, 'send' | 'rows'> };

  constructor({ tenancy, clock, queue }: { tenancy: Tenancy; clock: Clock; queue: Pick<Queue, 'send' | 'rows'> }) {
    this.#deps = { tenancy, clock, queue };
  }

  async sweep(): Promise<void> {
    const { tenancy, queue } = this.#deps;
    await this.#takeUp();
    for (const accountId of await connected(tenancy.operator('begin the sweep of connected accounts')))
      await begin(tenancy.forAccount(accountId), queue, { accountId, kind: 'sweep', memberId: null });
  }

  /** Every hour: reads what changed in the accounts whose turn it is, so that the mirror heals once a day. */
  async heal(): Promise<void> {
    const { tenancy, clock, queue } = this.#deps;
    const now = clock.now();
    const em = tenancy.operator('begin the daily sync of connected accounts');
    const ids = await connected(em);
    const runs = await em.find(
      SyncRun,
      {
        accountId: { $in: ids },
        kind: { $in: ['full', 'changes'] },
        $or: [{ state: { $in: ACTIVE } }, { finishedAt: { $gt: new Date(now.getTime() - OVERDUE_MS) } }],
      },
      { fields: ['accountId', 'finishedAt'] },
    );
    const recent = Map.groupBy(runs, ({ accountId }) => accountId);
    for (const accountId of ids) {
      const own = recent.get(accountId) ?? [];
      if (own.some(({ finishedAt }) => !finishedAt || finishedAt.getTime() > now.getTime() - DUE_MS)) continue;
      if (own.length > 0 && hourOf(accountId) !== now.getUTCHours()) continue;
      await begin(tenancy.forAccount(accountId), queue, { accountId, kind: 'changes', memberId: null });
    }
  }

  /** Sweeps that found nothing are no history. */
  async cleanUp(): Promise<void> {
    const { tenancy, clock } = this.#deps;
    const before = (ms: number): Date => new Date(clock.now().getTime() - ms);
    const em = tenancy.operator('remove syncs that have been kept long enough');
    await em.nativeDelete(SyncRun, { kind: 'sweep', state: 'done', recovered: 0, finishedAt: { $lt: before(IDLE_SWEEP_MS) } });
    await em.nativeDelete(SyncRun, { finishedAt: { $lt: before(KEPT_MS) } });
  }

  async #takeUp(): Promise<void> {
    const { tenancy, clock, queue } = this.#deps;
    const still = { state: { $in: ACTIVE }, updatedAt: { $lt: new Date(clock.now().getTime() - STILL_MS) } };
    const runs = await tenancy.operator('take up syncs that lost their job').find(SyncRun, still, { orderBy: { id: 'asc' }, limit: AT_ONCE });
    for (const run of runs) await withJob(tenancy.forAccount(run.accountId), queue, run);
  }
}

async function connected(em: EntityManager): Promise<string[]> {
  const installed = await em.find(Account, { uninstalledAt: null }, { fields: ['id'] });
  const ids = installed.map(({ id }) => id);
  const connections = await em.find(Connection, { state: 'connected', accountId: { $in: ids } }, { fields: ['accountId'] });
  return connections.map(({ accountId }) => accountId);
}

/** The random end of an account's id spreads accounts over the day. */
const hourOf = (accountId: string): number => Number.parseInt(accountId.slice(-6), 16) % 24;
