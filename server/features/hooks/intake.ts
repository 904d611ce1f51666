import { hash } from 'node:crypto';

import { type Clock } from '../../clock.ts';
import { newId } from '../../db/base.ts';
import { type Live } from '../../db/live.ts';
import { type OneTrip } from '../../db/one-trip.ts';
import { unavailable } from '../../errors.ts';
import { type Queue } from '../../jobs/queue.ts';
import { FairLine } from './fair-line.ts';
import { type HookDirectory } from './secrets.ts';

export interface IncomingHook {
  pluginId: string;
  secret: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
}

interface Row {
  id: string;
  accountId: string;
  source: string;
  headers: string;
  body: Buffer;
  digest: string;
  receivedAt: Date;
}

interface Waiting {
  accountId: string;
  bytes: number;
  row: Row;
  stored: () => void;
  failed: (error: unknown) => void;
}

/** What of the headers is worth keeping; the rest is the proxy's. */
const KEPT = ['content-type', 'content-encoding', 'user-agent', 'x-amocrm-requestid', 'x-signature'];
/** Small enough that a hook that just missed a commit is in the next one soon, whoever fills it. */
const BATCH = { count: 200, bytes: 4 * 1024 * 1024 };
/** Of one account, in memory: beyond it the sender is told to come again (503), which Kommo does. */
const WAITING_MAX = { count: 2_000, bytes: 64 * 1024 * 1024 };

/** Of all accounts: each may hold its share of it, so that many floods together do not fill the memory. */
const MEMORY_MAX = 256 * 1024 * 1024;

/** The bodies travel as one run of bytes and are cut apart there: an array of them would be written out as text. */
const INSERT = `insert into hook_events (id, account_id, source, headers, body, bytes, digest, state, attempts, events, received_at)
  select u.id, u.account_id, u.source, u.headers::jsonb, substr($5::bytea, u.start, u.bytes), u.bytes, u.digest, 'received', 0, '[]'::jsonb, u.received_at
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $6::int[], $7::int[], $8::text[], $9::timestamptz[])
    as u(id, account_id, source, headers, start, bytes, digest, received_at)`;

interface Deps {
  oneTrip: Pick<OneTrip, 'transaction'>;
  queue: Pick<Queue, 'statement'>;
  hookDirectory: Pick<HookDirectory, 'find'>;
  clock: Clock;
  live: Pick<Live, 'statement'>;
}

/**
 * Takes hooks in. Nothing is parsed: the bytes and their job are stored, then the caller may answer
 * 200. Hooks that arrive while a commit is under way share the next one, in which every account has its turn.
 */
export class HookIntake {
  readonly #oneTrip: Deps['oneTrip'];
  readonly #queue: Deps['queue'];
  readonly #directory: Deps['hookDirectory'];
  readonly #clock: Clock;
  readonly #live: Pick<Live, 'statement'>;
  readonly #waiting = new FairLine<Waiting>();
  #storing = false;

  constructor({ oneTrip, queue, hookDirectory, clock, live }: Deps) {
    this.#oneTrip = oneTrip;
    this.#queue = queue;
    this.#directory = hookDirectory;
    this.#clock = clock;
    this.#live = live;
  }

  /** Resolves once the hook is committed. `unknown`: no such address. Rejects when it could not be stored. */
  async accept(hook: IncomingHook): Promise<'stored' | 'unknown'> {
    const accountId = await this.#directory.find(hook.pluginId, hook.secret);
    if (!accountId) return 'unknown';
    const { count, bytes } = this.#waiting.waiting(accountId);
    if (count >= WAITING_MAX.count || bytes >= WAITING_MAX.bytes || this.#isFull(bytes))
      throw unavailable('too_many_hooks', 'Too many hooks of this account wait to be stored. Send it again in a few seconds.');
    await new Promise<void>((stored, failed) => {
      this.#waiting.push({ accountId, bytes: hook.body.length, row: this.#row(accountId, hook), stored, failed });
      void this.#store();
    });
    return 'stored';
  }

  /** Who holds less than a share is taken still, up to twice as much in all. */
  #isFull(own: number): boolean {
    const { bytes, accounts } = this.#waiting;
    return bytes >= MEMORY_MAX && (own * accounts >= MEMORY_MAX || bytes >= MEMORY_MAX * 2);
  }

  #row(accountId: string, { pluginId, headers, body }: IncomingHook): Row {
    const kept = Object.fromEntries(KEPT.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
    return {
      id: newId(),
      accountId,
      source: pluginId,
      headers: JSON.stringify(kept),
      body,
      digest: hash('sha256', body),
      receivedAt: this.#clock.now(),
    };
  }

  async #store(): Promise<void> {
    if (this.#storing) return;
    this.#storing = true;
    try {
      while (this.#waiting.size > 0) await this.#storeBatch(this.#waiting.take(BATCH));
    } finally {
      this.#storing = false;
    }
  }

  async #storeBatch(batch: Waiting[]): Promise<void> {
    try {
      await this.#commit(batch.map(({ row }) => row));
      for (const { stored } of batch) stored();
    } catch (error) {
      const accounts = Map.groupBy(batch, ({ accountId }) => accountId);
      if (accounts.size > 1 && isRefusal(error)) for (const own of accounts.values()) await this.#storeBatch(own);
      else for (const { failed } of batch) failed(error);
    }
  }

  /** The rows and their jobs, one commit. */
  async #commit(rows: readonly Row[]): Promise<void> {
    let start = 1;
    const starts = rows.map(({ body }) => (start += body.length) - body.length);
    const values = [
      rows.map((row) => row.id),
      rows.map((row) => row.accountId),
      rows.map((row) => row.source),
      rows.map((row) => row.headers),
      Buffer.concat(rows.map((row) => row.body)),
      starts,
      rows.map((row) => row.body.length),
      rows.map((row) => row.digest),
      rows.map((row) => row.receivedAt),
    ];
    const accounts = [...new Set(rows.map((row) => row.accountId))];
    const jobs = accounts.map((accountId) => ({ data: { accountId }, key: accountId }));
    const told = this.#live.statement(accounts, { kind: 'hook.received' });
    await this.#oneTrip.transaction('operator', [{ text: INSERT, values }, await this.#queue.statement('process-hooks', jobs), told]);
  }
}

/** The database refused a value (of an account that is gone, say), and not all of them. */
const isRefusal = (error: unknown): boolean => error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
