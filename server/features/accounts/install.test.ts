import { createHmac } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Account, AuditEntry, Connection, OauthState, Session } from './entities.ts';
import { type Callback } from './install.ts';
import { Activity } from '../activity/entities.ts';
import { ADMIN, CLIENT_ID, CLIENT_SECRET, CRM_ID, FakeKommo, REP } from './fake-kommo.testing.ts';
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

const notice = (extra: Partial<Callback> = {}): Callback => {
  kommo.codes.add('code-1');
  return { code: 'code-1', referer: 'demo.kommo.com', clientId: CLIENT_ID, fromWidget: true, ip: '1.1.1.1', ...extra };
};
const accounts = () => db.orm.em.fork().find(Account, {});

describe('the notice after an installation', () => {
  it('connects a new account and has the rest read', async () => {
    const { install, connections } = world.services();
    expect(await install.callback(notice())).toBe('connected');
    const [account] = await accounts();
    expect(account).toMatchObject({ crmId: CRM_ID, host: 'demo.kommo.com', name: 'Lighthouse', mode: 'draft', uninstalledAt: null });
    expect(world.sent).toEqual([{ name: 'connect-account', data: { accountId: account?.id } }]);
    expect((await connections(account?.id).crmFetch({ priority: 'background', feature: 'hooks' })('/api/v4/account')).status).toBe(200);
    expect(await db.orm.em.fork().find(AuditEntry, {})).toMatchObject([{ action: 'account.connected', chainId: account?.id }]);
  });

  it('makes one account of two notices at once', async () => {
    const { install } = world.services();
    kommo.codes.add('code-2');
    const results = await Promise.all([install.callback(notice()), install.callback(notice({ code: 'code-2' }))]);
    expect(results).toEqual(['connected', 'connected']);
    expect(await accounts()).toHaveLength(1);
    expect(await db.orm.em.fork().count(Connection, {})).toBe(1);
  });

  it.each([
    ['no referer', { referer: undefined }],
    ['a lookalike', { referer: 'demo.kommo.com.evil.example' }],
    ['a service host', { referer: 'www.kommo.com' }],
    ['credentials', { referer: 'demo.kommo.com@evil.example' }],
    ['a port', { referer: 'demo.kommo.com:8443' }],
    ['a path', { referer: 'evil.example/.kommo.com' }],
    ['an address', { referer: '127.0.0.1' }],
    ['a scheme', { referer: 'https://demo.kommo.com' }],
    ['another client', { clientId: '00000000-0000-4000-8000-000000000000' }],
    ['no state and no notice', { fromWidget: false }],
    ['a state of nobody', { state: 'made-up' }],
  ])('sends nothing anywhere with %s', async (_name, extra) => {
    expect(await world.services().install.callback(notice(extra))).toBe('refused');
    expect(kommo.calls).toHaveLength(0);
    expect(await accounts()).toHaveLength(0);
    expect(await db.orm.em.fork().count(AuditEntry, { result: 'refused' })).toBe(1);
  });

  it('refuses a used code, and a token of another account than the host', async () => {
    const { install } = world.services();
    expect(await install.callback(notice({ code: 'unknown' }))).toBe('refused');
    kommo.subdomain = 'somebody-else';
    expect(await install.callback(notice())).toBe('refused');
    expect(await accounts()).toHaveLength(0);
    kommo.trouble = ['broken'];
    expect(await install.callback(notice())).toBe('unavailable');
  });

  it('connects again after an uninstall, keeping the account', async () => {
    await world.account();
    await db.orm.em.fork().nativeUpdate(Account, {}, { uninstalledAt: new Date() });
    expect(await world.services().install.callback(notice())).toBe('connected');
    expect(await accounts()).toMatchObject([{ id: world.accountId, uninstalledAt: null }]);
    expect(await world.connection()).toMatchObject({ generation: 2, state: 'connected' });
  });

  it('lets nobody without rights replace a working connection', async () => {
    await world.account();
    kommo.user = REP;
    expect(await world.services().install.callback(notice())).toBe('refused');
    expect(await world.connection()).toMatchObject({ crmUserId: ADMIN, generation: 1 });
  });
});

describe('the dance of an admin', () => {
  const begin = async (services = world.services()): Promise<{ state: string; cookie: string }> => {
    const caller = await services.sessions.authenticate((await services.sessions.exchange(world.token(), '::1')).token);
    if (!caller) throw new Error('not signed in');
    const state = new URL(await services.oauthStates.begin(caller)).searchParams.get('state') ?? '';
    const bound = await services.oauthStates.bind(state);
    expect(new URL(bound?.url ?? '').origin).toBe('http://localhost:3001');
    return { state, cookie: bound?.cookie ?? '' };
  };
  beforeEach(() => world.account());

  it('connects once', async () => {
    const { state, cookie } = await begin();
    expect(await world.services().install.callback(notice({ state, cookie, fromWidget: false }))).toBe('connected');
    expect(await world.services().install.callback(notice({ state, cookie, fromWidget: false }))).toBe('refused');
    expect(kommo.tokenCalls).toBe(1);
  });

  it('belongs to the browser that began, for ten minutes', async () => {
    const foreign = await begin();
    const stolen = await begin();
    const { install, oauthStates } = world.services();
    expect(await install.callback(notice({ state: stolen.state, cookie: foreign.cookie }))).toBe('refused');
    expect(await install.callback(notice({ state: foreign.state }))).toBe('refused');
    const old = await begin();
    expect(await oauthStates.bind(old.state)).toBeUndefined();
    world.clock.forward(10 * 60_000 + 1);
    expect(await install.callback(notice({ ...old }))).toBe('refused');
    expect(kommo.calls).toHaveLength(0);
    expect(await db.orm.em.fork().count(OauthState, {})).toBe(0);
  });

  it('goes to the host on record and binds no other account', async () => {
    const hostile = await begin();
    expect(await world.services().install.callback(notice({ ...hostile, referer: 'other.kommo.com' }))).toBe('refused');
    expect(kommo.calls).toHaveLength(0);
    const mixed = await begin();
    kommo.crmId = '999';
    expect(await world.services().install.callback(notice({ ...mixed }))).toBe('refused');
    expect(await accounts()).toHaveLength(1);
  });

  it('may be declined', async () => {
    const { state, cookie } = await begin();
    expect(await world.services().install.callback(notice({ state, cookie, error: 'access_denied', code: undefined, referer: undefined }))).toBe('declined');
    expect(kommo.calls).toHaveLength(0);
  });
});

describe('the disconnect call', () => {
  const sign = (account = CRM_ID, secret = CLIENT_SECRET): string => createHmac('sha256', secret).update(`${CLIENT_ID}|${account}`).digest('hex');
  const call = (extra: object = {}) =>
    world.services().uninstall.disconnect({ clientId: CLIENT_ID, crmAccountId: CRM_ID, signature: sign(), ip: '1.1.1.1', ...extra });
  beforeEach(() => world.account());

  it('ends sessions and wipes tokens', async () => {
    const { sessions } = world.services();
    await sessions.exchange(world.token(), '::1');
    expect(await call()).toBe(true);
    expect((await accounts())[0]?.uninstalledAt).toEqual(world.clock.now());
    expect(await world.connection()).toMatchObject({ state: 'disconnected', accessToken: null, refreshToken: null });
    expect(world.cancelled).toEqual([world.accountId]);
    expect(await world.db.tenancy.forAccount(world.accountId).find(Activity, {})).toMatchObject([{ kind: 'account.disconnected', actorKind: 'crm_user' }]);
    expect(await db.orm.em.fork().count(Session, {})).toBe(0);
    await expect(world.services().connections().crmFetch({ priority: 'background', feature: 'hooks' })('/api/v4/account')).rejects.toMatchObject({
      code: 'unauthorized',
    });
    expect(await call()).toBe(true);
  });

  it.each([
    ['no signature', { signature: '' }],
    ['another secret', { signature: sign(CRM_ID, 'another-secret') }],
    ['the signature of another account', { signature: sign('2') }],
    ['upper case', { signature: sign().toUpperCase() }],
    ['a shortened one', { signature: sign().slice(0, 40) }],
    ['another client', { clientId: 'x' }],
    ['a strange account', { crmAccountId: '31415926 ' }],
  ])('changes nothing with %s', async (_name, extra) => {
    expect(await call(extra)).toBe(false);
    expect((await accounts())[0]?.uninstalledAt).toBeNull();
    expect(await world.connection()).toMatchObject({ state: 'connected' });
  });
});

it('lets only pages of installed accounts and the local Kommo call from a browser', async () => {
  await world.account();
  const { origins } = world.services();
  const allowed = async (origin: string) => origins.allows(origin);
  for (const origin of ['https://demo.kommo.com', 'http://localhost:3001']) expect(await allowed(origin)).toBe(true);
  const refused = [
    'null',
    '',
    'https://other.kommo.com',
    'http://demo.kommo.com',
    'https://demo.kommo.com:8443',
    'https://demo.kommo.com/',
    'https://DEMO.kommo.com',
    'https://demo.kommo.com.evil.example',
    'https://evildemo.kommo.com',
    'https://www.kommo.com',
    'https://demo.kommo.com@evil.example',
    'http://localhost:3002',
    'file://',
  ];
  for (const origin of refused) expect([origin, await allowed(origin)]).toEqual([origin, false]);
  await db.orm.em.fork().nativeUpdate(Account, {}, { uninstalledAt: new Date() });
  world.clock.forward(5000);
  expect(await allowed('https://demo.kommo.com')).toBe(false);
});

describe('a browser of an account we do not know', () => {
  const open = () => {
    const { install, oauthStates } = world.services();
    const { url, cookie } = oauthStates.beginOpen();
    const state = new URL(url).searchParams.get('state') ?? '';
    const back = (extra: Partial<Callback> = {}) => install.callback(notice({ fromWidget: false, state, cookie, ...extra }));
    return { state, cookie, back };
  };

  it('connects it: the CRM names the account, and its own API confirms it', async () => {
    expect(await open().back()).toBe('connected');
    expect(await accounts()).toMatchObject([{ crmId: CRM_ID, host: 'demo.kommo.com', uninstalledAt: null }]);
  });

  it('brings back one that was uninstalled', async () => {
    await open().back();
    await db.orm.em.fork().nativeUpdate(Account, {}, { uninstalledAt: new Date() });
    expect(await open().back()).toBe('connected');
    expect(await accounts()).toMatchObject([{ uninstalledAt: null }]);
  });

  it.each([
    ['another browser', { cookie: 'A'.repeat(43) }],
    ['no cookie', { cookie: undefined }],
    ['a hostile host', { referer: 'demo.kommo.com.evil.example' }],
    ['no host', { referer: undefined }],
    ['another account than the host says', { referer: 'other.kommo.com' }],
  ])('is refused: %s', async (_what, extra) => {
    expect(await open().back(extra)).toBe('refused');
    expect(await accounts()).toEqual([]);
  });

  it('is refused with a state that was changed, or that is old', async () => {
    const { state, back } = open();
    const [, until = '', nonce, mark] = state.split('.');
    expect(await back({ state: `open.${Number(until) + 1000}.${nonce}.${mark}` })).toBe('refused');
    world.clock.time = new Date(world.clock.time.getTime() + 10 * 60_000);
    expect(await back()).toBe('refused');
    expect(await accounts()).toEqual([]);
  });

  it('a person without rights does not replace the access of an admin', async () => {
    await open().back();
    kommo.user = REP;
    expect(await open().back()).toBe('refused');
    expect(await db.orm.em.fork().find(Connection, {})).toMatchObject([{ crmUserId: ADMIN }]);
  });
});
