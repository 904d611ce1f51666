import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { conflict, notFound } from '../../errors.ts';
import { type JobRow } from '../../jobs/job-rows.ts';
import { type Job, type JobQuery } from './schema.ts';

type Shape = z.output<typeof Job>;
type Deps = Pick<ScopedCradle, 'queue' | 'accountId' | 'deliveries' | 'callbackWriter' | 'effectCancel'>;

/** The account's own background work: what waits, what failed, and a way to try it again. */
export class JobService {
  readonly #deps: Deps;

  constructor({ queue, accountId, deliveries, callbackWriter, effectCancel }: Deps) {
    this.#deps = { queue, accountId, deliveries, callbackWriter, effectCancel };
  }

  /** Newest first. */
  async list({ limit, cursor, state, name }: z.output<typeof JobQuery>): Promise<{ items: Shape[]; nextCursor: string | null }> {
    const { queue, accountId } = this.#deps;
    const page = await queue.list({ limit, ...(cursor ? { cursor } : {}), ...(state ? { state } : {}), ...(name ? { name } : {}) }, accountId);
    return { items: page.items.map(present), nextCursor: page.nextCursor };
  }

  async get(id: string): Promise<Shape> {
    const row = await this.#deps.queue.get(id, this.#deps.accountId);
    if (!row) throw notFound('job');
    return present(row);
  }

  /** One more run, now. Throws `conflict` unless it has failed for good. */
  async retry(id: string): Promise<Shape> {
    const { state } = await this.get(id);
    if (!(await this.#deps.queue.retry(id, this.#deps.accountId)))
      throw conflict('job_not_failed', `This job is ${state}: only a failed one can be tried again.`, { state });
    return this.get(id);
  }

  /** Takes back a job that has not begun. Throws `conflict` when it has. */
  async cancel(id: string): Promise<Shape> {
    const { state, name, data } = await this.get(id);
    if (!(await this.#deps.queue.cancel(id, this.#deps.accountId)))
      throw conflict('job_begun', `This job is ${state}: only one that has not begun can be cancelled.`, { state });
    if (name === 'deliver') await this.#deps.deliveries.cancelled(String(data['deliveryId']));
    if (name === 'run-actions') await this.#deps.effectCancel.run(String(data['ruleRunId']));
    if (name === 'perform-effect') await this.#deps.effectCancel.effect(String(data['effectId']));
    if (name === 'write-callback') await this.#deps.callbackWriter.cancelled(String(data['callbackId']));
    return this.get(id);
  }
}

const present = ({ createdAt, startAfter, startedAt, finishedAt, ...row }: JobRow): Shape => ({
  ...row,
  createdAt: createdAt.toISOString(),
  startAfter: startAfter.toISOString(),
  startedAt: startedAt?.toISOString() ?? null,
  finishedAt: finishedAt?.toISOString() ?? null,
});
