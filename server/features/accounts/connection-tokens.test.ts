import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { Connection } from './entities.ts';
import { Secret } from './secret.ts';
import { FakeKommo } from './fake-kommo.testing.ts';
import { World } from './testing.ts';

let db: TestDatabase;
let world: World;
let kommo: FakeKommo;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  kommo = new FakeKommo();
  world = new World(db, kommo, await kommo.start());
  return async () => {
    await world.egress.close();
    await kommo.stop();
  };
});

const storedBytes = async (): Promise<string> =>
  JSON.stringify(await db.orm.em.getConnection().execute(`select encode(access_token, 'escape') as a, encode(refresh_token, 'escape') as r from connections`));

describe('refresh', () => {
  it('is not asked for while the token is good', async () => {
    await world.account();
    const { token, host } = await world.services().connectionTokens.access(world.accountId);
    expect([token.reveal(), host, kommo.tokenCalls]).toEqual([kommo.accessToken, 'demo.kommo.com', 0]);
    expect(`${String(token)} ${JSON.stringify({ token })}`).not.toContain(kommo.accessToken);
  });

  it('is one call for four processes with fifty callers each', async () => {
    await world.account({ hoursLeft: 0 });
    kommo.delay = 100;
    const processes = Array.from({ length: 4 }, () => world.services().connectionTokens);
    const tokens = await Promise.all(processes.flatMap((process) => Array.from({ length: 50 }, () => process.access(world.accountId))));
    expect(kommo.tokenCalls).toBe(1);
    expect(new Set(tokens.map(({ token }) => token.reveal()))).toEqual(new Set([kommo.accessToken]));
    expect(await world.connection()).toMatchObject({ generation: 2, state: 'connected', refreshingUntil: null });
  });

  it('keeps both tokens sealed', async () => {
    await world.account({ hoursLeft: 0 });
    await world.services().connectionTokens.access(world.accountId);
    const stored = await storedBytes();
    expect(stored).not.toContain(kommo.refreshToken);
    expect(stored).not.toContain(kommo.accessToken.split('.')[1]);
  });

  it('asks once more with the old token when the answer was lost', async () => {
    await world.account({ hoursLeft: 0 });
    kommo.trouble = ['lost'];
    await world.services().connectionTokens.access(world.accountId);
    expect(kommo.tokenCalls).toBe(2);
    expect(await world.connection()).toMatchObject({ generation: 2, state: 'connected' });
  });

  it('ends the connection when it is refused, with a reason to read', async () => {
    await world.account({ hoursLeft: 0 });
    kommo.trouble = ['refuse'];
    await expect(world.services().connectionTokens.access(world.accountId)).rejects.toBeInstanceOf(Refuse);
    expect(await world.connection()).toMatchObject({ state: 'reauthorize', problem: expect.stringContaining('Connect the account again') });
    await expect(world.services().connectionTokens.access(world.accountId)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(kommo.tokenCalls).toBe(1);
  });

  it('takes no refusal to heart when another process was faster', async () => {
    await world.account({ hoursLeft: 0 });
    kommo.delay = 150;
    const call = world.services().connectionTokens.access(world.accountId);
    const other = world.services();
    await expect.poll(() => kommo.tokenCalls).toBe(1);
    const row = await world.connection();
    kommo.trouble = ['refuse'];
    const sealed = await other.connectionTokens.seal(world.accountId, row.id, { access: new Secret('newer'), refresh: new Secret('newer'), expiresIn: 1 });
    await db.tenancy
      .forAccount(world.accountId)
      .nativeUpdate(Connection, {}, { ...sealed, generation: row.generation + 1, expiresAt: new Date(world.clock.now().getTime() + 86_400_000) });
    expect((await call).token.reveal()).toBe('newer');
    expect(await world.connection()).toMatchObject({ state: 'connected', generation: 2 });
  });

  it('uses what is left of the old token while the CRM is ill, and says "later" when nothing is left', async () => {
    await world.account({ hoursLeft: 0.05 });
    kommo.trouble = ['broken', 'broken', 'broken', 'broken'];
    expect((await world.services().connectionTokens.access(world.accountId)).token.reveal()).toBe(kommo.accessToken);
    world.clock.forward(3_600_000);
    await expect(world.services().connectionTokens.access(world.accountId)).rejects.toBeInstanceOf(Retry);
    expect(await world.connection()).toMatchObject({ state: 'connected', refreshingUntil: null });
    await world.services().connectionTokens.access(world.accountId);
    expect(await world.connection()).toMatchObject({ generation: 2 });
  });

  it('is taken over from a process that died with it', async () => {
    await world.account({ hoursLeft: 0 });
    await db.tenancy.forAccount(world.accountId).nativeUpdate(Connection, {}, { refreshingUntil: new Date(world.clock.now().getTime() + 20_000) });
    const call = world.services().connectionTokens.access(world.accountId);
    world.clock.forward(20_001);
    await call;
    expect(kommo.tokenCalls).toBe(1);
  });
});

describe('crmFetch', () => {
  it('calls the account host with its token', async () => {
    await world.account();
    const answer = await world.services().connections().crmFetch({ priority: 'background', feature: 'hooks' })('/api/v4/leads?limit=1');
    expect(await answer.json()).toEqual({ path: '/api/v4/leads?limit=1' });
    expect(kommo.calls.at(-1)).toMatchObject({ host: 'demo.kommo.com', authorization: `Bearer ${kommo.accessToken}` });
  });

  it.each([
    'https://evil.example/api',
    '//evil.example/api',
    'https://other.kommo.com/',
    'http://demo.kommo.com/',
    'https://demo.kommo.com:8443/',
    'https://u:p@demo.kommo.com/',
    '\\\\evil.example\\x',
  ])('goes nowhere else: %s', async (path) => {
    await world.account();
    await expect(world.services().connections().crmFetch({ priority: 'background', feature: 'hooks' })(path)).rejects.toMatchObject({ code: 'invalid' });
    expect(kommo.calls).toHaveLength(0);
  });

  it('renews once after a 401 and repeats the call', async () => {
    await world.account();
    const stale = kommo.accessToken;
    kommo.accepted.clear();
    const answer = await world.services().connections().crmFetch({ priority: 'background', feature: 'hooks' })('/api/v4/leads', { method: 'POST', body: '[]' });
    expect(answer.status).toBe(200);
    expect(kommo.tokenCalls).toBe(1);
    expect(kommo.calls[0]?.authorization).toBe(`Bearer ${stale}`);
  });

  it('marks the connection when a fresh token is refused too', async () => {
    await world.account();
    kommo.unauthorized = true;
    await expect(world.services().connections().crmFetch({ priority: 'background', feature: 'hooks' })('/api/v4/leads')).rejects.toMatchObject({
      name: 'Refuse',
      code: 'unauthorized',
    });
    expect(await world.connection()).toMatchObject({ state: 'reauthorize' });
    expect(kommo.tokenCalls).toBe(1);
  });

  it('does not take a 401 for missing rights as the end', async () => {
    await world.account();
    expect((await world.services().connections().crmFetch({ priority: 'background', feature: 'hooks' })('/api/v4/webhooks')).status).toBe(401);
    expect(await world.connection()).toMatchObject({ state: 'connected' });
  });

  it('has nothing to do with another account', async () => {
    await world.account();
    await expect(
      world.services().connections('00000000-0000-7000-8000-000000000001').crmFetch({ priority: 'background', feature: 'hooks' })('/api/v4/leads'),
    ).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });
});

it('says in plain words how the connection is', async () => {
  await world.account();
  expect(await world.services().accounts().testConnection()).toMatchObject({ ok: true });
  expect(await world.services().accounts().connection()).toMatchObject({ state: 'connected', host: 'demo.kommo.com', scopes: ['crm'] });
  kommo.unauthorized = true;
  expect(await world.services().accounts().testConnection()).toMatchObject({ ok: false, message: expect.stringContaining('connect it again') });
});
