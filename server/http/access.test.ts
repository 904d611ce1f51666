/** The table of routes × roles over every route there is (security A5): who is stopped before anything of the product is touched. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type TestDatabase, testDatabase } from '../db/testing.ts';
import { FakeKommo, REP } from '../features/accounts/fake-kommo.testing.ts';
import { type Access } from './route.ts';
import { apiRoutes } from './routes.ts';
import { Edge, OTHER } from './testing.ts';

let db: TestDatabase;
let edge: Edge;
let kommo: FakeKommo;
let rep: Record<string, string>;
beforeAll(async () => {
  db = await testDatabase();
  await db.truncate();
  kommo = new FakeKommo();
  edge = new Edge(db, kommo, await kommo.start(), apiRoutes);
  edge.limits = { anonymous: 10_000, member: 10_000, account: 10_000 };
  await edge.start();
  rep = await edge.signIn({ user_id: Number(REP) });
});
afterAll(async () => {
  await edge.stop();
  await kommo.stop();
  await db.close();
});

const declared = (...access: Access[]) => apiRoutes.filter((route) => access.includes(route.access)).map(({ method, path }) => [method, path] as const);
const statusOf = async (method: string, path: string, headers: Record<string, string>): Promise<number> =>
  (await edge.call(`/api/v1${path.replace(/:\w+/g, OTHER)}`, { method: method.toUpperCase(), headers })).status;

it('only signing in is open to everybody', () => {
  expect(declared('public').map(([method, path]) => `${method} ${path}`)).toEqual(['post /session', 'post /session/console/start', 'post /session/console']);
});

describe('nobody', () => {
  it.each(declared('member', 'admin'))('%s %s: 401', async (method, path) => {
    expect(await statusOf(method, path, {})).toBe(401);
    expect(await statusOf(method, path, { authorization: `Bearer ${'A'.repeat(22)}.${'A'.repeat(43)}` })).toBe(401);
  });
});

describe('a rep', () => {
  it.each(declared('admin'))('%s %s: 403', async (method, path) => expect(await statusOf(method, path, rep)).toBe(403));

  it('changes nothing that is the account’s own', () => {
    const own = /^\/(?:account|settings|members|crm|plugins|agents|knowledge|hook-events|jobs)\b/;
    const writes = apiRoutes
      .filter(({ method, path, access }) => access !== 'admin' && method !== 'get' && own.test(path))
      .map(({ method, path }) => `${method} ${path}`);
    expect(writes).toEqual(['post /knowledge/search']);
  });
});
