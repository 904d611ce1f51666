/** Hostile plugins, at load and at call: each is listed with its reason, the others stay at work. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type Message } from '../sdk/types.ts';
import { type Host, type HostOptions } from './host.ts';
import { channelSource, pluginFolder, testHost } from './testing.ts';

const message: Message = { key: 'k', talk: 'talk:1', text: 'hello', firstTriedAt: new Date('2026-01-15T10:00:00Z') };
const raw = { headers: {}, body: new Uint8Array(), receivedAt: new Date() };

describe('loading', () => {
  const folder = pluginFolder();
  let host: Host;
  const stateOf = (id: string) => host.list().find((plugin) => plugin.id === id);

  beforeAll(async () => {
    folder.write('channels/fine', channelSource('fine'));
    folder.write('channels/throws', `throw new Error('no config');`);
    folder.write('channels/hangs', `await new Promise(() => {});\n${channelSource('hangs')}`);
    folder.write('channels/broken', `export default {{{`);
    folder.write('channels/nothing', `export const nothing = 1;`);
    folder.write('channels/rubbish', `export default 'rubbish';`);
    folder.write('channels/proxy', `export default new Proxy({}, { get() { throw new Error('do not look'); } });`);
    folder.write('channels/other-name', channelSource('somebody-else'));
    folder.write('channels/other-kind', channelSource('other-kind', { kind: `'crm'` }));
    folder.write('channels/other-api', channelSource('other-api', { api: '2' }));
    folder.write('channels/no-send', channelSource('no-send', { send: 'undefined' }));
    folder.write('channels/no-schema', channelSource('no-schema', { settings: '{}' }));
    folder.write('channels/any-host', channelSource('any-host', { hosts: `['*.example.com']` }));
    folder.write('channels/inner-host', channelSource('inner-host', { hosts: `['localhost']` }));
    folder.write('crm/fine', channelSource('fine'));
    folder.write(
      'conditions/fine',
      `export default definePlugin({ kind: 'condition', api: 1, id: 'fine', title: { en: 'x' }, description: { en: 'x' }, icon: 'x', settings: z.object({}), input: z.object({}), test: () => true });`,
    );
    ({ host } = testHost(folder.dir));
    await host.load();
  });
  afterAll(() => folder.remove());

  it.each([
    ['throws', /no config/],
    ['hangs', /did not load within 4000 ms/],
    ['broken', /could not be loaded/],
    ['nothing', /default export/],
    ['rubbish', /default export/],
    ['proxy', /do not look/],
    ['other-name', /id must be "other-name"/],
    ['other-kind', /kind must be "channel"/],
    ['other-api', /api must be 1/],
    ['no-send', /send\(\) is missing/],
    ['no-schema', /settings must be a z\.object/],
    ['any-host', /"\*\.example\.com"/],
    ['inner-host', /"localhost"/],
  ])('lists %s as failed with its reason', (id, reason) => {
    expect(stateOf(id)).toMatchObject({ state: 'failed', reason: expect.stringMatching(reason) });
    expect(host.definition('channel', id)).toBeUndefined();
  });

  it('leaves the others at work', async () => {
    expect(host.list().filter(({ state }) => state === 'loaded')).toMatchObject([{ kind: 'channel', id: 'fine', reason: null }]);
    expect(await host.send('a', 'fine', message)).toMatchObject({ via: 'test' });
  });

  it('lists in the order of folders, and lets an id be taken once over all kinds', () => {
    const ids = host
      .list()
      .filter(({ kind }) => kind === 'channel')
      .map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
    expect(
      host
        .list()
        .filter(({ id, state }) => id === 'fine' && state === 'failed')
        .map(({ kind, reason }) => [kind, reason]),
    ).toEqual([
      ['crm', expect.stringContaining('kind must be')],
      ['condition', expect.stringContaining('already a channel plugin "fine"')],
    ]);
  });

  it('says why a plugin that failed cannot be called', async () => {
    await expect(host.send('a', 'throws', message)).rejects.toMatchObject({
      name: 'Refuse',
      code: 'unsupported',
      message: expect.stringContaining('no config'),
    });
    await expect(host.parse('unheard-of', raw, 'a')).rejects.toMatchObject({ code: 'unsupported' });
    await expect(host.read('a', 'lead:1')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('starts with an empty folder', async () => {
    const { host: bare } = testHost(`${folder.dir}/none`);
    await bare.load();
    expect(bare.list()).toEqual([]);
  });
});

describe('calling', () => {
  const folder = pluginFolder();
  let host: Host;
  let clock: ReturnType<typeof testHost>['clock'];

  beforeAll(() => {
    folder.write('channels/fine', channelSource('fine'));
    folder.write(
      'channels/bug',
      channelSource('bug', { send: `async () => null.x`, parse: `() => { throw new Error('oops'); }`, window: `() => { throw 'no'; }` }),
    );
    folder.write(
      'channels/slow',
      channelSource('slow', { send: `() => new Promise(() => {})`, readBack: `() => new Promise(() => {})`, parse: `() => new Promise(() => {})` }),
    );
    folder.write(
      'channels/polite',
      channelSource('polite', {
        send: `(m, ctx) => new Promise((_, no) => ctx.signal.addEventListener('abort', () => no(new Retry('took too long', { inDoubt: true, afterMs: 7 }))))`,
      }),
    );
    const at = `'2026-01-15T10:00:00.000Z'`;
    folder.write(
      'channels/asks',
      channelSource('asks', {
        hosts: `['@crm']`,
        send: `async (m, ctx) => ({ via: await (await ctx.fetch('/x')).text(), at: ${at} })`,
        readBack: `async (m, ctx) => ({ via: (await Promise.all([1, 2].map(async () => (await ctx.fetch('/x')).text()))).join(''), at: ${at} })`,
      }),
    );
    folder.write(
      'crm/by-hand',
      channelSource('by-hand', {
        kind: `'crm'`,
        hosts: `['@crm']`,
        signIn: '{}',
        ...Object.fromEntries(['read', 'list', 'history', 'write'].map((name) => [name, 'async () => null'])),
        probes: `[{ id: 'look', title: { en: 'Look' }, effect: 'read', input: z.object({}) }]`,
        probe: `async (id, input, ctx) => {
          const before = performance.now();
          const answer = await (await ctx.fetch('/x')).text();
          return { request: { method: 'GET', path: '/x' }, status: 200, answer, ms: performance.now() - before };
        }`,
      }),
    );
    folder.write(
      'channels/liar',
      channelSource('liar', {
        send: `async () => 'sent, trust me'`,
        parse: `() => ({ events: [{ name: 'lead.exploded', subject: 'lead:1', at: 'today', data: {} }] })`,
        window: `() => 'a day'`,
        readBack: `async () => ({ via: 1 })`,
      }),
    );
    folder.write(
      'channels/word',
      channelSource('word', {
        send: `async () => { throw new Refuse('closed', 'the talk is closed'); }`,
        readBack: `async () => { throw new Retry('later', { afterMs: 5 }); }`,
      }),
    );
    folder.write(
      'channels/foreign',
      channelSource('foreign', { send: `async () => { throw Object.assign(new Error('later'), { name: 'Retry', afterMs: 9, inDoubt: true }); }` }),
    );
  });
  afterAll(() => folder.remove());
  beforeEach(async () => {
    ({ host, clock } = testHost(folder.dir));
    await host.load();
  });

  it('lets Retry and Refuse pass, also from another copy of the sdk', async () => {
    await expect(host.send('a', 'word', message)).rejects.toMatchObject({ name: 'Refuse', code: 'closed' });
    await expect(host.send('a', 'foreign', message)).rejects.toMatchObject({ name: 'Retry', afterMs: 9, inDoubt: true });
  });

  it('keeps the doubt while nobody can tell', async () => {
    await expect(host.readBack('a', 'word', message)).rejects.toMatchObject({ name: 'Retry', afterMs: 5, inDoubt: true });
  });

  it('stamps a bug with its plugin; after a send nobody knows how it ended', async () => {
    await expect(host.parse('bug', raw, 'a')).rejects.toMatchObject({ name: 'PluginError', pluginId: 'bug', message: 'Plugin bug: oops' });
    await expect(host.send('a', 'bug', message)).rejects.toMatchObject({ name: 'Retry', inDoubt: true, cause: { pluginId: 'bug' } });
    expect(() => host.window('bug', 'waba')).toThrow(/Plugin bug/);
  });

  it('ends a call that hangs', async () => {
    await expect(host.send('a', 'slow', message)).rejects.toMatchObject({ name: 'Retry', inDoubt: true, message: expect.stringMatching(/hung/) });
    await expect(host.parse('slow', raw, 'a')).rejects.toMatchObject({ name: 'PluginError' });
  });

  it('lets a polite plugin say itself how far it came', async () => {
    await expect(host.send('a', 'polite', message)).rejects.toMatchObject({ message: 'took too long', afterMs: 7 });
  });

  describe('that waits for its turn at the CRM', () => {
    /** Longer than a call has. */
    const WAIT_MS = 400;
    const waiting =
      (then: () => Promise<Response>): HostOptions['crmFetch'] =>
      async (_account, _use, onWait) =>
      async () => {
        const over = onWait();
        await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
        over();
        over();
        return then();
      };
    const asking = (then: () => Promise<Response>) => testHost(folder.dir, { crmFetch: waiting(then) }).host;

    it('is not slow for that, also when it asks for many things at once', async () => {
      const patient = asking(async () => new Response('ok'));
      await patient.load();
      await expect(patient.send('a', 'asks', message)).resolves.toMatchObject({ via: 'ok' });
      await expect(patient.readBack('a', 'asks', message)).resolves.toMatchObject({ via: 'okok' });
    });

    it('did not take that long, when a person tries it by hand', async () => {
      const patient = asking(async () => new Response('ok'));
      await patient.load();
      const { ms, answer } = await patient.probe('a', 'look', {});
      expect(answer).toBe('ok');
      expect(ms).toBeLessThan(WAIT_MS / 2);
    });

    it('still has to end afterwards', async () => {
      const hanging = asking(() => new Promise(() => undefined));
      await hanging.load();
      await expect(hanging.send('a', 'asks', message)).rejects.toMatchObject({ name: 'Retry', message: expect.stringMatching(/hung/) });
    });
  });

  it('takes no rubbish for an answer', async () => {
    await expect(host.send('a', 'liar', message)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    await expect(host.readBack('a', 'liar', message)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    await expect(host.parse('liar', raw, 'a')).rejects.toMatchObject({ name: 'PluginError' });
    expect(() => host.window('liar', undefined)).toThrow(/Plugin liar/);
  });

  it('pauses a plugin after five bugs in a row, for that account only and five minutes', async () => {
    const parse = (account: string) => host.parse('bug', raw, account).catch((error: unknown) => error);
    for (let time = 0; time < 5; time++) expect(await parse('a')).toMatchObject({ name: 'PluginError' });
    expect(await parse('a')).toMatchObject({ name: 'Retry', afterMs: 300_000, message: expect.stringContaining('paused') });
    expect(host.pausedUntil('bug', 'a')?.toISOString()).toBe('2026-01-15T10:05:00.000Z');
    expect(await parse('b')).toMatchObject({ name: 'PluginError' });
    expect(await host.send('a', 'fine', message)).toMatchObject({ via: 'test' });
    clock.advance(300_001);
    expect(host.pausedUntil('bug', 'a')).toBeNull();
    expect(await parse('a')).toMatchObject({ name: 'PluginError' });
  });

  it('counts only bugs in a row', async () => {
    const flaky = pluginFolder();
    flaky.write('channels/flaky', channelSource('flaky', { parse: `(raw) => { if (raw.headers.ok) return { events: [] }; throw new Error('oops'); }` }));
    const { host: other } = testHost(flaky.dir);
    for (let time = 0; time < 12; time++) await other.parse('flaky', { ...raw, headers: time % 4 === 3 ? { ok: '1' } : {} }, 'a').catch(() => undefined);
    expect(other.pausedUntil('flaky', 'a')).toBeNull();
    flaky.remove();
  });
});
