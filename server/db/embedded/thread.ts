/** The thread the embedded database lives in: its long calls must not stop the web server. */
import { openAsBlob } from 'node:fs';
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';

import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';

import { collect } from '../../collect.ts';
import { type FromThread, type ThreadData, type ToThread } from './messages.ts';
import { WireServer } from './wire-server.ts';

const { dataDir, password, idleInTransactionMs, template } = workerData as ThreadData;
const tell = (message: FromThread): void => parentPort?.postMessage(message);

/** Uncaught, an error of PGlite would print its 20 kB bundle line. */
const broken = (error: unknown): void => {
  tell({ kind: 'broken', reason: error instanceof Error ? error.message : inspect(error, { compact: true }).slice(0, 300) });
  setImmediate(() => process.exit(1));
};
process.on('uncaughtException', broken);
process.on('unhandledRejection', broken);

const db = await PGlite.create({
  ...(dataDir === undefined ? {} : { dataDir }),
  ...(template === undefined ? {} : { loadDataDir: await openAsBlob(template) }),
  extensions: { vector, pg_trgm },
  startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'],
});
// Its heap hardly grows from here, so nothing else would collect what opening has left.
collect();
const server = new WireServer({ db, password, idleInTransactionMs, onBroken: broken });

async function stop(): Promise<void> {
  await server.stop();
  await db.close();
  parentPort?.close();
}

parentPort?.on('message', (message: ToThread) => {
  if (message === 'stop') void stop();
  else void db.dumpDataDir('none').then((archive) => tell({ kind: 'dumped', archive }));
});

tell({ kind: 'ready', port: await server.listen() });
