/** The product without its process: database, roles, HTTP. `main` gives it a listening server and signals. */
import { type Server } from 'node:http';

import { type Logger } from 'pino';

import { type Config } from './config.ts';
import { makeScope } from './container.ts';
import { openEmbedded } from './db/embedded/embedded.ts';
import { migrate } from './db/migrate.ts';
import { createOrm } from './db/orm.ts';
import { openFoundation } from './foundation.ts';
import { createApp } from './http/app.ts';
import { databaseChecks, type ReadyCheck } from './http/health.ts';
import { apiRoutes } from './http/routes.ts';
import { startClock } from './jobs/clock.ts';
import { startGuardedWorker } from './jobs/guarded-worker.ts';
import { type RunningWorker, startWorker } from './jobs/worker.ts';

/** Connections of the http role. */
const POOL = 10;

export interface Product {
  stop(): Promise<void>;
}

interface ProductOptions {
  config: Config;
  log: Logger;
  /** Listening already, or about to be; unused without the http role. */
  server: Server;
  /** Called once when the product cannot go on. */
  onFatal: (reason: string) => void;
}

export async function startProduct({ config, log, server, onFatal }: ProductOptions): Promise<Product> {
  const embedded = config.databaseUrl === undefined ? await openEmbedded({ dataDir: config.dataDir, log }) : undefined;
  embedded?.onCrash(onFatal);
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
  const stops: (() => Promise<void>)[] = [async () => embedded?.stop()];

  await migrateOnce(databaseUrl, log);
  const { container, close } = await openFoundation({ config, log, databaseUrl, poolSize: POOL, supervise: false });
  stops.push(close);
  const { cradle } = container;
  const state = { ready: false };

  if (config.roles.includes('http')) {
    const started: ReadyCheck = {
      name: 'start',
      check: async () => {
        if (!state.ready) throw new Error('starting');
      },
    };
    const queue: ReadyCheck = { name: 'queue', check: async () => void (await cradle.queue.db.executeSql('select 1 from pgboss.version')) };
    const app = createApp({
      cradle,
      routes: apiRoutes,
      ready: [started, queue, ...databaseChecks(cradle.orm)],
      intake: cradle.intake,
      makeScope: ({ caller }) => makeScope(container, { accountId: caller?.accountId, caller }),
    });
    const answer = app.callback();
    server.removeAllListeners('request').on('request', (request, response) => void answer(request, response));
  }
  if (config.roles.includes('worker')) {
    const worker = await workerFor(config, databaseUrl, log);
    cradle.metrics.also(() => worker.metrics());
    stops.push(() => worker.stop());
  }
  if (config.roles.includes('clock')) {
    const clock = await startClock({ queue: cradle.queue, log });
    stops.push(() => clock.stop());
  }
  state.ready = true;
  return {
    stop: async () => {
      for (const stop of stops.toReversed()) await stop().catch((error: unknown) => log.error({ error }, 'could not stop in order'));
    },
  };
}

/** A thread of its own beside the http role; the process itself when it has nothing else to do. */
const workerFor = (config: Config, databaseUrl: string, log: Logger): Promise<RunningWorker> =>
  config.roles.includes('http') ? startGuardedWorker({ config, databaseUrl, log }) : startWorker({ config, databaseUrl, log });

async function migrateOnce(databaseUrl: string, log: Logger): Promise<void> {
  const orm = await createOrm({ url: databaseUrl, poolSize: 2, log });
  try {
    await migrate(orm, log);
  } finally {
    await orm.close();
  }
}
