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

/** Over all accounts: begins the sweep of each that is connected, and takes up runs whose job died. */
export class SyncRounds {
  readonly #deps: { tenancy: Tenancy; clock: Clock; queue: Pick<Queue, 'send' | 'rows'> };

  constructor({ tenancy, clock, queue }: { tenancy: Tenancy; clock: Clock; queue: Pick<Queue, 'send' | 'rows'> }) {
    this.#deps = { tenancy, clock, queue };
  }

  async sweep(): Promise<void> {
    const { tenancy, queue } = this.#deps;
    await this.#takeUp();
    const em = tenancy.operator('begin the sweep of connected accounts');
    const installed = await em.find(Account, { uninstalledAt: null }, { fields: ['id'] });
    const ids = installed.map(({ id }) => id);
    const connected = await em.find(Connection, { state: 'connected', accountId: { $in: ids } }, { fields: ['accountId'] });
    for (const { accountId } of connected) await begin(tenancy.forAccount(accountId), queue, { accountId, kind: 'sweep', memberId: null });
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
