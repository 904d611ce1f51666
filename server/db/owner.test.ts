import { randomBytes } from 'node:crypto';

import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Account } from '../features/accounts/entities.ts';
import { Agent } from '../features/agents/entities.ts';
import { Queue } from '../jobs/queue.ts';
import { migrate } from './migrate.ts';
import { createOrm } from './orm.ts';
import { Tenancy } from './tenancy.ts';
import { createAccount } from './testing.ts';

/** On a PostgreSQL of its own the product is no superuser: it owns its database, and may make the two roles once. */
const server = process.env['DATABASE_URL'];
const log = pino({ level: 'silent' });
const name = `souffleur_owner_${randomBytes(4).toString('hex')}`;
const password = randomBytes(12).toString('hex');

const asAdmin = async (database: string, ...statements: string[]): Promise<void> => {
  const url = new URL(server ?? '');
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  for (const sql of statements) await client.query(sql);
  await client.end();
};

beforeAll(async () => {
  if (!server) return;
  await asAdmin('postgres', `create role ${name} login createrole password '${password}'`, `create database ${name} owner ${name}`);
  await asAdmin(
    name,
    'create extension if not exists vector',
    `do $$ begin create role souffleur_app nologin; exception when duplicate_object then null; end $$`,
  );
  await asAdmin(
    name,
    `do $$ begin create role souffleur_operator nologin; exception when duplicate_object then null; end $$`,
    `grant souffleur_app, souffleur_operator to ${name}`,
  );
});
afterAll(async () => {
  if (server) await asAdmin('postgres', `drop database ${name} with (force)`, `revoke souffleur_app, souffleur_operator from ${name}`, `drop role ${name}`);
});

test.runIf(server)('everything works for an owner who is no superuser', async () => {
  const url = new URL(server ?? '');
  Object.assign(url, { username: name, password, pathname: `/${name}` });
  const orm = await createOrm({ url: url.href, poolSize: 3, log });
  await migrate(orm, log);
  const queue = new Queue({ url: url.href, log, supervise: true });
  await queue.start();
  const tenancy = new Tenancy({ orm, log });
  const [a, b] = [await createAccount({ tenancy }), await createAccount({ tenancy })];
  const em = tenancy.forAccount(a.id);
  await em.transactional(async (tx) => {
    tx.create(Agent, { accountId: a.id, settings: {} as Agent['settings'] });
    await tx.flush();
    await queue.send('connect-account', { accountId: a.id }, { tx });
  });
  expect(await tenancy.forAccount(b.id).count(Agent)).toBe(0);
  expect(await tenancy.forAccount(a.id).count(Agent)).toBe(1);
  expect((await queue.list({ limit: 5 }, a.id)).items).toHaveLength(1);
  await tenancy.operator('test').nativeDelete(Account, { id: a.id });
  expect(await tenancy.operator('test').count(Agent)).toBe(0);
  await queue.stop();
  await orm.close(true);
});
