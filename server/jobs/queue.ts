/**
 * The durable queue: pg-boss in the same database, so that a job is enqueued in the transaction of the rows
 * it is about. What queues there are stands in `names.ts`; how jobs are run, in `runner.ts`.
 */
import { type EntityManager } from '@mikro-orm/postgresql';
import { type Db, fromKysely, type JobInsert, PgBoss } from 'pg-boss';
import { type Logger } from 'pino';
import { v5, v7 } from 'uuid';

import { type Statement } from '../db/one-trip.ts';
import { type JobPage, type JobRow, JobRows, type ListFilter } from './job-rows.ts';
import { type JobData, type JobName, queues } from './names.ts';
import { prepareQueues } from './prepare.ts';

/** For ids made from a period, so that the same tick is the same job. */
const TICKS = '5b0f4a3e-7d0c-4f5e-9a52-1f6d0a7c9e11';
/** A worker that does not report this long is dead, its jobs go to another. Longer than any single database call. */
const DEAD_AFTER_SECONDS = 15;

export interface QueueOptions {
  url: string;
  log: Pick<Logger, 'warn' | 'error'>;
  poolSize?: number;
  /** True in workers: also finds dead workers' jobs and throws old ones away. */
  supervise: boolean;
  /** Seconds before the first retry; it doubles, with jitter, up to ten minutes. 0 = at once. */
  retryDelay?: number;
}

export interface SendOptions {
  /** Orders jobs of an `order: 'one'` queue inside their account, e.g. a talk id. */
  key?: string;
  /** A time, or seconds from now. */
  startAfter?: Date | number;
  /** Enqueued with this transaction: gone if it is rolled back. */
  tx?: EntityManager;
  /** Enqueued once for each value, however often and by whomever it is sent, while the job is kept. */
  once?: string;
  /** Made by a caller who has to know it. */
  id?: string;
}

export interface Sent<N extends JobName> {
  data: JobData[N];
  key?: string;
  startAfter?: Date | number;
}

export class Queue {
  readonly boss: PgBoss;
  readonly rows: JobRows;
  #options: QueueOptions;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.boss = new PgBoss({
      connectionString: options.url,
      max: options.poolSize ?? 4,
      application_name: 'souffleur-queue',
      supervise: options.supervise,
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5,
      schedule: false,
      // The embedded database has no room for a rebuild beside its work, and the vacuum question no answer there.
      reindex: false,
      monitorVacuum: false,
    });
    this.boss.on('error', (error) => options.log.error({ err: error }, 'The queue reports an error'));
    this.boss.on('warning', (warning) => options.log.warn({ warning: warning.message }, 'The queue warns'));
    this.rows = new JobRows(() => this.db);
  }

  get db(): Db {
    return this.boss.getDb();
  }

  /** Connects and makes what is missing: tables, queues, rights. Safe when several processes start at once. */
  async start(): Promise<void> {
    await this.boss.start();
    await prepareQueues(this.boss, { heartbeat: DEAD_AFTER_SECONDS, retryDelay: this.#options.retryDelay ?? 2 });
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: false, close: true });
  }

  async send<N extends JobName>(name: N, data: JobData[N], options: SendOptions = {}): Promise<void> {
    const id = options.once === undefined ? (options.id ?? v7()) : v5(`${name} ${options.once}`, TICKS);
    await this.#insert(name, [{ ...insertOf(name, { data, ...options }), id }], options.tx);
  }

  /** Many jobs of one queue in one statement. */
  async sendMany<N extends JobName>(name: N, jobs: readonly Sent<N>[], tx?: EntityManager): Promise<void> {
    if (jobs.length === 0) return;
    const inserts = jobs.map((job) => ({ ...insertOf(name, job), id: v7() }));
    await this.#insert(name, inserts, tx);
  }

  /** What `sendMany` would execute, for a transaction that is not the ORM's. */
  async statement<N extends JobName>(name: N, jobs: readonly Sent<N>[]): Promise<Statement> {
    let statement: Statement | undefined;
    const executeSql = (text: string, values: unknown[] = []): Promise<{ rows: never[] }> => {
      statement = { text, values };
      return Promise.resolve({ rows: [] });
    };
    const inserts = jobs.map((job) => ({ ...insertOf(name, job), id: v7() }));
    await this.boss.insert(name, inserts, { db: { executeSql } });
    if (!statement) throw new Error(`${name}: the queue enqueued nothing`);
    return statement;
  }

  /** Newest first; only jobs of this account. */
  async list(filter: ListFilter, accountId: string): Promise<JobPage> {
    return this.rows.list(filter, accountId);
  }

  async get(id: string, accountId: string): Promise<JobRow | undefined> {
    return this.rows.get(id, accountId);
  }

  /** Gives a failed job one more try, now. False: this account has no failed job with this id. */
  async retry(id: string, accountId: string): Promise<boolean> {
    const job = await this.rows.get(id, accountId);
    if (job?.state !== 'failed') return false;
    await this.boss.retry(job.name, id);
    await this.rows.startNow(job.name, id);
    return true;
  }

  /** Takes back a job that has not begun. False: this account has no such job. */
  async cancel(id: string, accountId: string): Promise<boolean> {
    const job = await this.rows.get(id, accountId);
    if (job?.state !== 'waiting' && job?.state !== 'retrying') return false;
    return this.rows.takeBack(job.name, id);
  }

  /** Takes back every job of an account that has not begun. */
  async cancelAll(accountId: string): Promise<void> {
    await this.rows.takeBackAll(accountId);
  }

  async #insert(name: JobName, jobs: JobInsert[], tx: EntityManager | undefined): Promise<void> {
    const context = tx?.getTransactionContext<Parameters<typeof fromKysely>[0]>();
    if (tx && !context) throw new Error(`${name}: the entity manager given has no open transaction`);
    await this.boss.insert(name, jobs, context ? { db: fromKysely(context) } : {});
  }
}

function insertOf<N extends JobName>(name: N, { data, key, startAfter }: Sent<N>): JobInsert {
  const account = 'accountId' in data ? data.accountId : '';
  return {
    data,
    ...(startAfter === undefined ? {} : { startAfter }),
    // The account is part of the key: equal keys of two accounts never wait for each other.
    ...(queues[name].order === 'one' ? { group: { id: `${account}:${key ?? name}` } } : {}),
  };
}
