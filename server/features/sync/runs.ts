/** Beginning a run, for whoever asks: a member, a new connection, the clock. */
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';

import { newId } from '../../db/base.ts';
import { type Queue } from '../../jobs/queue.ts';
import { SyncRun } from './entities.ts';
import { type Kind, stagesOf } from './plan.ts';

export interface Started {
  jobId: string;
  syncId: string;
}

interface Asked {
  accountId: string;
  kind: Kind;
  memberId: string | null;
}

export const ACTIVE = ['waiting' as const, 'running' as const];

/** One run of a kind at a time: who asks again gets the one that is under way, with a job if it had lost its own. */
export async function begin(em: EntityManager, queue: Pick<Queue, 'send' | 'rows'>, asked: Asked): Promise<Started> {
  const active = await em.fork().findOne(SyncRun, { kind: asked.kind, state: { $in: ACTIVE } });
  if (active) return withJob(em, queue, active);
  try {
    return await create(em, queue, asked);
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    return withJob(em, queue, await em.fork().findOneOrFail(SyncRun, { kind: asked.kind, state: { $in: ACTIVE } }));
  }
}

async function create(em: EntityManager, queue: Pick<Queue, 'send'>, { accountId, kind, memberId }: Asked): Promise<Started> {
  return em.fork().transactional(async (tx) => {
    const [syncId, jobId] = [newId(), newId()];
    tx.create(SyncRun, { id: syncId, accountId, kind, state: 'waiting', pipelines: [], stages: stagesOf(kind), memberId, jobId });
    await tx.flush();
    await queue.send('sync', { accountId, syncId }, { key: kind, id: jobId, tx });
    return { syncId, jobId };
  });
}

/** A process can be killed in a job's last attempt: the run then waits for nobody. */
export async function withJob(
  em: EntityManager,
  queue: Pick<Queue, 'send' | 'rows'>,
  { id: syncId, kind, accountId, jobId: known }: SyncRun,
): Promise<Started> {
  const orphans = await queue.rows.withoutJob('sync', 'syncId', [syncId]);
  if (orphans.length === 0 && known) return { syncId, jobId: known };
  return em.fork().transactional(async (tx) => {
    const jobId = newId();
    const run = await tx.findOneOrFail(SyncRun, { id: syncId });
    run.jobId = jobId;
    await tx.flush();
    await queue.send('sync', { accountId, syncId }, { key: kind, id: jobId, tx });
    return { syncId, jobId };
  });
}
