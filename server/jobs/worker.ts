import { type Logger } from 'pino';

import { type Config } from '../config.ts';
import { makeScope } from '../container.ts';
import { openFoundation } from '../foundation.ts';
import { jobHandlers } from './handlers.ts';
import { adoptOrphans } from './orphans.ts';
import { startRunner } from './runner.ts';
import { WorkerSide } from './worker-side.ts';

/** Connections of a worker; the embedded database serves them one after another anyway. */
const POOL = 10;

export interface RunningWorker {
  /** Prometheus figures of this thread. */
  metrics(): Promise<unknown>;
  stop(): Promise<void>;
}

/** Everything the worker role is: takes jobs until it is stopped. */
export async function startWorker({ config, log, databaseUrl }: { config: Config; log: Logger; databaseUrl: string }): Promise<RunningWorker> {
  const { container, close } = await openFoundation({ config, log, databaseUrl, poolSize: POOL, supervise: true });
  const { queue, oneTrip, listener, llm, metrics } = container.cradle;
  const onError = (error: unknown): void => log.warn({ err: error }, 'Looking for the jobs of dead workers failed');
  const presence = await adoptOrphans({ url: databaseUrl, side: new WorkerSide({ queue, oneTrip }), onError });
  const runner = await startRunner({
    queue,
    oneTrip,
    listener,
    log,
    metrics,
    handlers: jobHandlers(container.cradle),
    makeScope: (accountId) => makeScope(container, { accountId }),
  });
  void llm.load();
  return {
    metrics: () => metrics.registry.getMetricsAsJSON(),
    stop: async () => {
      await runner.stop();
      await presence.end();
      await close();
    },
  };
}
