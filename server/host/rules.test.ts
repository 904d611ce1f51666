/** Conditions and actions: asked, guarded, bounded; what they are given to look at stays as it is. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { type DomainEvent } from '../sdk/events.ts';
import { fakeFacts } from '../sdk/testing.ts';
import { type Host, type HostOptions } from './host.ts';
import { memoryStates } from './standings.ts';
import { actionSource, conditionSource, pluginFolder, testHost } from './testing.ts';

const event: DomainEvent = {
  name: 'message.received',
  subject: 'message:m-1',
  at: '2026-01-15T10:00:00.000Z',
  actor: { kind: 'customer' },
  data: { id: 'm-1', direction: 'in', text: 'Hello', author: { kind: 'customer' }, at: '2026-01-15T10:00:00.000Z' },
};
const facts = fakeFacts({ text: 'Hello', lead: { id: '7', tags: ['vip'], sources: [], openTasks: 0 } });
const about = { event, facts, language: 'en' as const };
const run = { facts, key: 'run-1' };

const folder = pluginFolder();
let host: Host;
const make = (options: Partial<HostOptions> = {}): ReturnType<typeof testHost> => testHost(folder.dir, options);

const CONDITIONS: Record<string, Record<string, string>> = {
  longer: {
    input: 'z.object({ than: z.number().default(3) })',
    test: `({ than }, event) => ({ holds: event.data.text.length > than, found: event.data.text })`,
  },
  yes: { test: '() => true' },
  'later-yes': { test: 'async () => ({ holds: true })' },
  never: { test: '() => new Promise(() => {})' },
  throws: { test: `() => { throw new Error('oops'); }` },
  rejects: { test: `async () => { throw undefined; }` },
  maybe: { test: `() => 'maybe'` },
  wordy: { test: `() => ({ holds: true, found: 'x'.repeat(1000) })` },
  listing: { test: `() => ({ holds: true, found: Array(100).fill('y'.repeat(1000)) })` },
  odd: { test: `() => ({ holds: true, found: { a: 1 } })` },
  writes: { test: `(input, event, { facts, settings }) => { facts.lead.tags.push('mine'); return true; }` },
  'writes-event': { test: `(input, event) => { event.data.text = 'changed'; return true; }` },
  'sets-clock': { test: `(input, event, { facts }) => { facts.now.setFullYear(1970); return facts.now.getUTCFullYear() === 2026; }` },
  says: { settings: 'z.object({ word: z.string().default("none") })', test: `(input, event, { settings }) => ({ holds: true, found: settings.word })` },
  needs: { settings: 'z.object({ word: z.string() })' },
  known: {
    input: 'z.object({ stages: z.array(z.string()).default([]) })',
    constants: `({ stages }) => [{ fact: 'lead.stage', in: stages }]`,
  },
  'bad-constants': { constants: `() => [{ fact: 'lead.shoe_size', in: ['44'] }]` },
  'throwing-constants': { constants: `() => { throw new Error('no'); }` },
  'promised-constants': { constants: `async () => []` },
  foreign: { hosts: `['api.example.com']` },
};
const ACTIONS: Record<string, Record<string, string>> = {
  note: {
    input: 'z.object({ text: z.string().min(1) }).meta({ examples: [{ text: "Hi" }] })',
    preview: `({ text }, { facts, language }) => language + ': ' + text + ' ' + facts.lead.id`,
    run: `async ({ text }, event, ctx) => { ctx.enqueue({ kind: 'crm', change: { kind: 'add_note', subject: 'lead:' + ctx.facts.lead.id, text: text + ctx.key } }); }`,
  },
  floods: { run: `async (input, event, ctx) => { for (let n = 0; n < 10000; n++) ctx.enqueue({ kind: 'pause', minutes: 1 }); }` },
  'floods-quietly': { run: `async (input, event, ctx) => { for (let n = 0; n < 10000; n++) try { ctx.enqueue({ kind: 'pause', minutes: 1 }); } catch {} }` },
  late: {
    run: `async (input, event, ctx) => { setTimeout(() => { try { ctx.enqueue({ kind: 'pause', minutes: 1 }); } catch (error) { globalThis.lateWords = error.message; } }, 5); }`,
  },
  talks: { preview: `() => 'x'.repeat(5000)` },
  silent: { preview: `() => ''` },
  refuses: { preview: `() => { throw new Refuse('invalid', 'not for a lead'); }`, run: `async () => { throw new Retry('later', { afterMs: 5 }); }` },
  asks: { run: `async (input, event, ctx) => ctx.enqueue(globalThis.asked)` },
};

beforeAll(() => {
  for (const [id, parts] of Object.entries(CONDITIONS)) folder.write(`conditions/${id}`, conditionSource(id, parts));
  for (const [id, parts] of Object.entries(ACTIONS)) folder.write(`actions/${id}`, actionSource(id, parts));
  folder.write('conditions/broken', `throw new Error('no config');`);
});
afterAll(() => folder.remove());
beforeEach(async () => {
  ({ host } = make());
  await host.load();
});

describe('a condition', () => {
  const ask = (id: string, input: Record<string, unknown> = {}, by = host) => by.test('a', id, input, event, facts);

  it('answers yes or no, and what it found', async () => {
    expect(await ask('longer')).toEqual({ holds: true, found: 'Hello' });
    expect(await ask('longer', { than: 5 })).toEqual({ holds: false, found: 'Hello' });
    expect(await ask('yes')).toEqual({ holds: true });
    expect(await ask('later-yes')).toEqual({ holds: true });
  });

  it('answers at once where it can', async () => {
    const tester = await host.conditions('a');
    const timers = vi.spyOn(globalThis, 'setTimeout');
    expect(tester.test('longer', {}, event, facts)).toEqual({ holds: true, found: 'Hello' });
    expect(timers).not.toHaveBeenCalled();
    timers.mockRestore();
    expect(tester.test('later-yes', {}, event, facts)).toBeInstanceOf(Promise);
  });

  it('finds no more than can be shown', async () => {
    expect((await ask('wordy')).found).toHaveLength(300);
    const { found } = await ask('listing');
    expect(found).toHaveLength(20);
    expect((found as string[])[0]).toHaveLength(300);
  });

  it.each([
    ['throws', 'oops'],
    ['rejects', 'undefined'],
    ['maybe', 'true, false or'],
    ['odd', 'must be a text'],
    ['never', 'hung'],
    ['writes', 'not extensible'],
    ['writes-event', 'read only'],
  ])('that %s is named', async (id, words) => {
    await expect(ask(id)).rejects.toMatchObject({ name: 'PluginError', pluginId: id, message: expect.stringContaining(words) });
    expect(await ask('longer')).toEqual({ holds: true, found: 'Hello' });
    expect(facts.lead?.tags).toEqual(['vip']);
  });

  it('leaves the caller’s own facts and event free', async () => {
    expect(await ask('sets-clock')).toEqual({ holds: true });
    expect(facts.now.getUTCFullYear()).toBe(2026);
    expect([Object.isFrozen(event.data), Object.isFrozen(facts.lead)]).toEqual([false, false]);
  });

  it('refuses an input or settings that do not fit, without being blamed', async () => {
    for (let time = 0; time < 6; time++) await expect(ask('longer', { than: 'long' })).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
    await expect(ask('needs')).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining('word') });
    expect(await ask('longer')).toMatchObject({ holds: true });
  });

  it('says why it cannot be asked', async () => {
    await expect(ask('nowhere')).rejects.toMatchObject({ name: 'Refuse', reason: 'missing', pluginId: 'nowhere' });
    await expect(ask('broken')).rejects.toMatchObject({ reason: 'failed', message: expect.stringContaining('no config') });
    await expect(ask('foreign')).rejects.toMatchObject({ reason: 'consent', message: expect.stringContaining('api.example.com') });
    expect(await host.unavailable('a', 'condition', 'foreign')).toBe('consent');
    expect(await host.unavailable('a', 'condition', 'longer')).toBeNull();
    const { host: other } = make({ states: memoryStates({ longer: { enabled: false }, foreign: { hosts: ['api.example.com'] } }) });
    await expect(ask('longer', {}, other)).rejects.toMatchObject({ reason: 'off' });
    expect(await ask('foreign', {}, other)).toEqual({ holds: true });
  });

  it('rests after five faults in a row, for that account', async () => {
    for (let time = 0; time < 5; time++) await expect(ask('throws')).rejects.toThrow('oops');
    await expect(ask('throws')).rejects.toMatchObject({ name: 'Retry', afterMs: 300_000 });
    await expect(host.test('b', 'throws', {}, event, facts)).rejects.toThrow('oops');
  });

  it('reads the settings of a burst once, and an input once', async () => {
    const allSettings = vi.fn<() => Promise<Map<string, unknown>>>(async () => new Map([['says', { word: 'set' }]]));
    const settings = vi.fn<() => Promise<unknown>>(async () => undefined);
    const states = memoryStates();
    const read = vi.spyOn(states, 'read');
    const { host: busy, clock } = make({ allSettings, settings, states });
    const input = {};
    for (let time = 0; time < 50; time++) expect(await busy.test('a', 'says', input, event, facts)).toEqual({ holds: true, found: 'set' });
    expect([allSettings, settings, read].map((one) => one.mock.calls.length)).toEqual([1, 0, 1]);
    clock.advance(3_001);
    await busy.test('a', 'says', input, event, facts);
    expect([allSettings, read].map((one) => one.mock.calls.length)).toEqual([2, 2]);
    busy.forget('says', 'a');
    await busy.test('a', 'says', input, event, facts);
    expect(allSettings).toHaveBeenCalledTimes(3);
  });

  it('is found by its constants, or always asked', () => {
    expect(host.constants('known', { stages: ['1:2'] })).toEqual([{ fact: 'lead.stage', in: ['1:2'] }]);
    for (const id of ['longer', 'bad-constants', 'throwing-constants', 'promised-constants', 'nowhere']) expect(host.constants(id, {})).toEqual([]);
    expect(host.constants('known', { stages: 7 })).toEqual([]);
  });

  it('says by field what cannot be saved', () => {
    expect(host.inputProblems('condition', 'longer', { than: 1 })).toEqual([]);
    expect(host.inputProblems('condition', 'longer', { than: 'x' })).toMatchObject([{ path: 'than', code: 'invalid_type' }]);
    expect(host.inputProblems('action', 'longer', {})).toMatchObject([{ path: '', code: 'missing_plugin' }]);
    expect(host.inputProblems('action', 'note', 'rubbish')).toHaveLength(1);
  });
});

describe('an action', () => {
  const asking = (effect: unknown) => {
    Object.assign(globalThis, { asked: effect });
    return host.act('a', 'asks', {}, event, run);
  };

  it('says what it would do', async () => {
    expect(await host.preview('a', 'note', { text: 'Hi' }, about)).toBe('en: Hi 7');
    expect(await host.preview('a', 'talks', {}, about)).toHaveLength(1_000);
    await expect(host.preview('a', 'silent', {}, about)).rejects.toMatchObject({ name: 'PluginError' });
    await expect(host.preview('a', 'refuses', {}, about)).rejects.toMatchObject({ name: 'Refuse', message: 'not for a lead' });
    await expect(host.preview('a', 'note', {}, about)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
  });

  it('asks for effects', async () => {
    expect(await host.act('a', 'note', { text: 'Hi ' }, event, run)).toEqual([
      { kind: 'crm', change: { kind: 'add_note', subject: 'lead:7', text: 'Hi run-1' } },
    ]);
    await expect(host.act('a', 'refuses', {}, event, run)).rejects.toMatchObject({ name: 'Retry', afterMs: 5, inDoubt: false });
    await expect(host.act('a', 'nowhere', {}, event, run)).rejects.toMatchObject({ reason: 'missing' });
  });

  it('asks for no more than twenty, also when it does not listen', async () => {
    for (const id of ['floods', 'floods-quietly'])
      await expect(host.act('a', id, {}, event, run)).rejects.toMatchObject({ name: 'PluginError', message: expect.stringContaining('at most 20') });
  });

  it('asks for nothing after its end', async () => {
    expect(await host.act('a', 'late', {}, event, run)).toEqual([]);
    await expect.poll(() => (globalThis as { lateWords?: string }).lateWords).toContain('over');
  });

  it.each([
    [{ kind: 'message', text: 'x'.repeat(4_000) }],
    [{ kind: 'message', text: 'x', talk: 'talk:1' }],
    [{ kind: 'reply' }],
    [{ kind: 'crm', change: { kind: 'add_task', text: 'Call', dueAt: '2026-01-16T10:00:00.000Z' } }],
    [{ kind: 'crm', change: { kind: 'update_card', subject: 'lead:1', values: { stageId: '5', fields: [{ id: '7', values: ['x'] }] } } }],
    [{ kind: 'crm', change: { kind: 'create_lead', values: { name: 'New' } } }],
    [{ kind: 'webhook', url: 'https://example.com/x', method: 'POST', headers: { 'x-a': 'b' }, body: '{}' }],
    [{ kind: 'notification', to: 'responsible', text: 'Look' }],
    [{ kind: 'notification', to: ['7'], text: 'Look' }],
    [{ kind: 'pause', minutes: 0 }],
  ])('may ask for %j', async (effect) => {
    expect(await asking(effect)).toEqual([effect]);
  });

  it.each([
    [{ kind: 'message', text: 'x'.repeat(4_001) }],
    [{ kind: 'message', text: ' ' }],
    [{ kind: 'message', text: 'x', talk: 'lead:1' }],
    [{ kind: 'explode' }],
    [{ kind: 'crm', change: { kind: 'add_note', subject: 'lead:1', text: 'x'.repeat(20_001) } }],
    [{ kind: 'crm', change: { kind: 'add_note', subject: 'one', text: 'x' } }],
    [{ kind: 'crm', change: { kind: 'add_task', text: 'Call', dueAt: 'tomorrow' } }],
    [{ kind: 'crm', change: { kind: 'subscribe_hooks', url: 'https://evil.example/' } }],
    [{ kind: 'crm', change: { kind: 'update_card', subject: 'lead:1', values: { pirce: 1 } } }],
    [{ kind: 'webhook', url: 'http://example.com/', method: 'POST' }],
    [{ kind: 'webhook', url: `https://example.com/${'x'.repeat(2_048)}`, method: 'POST' }],
    [{ kind: 'webhook', url: 'https://example.com/', method: 'POST', body: 'ж'.repeat(32_769) }],
    [{ kind: 'webhook', url: 'https://example.com/', method: 'POST', headers: { a: 'b\r\nc: d' } }],
    [{ kind: 'webhook', url: 'https://example.com/', method: 'TRACE' }],
    [{ kind: 'notification', to: 'everybody', text: 'Look' }],
    [{ kind: 'pause', minutes: -1 }],
    [null],
  ])('may not ask for %j', async (effect) => {
    await expect(asking(effect)).rejects.toMatchObject({ name: 'PluginError', message: expect.stringContaining('effect 1') });
  });
});
