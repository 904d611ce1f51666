/**
 * A database for a test file, migrated and empty:
 *
 *     const db = await testDatabase();               // in beforeAll: 1 s, or 0.1 s after another file of this process
 *     afterAll(() => db.close());
 *     beforeEach(() => db.truncate());               // some 20 ms, all tables
 *     const { id } = await createAccount(db);
 *     const em = db.tenancy.forAccount(id);
 *
 * Without DATABASE_URL it is an embedded database in memory, started from a packed folder that is kept in the
 * temporary directory until a migration changes; `close()` empties it for the next caller in this process. With
 * DATABASE_URL it is a new database on that server, dropped by `close()`.
 */
import { randomBytes } from 'node:crypto';

import { type MikroORM, type RequiredEntityData } from '@mikro-orm/postgresql';
import pg from 'pg';
import { pino } from 'pino';

import { Account } from '../features/accounts/entities.ts';
import { newId } from './base.ts';
import { type Embedded, openEmbedded } from './embedded/embedded.ts';
import { migrate } from './migrate.ts';
import { OneTrip } from './one-trip.ts';
import { createOrm } from './orm.ts';
import { Tenancy } from './tenancy.ts';
import { template } from './testing-template.ts';

const log = pino({ level: 'silent' });

/** Embedded databases nobody has now. They end with the process: they hold nothing. */
const idle: Embedded[] = [];

export interface TestDatabase {
  readonly url: string;
  /** Superuser, no row security: for arranging and looking past the tenancy under test. */
  readonly orm: MikroORM;
  readonly tenancy: Tenancy;
  readonly oneTrip: OneTrip;
  /** Empties every table of ours, and the queue. */
  truncate(): Promise<void>;
  close(): Promise<void>;
}

/** `poolSize`: connections of the ORM. */
export async function testDatabase({ poolSize = 5 }: { poolSize?: number } = {}): Promise<TestDatabase> {
  const server = process.env['DATABASE_URL'];
  return server ? onServer(server, poolSize) : onEmbedded(poolSize);
}

/** An account to put rows into. */
export async function createAccount({ tenancy }: Pick<TestDatabase, 'tenancy'>, overrides: Partial<RequiredEntityData<Account>> = {}): Promise<Account> {
  const id = newId();
  const em = tenancy.operator('a test makes an account');
  const account = em.create(Account, {
    id,
    crm: 'kommo',
    crmId: String(BigInt(`0x${id.slice(-11)}`)),
    subdomain: `shop-${id.slice(-6)}`,
    host: `shop-${id.slice(-6)}.kommo.com`,
    name: 'Test shop',
    dataKey: randomBytes(60),
    installedAt: new Date(),
    ...overrides,
  });
  await em.flush();
  return account;
}

async function onEmbedded(poolSize: number): Promise<TestDatabase> {
  const database = idle.pop() ?? (await openEmbedded({ dataDir: undefined, log, template: await template() }));
  return wrap(database.url, poolSize, (tables) => giveBack(database, tables));
}

/** As from the template again: without rows, dead rows and the queue. One that cannot be had so is not used again. */
async function giveBack(database: Embedded, tables: readonly string[]): Promise<void> {
  try {
    await administer(database.url, `truncate ${tables.join(',')}; drop schema if exists pgboss cascade`);
    idle.push(database);
  } catch {
    await database.stop();
  }
}

async function onServer(server: string, poolSize: number): Promise<TestDatabase> {
  const name = `souffleur_test_${randomBytes(6).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  await administer(server, `create database ${name}`);
  const database = await wrap(url.href, poolSize, () => administer(server, `drop database if exists ${name} with (force)`));
  await migrate(database.orm, log);
  return database;
}

async function wrap(url: string, poolSize: number, dispose: (tables: readonly string[]) => Promise<void>): Promise<TestDatabase> {
  const orm = await createOrm({ url, poolSize, log });
  const oneTrip = new OneTrip({ url, poolSize: 2, onError: () => undefined });
  const tables = [...orm.getMetadata().getAll().values()].map((meta) => `"${meta.tableName}"`);
  // Row by row: `truncate` takes ten times as long on the few rows of a test. Every key cascades or empties, so any order will do.
  const wipe = [
    ...tables.map((table) => `delete from ${table}`),
    `do $$ begin if to_regclass('pgboss.job') is not null then delete from pgboss.job; end if; end $$`,
  ].join(';');
  return {
    url,
    orm,
    tenancy: new Tenancy({ orm, log }),
    oneTrip,
    truncate: async () => void (await orm.em.fork().execute(wipe)),
    close: async () => {
      await Promise.all([orm.close(true), oneTrip.close()]);
      await dispose(tables);
    },
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
