/** What a worker does with the queue: takes jobs, says it is alive, and settles them. */
import { type JobWithMetadata } from 'pg-boss';

import { type OneTrip } from '../db/one-trip.ts';

import { type JobData, type JobName, queues } from './names.ts';
import { type Queue } from './queue.ts';

export interface TakenJob<N extends JobName = JobName> {
  id: string;
  name: N;
  data: JobData[N];
  /** 1 for the first run. */
  attempt: number;
  lastAttempt: boolean;
  retryCount: number;
}

/** A queue's name and the milliseconds until its next job may start. */
export interface Due {
  name: JobName;
  inMs: number;
}

export class WorkerSide {
  #queue: Queue;
  #oneTrip: OneTrip;

  constructor({ queue, oneTrip }: { queue: Queue; oneTrip: OneTrip }) {
    this.#queue = queue;
    this.#oneTrip = oneTrip;
  }

  /** Takes at most `limit` jobs that may start now. Never two with the same key, in this worker or any other. */
  async take<N extends JobName>(name: N, limit: number): Promise<TakenJob<N>[]> {
    const { boss } = this.#queue;
    const options = { batchSize: limit, includeMetadata: true } as const;
    if (queues[name].order === 'any') return (await boss.fetch<JobData[N]>(name, options)).map((job) => taken(name, job));
    // pg-boss looks for running jobs of a key and takes the next one in a single statement, in which two workers
    // could each see none. (Its `singleton` policy is exact, but a key that is busy then stops every other key.)
    const lock = { text: 'select pg_advisory_xact_lock(hashtext($1))', values: [`souffleur ${name}`] };
    const executeSql = async (text: string, values: unknown[] = []): Promise<{ rows: Record<string, unknown>[] }> => {
      const [, rows = []] = await this.#oneTrip.transaction('queue', [lock, { text, values }]);
      return { rows };
    };
    return (await boss.fetch<JobData[N]>(name, { ...options, groupConcurrency: 1, db: { executeSql } })).map((job) => taken(name, job));
  }

  /** Which queues have something to start within `withinMs`. */
  async due(withinMs: number): Promise<Due[]> {
    const { rows } = await this.#queue.db.executeSql(
      `select name, greatest(0, extract(epoch from min(start_after) - now()) * 1000)::int as in_ms from pgboss.job
       where state < 'active' and not blocked and start_after <= now() + $1 * interval '1 millisecond' group by name`,
      [withinMs],
    );
    return rows.filter((row) => row.name in queues).map((row) => ({ name: row.name as JobName, inMs: Number(row.in_ms) }));
  }

  async complete(job: TakenJob): Promise<void> {
    await this.#queue.boss.complete(job.name, job);
  }

  /** `retryInMs`: when the other side said when to come back. `final`: another try would not help. */
  async fail(job: TakenJob, message: string, { final = false, retryInMs }: { final?: boolean; retryInMs?: number | undefined } = {}): Promise<void> {
    const { boss, rows } = this.#queue;
    const later = !final && retryInMs !== undefined;
    if (final) await rows.spendRetries(job.name, job.id);
    if (later) await rows.nextDelay(job.name, job.id, Math.ceil(retryInMs / 1000));
    await boss.fail(job.name, job, { message: message.slice(0, 1_000) });
    if (later) await rows.usualDelay(job.name, job.id);
  }

  /** Says that these are still being worked on; returns the ids of those that are not ours any more. */
  async touch(name: JobName, jobs: readonly TakenJob[]): Promise<string[]> {
    const ours = await this.#queue.rows.touch(name, jobs);
    return jobs.map((job) => job.id).filter((id) => !ours.includes(id));
  }

  async release(jobs: readonly TakenJob[]): Promise<void> {
    if (jobs.length > 0) await this.#queue.rows.release(jobs.map((job) => job.id));
  }

  /** Jobs that a killed process left running: only for a worker that was the only one at that moment, by the database's clock. */
  async releaseBegunBefore(moment: string): Promise<void> {
    await this.#queue.rows.releaseBegunBefore(moment);
  }
}

const taken = <N extends JobName>(name: N, job: JobWithMetadata<JobData[N]>): TakenJob<N> => ({
  id: job.id,
  name,
  data: job.data,
  attempt: job.retryCount + 1,
  lastAttempt: job.retryCount >= job.retryLimit,
  retryCount: job.retryCount,
});
