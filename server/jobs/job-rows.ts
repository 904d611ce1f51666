/** Reading and nudging single jobs in pg-boss's table, where its own interface has no word for it. */
import { createHash } from 'node:crypto';

import { type Db } from 'pg-boss';

import { type JobName } from './names.ts';

const states = { waiting: 'created', retrying: 'retry', running: 'active', done: 'completed', cancelled: 'cancelled', failed: 'failed' } as const;
export type JobState = keyof typeof states;
const stateNames = Object.keys(states) as JobState[];

/** A job as a screen shows it. */
export interface JobRow {
  id: string;
  name: JobName;
  state: JobState;
  data: Record<string, unknown>;
  /** Runs begun so far. */
  attempts: number;
  /** Runs it gets at most. */
  maxAttempts: number;
  createdAt: Date;
  startAfter: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Of the last run that failed. */
  error: string | null;
}

export interface ListFilter {
  state?: JobState;
  name?: JobName;
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface JobPage {
  items: JobRow[];
  nextCursor: string | null;
}

interface Stored {
  id: string;
  name: JobName;
  state: string;
  data: Record<string, unknown>;
  retry_count: number;
  retry_limit: number;
  created_on: Date;
  start_after: Date;
  started_on: Date | null;
  completed_on: Date | null;
  output: { message?: unknown; value?: { message?: unknown } } | null;
}

const GIVE_BACK = `update pgboss.job set state = 'retry', start_after = now(), heartbeat_on = null where state = 'active'`;
const COLUMNS = 'id, name, state, data, retry_count, retry_limit, created_on, start_after, started_on, completed_on, output';
/** Where pg-boss says the name of a queue that has something to do. Watched by the latency test of the runner. */
export const WAKE_CHANNEL = `pgboss_${createHash('sha224').update('pgboss').digest('hex').slice(0, 24)}`;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class JobRows {
  #db: () => Db;

  constructor(db: () => Db) {
    this.#db = db;
  }

  /** Ids are made in the order of time, so that they are the cursor too. */
  async list({ state, name, limit, cursor }: ListFilter, accountId: string): Promise<JobPage> {
    const { rows } = await this.#db().executeSql(
      `select ${COLUMNS} from pgboss.job
       where data ->> 'accountId' = $1 and ($2::text is null or state::text = $2) and ($3::text is null or name = $3) and ($4::uuid is null or id < $4::uuid)
       order by id desc limit $5`,
      [accountId, state ? states[state] : null, name ?? null, cursor && UUID.test(cursor) ? cursor : null, limit + 1],
    );
    const items = (rows as Stored[]).slice(0, limit).map(present);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async get(id: string, accountId: string): Promise<JobRow | undefined> {
    if (!UUID.test(id)) return undefined;
    const { rows } = await this.#db().executeSql(`select ${COLUMNS} from pgboss.job where id = $1 and data ->> 'accountId' = $2`, [id, accountId]);
    const [row] = rows as Stored[];
    return row && present(row);
  }

  /** Jobs of this account that carry one of these ids in their data, oldest first. */
  async carrying(ids: readonly string[], accountId: string, limit: number): Promise<JobRow[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.#db().executeSql(
      `select ${COLUMNS} from pgboss.job
       where data ->> 'accountId' = $1 and exists (select from jsonb_each_text(data) as held where held.value = any($2::text[])) order by id limit $3`,
      [accountId, ids, limit],
    );
    return (rows as Stored[]).map(present);
  }

  async startNow(name: JobName, id: string): Promise<void> {
    await this.#db().executeSql(`update pgboss.job set start_after = now() where name = $1 and id = $2 and state in ('created', 'retry')`, [name, id]);
    await this.#db().executeSql('select pg_notify($1, $2)', [WAKE_CHANNEL, name]);
  }

  /** False if it has begun meanwhile. */
  async takeBack(name: JobName, id: string): Promise<boolean> {
    const { rows } = await this.#db().executeSql(
      `update pgboss.job set state = 'cancelled', completed_on = now() where name = $1 and id = $2 and state in ('created', 'retry') returning id`,
      [name, id],
    );
    return rows.length > 0;
  }

  async takeBackAll(accountId: string): Promise<void> {
    await this.#db().executeSql(
      `update pgboss.job set state = 'cancelled', completed_on = now() where data ->> 'accountId' = $1 and state in ('created', 'retry')`,
      [accountId],
    );
  }

  /** Says that these runs go on; returns the ids of those that do, and were not given to another worker. */
  async touch(name: JobName, runs: readonly { id: string; retryCount: number }[]): Promise<string[]> {
    const { rows } = await this.#db().executeSql(
      `update pgboss.job j set heartbeat_on = now() from unnest($2::uuid[], $3::int[]) as run (id, attempt)
       where j.name = $1 and j.id = run.id and j.retry_count = run.attempt and j.state = 'active' returning j.id`,
      [name, runs.map((run) => run.id), runs.map((run) => run.retryCount)],
    );
    return rows.map((row) => String(row.id));
  }

  /** The next failure of this running job is its last. */
  async spendRetries(name: JobName, id: string): Promise<void> {
    await this.#db().executeSql(`update pgboss.job set retry_limit = retry_count where name = $1 and id = $2 and state = 'active'`, [name, id]);
  }

  /** When this running job fails, its retry comes after this many seconds. Undone by `usualDelay`. */
  async nextDelay(name: JobName, id: string, seconds: number): Promise<void> {
    await this.#db().executeSql(`update pgboss.job set retry_delay = $3, retry_backoff = false where name = $1 and id = $2 and state = 'active'`, [
      name,
      id,
      seconds,
    ]);
  }

  async usualDelay(name: JobName, id: string): Promise<void> {
    await this.#db().executeSql(
      'update pgboss.job j set retry_delay = q.retry_delay, retry_backoff = q.retry_backoff from pgboss.queue q where q.name = j.name and j.name = $1 and j.id = $2',
      [name, id],
    );
  }

  /** Gives running jobs back, to be started at once by somebody else. */
  async release(ids: readonly string[]): Promise<void> {
    await this.#db().executeSql(`${GIVE_BACK} and id = any($1::uuid[])`, [ids]);
  }

  /** Those that began before this moment (timestamptz). One whose last try it was is left to become a dead letter. */
  async releaseBegunBefore(moment: string): Promise<void> {
    await this.#db().executeSql(`${GIVE_BACK} and started_on < $1::timestamptz and retry_count < retry_limit`, [moment]);
  }

  /** Those of `ids`, found in the data of jobs under `field`, that no job is going to run for. */
  async withoutJob(name: JobName, field: string, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.#db().executeSql(
      `select wanted.it from unnest($3::text[]) as wanted (it)
       where not exists (select from pgboss.job j where j.name = $1 and j.state < 'completed' and j.data ->> $2 = wanted.it)`,
      [name, field, ids],
    );
    return rows.map((row) => String(row.it));
  }

  /** Throws away jobs that ended well, or were taken back, before this day. */
  async prune(before: Date): Promise<number> {
    const { rows } = await this.#db().executeSql(
      `with gone as (delete from pgboss.job where state in ('completed', 'cancelled') and completed_on < $1 returning 1) select count(*)::int as count from gone`,
      [before],
    );
    return Number(rows[0]?.count ?? 0);
  }
}

function present(row: Stored): JobRow {
  const begun = row.started_on === null ? 0 : row.retry_count + 1;
  return {
    id: row.id,
    name: row.name,
    state: stateNames.find((state) => states[state] === row.state) ?? 'waiting',
    data: row.data,
    attempts: begun,
    maxAttempts: row.retry_limit + 1,
    createdAt: row.created_on,
    startAfter: row.start_after,
    startedAt: row.started_on,
    finishedAt: row.completed_on,
    error: errorOf(row),
  };
}

/** The queue's own words, for a run whose worker fell silent, say nothing to a person. */
function errorOf({ output }: Stored): string | null {
  if (typeof output?.message === 'string') return output.message;
  return typeof output?.value?.message === 'string' ? 'The worker that ran it did not answer any more.' : null;
}
