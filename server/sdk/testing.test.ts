import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

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
  const SCHEMA = `{ safeParse: () => ({ success: SUCCESS }), parse: () => ({}), meta: () => META, def: { type: 'object' } }`;

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

  describe('of a real plugin', () => {
    const SOURCE = (parts: Record<string, string>, id: string): string => {
      const all: Record<string, string> = {
        kind: `'condition'`,
        api: '1',
        id: `'${id}'`,
        title: TEXTS,
        description: TEXTS,
        icon: `'a'`,
        settings: 'z.object({})',
        input: `z.object({ text: z.string().default('x').meta({ label: ${TEXTS} }) })`,
        test: '() => true',
        ...parts,
      };
      return `import { z } from 'zod';\nexport default { ${Object.entries(all)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', ')} };`;
    };
    const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
    mkdirSync(dist, { recursive: true });
    const inside = mkdtempSync(join(dist, 'check-'));
    afterAll(() => rmSync(inside, { recursive: true }));
    const check = (id: string, parts: Record<string, string>, kind = 'conditions'): Promise<string[]> => {
      const dir = join(inside, kind, id);
      mkdirSync(join(dir, 'fixtures'), { recursive: true });
      for (const file of ALL) writeFileSync(join(dir, file), file === 'index.ts' ? SOURCE(parts, id) : 'x');
      return checkPlugin(pathToFileURL(`${dir}/`));
    };
    const ENGLISH = `{ en: 'a' }`;
    const ACTION = { kind: `'action'`, effect: `'free'`, run: 'async () => {}', test: 'undefined' };

    it('every field has a label, down to the fields of lists', async () => {
      const label = (text: string) => `.meta({ label: ${text} })`;
      expect(await check('labelled', { input: `z.object({ a: z.array(z.object({ b: z.string()${label(TEXTS)} })).default([])${label(TEXTS)} })` })).toEqual([]);
      expect(await check('inner', { input: `z.object({ a: z.string()${label(TEXTS)}.default('x') })` })).toEqual([]);
      expect(await check('nameless', { input: `z.object({ a: z.array(z.object({ b: z.string() })).default([])${label(ENGLISH)} })` })).toEqual([
        ...['ru', 'es', 'pt'].map((language) => expect.stringContaining(`input.a has no label in "${language}"`)),
        ...['en', 'ru', 'es', 'pt'].map((language) => expect.stringContaining(`input.a.b has no label in "${language}"`)),
      ]);
    });

    it('from elsewhere may speak English only, and has a version', async () => {
      const english = { title: ENGLISH, description: ENGLISH, says: ENGLISH, input: `z.object({ a: z.string().default('x').meta({ label: ${ENGLISH} }) })` };
      expect(await check('foreign', { ...english, version: `'1.2.3-beta.1'` })).toEqual([]);
      expect(await check('unversioned', english)).toHaveLength(12);
      expect(await check('odd-version', { version: '7' })).toEqual(['version must be like 1.2.3']);
    });

    it('has a clause about fields that are there', async () => {
      expect(await check('clause', { says: `{ en: '{{text}}', ru: '{{text}}', es: '{{ text }}', pt: 'a[ {{text}}]' }` })).toEqual([]);
      expect(await check('two-languages', { says: `{ en: '{{text}}', ru: 'a' }` })).toEqual(['says has no text in "es"', 'says has no text in "pt"']);
      expect(await check('unknown-field', { says: `{ en: '{{stage}}', ru: 'a' }` })).toEqual(['says.en: the input has no field stage']);
      const wrong = { says: `{ en: 'a[ {{text}}', ru: '[[{{text}}]]', es: '{{text}', pt: '{{text.x}}' }` };
      expect((await check('broken-clause', wrong)).toSorted()).toEqual([
        'says.en: each [ needs its ], and none stands in another',
        'says.es: a field is named like {{text}}',
        'says.pt: the input has no field text.x',
        'says.ru: each [ needs its ], and none stands in another',
      ]);
      expect(await check('no-clause', { says: '7', constants: '[]' })).toEqual(['says needs at least an English text', 'constants must be a function']);
    });

    it('is tried on its example', async () => {
      expect(await check('throwing', { test: `() => { throw new Error('oops'); }` })).toEqual(['test, tried on the example, threw: oops']);
      expect(await check('refusing', { test: `() => { throw Object.assign(new Error('no'), { name: 'Refuse' }); }` })).toEqual([]);
      expect(await check('vague', { test: `() => 'maybe'`, constants: `() => 'no list'` })).toEqual([
        'test, tried on the example, must answer true, false or { holds, found }',
        'constants, tried on the example, must answer a list, at once',
      ]);
      expect(await check('hanging', { test: '() => new Promise(() => {})' })).toEqual(['test, tried on the example, did not answer within 2000 ms']);
      expect(await check('wordless', { ...ACTION, preview: `(input, { language }) => (language === 'pt' ? '' : 'words')` }, 'actions')).toEqual([
        'preview in "pt", tried on the example, must answer with words',
      ]);
    });
  });
});
