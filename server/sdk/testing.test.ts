import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { checkPlugin, fakeClock, fakeContext, fakeEffects, fakeFacts, memoryStore } from 'souffleur/sdk/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

describe('recorded HTTP', () => {
  const settings = z.object({ name: z.string().default('x') });

  it('answers as told and writes down what it was asked', async () => {
    const { http, fetch } = fakeContext(settings);
    http.respond({ method: 'POST', path: '/a' }, { status: 201, body: { id: 1 }, headers: { 'x-a': 'b' } });
    const response = await fetch('/a?q=1&q=2', { method: 'POST', body: '{"n":1}', headers: { 'X-Key': 'v' } });
    expect([response.status, response.headers.get('x-a'), await response.json()]).toEqual([201, 'b', { id: 1 }]);
    expect(http.requests[0]).toMatchObject({ method: 'POST', path: '/a', body: { n: 1 } });
    expect(http.requests[0]?.query.getAll('q')).toEqual(['1', '2']);
    expect(http.requests[0]?.headers.get('x-key')).toBe('v');
  });

  it('uses answers of one address up in turn; the last one stays', async () => {
    const { http, fetch } = fakeContext(settings);
    http.respond({ path: '/a' }, { status: 500 }).respond({ path: '/a' }, new Error('cut')).respond({ path: '/a' }, { status: 204 });
    expect((await fetch('/a')).status).toBe(500);
    await expect(fetch('/a')).rejects.toThrow('cut');
    expect([(await fetch('/a')).status, (await fetch('/a')).status]).toEqual([204, 204]);
  });

  it('refuses what nobody recorded, and an aborted call', async () => {
    const { http, fetch } = fakeContext(settings);
    await expect(fetch('/other')).rejects.toThrow('No answer was recorded for GET /other');
    http.respond({ path: '/a' }, { status: 200 });
    await expect(fetch('/a', { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });

  it('fills settings in like the host does', () => {
    expect(fakeContext(settings).settings).toEqual({ name: 'x' });
    expect(() => fakeContext(z.object({ key: z.string() }))).toThrow('key');
  });

  it('keeps what was logged', () => {
    const ctx = fakeContext(settings);
    ctx.log.warn('careful', { a: 1 });
    expect(ctx.lines).toEqual([{ level: 'warn', message: 'careful', fields: { a: 1 } }]);
  });
});

describe('effects', () => {
  it('are kept in order, as they were when they were asked for', () => {
    const facts = fakeFacts({ text: 'Hello' });
    const run = fakeEffects(facts);
    const to = ['7'];
    run.enqueue({ kind: 'notification', to, text: 'Look' });
    run.enqueue({ kind: 'pause', minutes: 5 });
    to.push('8');
    expect(run.facts).toBe(facts);
    expect(run.effects).toEqual([
      { kind: 'notification', to: ['7'], text: 'Look' },
      { kind: 'pause', minutes: 5 },
    ]);
  });

  it('are at most 20', () => {
    const { enqueue, effects } = fakeEffects();
    for (let minutes = 1; minutes <= 20; minutes++) enqueue({ kind: 'pause', minutes });
    expect(() => enqueue({ kind: 'pause', minutes: 21 })).toThrow('at most 20');
    expect(effects).toHaveLength(20);
  });
});

describe('store and clock', () => {
  it('stores copies, within the limit', async () => {
    const store = memoryStore();
    const value = { list: [1] };
    await store.set('a', value);
    value.list.push(2);
    expect(await store.get('a')).toEqual({ list: [1] });
    await expect(store.set('b', 'x'.repeat(70_000))).rejects.toThrow('65536');
    await store.delete('a');
    expect(await store.get('a')).toBeUndefined();
  });

  it('moves when told', () => {
    const clock = fakeClock('2026-01-01T00:00:00.000Z');
    clock.advance(1_500);
    expect(clock.now().toISOString()).toBe('2026-01-01T00:00:01.500Z');
  });
});

describe('checkPlugin', () => {
  const root = mkdtempSync(join(tmpdir(), 'check-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const TEXTS = `{ en: 'a', ru: 'a', es: 'a', pt: 'a' }`;
  const SCHEMA = `{ safeParse: () => ({ success: SUCCESS }), meta: () => META, def: { type: 'object' } }`;

  function plugin(folder: string, files: string[], { texts = TEXTS, success = true, meta = 'undefined' } = {}): URL {
    const dir = join(root, folder);
    mkdirSync(join(dir, 'fixtures'), { recursive: true });
    const id = folder.split('/')[1];
    const settings = SCHEMA.replace('SUCCESS', String(success)).replace('META', meta);
    const source = `export default { kind: 'condition', api: 1, id: '${id}', title: ${texts}, description: ${TEXTS}, icon: 'a', settings: ${settings}, input: ${SCHEMA.replace('SUCCESS', 'true').replace('META', 'undefined')}, test: () => true };`;
    for (const file of files) writeFileSync(join(dir, file), file === 'index.ts' ? source : 'x');
    return pathToFileURL(`${dir}/`);
  }
  const ALL = ['index.ts', 'schema.ts', 'index.test.ts', 'README.md', 'fixtures/a.json'];

  it('is content with a whole plugin', async () => {
    expect(await checkPlugin(plugin('conditions/whole', ALL))).toEqual([]);
  });

  it('names what is missing', async () => {
    expect(await checkPlugin(plugin('conditions/bare', ['index.ts']))).toEqual([
      'schema.ts is missing',
      'index.test.ts is missing',
      'README.md is missing',
      'fixtures/ holds no wire body',
    ]);
    expect(await checkPlugin(plugin('conditions/empty', ['README.md']))).toContain('index.ts is missing');
    expect(await checkPlugin(plugin('conditions/english', ALL, { texts: `{ en: 'a' }` }))).toEqual([
      'title has no text in "ru"',
      'title has no text in "es"',
      'title has no text in "pt"',
    ]);
    expect(await checkPlugin(plugin('conditions/undefaulted', ALL, { success: false }))).toEqual([expect.stringContaining('settings needs defaults')]);
    expect(await checkPlugin(plugin('conditions/bad-example', ALL, { success: false, meta: '({ examples: [{}] })' }))).toHaveLength(1);
  });

  it('wants probes that a form can be drawn for', async () => {
    const good = `{ id: 'account', title: ${TEXTS}, effect: 'read', input: ${SCHEMA.replace('SUCCESS', 'true').replace('META', 'undefined')} }`;
    const crm = (id: string, probes: string): URL => {
      const dir = plugin(`crm/${id}`, ALL);
      const functions = ['parse', 'read', 'list', 'history', 'write', 'probe'].map((name) => `${name}: () => null`).join(', ');
      const source = `export default { kind: 'crm', api: 1, id: '${id}', title: ${TEXTS}, description: ${TEXTS}, icon: 'a', settings: ${SCHEMA.replace(
        'SUCCESS',
        'true',
      ).replace('META', 'undefined')}, capabilities: {}, signIn: {}, ${functions}, probes: ${probes} };`;
      writeFileSync(new URL('index.ts', dir), source);
      return dir;
    };
    expect(await checkPlugin(crm('good', `[${good}]`))).toEqual([]);
    expect(await checkPlugin(crm('twice', `[${good}, ${good}]`))).toEqual(['probe "account" is there twice']);
    expect(await checkPlugin(crm('none', 'undefined'))).toEqual(['probes must be a list']);
    expect(await checkPlugin(crm('odd', `[null, { id: 'Bad id' }, { ...${good}, effect: 'maybe', input: {}, title: '' }]`))).toEqual([
      'probes.0 needs an id of lower-case letters, digits and _',
      'probes.1 needs an id of lower-case letters, digits and _',
      'probe "account": title needs at least an English text',
      'probe "account": effect must be read or write',
      'probe "account": input must be a z.object(…)',
    ]);
    expect(await checkPlugin(crm('english', `[{ ...${good}, title: { en: 'a', ru: 'a', es: 'a' } }]`))).toEqual(['probe "account" has no title in "pt"']);
  });

  it('wants the right parent and shape', async () => {
    expect(await checkPlugin(plugin('things/odd', ALL))).toEqual([expect.stringContaining('"things" is none of')]);
    expect(await checkPlugin(plugin('actions/wrong', ALL))).toEqual([
      expect.stringContaining('kind must be "action"'),
      'preview() is missing',
      'run() is missing',
      expect.stringContaining('effect'),
    ]);
  });
});
