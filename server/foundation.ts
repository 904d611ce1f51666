/** Opens what every thread of the product stands on: connections, queue, container. */
import { type Logger } from 'pino';

import { type Config } from './config.ts';
import { buildContainer, type Container } from './container.ts';
import { Listener } from './db/listener.ts';
import { migrate } from './db/migrate.ts';
import { OneTrip } from './db/one-trip.ts';
import { createOrm } from './db/orm.ts';
import { Queue } from './jobs/queue.ts';

/** A transaction on them lasts one round trip; a slow search must not keep hooks waiting. */
const ONE_TRIP_CONNECTIONS = 4;

export interface FoundationOptions {
  config: Config;
  log: Logger;
  /** Holds a password: never logged. */
  databaseUrl: string;
  poolSize: number;
  /** True in workers: they look after the queue. */
  supervise: boolean;
  /** Applies what is missing first; otherwise the database must have been migrated. */
  migrate?: boolean;
}

export interface OpenFoundation {
  container: Container;
  close(): Promise<void>;
}

export async function openFoundation({ config, log, databaseUrl, poolSize, supervise, migrate: migrates = false }: FoundationOptions): Promise<OpenFoundation> {
  const orm = await createOrm({ url: databaseUrl, poolSize, log });
  if (migrates) await migrate(orm, log);
  const queue = new Queue({ url: databaseUrl, log, supervise });
  const listener = new Listener({ url: databaseUrl, log });
  const oneTrip = new OneTrip({
    url: databaseUrl,
    poolSize: ONE_TRIP_CONNECTIONS,
    onError: (error) => log.warn({ err: error }, 'A database connection was lost'),
  });
  await Promise.all([queue.start(), listener.start()]);
  const container = buildContainer({ config, log, orm, queue, listener, oneTrip });
  await Promise.all([container.cradle.live.start(), container.cradle.host.load()]);
  return {
    container,
    close: async () => {
      await container.dispose();
      await container.cradle.governor.close();
      await container.cradle.egress.close();
      await Promise.all([queue.stop(), listener.stop(), oneTrip.close()]);
      await orm.close();
    },
  };
}
