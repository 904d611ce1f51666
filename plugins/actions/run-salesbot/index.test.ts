import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const lead = { id: '24510983', name: 'Кофемашина', sources: [], openTasks: 0 };
const contact = { id: '7710', name: 'Анна' };
const known = fakeFacts({ lead, contact, names: { bot: { '565': 'Отзыв' } } });

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse(wanted), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language = 'en', facts: Facts = known) =>
  plugin.preview(plugin.input.parse(wanted), { event, facts, language });

describe('run', () => {
  it.each([
    [{}, 'lead:24510983'],
    [{ on: 'lead' }, 'lead:24510983'],
    [{ on: 'contact' }, 'contact:7710'],
  ])('%j: starts it on %s', async (wanted, subject) => {
    expect(await run({ bot: '565', ...wanted })).toEqual([{ kind: 'crm', change: { kind: 'run_bot', subject, botId: '565' } }]);
  });

  it.each([
    ['lead', fakeFacts({ contact }), 'no lead'],
    ['contact', fakeFacts({ lead }), 'no contact'],
  ])('refuses without a %s', async (on, facts, message) => {
    await expect(run({ bot: '565', on }, facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining(message) });
  });
});

describe('preview', () => {
  it.each([
    ['en', 'lead', 'Start the Salesbot “Отзыв” on the lead “Кофемашина”'],
    ['ru', 'lead', 'Запустить Salesbot «Отзыв» в сделке «Кофемашина»'],
    ['es', 'lead', 'Iniciar el Salesbot «Отзыв» en el lead «Кофемашина»'],
    ['pt', 'lead', 'Iniciar o Salesbot “Отзыв” no lead “Кофемашина”'],
    ['en', 'contact', 'Start the Salesbot “Отзыв” on the contact “Анна”'],
    ['ru', 'contact', 'Запустить Salesbot «Отзыв» для контакта «Анна»'],
    ['es', 'contact', 'Iniciar el Salesbot «Отзыв» en el contacto «Анна»'],
    ['pt', 'contact', 'Iniciar o Salesbot “Отзыв” no contato “Анна”'],
  ] as const)('in %s, on the %s', async (language, on, expected) => {
    expect(await preview({ bot: '565', on }, language)).toBe(expected);
  });

  it('shows ids where no name is known, and refuses what run refuses', async () => {
    expect(await preview({ bot: '7' }, 'en', fakeFacts({ lead: { ...lead, name: '' } }))).toBe('Start the Salesbot “7” on the lead “24510983”');
    await expect(preview({ bot: '7' }, 'en', fakeFacts())).rejects.toThrow('no lead');
  });
});

describe('input', () => {
  it.each([[{}], [{ bot: '' }], [{ bot: 'x'.repeat(65) }], [{ bot: '1', on: 'company' }]])('refuses %j', (wanted) => {
    expect(plugin.input.safeParse(wanted).success).toBe(false);
  });

  it('names its reference, fields and choices in four languages', () => {
    expect(plugin.input.shape.bot.meta()).toMatchObject({ ref: 'bot' });
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('needs a person’s yes when a model asks', () => {
    expect(plugin.effect).toBe('approval');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ bot: '565' });
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
