import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Embedded, openEmbedded } from './embedded/embedded.ts';
import { foreignKeys } from './foreign-keys.ts';
import { migrate } from './migrate.ts';
import { createOrm } from './orm.ts';
import { isPending } from './schema-files.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));
const log = pino({ level: 'silent' });
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

test('the migrations make exactly what the entities say', async () => {
  expect(await isPending()).toBe(false);
});

test('every key of the list is in the database, inside one account', async () => {
  const keys = await db.orm.em.fork().execute<{ name: string; columns: string; target: string }[]>(`
    select c.conname as name, c.confrelid::regclass::text as target,
      (select string_agg(a.attname, ',' order by k.n) from unnest(c.conkey) with ordinality k (id, n) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.id) as columns
    from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`);
  for (const { table, column, target } of foreignKeys) {
    expect(keys.find((key) => key.name === `${table}_${column}_fkey`)).toEqual({ name: `${table}_${column}_fkey`, target, columns: `account_id,${column}` });
  }
});

test('columns that name another table have a key, or are known not to need one', () => {
  const tables = new Map([...db.orm.getMetadata().getAll().values()].map((meta) => [meta.tableName, meta]));
  const listed = new Set(foreignKeys.map(({ table, column }) => `${table}.${column}`));
  const loose = [...tables.values()].flatMap((meta) =>
    Object.values(meta.properties)
      .filter((property) => property.name !== 'accountId' && property.columnTypes?.[0] === 'uuid' && !property.primary)
      .map((property) => `${meta.tableName}.${property.fieldNames[0]}`)
      .filter((name) => !listed.has(name)),
  );
  // The chain of an account outlives it.
  expect(loose).toEqual(['audit_entries.account_id']);
});

test('processes that start together on an empty database do the work once', async () => {
  const fresh = process.env['DATABASE_URL'] ? undefined : await openEmbedded({ dataDir: undefined, log });
  const url = fresh?.url ?? db.url;
  const starts = await Promise.all([1, 2, 3].map(() => createOrm({ url, poolSize: 2, log })));
  if (!fresh) await starts[0]?.em.getConnection().execute('drop schema public cascade; create schema public; grant usage on schema public to public');
  await Promise.all(starts.map((orm) => migrate(orm, log)));
  const [orm] = starts;
  const rows = await orm?.em.fork().execute('select name from mikro_orm_migrations order by name');
  expect(rows).toEqual(
    readdirSync(MIGRATIONS)
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .map((file) => ({ name: file.slice(0, -3) })),
  );
  await Promise.all(starts.map((each) => each.close(true)));
  await stop(fresh);
}, 90_000);

const stop = async (database: Embedded | undefined): Promise<void> => database?.stop();
