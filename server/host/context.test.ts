/** What a plugin is given: its own settings and store, and no way out but the one it declared. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { type Message } from '../sdk/types.ts';
import { memoryStates } from './standings.ts';
import { channelSource, pluginFolder, testHost } from './testing.ts';

/** Fetches `message.text`, and answers with what came back. */
const FETCHER = `async (message, ctx) => ({ via: await (await ctx.fetch(message.text, { headers: { 'x-key': 'v' } })).text(), at: ctx.clock.now().toISOString() })`;

const folder = pluginFolder();
const egress = { fetch: vi.fn<() => Promise<Response>>(async () => new Response('outside')) };
const crm = vi.fn<typeof fetch>(async () => new Response('crm'));
const crmFetch = vi.fn<(accountId: string) => Promise<typeof fetch>>(async () => crm);
let sent: (id: string, text: string) => Promise<unknown>;

beforeAll(() => {
  folder.write('channels/crm-only', channelSource('crm-only', { hosts: `['@crm']`, send: FETCHER }));
  folder.write('channels/web', channelSource('web', { hosts: `['api.example.com']`, send: FETCHER }));
  folder.write('channels/none', channelSource('none', { send: FETCHER }));
  folder.write(
    'channels/set',
    channelSource('set', {
      settings: 'z.object({ sign: z.string() })',
      send: `async (m, ctx) => ({ via: ctx.settings.sign, at: '2026-01-15T10:00:00.000Z' })`,
    }),
  );
  folder.write(
    'channels/keeps',
    channelSource('keeps', {
      send: `async (m, ctx) => { const n = ((await ctx.store.get('n')) ?? 0) + 1; await ctx.store.set('n', n); return { via: String(n), at: '2026-01-15T10:00:00.000Z' }; }`,
    }),
  );
});
afterAll(() => folder.remove());
beforeEach(() => {
  vi.clearAllMocks();
  const { host } = testHost(folder.dir, { egress, crmFetch, states: memoryStates({ web: { hosts: ['api.example.com'] } }) });
  sent = (id, text) => host.send('account-1', id, { key: 'k', talk: 'talk:1', text, firstTriedAt: new Date() } satisfies Message);
});

describe('the way out', () => {
  it('leads a path to the account’s own CRM', async () => {
    expect(await sent('crm-only', '/api/v4/leads/1?with=contacts')).toMatchObject({ via: 'crm' });
    expect(crmFetch).toHaveBeenCalledWith('account-1', { priority: 'reply', feature: 'replies' }, expect.any(Function));
    expect(crm).toHaveBeenCalledWith(
      '/api/v4/leads/1?with=contacts',
      expect.objectContaining({ redirect: 'manual', signal: expect.any(AbortSignal), headers: { 'x-key': 'v' } }),
    );
  });

  it.each([
    '//evil.example/x',
    '/\\evil.example/x',
    'https://demo.kommo.com/api',
    'https://evil.example/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'nonsense',
  ])('stays shut for %s', async (target) => {
    await expect(sent('crm-only', target)).rejects.toMatchObject({ name: 'Refuse', code: 'forbidden' });
    expect(crm).not.toHaveBeenCalled();
    expect(egress.fetch).not.toHaveBeenCalled();
  });

  it('keeps to the declared hosts', async () => {
    expect(await sent('web', 'https://api.example.com/v1')).toMatchObject({ via: 'outside' });
    expect(egress.fetch).toHaveBeenCalledWith(
      expect.objectContaining({ href: 'https://api.example.com/v1' }),
      expect.objectContaining({ allowHosts: ['api.example.com'], redirect: 'manual' }),
    );
    for (const target of ['https://api.example.com.evil.example/', 'https://x.api.example.com/', 'http://api.example.com/', '/api/v4/leads'])
      await expect(sent('web', target)).rejects.toMatchObject({ code: 'forbidden' });
    expect(egress.fetch).toHaveBeenCalledTimes(1);
  });

  it('is shut for a plugin that named none', async () => {
    for (const target of ['/api/v4/leads', 'https://api.example.com/']) await expect(sent('none', target)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('tells a missing connection from an unclear end', async () => {
    crmFetch.mockRejectedValueOnce(new Error('not connected'));
    await expect(sent('crm-only', '/x')).rejects.toMatchObject({ name: 'Retry', inDoubt: false });
  });
});

describe('settings and store', () => {
  const host = (settings: unknown) => testHost(folder.dir, { settings: async () => settings }).host;
  const message: Message = { key: 'k', talk: 'talk:1', text: 'x', firstTriedAt: new Date() };

  it('gives settings the plugin’s own schema has read', async () => {
    expect(await host({ sign: 'N.' }).send('a', 'set', message)).toMatchObject({ via: 'N.' });
    await expect(host(undefined).send('a', 'set', message)).rejects.toMatchObject({
      name: 'Refuse',
      code: 'invalid',
      message: expect.stringContaining('sign'),
    });
  });

  it('does not blame the plugin for a database that fails', async () => {
    const { host: failing } = testHost(folder.dir, { settings: () => Promise.reject(new Error('database is away')) });
    for (let time = 0; time < 6; time++) await expect(failing.send('a', 'keeps', message)).rejects.toThrow('database is away');
    expect(failing.pausedUntil('keeps', 'a')).toBeNull();
  });

  it('keeps what accounts store apart', async () => {
    const { host: keeper } = testHost(folder.dir);
    expect(await keeper.send('a', 'keeps', message)).toMatchObject({ via: '1' });
    expect(await keeper.send('a', 'keeps', message)).toMatchObject({ via: '2' });
    expect(await keeper.send('b', 'keeps', message)).toMatchObject({ via: '1' });
  });
});
