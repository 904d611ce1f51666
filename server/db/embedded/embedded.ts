/**
 * The database of an installation that has none: PGlite with pgvector in a thread of its own, behind a
 * wire server on the loopback address. It has no fsync: it survives a killed process, not a power cut.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { type Logger } from 'pino';

import { makeFolder } from './folder.ts';
import { lockDirectory } from './lock.ts';
import { type FromThread, type ThreadData, type ToThread } from './messages.ts';

const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 10_000;

export interface Embedded {
  /** For `pg`, MikroORM and pg-boss alike. Holds a random password: never log it. */
  readonly url: string;
  /** Ends the database in order and frees the folder. */
  stop(): Promise<void>;
  /** The thread died although nobody stopped it; the process should end and be started again. */
  onCrash(callback: (reason: string) => void): void;
  /** The data folder, packed: what `template` of another one names as a file. Nobody may write meanwhile. */
  dump(): Promise<Blob>;
}

export interface EmbeddedOptions {
  /** The folder `database` is made in it. Absent: in memory, for tests. */
  dataDir: string | undefined;
  log: Pick<Logger, 'info' | 'error'>;
  /** ms; a transaction left open this long without a statement is ended, for every other client waits for it. */
  idleInTransactionMs?: number;
  /** A file with a packed data folder to begin with; for tests. */
  template?: string;
}

/** @throws DirectoryInUse when another process has the folder. */
export async function openEmbedded({ dataDir, log, idleInTransactionMs = 10_000, template }: EmbeddedOptions): Promise<Embedded> {
  const folder = dataDir === undefined ? undefined : join(dataDir, 'database');
  const unlock = folder === undefined ? () => {} : lockDirectory(folder);
  try {
    if (folder !== undefined) await makeFolder(folder);
  } catch (error) {
    unlock();
    throw error;
  }
  const password = randomBytes(24).toString('hex');
  const data: ThreadData = { dataDir: folder, password, idleInTransactionMs, ...(template && { template }) };
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: data, name: 'database' });

  const watchers: ((reason: string) => void)[] = [];
  let reason = 'the database thread ended';
  let stopping = false;
  let crashed = false;
  thread.on('message', (message: FromThread) => {
    if (message.kind === 'broken') reason = message.reason;
  });
  thread.on('error', (error: Error) => {
    reason = error.message.slice(0, 500);
  });
  thread.once('exit', () => {
    unlock();
    if (stopping) return;
    crashed = true;
    log.error({ reason }, 'The embedded database stopped by itself');
    for (const watcher of watchers) watcher(reason);
  });

  let port: number;
  try {
    port = await portOf(thread, () => reason);
  } catch (error) {
    stopping = true;
    await thread.terminate();
    throw error;
  }
  log.info({ folder }, 'Embedded database is open');

  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    onCrash: (callback) => {
      watchers.push(callback);
      if (crashed) callback(reason);
    },
    dump: () =>
      new Promise((resolve) => {
        thread.on('message', (message: FromThread) => {
          if (message.kind === 'dumped') resolve(message.archive);
        });
        post(thread, 'dump');
      }),
    stop: async () => {
      if (stopping || crashed) return;
      stopping = true;
      const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
      const late = setTimeout(() => void thread.terminate(), STOP_DEADLINE_MS);
      post(thread, 'stop');
      await ended;
      clearTimeout(late);
    },
  };
}

const post = (thread: Worker, message: ToThread): void => thread.postMessage(message);

function portOf(thread: Worker, reason: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The embedded database did not open in time')), START_DEADLINE_MS);
    const settle = (done: () => void): void => {
      clearTimeout(late);
      done();
    };
    thread.on('message', (message: FromThread) => {
      if (message.kind === 'ready') settle(() => resolve(message.port));
    });
    thread.once('exit', () => settle(() => reject(new Error(`The embedded database could not be opened: ${reason()}`))));
  });
}
