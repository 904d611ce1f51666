import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/stage-changed.json', import.meta.url), 'utf8')) as DomainEvent;
const lead = { id: '24510983', name: 'Кофемашина для офиса', sources: [], openTasks: 0 };
const contact = { id: '7710', name: 'Анна' };
const known = fakeFacts({ lead, contact });

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse({ text: 'Просит доставку утром', ...wanted }), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language, facts: Facts = known) =>
  plugin.preview(plugin.input.parse({ text: 'Просит доставку утром', ...wanted }), { event, facts, language });

describe('run', () => {
  it('asks for one note on the lead', async () => {
    expect(await run({})).toEqual([{ kind: 'crm', change: { kind: 'add_note', subject: 'lead:24510983', text: 'Просит доставку утром' } }]);
  });

  it('asks for it on the contact where it is told so', async () => {
    expect(await run({ on: 'contact' })).toMatchObject([{ change: { subject: 'contact:7710' } }]);
  });

  it('keeps the lines of the text, without the space around it', async () => {
    expect(await run({ text: '\n One\n\nTwo ' })).toMatchObject([{ change: { text: 'One\n\nTwo' } }]);
  });

  it.each([
    ['lead', fakeFacts({ contact }), 'There is no lead here'],
    ['contact', fakeFacts({ lead }), 'There is no contact here'],
  ] as const)('refuses without a %s', async (on, facts, message) => {
    await expect(run({ on }, facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining(message) });
  });

  it.each([
    ['empty', '  '],
    ['too long', 'x'.repeat(20_001)],
  ])('refuses a text that became %s when it was filled in', async (_, text) => {
    const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(known) };
    await expect(plugin.run({ text, on: 'lead' }, event, ctx)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
    expect(ctx.effects).toEqual([]);
  });
});

describe('preview', () => {
  it.each([
    ['en', 'lead', 'Add a note to the lead “Кофемашина для офиса”: “Просит доставку утром”'],
    ['ru', 'lead', 'Добавить примечание в сделку «Кофемашина для офиса»: «Просит доставку утром»'],
    ['es', 'lead', 'Añadir una nota al lead «Кофемашина для офиса»: «Просит доставку утром»'],
    ['pt', 'lead', 'Adicionar uma nota ao lead “Кофемашина для офиса”: “Просит доставку утром”'],
    ['en', 'contact', 'Add a note to the contact “Анна”: “Просит доставку утром”'],
    ['ru', 'contact', 'Добавить примечание к контакту «Анна»: «Просит доставку утром»'],
    ['es', 'contact', 'Añadir una nota al contacto «Анна»: «Просит доставку утром»'],
    ['pt', 'contact', 'Adicionar uma nota ao contato “Анна”: “Просит доставку утром”'],
  ] as const)('in %s, on the %s', async (language, on, expected) => {
    expect(await preview({ on }, language)).toBe(expected);
  });

  it('shows the id of a card without a name, and refuses what run refuses', async () => {
    expect(await preview({}, 'en', fakeFacts({ lead: { ...lead, name: '' } }))).toContain('“24510983”');
    await expect(async () => preview({ on: 'contact' }, 'en', fakeFacts({ lead }))).rejects.toThrow('no contact');
  });
});

describe('input', () => {
  it.each([[{ text: ' ' }], [{ text: 'x'.repeat(20_001) }], [{ on: 'company' }]])('refuses %#', (wanted) => {
    expect(plugin.input.safeParse({ text: 'x', ...wanted }).success).toBe(false);
  });

  it('takes 20,000 characters', () => {
    expect(plugin.input.safeParse({ text: 'x'.repeat(20_000) }).success).toBe(true);
  });

  it('names its fields and choices in four languages', () => {
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(plugin.input.shape.text.meta()).toMatchObject({ template: 'text', long: true });
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('is free for a model', () => {
    expect(plugin.effect).toBe('free');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ text: 'Просит доставку утром' });
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
