import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';
import { type Input } from './schema.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const lead = { id: '24510983', name: 'Кофемашина', price: 84_900, sources: [], openTasks: 0 };
const known = fakeFacts({ lead });
const url = 'https://example.com/hook';

/** `filled` is what the variables became. */
async function run(wanted: object, { facts = known, filled = {} }: { facts?: Facts; filled?: Partial<Input> } = {}): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run({ ...plugin.input.parse({ url, ...wanted }), ...filled }, event, ctx);
  expect(ctx.http.requests).toEqual([]);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language = 'en') => plugin.preview(plugin.input.parse({ url, ...wanted }), { event, facts: known, language });

describe('run', () => {
  it('asks for a call with the event and the lead, and makes none itself', async () => {
    const [effect, ...more] = await run({});
    expect(effect).toMatchObject({ kind: 'webhook', url, method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(JSON.parse((effect as { body: string }).body)).toEqual({ event, lead });
    expect(more).toEqual([]);
  });

  it('says that there is no lead', async () => {
    const [effect] = await run({}, { facts: fakeFacts() });
    expect(JSON.parse((effect as { body: string }).body)).toEqual({ event, lead: null });
  });

  it.each([['GET'], ['DELETE']])('%s has no body of its own', async (method) => {
    expect(await run({ method })).toEqual([{ kind: 'webhook', url, method }]);
  });

  it('sends the JSON as it is written', async () => {
    expect(await run({ method: 'PUT', json: ' {"name": "Анна"} ' })).toEqual([
      { kind: 'webhook', url, method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"name": "Анна"}' },
    ]);
  });

  it('sends a text as it is written', async () => {
    expect(await run({ method: 'PATCH', text: 'Анна\n' })).toEqual([
      { kind: 'webhook', url, method: 'PATCH', headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Анна\n' },
    ]);
  });

  it('adds headers; a content type of the author’s counts', async () => {
    const headers = [
      { name: 'X-Api-Key', value: ' k1 ' },
      { name: 'Content-Type', value: 'application/vnd.api+json' },
    ];
    expect(await run({ method: 'PUT', json: '{}', headers })).toMatchObject([
      { headers: { 'X-Api-Key': 'k1', 'Content-Type': 'application/vnd.api+json' }, body: '{}' },
    ]);
    const [effect] = await run({ json: '{}', headers });
    expect(effect).not.toHaveProperty(['headers', 'content-type']);
  });

  it('takes a name like any other for a header', async () => {
    const [effect] = await run({ method: 'GET', headers: [{ name: '__proto__', value: 'x' }] });
    expect(Object.entries((effect as { headers: object }).headers)).toEqual([['__proto__', 'x']]);
  });

  it.each([
    ['a body that is no JSON any more', { json: '{"a": {{x}}}' }, { json: '{"a": }' }, 'no JSON'],
    ['a body that grew too long', { text: '{{x}}' }, { text: 'я'.repeat(32_769) }, '65538 bytes'],
    ['an address that grew too long', {}, { url: `${url}?${'x'.repeat(2_048)}` }, '2048'],
    ['an address that became another', {}, { url: 'https://example.com@evil.example/' }, 'https://'],
  ])('refuses %s when variables were filled in', async (_, wanted, filled, message) => {
    await expect(run(wanted, { filled })).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining(message) });
  });

  it('refuses an event and lead that are too long together', async () => {
    const facts = fakeFacts({ lead: { ...lead, name: 'x'.repeat(65_536) } });
    await expect(run({}, { facts })).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
  });
});

describe('preview', () => {
  const wanted = { json: '{"name":"Анна"}', headers: [{ name: 'X-Api-Key', value: 'secret-1' }] };

  it.each([
    ['en', 'Call POST https://example.com/hook; headers: content-type, X-Api-Key; body: {"name":"Анна"}'],
    ['ru', 'Вызвать POST https://example.com/hook; заголовки: content-type, X-Api-Key; тело: {"name":"Анна"}'],
    ['es', 'Llamar a POST https://example.com/hook; encabezados: content-type, X-Api-Key; cuerpo: {"name":"Анна"}'],
    ['pt', 'Chamar POST https://example.com/hook; cabeçalhos: content-type, X-Api-Key; corpo: {"name":"Анна"}'],
  ] as const)('in %s, without values of headers', async (language, expected) => {
    expect(await preview(wanted, language)).toBe(expected);
  });

  it('says no more than there is', async () => {
    expect(await preview({ method: 'GET' })).toBe('Call GET https://example.com/hook');
  });

  it('cuts a long body', async () => {
    expect(await preview({ text: 'x'.repeat(501) })).toMatch(/body: x{500}…$/u);
    expect(await preview({ text: 'x'.repeat(500) })).toMatch(/body: x{500}$/u);
  });
});

describe('input', () => {
  it.each([
    ['no address', { url: '' }, 'https://'],
    ['http', { url: 'http://example.com' }, 'https://'],
    ['another method', { method: 'TRACE' }, ''],
    ['a body of a GET', { method: 'GET', text: 'x' }, 'no body'],
    ['a body of a DELETE', { method: 'DELETE', json: '{}' }, 'no body'],
    ['heavy headers', { headers: Array.from({ length: 9 }, (_, at) => ({ name: `X-${at}`, value: 'x'.repeat(1_000) })) }, '8 KiB'],
    ['two bodies', { json: '{}', text: 'x' }, 'one body'],
    ['what is no JSON', { json: '{"a":' }, 'no JSON'],
    ['a long text', { text: 'x'.repeat(65_537) }, ''],
    ['many bytes', { text: 'я'.repeat(32_769) }, '64 KiB'],
    ['a header of ours', { headers: [{ name: 'Host', value: 'x' }] }, 'set by us'],
    ['a header with two lines', { headers: [{ name: 'X', value: 'a\r\nY: b' }] }, 'one line'],
    ['a header twice', { headers: ['X-A', 'x-a'].map((name) => ({ name, value: '1' })) }, 'twice'],
    ['21 headers', { headers: Array.from({ length: 21 }, (_, at) => ({ name: `X-${at}`, value: '1' })) }, ''],
    ['a long value', { headers: [{ name: 'X', value: 'x'.repeat(1_025) }] }, ''],
  ])('refuses %s', (_, wanted, message) => {
    const { error } = plugin.input.safeParse({ url, ...wanted });
    expect(error?.issues.map((issue) => issue.message).join()).toContain(message);
  });

  it('names its fields and choices in four languages, and how each is filled in', () => {
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    const { url: address, json, text } = plugin.input.shape;
    expect([address, json, text].map((each) => each.meta()?.['template'])).toEqual(['url', 'json', 'text']);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('needs a person’s yes when a model asks', () => {
    expect(plugin.effect).toBe('approval');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ url, json: '{"name":"Анна"}' });
  const languages: Language[] = ['en', 'ru', 'es', 'pt'];

  it('answers the same to the same, in plain JSON, and calls nobody', async () => {
    const rounds: Effect[][] = [];
    for (const facts of [frozen(known), frozen(known)]) {
      const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
      await plugin.run(frozen(wanted), frozen(event), ctx);
      expect(ctx.http.requests).toEqual([]);
      rounds.push(ctx.effects);
    }
    expect(rounds[0]).toHaveLength(1);
    expect(rounds[1]).toEqual(rounds[0]);
    expect(JSON.parse(JSON.stringify(rounds[0]))).toEqual(rounds[0]);
  });

  it('previews in the words of each language, and changes nothing by it', async () => {
    const texts = await Promise.all(
      languages.map(async (language) => plugin.preview(frozen(wanted), { event: frozen(event), facts: frozen(known), language })),
    );
    expect(new Set(texts).size).toBe(languages.length);
    expect(texts.join(' ')).not.toMatch(/undefined|null|\[object|\{\{/u);
  });

  it('is filled in by the example of its form, or by nothing at all', () => {
    const examples = (plugin.input.meta()?.['examples'] ?? [{}]) as object[];
    expect(examples.map((example) => plugin.input.safeParse(example).success)).toEqual(examples.map(() => true));
  });
});

/** Whatever would write into it throws. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

interface Drawn {
  label?: object;
  hint?: object;
  options?: Record<string, object>;
  enum?: string[];
  items?: Drawn;
  properties?: Record<string, Drawn>;
}

/** What a form would have to show without a text in one of the four languages. */
function unnamed({ properties = {} }: Drawn): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const texts = [field.label, field.hint ?? field.label, ...(field.enum ?? []).map((value) => field.options?.[value])];
    return [...(texts.every((text) => Object.keys(text ?? {}).join() === 'en,ru,es,pt') ? [] : [name]), ...unnamed(field.items ?? {})];
  });
}
