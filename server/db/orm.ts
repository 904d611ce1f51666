/** MikroORM over `pg`: the same set-up for the embedded database, PostgreSQL, the migrations and the tests. */
import './release-dead-connections.ts';

import { fileURLToPath } from 'node:url';

import { Migrator } from '@mikro-orm/migrations';
import { MikroORM, type Options } from '@mikro-orm/postgresql';
import { type Logger } from 'pino';

import { BeginTogether } from './begin-together.ts';
import { entities } from './entities.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** ms; with every connection in use a caller gets an error after this and not a hang. */
const CONNECTION_TIMEOUT_MS = 5_000;

export interface OrmOptions {
  /** Holds a password: never logged. */
  url: string;
  poolSize: number;
  log: Pick<Logger, 'debug' | 'warn'>;
}

/** `dir`: where migrations are written; the project's own unless a test says otherwise. */
export const ormOptions = ({ url, poolSize, log }: OrmOptions, dir = MIGRATIONS): Options => ({
  clientUrl: url,
  entities,
  pool: { min: 0, max: poolSize },
  driverOptions: { connectionTimeoutMillis: CONNECTION_TIMEOUT_MS, application_name: 'souffleur', Client: BeginTogether },
  forceUtcTimezone: true,
  extensions: [Migrator],
  migrations: {
    path: dir,
    pathTs: dir,
    glob: '!(*.d).{js,ts}',
    emit: 'ts',
    snapshot: true,
    snapshotName: '.snapshot',
    snapshotOnMigrate: false,
    silent: true,
    fileName: (timestamp, name) => `Migration${timestamp}${name ? `_${name}` : ''}`,
  },
  colors: false,
  logger: (text) => log.debug(text),
});

export async function createOrm(options: OrmOptions): Promise<MikroORM> {
  return MikroORM.init(ormOptions(options));
}
