/** Settings and the plugins' own store, on the real database and a real host. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { systemClock } from '../../clock.ts';
import { newId } from '../../db/base.ts';
import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { type Host } from '../../host/host.ts';
import { channelSource, pluginFolder, testHost } from '../../host/testing.ts';
import { Account } from '../accounts/entities.ts';
import { PluginValue } from './entities.ts';
import { Plugin, PluginListed } from './schema.ts';
import { PluginsService } from './service.ts';
import { pluginSettings, pluginStore } from './store.ts';

const mine = newId();
const theirs = newId();
const folder = pluginFolder();
let db: TestDatabase;
let host: Host;

beforeAll(async () => {
  folder.write(
    'channels/signed',
    channelSource('signed', {
      settings: `z.object({ sign: z.string().max(5), loud: z.boolean().default(false).meta({ title: 'Loud' }) }).meta({ examples: [{ sign: 'N.' }] })`,
    }),
  );
  folder.write('channels/broken', `throw new Error('no config');`);
  db = await testDatabase();
  ({ host } = testHost(folder.dir, { settings: pluginSettings(db.tenancy), store: pluginStore(db.tenancy) }));
});
afterAll(async () => {
  folder.remove();
  await db.close();
});
beforeEach(async () => {
  await db.truncate();
  const now = new Date();
  const account = (id: string, crmId: string) => ({
    id,
    crm: 'kommo',
    crmId,
    subdomain: `s${crmId}`,
    host: `s${crmId}.kommo.com`,
    name: 'x',
    mode: 'draft' as const,
    language: 'en',
    currency: 'USD',
    timezone: 'UTC',
    dataKey: Buffer.alloc(60),
    installedAt: now,
    createdAt: now,
    updatedAt: now,
  });
  for (const [id, crmId] of [
    [mine, '1'],
    [theirs, '2'],
  ] as const)
    await db.orm.em.fork().insert(Account, account(id, crmId));
});

const service = (accountId = mine): PluginsService =>
  new PluginsService({ em: db.tenancy.forAccount(accountId), accountId, host, clock: systemClock, caller: undefined });

describe('the list', () => {
  it('shows what is at work and what is not, and why', async () => {
    const { items } = await service().list();
    expect(items.map((item) => PluginListed.parse(item))).toMatchObject([
      { id: 'broken', state: 'failed', reason: expect.stringContaining('no config') },
      { id: 'signed', state: 'loaded', reason: null, kind: 'channel' },
    ]);
  });

  it('knows no other', async () => {
    await expect(service().get('other')).rejects.toMatchObject({ status: 404 });
  });
});

describe('settings', () => {
  it('come with what a form needs to be drawn', async () => {
    const plugin = Plugin.parse(await service().get('signed'));
    expect(plugin).toMatchObject({ settings: {}, version: 0, updatedAt: null });
    expect(plugin.settingsSchema).toMatchObject({
      type: 'object',
      required: ['sign'],
      properties: { sign: { type: 'string', maxLength: 5 }, loud: { type: 'boolean', default: false, title: 'Loud' } },
    });
  });

  it('are stored, read by the plugin’s schema, and seen by the host', async () => {
    await service().putSettings('signed', { sign: 'N.' });
    expect(Plugin.parse(await service().get('signed'))).toMatchObject({ settings: { sign: 'N.', loud: false }, version: 1 });
    expect(await pluginSettings(db.tenancy)(mine, 'signed')).toEqual({ sign: 'N.' });
    expect(await service().putSettings('signed', { sign: 'M.' }, 1)).toMatchObject({ version: 2 });
  });

  it('are refused by field', async () => {
    await expect(service().putSettings('signed', { sign: 'too long' })).rejects.toMatchObject({ status: 422, errors: [{ path: 'settings.sign' }] });
    await expect(service().putSettings('signed', {})).rejects.toMatchObject({ status: 422 });
    await expect(service().putSettings('broken', {})).rejects.toMatchObject({ status: 422, code: 'plugin_failed' });
    expect(await service().get('signed')).toMatchObject({ version: 0 });
  });

  it('of two at once are a conflict with both sides', async () => {
    await service().putSettings('signed', { sign: 'A' }, 0);
    await expect(service().putSettings('signed', { sign: 'B' }, 0)).rejects.toMatchObject({
      status: 409,
      detail: { yours: { sign: 'B' }, theirs: { sign: 'A' } },
    });
  });

  it('of another account are not seen', async () => {
    await service(theirs).putSettings('signed', { sign: 'T' });
    expect(await service().get('signed')).toMatchObject({ settings: {}, version: 0 });
    expect(await pluginSettings(db.tenancy)(mine, 'signed')).toBeUndefined();
  });
});

describe('the store', () => {
  const store = (accountId = mine, pluginId = 'signed') => pluginStore(db.tenancy)(accountId, pluginId);

  it.each([[null], ['text'], [0], [false], [[1, { a: 'б' }]], [{ deep: { er: [null] } }]])('gives back %j', async (value) => {
    await store().set('k', value);
    expect(await store().get('k')).toEqual(value);
  });

  it('replaces, deletes, and has nothing at first', async () => {
    expect(await store().get('k')).toBeUndefined();
    await store().set('k', 1);
    await store().set('k', 2);
    expect(await store().get('k')).toBe(2);
    expect(await db.orm.em.fork().count(PluginValue, {})).toBe(1);
    await store().delete('k');
    expect(await store().get('k')).toBeUndefined();
  });

  it('keeps accounts and plugins apart', async () => {
    await store().set('k', 'mine');
    await store(theirs).set('k', 'theirs');
    await store(mine, 'other').set('k', 'other');
    await store(theirs).delete('k');
    expect([await store().get('k'), await store(theirs).get('k'), await store(mine, 'other').get('k')]).toEqual(['mine', undefined, 'other']);
  });

  it('writes side by side', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, at) => store().set('k', at)));
    expect(await store().get('k')).toBeTypeOf('number');
  });

  it.each([
    ['k', 'x'.repeat(70_000)],
    ['k', undefined],
    ['', 1],
    ['k'.repeat(300), 1],
  ])('refuses what is too large or no JSON', async (key, value) => {
    await expect(store().set(key, value)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
  });
});
