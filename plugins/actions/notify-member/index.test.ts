import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const lead = { id: '24510983', responsibleId: '10431207', sources: [], openTasks: 0 };
const names = { user: { '10431207': 'Мария Иванова', '55': 'Олег' } };
const known = fakeFacts({ lead, names });
const text = 'Анна просит скидку';

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse({ text, ...wanted }), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language, facts: Facts = known) =>
  plugin.preview(plugin.input.parse({ text, ...wanted }), { event, facts, language });

describe('run', () => {
  it.each([
    [{}, 'responsible'],
    [{ to: 'responsible', users: ['55'] }, 'responsible'],
    [{ to: 'admins' }, 'admins'],
    [{ to: 'users', users: ['55', '10431207', '55'] }, ['55', '10431207']],
  ])('%j: one notification to %j', async (wanted, to) => {
    expect(await run(wanted)).toEqual([{ kind: 'notification', to, text }]);
  });

  it('needs no lead for administrators and chosen users', async () => {
    expect(await run({ to: 'admins' }, fakeFacts())).toHaveLength(1);
    expect(await run({ to: 'users', users: ['55'] }, fakeFacts())).toHaveLength(1);
  });

  it.each([
    ['there is no lead', fakeFacts(), 'no lead'],
    ['the lead has nobody', fakeFacts({ lead: { id: '1', sources: [], openTasks: 0 } }), 'Nobody is responsible'],
  ])('refuses the responsible user where %s', async (_, facts, message) => {
    await expect(run({}, facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining(message) });
  });

  it.each([[' '], ['x'.repeat(1_001)]])('refuses a text that became empty or too long when it was filled in (%#)', async (filled) => {
    const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(known) };
    await expect(plugin.run({ to: 'admins', users: [], text: filled }, event, ctx)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
    expect(ctx.effects).toEqual([]);
  });
});

describe('preview', () => {
  it.each([
    ['en', 'Notify Мария Иванова: “Анна просит скидку”'],
    ['ru', 'Отправить уведомление (кому: Мария Иванова): «Анна просит скидку»'],
    ['es', 'Avisar a Мария Иванова: «Анна просит скидку»'],
    ['pt', 'Notificar Мария Иванова: “Анна просит скидку”'],
  ] as const)('in %s, by the name of the responsible user', async (language, expected) => {
    expect(await preview({}, language)).toBe(expected);
  });

  it.each([
    ['en', 'Notify the administrators: “Анна просит скидку”'],
    ['ru', 'Отправить уведомление (кому: администраторы): «Анна просит скидку»'],
    ['es', 'Avisar a los administradores: «Анна просит скидку»'],
    ['pt', 'Notificar os administradores: “Анна просит скидку”'],
  ] as const)('in %s, to administrators', async (language, expected) => {
    expect(await preview({ to: 'admins' }, language)).toBe(expected);
  });

  it('names chosen users, each once', async () => {
    expect(await preview({ to: 'users', users: ['55', '10431207', '55'] }, 'en')).toBe('Notify Олег, Мария Иванова: “Анна просит скидку”');
  });

  it('refuses what run refuses', async () => {
    await expect(async () => preview({}, 'en', fakeFacts())).rejects.toThrow('no lead');
  });
});

describe('input', () => {
  it.each([
    [{ to: 'users' }],
    [{ to: 'users', users: [''] }],
    [{ to: 'users', users: Array.from({ length: 51 }, (_, at) => String(at)) }],
    [{ to: 'everybody' }],
    [{ text: ' ' }],
    [{ text: 'x'.repeat(1_001) }],
  ])('refuses %#', (wanted) => {
    expect(plugin.input.safeParse({ text, ...wanted }).success).toBe(false);
  });

  it('names its references, fields and choices in four languages', () => {
    expect(plugin.input.shape.users.meta()).toMatchObject({ ref: 'user' });
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(plugin.input.shape.text.meta()).toMatchObject({ template: 'text' });
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('is free for a model', () => {
    expect(plugin.effect).toBe('free');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ to: 'users', users: ['55'], text });
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
