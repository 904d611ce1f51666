import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { HOUSE } from './audit.ts';
import { badTokens } from './bad-tokens.testing.ts';
import { Account, AuditEntry, Member, Session, UsedToken } from './entities.ts';
import { FakeKommo, REP } from './fake-kommo.testing.ts';
import { World } from './testing.ts';

let db: TestDatabase;
let world: World;
const kommo = new FakeKommo();
let origin = '';
beforeAll(async () => {
  db = await testDatabase();
  origin = await kommo.start();
});
afterAll(async () => {
  await kommo.stop();
  await db.close();
});
beforeEach(async () => {
  await db.truncate();
  world = new World(db, kommo, origin);
  await world.account();
});

const rows = async <T extends object>(entity: new () => T): Promise<number> => db.orm.em.fork().count(entity as never);

describe('exchange', () => {
  it('gives a session for a good token, kept only as a hash', async () => {
    const { sessions } = world.services();
    const made = await sessions.exchange(world.token(), '1.2.3.4');
    expect(made).toMatchObject({ role: 'admin', member: { role: 'admin' }, account: { crmId: '31415926' } });
    expect(Buffer.from(made.token.split('.')[1] ?? '', 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await db.orm.em.fork().find(Session, {}))).not.toContain(made.token.split('.')[1]);
    expect(await sessions.authenticate(made.token)).toMatchObject({ accountId: world.accountId, role: 'admin' });
  });

  it('takes rights from the user list, and from the token only upwards', async () => {
    const { sessions } = world.services();
    const roleOf = async (claims: object): Promise<string> => (await sessions.exchange(world.token({ claims }), '::1')).role;
    expect(await roleOf({ user_id: Number(REP) })).toBe('rep');
    expect(await roleOf({ user_id: Number(REP), is_admin: 'true' })).toBe('rep');
    expect(await roleOf({ user_id: Number(REP), is_admin: true })).toBe('admin');
    expect(await roleOf({ is_admin: false })).toBe('admin');
    expect(await roleOf({ user_id: 99 })).toBe('rep');
    expect(await rows(Member)).toBe(3);
  });

  it('takes a token once, also when fifty copies come at the same time on two processes', async () => {
    const token = world.token();
    const [one, two] = [world.services().sessions, world.services().sessions];
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => (index % 2 ? one : two).exchange(token, '::1')));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(await rows(Session)).toBe(1);
    expect(await rows(UsedToken)).toBe(1);
  });

  it.each(badTokens)('refuses a token: %s', async (_name, token) => {
    const before = [await rows(Member), await rows(Session), await rows(UsedToken)];
    const error = await world
      .services()
      .sessions.exchange(token, '9.9.9.9')
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 401, code: 'unauthorized', detail: undefined });
    expect([await rows(Member), await rows(Session), await rows(UsedToken)]).toEqual(before);
    expect(await db.orm.em.fork().find(AuditEntry, { chainId: HOUSE })).toMatchObject([
      { action: 'session.refused', result: 'refused', actor: 'address:9.9.9.9' },
    ]);
  });

  it.each([
    ['an account that never installed us', { account_id: 777 }],
    ['an account that is installed at another address', { iss: 'https://other.kommo.com', subdomain: 'other' }],
  ])('refuses %s', async (_name, claims) => {
    await expect(world.services().sessions.exchange(world.token({ claims }), '::1')).rejects.toMatchObject({ status: 401 });
    expect(await rows(Session)).toBe(0);
  });

  it('refuses an uninstalled account and a person who is gone', async () => {
    const { sessions } = world.services();
    await db.orm.em.fork().nativeUpdate(Member, { crmUserId: REP }, { active: false });
    await expect(sessions.exchange(world.token({ claims: { user_id: Number(REP) } }), '::1')).rejects.toMatchObject({ status: 401 });
    await db.orm.em.fork().nativeUpdate(Account, {}, { uninstalledAt: new Date() });
    await expect(sessions.exchange(world.token(), '::1')).rejects.toMatchObject({ status: 401 });
  });
});

describe('a session', () => {
  const open = async (sessions = world.services().sessions): Promise<string> => (await sessions.exchange(world.token(), '::1')).token;

  it('dies fifteen minutes after its last use, and after eight hours in any case', async () => {
    const { sessions } = world.services();
    const token = await open(sessions);
    world.clock.forward(14 * 60_000);
    expect(await sessions.authenticate(token)).toBeDefined();
    world.clock.forward(14 * 60_000);
    expect(await sessions.authenticate(token)).toBeDefined();
    world.clock.forward(15 * 60_000);
    expect(await sessions.authenticate(token)).toBeUndefined();

    const busy = await open(sessions);
    for (let hour = 0; hour < 8 * 6 - 1; hour++) {
      world.clock.forward(10 * 60_000);
      expect(await sessions.authenticate(busy)).toBeDefined();
    }
    world.clock.forward(10 * 60_000);
    expect(await sessions.authenticate(busy)).toBeUndefined();
  });

  it('is not kept alive by an open stream', async () => {
    const { sessions } = world.services();
    const token = await open(sessions);
    for (let minute = 0; minute < 14; minute++) {
      world.clock.forward(60_000);
      expect(await sessions.authenticate(token, { touch: false })).toBeDefined();
    }
    world.clock.forward(60_000);
    expect(await sessions.authenticate(token, { touch: false })).toBeUndefined();
  });

  it('writes once for a burst of requests', async () => {
    const { sessions } = world.services();
    const token = await open(sessions);
    world.clock.forward(60_000);
    await sessions.authenticate(token);
    const [seen] = await db.orm.em.fork().find(Session, {});
    for (let request = 0; request < 20; request++) {
      world.clock.forward(1000);
      await sessions.authenticate(token);
    }
    expect((await db.orm.em.fork().find(Session, {}))[0]?.lastSeenAt).toEqual(seen?.lastSeenAt);
  });

  it.each<[string, (sessions: World) => Promise<unknown>]>([
    ['sign-out', async (at) => at.services().sessions.signOutEverywhere(at.accountId)],
    ['removal of the person', async (at) => at.services().accounts().saveMirror({ id: '1', name: 'x', subdomain: 'demo', users: [], pipelines: [] })],
    ['uninstall', async (at) => db.orm.em.fork().nativeUpdate(Account, { id: at.accountId }, { uninstalledAt: new Date() })],
  ])('is dead on every process within five seconds after %s', async (_name, end) => {
    const processes = [world.services().sessions, world.services().sessions];
    const token = await open(processes[0]);
    for (const sessions of processes) expect(await sessions.authenticate(token)).toBeDefined();
    await end(world);
    world.clock.forward(5000);
    for (const sessions of processes) expect(await sessions.authenticate(token)).toBeUndefined();
  });

  it('is not to be had by guessing', async () => {
    const { sessions } = world.services();
    const token = await open(sessions);
    const [account, random = ''] = token.split('.');
    const others = [
      undefined,
      '',
      'x',
      random,
      `${account}.`,
      `${account}.${'A'.repeat(43)}`,
      `${'A'.repeat(22)}.${random}`,
      `${token}x`,
      ` ${token}`,
      token.toLowerCase(),
    ];
    for (const other of others) expect(await sessions.authenticate(other)).toBeUndefined();
  });
});

it('the audit chain holds, and a changed row breaks it', async () => {
  const { sessions, audit } = world.services();
  await Promise.all(Array.from({ length: 5 }, () => sessions.exchange(world.token(), '::1')));
  expect(await audit.firstBreak(world.accountId)).toBeUndefined();
  await db.orm.em.fork().nativeUpdate(AuditEntry, { chainId: world.accountId, seq: 3 }, { actor: 'member:somebody' });
  expect(await audit.firstBreak(world.accountId)).toBe(3);
  await expect(db.tenancy.forAccount(world.accountId).nativeDelete(AuditEntry, {})).rejects.toThrow(/permission denied/);
  await expect(db.tenancy.forAccount(world.accountId).nativeUpdate(AuditEntry, { seq: 1 }, { actor: 'x' })).rejects.toThrow(/permission denied/);
});
