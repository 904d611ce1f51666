import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Account, AuditEntry, Member, OauthState, Session } from './entities.ts';
import { type Callback, type CallbackResult } from './install.ts';
import { ADMIN, CLIENT_ID, FakeKommo, REP } from './fake-kommo.testing.ts';
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
  await world.account();
  return async () => {
    await world.egress.close();
    await kommo.stop();
  };
});

/** A browser that began signing in to the account. */
const begin = async (subdomain = 'demo'): Promise<{ state: string; cookie: string }> => {
  const { consoleSignIn, oauthStates } = world.services();
  const state = new URL(await consoleSignIn.start(subdomain)).searchParams.get('state') ?? '';
  const bound = await oauthStates.bind(state);
  return { state, cookie: bound?.cookie ?? '' };
};

/** Its way back from the consent page. */
const back = (extra: Partial<Callback>): Promise<CallbackResult> => {
  kommo.codes.add('code-1');
  return world.services().install.callback({ code: 'code-1', referer: 'demo.kommo.com', clientId: CLIENT_ID, fromWidget: false, ip: '1.1.1.1', ...extra });
};

const codeOf = (result: CallbackResult): { code: string; cookie: string } => {
  if (typeof result === 'string') throw new Error(`not signed in: ${result}`);
  return result;
};
const signIn = async (): Promise<{ code: string; cookie: string }> => codeOf(await back(await begin()));
const refusals = async (): Promise<unknown[]> => {
  const rows = await db.orm.em.fork().find(AuditEntry, { result: 'refused' });
  return rows.map(({ detail }) => (JSON.parse(detail) as { reason: unknown }).reason);
};

describe('signing in with the CRM', () => {
  it('gives an admin a session and leaves the connection alone', async () => {
    const before = await world.connection();
    const session = await world.services().consoleSignIn.trade(await signIn(), '1.1.1.1');
    expect(session).toMatchObject({ role: 'admin', member: { crmUserId: ADMIN }, account: { id: world.accountId } });
    expect(await world.services().sessions.authenticate(session.token)).toMatchObject({ accountId: world.accountId, role: 'admin' });
    const { generation, accessToken, refreshToken, crmUserId } = await world.connection();
    expect({ generation, crmUserId }).toEqual({ generation: before.generation, crmUserId: ADMIN });
    expect(Buffer.from(accessToken ?? '').equals(Buffer.from(before.accessToken ?? ''))).toBe(true);
    expect(Buffer.from(refreshToken ?? '').equals(Buffer.from(before.refreshToken ?? ''))).toBe(true);
    expect(world.sent).toEqual([]);
    expect(await db.orm.em.fork().count(OauthState, {})).toBe(0);
  });

  it('asks with the account’s own connection who a rep is, and lets the CRM’s word on the role count', async () => {
    await db.tenancy.forAccount(world.accountId).nativeUpdate(Member, { crmUserId: REP }, { role: 'admin' });
    kommo.user = REP;
    const session = await world.services().consoleSignIn.trade(await signIn(), '1.1.1.1');
    expect(session).toMatchObject({ role: 'rep', member: { crmUserId: REP } });
  });

  it('makes a member of a person nobody has seen yet', async () => {
    kommo.user = '777';
    await signIn();
    expect(await db.orm.em.fork().findOneOrFail(Member, { crmUserId: '777' })).toMatchObject({ name: 'User 777', role: 'rep', active: true });
  });

  it('knows no account where we are not installed', async () => {
    const { consoleSignIn } = world.services();
    for (const typed of ['nobody', 'www', 'demo.kommo.com.evil', 'demo/..', 'demo@evil', 'DEMO', ''])
      await expect(consoleSignIn.start(typed)).rejects.toMatchObject({ status: 404 });
    await db.orm.em.fork().nativeUpdate(Account, {}, { uninstalledAt: new Date() });
    await expect(consoleSignIn.start('demo')).rejects.toMatchObject({ status: 404 });
    expect(kommo.calls).toHaveLength(0);
    expect(await db.orm.em.fork().count(OauthState, {})).toBe(0);
  });
});

describe('lets nobody in', () => {
  it('whose browser did not begin', async () => {
    const mine = await begin();
    const foreign = await begin();
    expect(await back({ state: foreign.state, cookie: mine.cookie })).toBe('refused');
    expect(await back({ state: mine.state, cookie: undefined })).toBe('refused');
    expect(kommo.calls).toHaveLength(0);
  });

  it('with a state that was used, or is older than ten minutes', async () => {
    const once = await begin();
    codeOf(await back(once));
    expect(await back(once)).toBe('refused');
    const old = await begin();
    world.clock.forward(10 * 60_000 + 1);
    expect(await back(old)).toBe('refused');
  });

  it('from another host than the account’s, and sends nothing there', async () => {
    expect(await back({ ...(await begin()), referer: 'other.kommo.com' })).toBe('refused');
    expect(kommo.calls).toHaveLength(0);
  });

  it.each([
    ['of another account', () => (kommo.crmId = '999'), 'account_mismatch'],
    ['who left the account', () => kommo.left.add(ADMIN), 'not_a_member'],
    ['whom the CRM switched off', () => kommo.inactive.add(ADMIN), 'inactive_member'],
  ])('%s', async (_name, prepare, reason) => {
    prepare();
    expect(await back(await begin())).toBe('refused');
    expect(await refusals()).toEqual([reason]);
    expect(await db.orm.em.fork().count(OauthState, {})).toBe(0);
  });

  it('whom we know as gone', async () => {
    await db.tenancy.forAccount(world.accountId).nativeUpdate(Member, { crmUserId: ADMIN }, { active: false });
    expect(await back(await begin())).toBe('refused');
    expect(await refusals()).toEqual(['inactive_member']);
  });

  it('of an account that uninstalled us meanwhile', async () => {
    const mine = await begin();
    await db.orm.em.fork().nativeUpdate(Account, {}, { uninstalledAt: new Date() });
    expect(await back(mine)).toBe('refused');
    expect(kommo.calls).toHaveLength(0);
  });

  it('with a code the CRM does not know, and says so when the CRM is down', async () => {
    expect(await back({ ...(await begin()), code: 'made-up' })).toBe('refused');
    kommo.trouble = ['broken'];
    expect(await back(await begin())).toBe('unavailable');
  });
});

describe('the code in the address', () => {
  const trade = (signedIn: { code: string; cookie: string | undefined }): Promise<unknown> => world.services().consoleSignIn.trade(signedIn, '2.2.2.2');

  it('works once, also when twenty try at the same time', async () => {
    const code = await signIn();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => trade(code)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await db.orm.em.fork().count(Session, {})).toBe(1);
  });

  it('works for a minute', async () => {
    const code = await signIn();
    world.clock.forward(60_001);
    await expect(trade(code)).rejects.toMatchObject({ status: 401 });
  });

  it('is nothing else: no state is taken for it, and it is taken for no state', async () => {
    const { state, cookie } = await begin();
    await expect(trade({ code: state, cookie })).rejects.toMatchObject({ status: 401 });
    const mine = await signIn();
    const { code } = mine;
    expect(await world.services().oauthStates.bind(code)).toBeUndefined();
    expect(await back({ state: code, cookie })).toBe('refused');
    for (const other of ['', 'x', `${newId()}.x`, code.slice(1), `${code}x`])
      await expect(trade({ ...mine, code: other })).rejects.toMatchObject({ status: 401 });
    await trade(mine);
  });

  it('is good in the browser that signed in, and in no other', async () => {
    const theirs = await signIn();
    for (const cookie of [undefined, '', theirs.code, theirs.cookie]) {
      const { code } = await signIn();
      await expect(trade({ code, cookie })).rejects.toMatchObject({ status: 401 });
    }
    await trade(theirs);
    expect(await db.orm.em.fork().count(Session, {})).toBe(1);
  });

  it('dies with the person’s place in the account, and with the account', async () => {
    const gone = await signIn();
    await db.tenancy.forAccount(world.accountId).nativeUpdate(Member, { crmUserId: ADMIN }, { active: false });
    await expect(trade(gone)).rejects.toMatchObject({ status: 401 });
    await db.tenancy.forAccount(world.accountId).nativeUpdate(Member, { crmUserId: ADMIN }, { active: true });
    const late = await signIn();
    await db.orm.em.fork().nativeUpdate(Account, {}, { uninstalledAt: new Date() });
    await expect(trade(late)).rejects.toMatchObject({ status: 401 });
  });
});
