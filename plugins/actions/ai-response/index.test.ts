import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const talk = { id: '9021', origin: 'waba', open: true };
const lead = { id: '24510983', sources: [], openTasks: 0 };
const known = fakeFacts({ talk, lead, names: { agent: { 'a-1': 'Лена' } } });

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse(wanted), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language = 'en', facts: Facts = known) =>
  plugin.preview(plugin.input.parse(wanted), { event, facts, language });

describe('run', () => {
  it.each([
    ['as it is', {}, {}],
    ['with a wish', { wish: ' Предложи созвон ' }, { wish: 'Предложи созвон' }],
    ['by an agent', { agent: 'a-1' }, { agentId: 'a-1' }],
    ['with both', { wish: 'Кратко', agent: 'a-1' }, { wish: 'Кратко', agentId: 'a-1' }],
    ['with what a form leaves empty', { wish: ' ', agent: '' }, {}],
  ])('asks for one reply %s', async (_, wanted, more) => {
    expect(await run(wanted)).toEqual([{ kind: 'reply', ...more }]);
  });

  it.each([
    ['a talk of no lead', fakeFacts({ talk })],
    ['a lead without a talk of the event', fakeFacts({ lead })],
  ])('is content with %s', async (_, facts) => {
    expect(await run({}, facts)).toHaveLength(1);
  });

  it('refuses without conversation and lead', async () => {
    const facts = fakeFacts({ contact: { id: '7710' } });
    await expect(run({}, facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining('no conversation') });
  });
});

describe('preview', () => {
  it.each([
    ['en', 'Let the agent “Лена” write a reply with the wish: “Кратко”'],
    ['ru', 'Поручить ответ агенту «Лена» с пожеланием: «Кратко»'],
    ['es', 'Pedir al agente «Лена» que responda con la indicación: «Кратко»'],
    ['pt', 'Pedir ao agente “Лена” que responda com a orientação: “Кратко”'],
  ] as const)('in %s', async (language, expected) => {
    expect(await preview({ wish: 'Кратко', agent: 'a-1' }, language)).toBe(expected);
  });

  it.each([
    ['en', 'Let the agent write a reply'],
    ['ru', 'Поручить ответ агенту'],
    ['es', 'Pedir al agente que responda'],
    ['pt', 'Pedir ao agente que responda'],
  ] as const)('in %s, of the talk’s own agent', async (language, expected) => {
    expect(await preview({}, language)).toBe(expected);
  });

  it('refuses what run refuses', async () => {
    await expect(preview({}, 'en', fakeFacts())).rejects.toThrow('no conversation');
  });
});

describe('input', () => {
  it('is complete when it is empty, and bounded', () => {
    expect(plugin.input.parse({})).toEqual({ wish: '' });
    expect(plugin.input.safeParse({ wish: 'x'.repeat(1_001) }).success).toBe(false);
  });

  it('fills no variables into an order to the model', () => {
    expect(plugin.input.shape.wish.meta()).not.toHaveProperty('template');
  });

  it('names its reference and fields in four languages', () => {
    expect(plugin.input.shape.agent.meta()).toMatchObject({ ref: 'agent' });
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('is checked by code when a model asks', () => {
    expect(plugin.effect).toBe('conditional');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ wish: 'Кратко', agent: 'a-1' });
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
