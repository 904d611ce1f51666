import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const talk = { id: '9021', origin: 'waba', open: true };
const lead = { id: '24510983', sources: [], openTasks: 0 };
const known = fakeFacts({ talk, lead, contact: { id: '7710', name: 'Анна' } });

async function run(text: string, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run({ text }, event, ctx);
  return ctx.effects;
}

const preview = async (text: string, language: Language, facts: Facts = known) => plugin.preview({ text }, { event, facts, language });

describe('run', () => {
  it('asks for one message and leaves the choice of the talk to the product', async () => {
    expect(await run('От 490 ₽,\n2–3 дня ')).toEqual([{ kind: 'message', text: 'От 490 ₽,\n2–3 дня' }]);
  });

  it.each([
    ['a talk of no lead', fakeFacts({ talk })],
    ['a lead without a talk of the event', fakeFacts({ lead })],
  ])('is content with %s', async (_, facts) => {
    expect(await run('Hello', facts)).toHaveLength(1);
  });

  it('refuses without conversation and lead', async () => {
    const facts = fakeFacts({ contact: { id: '7710', name: 'Анна' } });
    await expect(run('Hello', facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining('no conversation') });
  });

  it.each([
    ['empty', ' \n', 'has 0'],
    ['too long', 'x'.repeat(4_001), 'has 4001'],
  ])('refuses a text that became %s when it was filled in', async (_, text, message) => {
    await expect(run(text)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining(message) });
  });
});

describe('preview', () => {
  it.each([
    ['en', 'Send a message to Анна: “Готово”'],
    ['ru', 'Отправить сообщение (получатель: Анна): «Готово»'],
    ['es', 'Enviar un mensaje (para Анна): «Готово»'],
    ['pt', 'Enviar uma mensagem para Анна: “Готово”'],
  ] as const)('in %s', async (language, expected) => {
    expect(await preview('Готово', language)).toBe(expected);
  });

  it.each([
    ['en', 'Send a message to the customer: “Готово”'],
    ['ru', 'Отправить сообщение (получатель: клиент): «Готово»'],
    ['es', 'Enviar un mensaje (para el cliente): «Готово»'],
    ['pt', 'Enviar uma mensagem para o cliente: “Готово”'],
  ] as const)('in %s, to somebody without a name', async (language, expected) => {
    expect(await preview('Готово', language, fakeFacts({ lead }))).toBe(expected);
  });

  it('refuses what run refuses', async () => {
    await expect(async () => preview('Готово', 'en', fakeFacts())).rejects.toThrow('no conversation');
    await expect(async () => preview(' ', 'en')).rejects.toThrow('1 to 4000');
  });
});

describe('input', () => {
  it.each([
    ['', false],
    ['  ', false],
    ['x', true],
    ['x'.repeat(4_000), true],
    ['x'.repeat(4_001), false],
  ])('%#: %s', (text, fits) => {
    expect(plugin.input.safeParse({ text }).success).toBe(fits);
  });

  it('names its fields in four languages', () => {
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(plugin.input.shape.text.meta()).toMatchObject({ template: 'text', long: true });
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('needs a person’s yes when a model asks', () => {
    expect(plugin.effect).toBe('approval');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ text: 'Готово' });
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
