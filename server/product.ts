/** The product without its process: database, roles, HTTP. `main` gives it a listening server and signals. */
import { type Server } from 'node:http';

import { type Logger } from 'pino';

import { type Config } from './config.ts';
import { makeScope } from './container.ts';
import { type Embedded } from './db/embedded/embedded.ts';
import { openFoundation } from './foundation.ts';
import { createApp } from './http/app.ts';
import { databaseChecks, type ReadyCheck } from './http/health.ts';
import { apiRoutes } from './http/routes.ts';
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
  /** Being opened; absent with a database of one's own. */
  embedded: Promise<Embedded> | undefined;
  /** Called once when the product cannot go on. */
  onFatal: (reason: string) => void;
}

export async function startProduct({ config, log, server, embedded: opening, onFatal }: ProductOptions): Promise<Product> {
  const embedded = await opening;
  embedded?.onCrash(onFatal);
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
  const stops: (() => Promise<void>)[] = [async () => embedded?.stop()];
  const { container, close } = await openFoundation({ config, log, databaseUrl, poolSize: POOL, supervise: false, migrate: true });
  stops.push(close);
  const { cradle } = container;

  if (config.roles.includes('http')) {
    const queue: ReadyCheck = { name: 'queue', check: async () => void (await cradle.queue.db.executeSql('select 1 from pgboss.version')) };
    const app = createApp({
      cradle,
      routes: apiRoutes,
      ready: [queue, ...databaseChecks(cradle.orm)],
      intake: cradle.intake,
      makeScope: ({ caller }) => makeScope(container, { accountId: caller?.accountId, caller }),
    });
    const answer = app.callback();
    server.removeAllListeners('request').on('request', (request, response) => void answer(request, response));
  }
  if (config.roles.includes('worker')) {
    // A thread of its own beside the http role; the process itself when it has nothing else to do. It comes last:
    // loading it beside the rest would keep hooks waiting, and what they bring waits well in the queue.
    const begin = config.roles.includes('http') ? startGuardedWorker : startWorker;
    const worker: RunningWorker = await begin({ config, databaseUrl, log });
    cradle.metrics.also(() => worker.metrics());
    stops.push(() => worker.stop());
  }
  if (config.roles.includes('clock')) {
    const { startClock } = await import('./jobs/clock.ts');
    const clock = await startClock({ queue: cradle.queue, log });
    stops.push(() => clock.stop());
  }
  // Nobody waits for these: the first draft should not either.
  void cradle.llm.load();
  return {
    stop: async () => {
      for (const stop of stops.toReversed()) await stop().catch((error: unknown) => log.error({ error }, 'could not stop in order'));
    },
  };
}
