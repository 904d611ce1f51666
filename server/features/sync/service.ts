import { LockMode } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { conflict, notFound } from '../../errors.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { SyncRun } from './entities.ts';
import { type Kind } from './plan.ts';
import { presentSync } from './present.ts';
import { begin, type Started } from './runs.ts';
import { type Sync, type SyncQuery } from './schema.ts';

type Shape = z.output<typeof Sync>;
type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'live' | 'queue' | 'caller'>;

/** Runs as members see them: begin, watch, stop. */
export class SyncService {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, live, queue, caller }: Deps) {
    this.#deps = { em, accountId, clock, live, queue, caller };
  }

  /** The run under way, if there is one of this kind. */
  async start(kind: Kind): Promise<Started> {
    const { em, accountId, queue, live, caller } = this.#deps;
    const started = await begin(em, queue, { accountId, kind, memberId: caller?.memberId ?? null });
    await live.publish(accountId, { kind: 'sync.updated', syncId: started.syncId, state: 'waiting' });
    return started;
  }

  /** Newest first. */
  async list({ limit, cursor, kind, state }: z.output<typeof SyncQuery>): Promise<{ items: Shape[]; nextCursor: string | null }> {
    const after = parseCursor(cursor);
    const where = { ...(kind ? { kind } : {}), ...(state ? { state } : {}), ...(after ? { id: { $lt: after } } : {}) };
    const page = pageOf(await this.#deps.em.fork().find(SyncRun, where, { orderBy: { id: 'desc' }, limit: limit + 1 }), limit);
    return { items: page.items.map(presentSync), nextCursor: page.nextCursor };
  }

  async get(id: string): Promise<Shape> {
    const run = await this.#deps.em.fork().findOne(SyncRun, { id });
    if (!run) throw notFound('sync');
    return presentSync(run);
  }

  /** What was read stays. @throws 409 when it has ended */
  async cancel(id: string): Promise<Shape> {
    const { em, queue, accountId, clock, live } = this.#deps;
    const run = await em.fork().transactional(async (tx) => {
      const row = await tx.findOne(SyncRun, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!row) throw notFound('sync');
      if (row.state !== 'waiting' && row.state !== 'running')
        throw conflict('sync_ended', `This sync is ${row.state}: only one that is under way can be stopped.`, { state: row.state });
      tx.assign(row, { state: 'cancelled', finishedAt: clock.now(), error: null });
      await live.publish(accountId, { kind: 'sync.updated', syncId: id, state: 'cancelled' }, tx);
      return row;
    });
    // Where the job has begun, it sees the state at its next page.
    if (run.jobId) await queue.cancel(run.jobId, accountId);
    return presentSync(run);
  }
}
