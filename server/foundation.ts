/** Opens what every thread of the product stands on: connections, queue, container. */
import { type Logger } from 'pino';

import { type Config } from './config.ts';
import { buildContainer, type Container } from './container.ts';
import { Listener } from './db/listener.ts';
import { createOrm } from './db/orm.ts';
import { Queue } from './jobs/queue.ts';

export interface FoundationOptions {
  config: Config;
  log: Logger;
  /** Holds a password: never logged. */
  databaseUrl: string;
  poolSize: number;
  /** True in workers: they look after the queue. */
  supervise: boolean;
}

export interface OpenFoundation {
  container: Container;
  close(): Promise<void>;
}

/** The database must have been migrated. */
export async function openFoundation({ config, log, databaseUrl, poolSize, supervise }: FoundationOptions): Promise<OpenFoundation> {
  const orm = await createOrm({ url: databaseUrl, poolSize, log });
  const queue = new Queue({ url: databaseUrl, log, supervise });
  const listener = new Listener({ url: databaseUrl, log });
  await Promise.all([queue.start(), listener.start()]);
  const container = buildContainer({ config, log, orm, queue, listener });
  await Promise.all([container.cradle.live.start(), container.cradle.host.load()]);
  return {
    container,
    close: async () => {
      await container.dispose();
      await container.cradle.egress.close();
      await Promise.all([queue.stop(), listener.stop()]);
      await orm.close();
    },
  };
}
