/** Switched on and off, agreed to, resting after faults, tried by hand: on the real database, by several processes. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { type Host } from '../../host/host.ts';
import { actionSource, channelSource, conditionSource, pluginFolder, testHost } from '../../host/testing.ts';
import { type LiveMessage } from '../../http/live-messages.ts';
import { exampleEvent as event, exampleFacts } from '../../sdk/testing/example.ts';
import { Audit } from '../accounts/audit.ts';
import { Account, AuditEntry } from '../accounts/entities.ts';
import { Activity } from '../activity/entities.ts';
import { ActivityService } from '../activity/service.ts';
import { PluginState, PluginValue } from './entities.ts';
import { Plugin, PluginListed, type PluginTrial } from './schema.ts';
import { PluginsService } from './service.ts';
import { pluginStates } from './states.ts';
import { allPluginSettings, crmOf, pluginSettings, pluginStore } from './store.ts';
import { PluginSwitches } from './switches.ts';
import { PluginTrials, type TrialJob } from './trials.ts';

const folder = pluginFolder();
const facts = exampleFacts();
const started = new Date('2026-01-15T10:00:00Z').getTime();
let db: TestDatabase;
let mine: string;
let theirs: string;
let now: number;
let told: LiveMessage[];
let hosts: Host[];

const clock = { now: () => new Date(now) };
const live = { publish: async (_account: string, message: LiveMessage) => void told.push(message) };

/** As another process would have one. */
const newHost = (): Host => {
  const { host } = testHost(folder.dir, {
    clock,
    crmOf: crmOf(db.tenancy),
    settings: pluginSettings(db.tenancy),
    allSettings: allPluginSettings(db.tenancy),
    states: pluginStates({ tenancy: db.tenancy, live }),
    store: pluginStore(db.tenancy),
    crmFetch: async () => async () => new Response('{}'),
  });
  hosts.push(host);
  return host;
};

function world({ accountId = mine, host = hosts[0]!, role = 'admin' }: { accountId?: string; host?: Host; role?: 'admin' | 'rep' } = {}) {
  const em = db.tenancy.forAccount(accountId);
  const caller = { accountId, sessionId: 's', memberId: 'm-1', role, language: 'ru' };
  const activity = new ActivityService({ accountId, caller, clock, live } as never);
  const accounts = { current: async (tx = em.fork()) => tx.findOneOrFail(Account, { id: accountId }) };
  const plugins = new PluginsService({ em, accountId, host, clock, caller });
  const deps = { em, accountId, caller, accounts, activity, audit: new Audit({ tenancy: db.tenancy, clock }), host, live, plugins };
  const queue = { send: async (_name: string, data: TrialJob) => void new PluginTrials(deps as never).run(data) };
  const asked: string[] = [];
  const switches = new PluginSwitches({ ...deps, queue: { send: async (name: string) => void asked.push(name) } } as never);
  return { em, plugins, switches, asked, trials: new PluginTrials({ ...deps, queue } as never) };
}

const listed = async (id: string, options: Parameters<typeof world>[0] = {}) => {
  const { items } = await world(options).plugins.list();
  return PluginListed.parse(items.find((item) => item.id === id));
};
const ask = (host: Host, id: string, accountId = mine) => host.test(accountId, id, {}, event, facts);

beforeAll(async () => {
  db = await testDatabase();
  folder.write('conditions/yes', conditionSource('yes', { test: `() => ({ holds: true, found: 'it' })` }));
  folder.write(
    'conditions/bad',
    conditionSource('bad', { test: `() => { throw new Error('token=canary-1234 Bearer canary-5678 https://x.example/?key=canary-9'); }` }),
  );
  folder.write('conditions/moody', conditionSource('moody', { test: `() => { if (globalThis.moody) throw new Error('moody'); return true; }` }));
  folder.write('conditions/never', conditionSource('never', { test: `() => new Promise(() => {})` }));
  folder.write('channels/abroad', channelSource('abroad', { version: `'2.0.1'`, hosts: `['api.example.com', 'cdn.example.com', '@crm']`, window: '() => 24' }));
  folder.write(
    'actions/says',
    actionSource('says', {
      title: `{ en: 'Says', ru: 'Говорит' }`,
      effect: `'approval'`,
      input: `z.object({ text: z.string() }).meta({ examples: [{ text: 'Hi' }] })`,
      preview: `({ text }, { language }) => language + ' ' + text`,
    }),
  );
  folder.write('actions/refuses', actionSource('refuses', { preview: `() => { throw new Refuse('invalid', 'not for leads'); }` }));
  folder.write('actions/broken', `throw new Error('no config');`);
  for (const id of ['aaa', 'kommo'])
    folder.write(
      `crm/${id}`,
      channelSource(id, {
        kind: `'crm'`,
        hosts: `['@crm']`,
        signIn: '{}',
        ...Object.fromEntries(['read', 'list', 'history', 'write'].map((name) => [name, 'async () => null'])),
        probes: `[{ id: 'write', title: { en: 'W' }, effect: 'write', input: z.object({}) }, { id: 'look', title: { en: 'Look' }, effect: 'read', input: z.object({}) }]`,
        probe: `async (id) => ({ request: { method: 'GET', path: '/${id}/' + id }, status: 200, answer: null, ms: 1 })`,
      }),
    );
});
afterAll(async () => {
  folder.remove();
  await db.close();
});
beforeEach(async () => {
  await db.truncate();
  [now, told, hosts] = [started, [], []];
  mine = (await createAccount(db, { language: 'ru' })).id;
  theirs = (await createAccount(db, { crmId: '2', subdomain: 'other', host: 'other.kommo.com' })).id;
  newHost();
});

describe('as they come', () => {
  it('plugins are at work, unless they want to connect somewhere', async () => {
    expect(await listed('yes')).toMatchObject({ enabled: true, consentNeeded: [], pausedUntil: null, faults: [], pluginVersion: null });
    expect(await listed('abroad')).toMatchObject({
      enabled: false,
      consentNeeded: ['api.example.com', 'cdn.example.com'],
      pluginVersion: '2.0.1',
      permissions: { hosts: ['api.example.com', 'cdn.example.com', '@crm'], may: ['read_hooks', 'send_messages', 'keep_data', 'call_crm', 'call_hosts'] },
    });
    expect((await listed('says')).permissions.may).toEqual(['read_facts', 'ask_effects', 'effect_approval', 'keep_data']);
    expect((await listed('yes')).permissions.may).toEqual(['read_facts']);
    expect(await listed('broken')).toMatchObject({ state: 'failed', reason: expect.stringContaining('no config'), permissions: { hosts: [], may: [] } });
  });
});

describe('switching', () => {
  it('off holds for this account, here at once and elsewhere within three seconds', async () => {
    const elsewhere = newHost();
    expect(await ask(elsewhere, 'yes')).toMatchObject({ holds: true });
    expect(Plugin.parse(await world().switches.disable('yes'))).toMatchObject({ enabled: false });
    await expect(ask(hosts[0]!, 'yes')).rejects.toMatchObject({ reason: 'off' });
    now += 3_000;
    await expect(ask(elsewhere, 'yes')).rejects.toMatchObject({ reason: 'off' });
    expect(await ask(elsewhere, 'yes', theirs)).toMatchObject({ holds: true });
    await world().switches.enable('yes', []);
    expect(await ask(hosts[0]!, 'yes')).toMatchObject({ holds: true });
  });

  it('off has the rules looked through that use it; on and again on does not', async () => {
    const { switches, asked } = world();
    await switches.disable('yes');
    await switches.enable('yes', []);
    expect(asked).toEqual(['check-account-rules']);
  });

  it('is audited, told in the activity and to the screens', async () => {
    const { switches, em } = world();
    await switches.disable('says');
    await switches.enable('says', []);
    expect((await em.fork().find(AuditEntry, {}, { orderBy: { seq: 'asc' } })).map(({ action, target, actor }) => [action, target, actor])).toEqual([
      ['plugin.off', 'says', 'member:m-1'],
      ['plugin.on', 'says', 'member:m-1'],
    ]);
    const entries = await em.fork().find(Activity, {}, { orderBy: { id: 'asc' } });
    expect(entries.map(({ kind, data }) => [kind, data['change'], data['name']])).toEqual([
      ['settings.changed', 'plugin_off', 'Говорит'],
      ['settings.changed', 'plugin_on', 'Говорит'],
    ]);
    expect(told.filter(({ kind }) => kind === 'plugin.updated')).toHaveLength(2);
  });

  it('on needs a yes to every host; one more host needs a new one', async () => {
    const { switches } = world();
    await expect(switches.enable('abroad', ['api.example.com'])).rejects.toMatchObject({
      status: 422,
      code: 'consent_needed',
      errors: [{ path: 'hosts', message: 'cdn.example.com' }],
    });
    await expect(hosts[0]!.parse('abroad', { headers: {}, body: new Uint8Array(), receivedAt: new Date() }, mine)).rejects.toMatchObject({ reason: 'consent' });
    expect(await switches.enable('abroad', ['cdn.example.com', 'api.example.com', 'evil.example'])).toMatchObject({ enabled: true, consentNeeded: [] });
    expect(await world().em.findOne(PluginState, { pluginId: 'abroad' })).toMatchObject({ hosts: ['api.example.com', 'cdn.example.com'] });
    const grown = pluginFolder();
    grown.write('channels/abroad', channelSource('abroad', { hosts: `['api.example.com', 'cdn.example.com', 'more.example.com']` }));
    const { host } = testHost(grown.dir, { clock, states: pluginStates({ tenancy: db.tenancy, live }) });
    const { items } = await world({ host }).plugins.list();
    expect(items).toMatchObject([{ enabled: false, consentNeeded: ['more.example.com'] }]);
    await expect(host.send(mine, 'abroad', { key: 'k', talk: 'talk:1', text: 'x', firstTriedAt: new Date() })).rejects.toMatchObject({ reason: 'consent' });
    grown.remove();
  });

  it('refuses what cannot be', async () => {
    const { switches } = world();
    await expect(switches.disable('kommo')).rejects.toMatchObject({ status: 409, code: 'plugin_in_use', message: expect.stringContaining('Disconnect') });
    expect(await switches.disable('aaa')).toMatchObject({ enabled: false });
    await expect(switches.enable('broken', [])).rejects.toMatchObject({ status: 422, code: 'plugin_failed' });
    await expect(switches.enable('nowhere', [])).rejects.toMatchObject({ status: 404 });
  });
});

describe('faults', () => {
  const fail = async (host: Host, times: number, id = 'bad'): Promise<void> => {
    for (let time = 0; time < times; time++) await expect(ask(host, id)).rejects.toMatchObject({ name: 'PluginError' });
    await host.settled();
  };

  it('are counted over all processes, and five in a row are a rest for this account', async () => {
    await fail(hosts[0]!, 3);
    const elsewhere = newHost();
    await fail(elsewhere, 2);
    await expect(ask(elsewhere, 'bad')).rejects.toMatchObject({ name: 'Retry', afterMs: 300_000 });
    expect(await listed('bad')).toMatchObject({ enabled: true, pausedUntil: '2026-01-15T10:05:00.000Z' });
    expect(told).toContainEqual({ kind: 'plugin.updated', pluginId: 'bad' });
    now += 3_000;
    await expect(ask(hosts[0]!, 'bad')).rejects.toMatchObject({ name: 'Retry' });
    await expect(ask(hosts[0]!, 'bad', theirs)).rejects.toMatchObject({ name: 'PluginError' });
    now += 300_000;
    await expect(ask(hosts[0]!, 'bad')).rejects.toMatchObject({ name: 'PluginError' });
    expect((await listed('bad')).pausedUntil).toBeNull();
  });

  it('end with a rest that somebody ends, or with one call that went well', async () => {
    await fail(hosts[0]!, 5);
    expect(await world().switches.resume('bad')).toMatchObject({ pausedUntil: null });
    await expect(ask(hosts[0]!, 'bad')).rejects.toMatchObject({ name: 'PluginError' });
    Object.assign(globalThis, { moody: true });
    await fail(hosts[0]!, 4, 'moody');
    Object.assign(globalThis, { moody: false });
    expect(await ask(hosts[0]!, 'moody')).toMatchObject({ holds: true });
    await hosts[0]!.settled();
    expect(await world().em.findOne(PluginState, { pluginId: 'moody' })).toMatchObject({ faultsInARow: 0 });
  });

  it('are shown to admins, the newest ten, without secrets', async () => {
    await fail(hosts[0]!, 5);
    now += 301_000;
    await fail(hosts[0]!, 5);
    now += 301_000;
    await fail(hosts[0]!, 1);
    const { faults } = await listed('bad');
    expect(faults).toHaveLength(10);
    expect(faults[0]).toMatchObject({ at: new Date(now).toISOString(), call: 'test' });
    expect(JSON.stringify(faults)).not.toContain('canary');
    expect((await listed('bad', { role: 'rep' })).faults).toEqual([]);
  });
});

describe('the test button', () => {
  const tried = (id: string): Promise<PluginTrial> => world().trials.ask(id);

  it('asks a plugin of each kind on its example', async () => {
    expect(await tried('yes')).toMatchObject({ code: 'ok', input: {}, answer: { holds: true, found: 'it' }, message: null });
    expect(await tried('says')).toMatchObject({ code: 'ok', input: { text: 'Hi' }, answer: { text: 'ru Hi' } });
    expect(await tried('kommo')).toMatchObject({ code: 'ok', answer: { status: 200, request: 'GET /kommo/look' } });
    expect(await tried('aaa')).toMatchObject({ code: 'not_connected' });
    expect(await tried('abroad')).toMatchObject({ code: 'unavailable' });
    await world().switches.enable('abroad', ['api.example.com', 'cdn.example.com']);
    expect(await tried('abroad')).toMatchObject({ code: 'ok', answer: { window: 24 } });
  });

  it('says what went wrong', async () => {
    const { code, message } = await tried('bad');
    expect([code, message]).toEqual(['failed', expect.stringMatching(/^Plugin bad: (?!.*canary)/u)]);
    expect(await tried('refuses')).toMatchObject({ code: 'refused', message: 'not for leads' });
    expect(await tried('never')).toMatchObject({ code: 'failed', message: expect.stringContaining('hung') });
    await expect(tried('broken')).rejects.toMatchObject({ status: 422 });
    await expect(tried('nowhere')).rejects.toMatchObject({ status: 404 });
  });

  it('leaves nothing behind for long, and does not try what nobody waits for', async () => {
    const { trials, em } = world();
    await trials.run({ accountId: mine, pluginId: 'yes', trialId: 'late', language: 'en', until: Date.now() - 1 });
    expect(await em.fork().count(PluginValue, {})).toBe(0);
    await trials.ask('yes');
    await em.fork().nativeUpdate(PluginValue, {}, { createdAt: new Date(Date.now() - 61_000) });
    await trials.ask('yes');
    expect(await em.fork().count(PluginValue, {})).toBe(1);
  });

  it('gives up on a worker that does not come back', async () => {
    const deps = world();
    const silent = new PluginTrials({
      em: deps.em,
      accountId: mine,
      accounts: {},
      caller: { language: 'en' },
      host: hosts[0],
      plugins: deps.plugins,
      queue: { send: async () => undefined },
    } as never);
    expect(await silent.ask('yes')).toMatchObject({ code: 'no_answer', message: expect.stringContaining('ten seconds') });
  }, 15_000);
});
