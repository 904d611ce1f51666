import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/stage-changed.json', import.meta.url), 'utf8')) as DomainEvent;
const lead = { id: '24510983', name: 'Кофемашина', responsibleId: '10431207', contactIds: ['7711', '7712'], sources: [], openTasks: 0 };
const contact = { id: '7710', name: 'Анна', responsibleId: '55' };
const names = { stage: { '900:9001': 'Новая' }, pipeline: { '900': 'Сервис' }, user: { '10431207': 'Мария', '55': 'Олег' } };
const known = fakeFacts({ lead, contact, names, account: { timezone: 'UTC', currency: 'USD', language: 'en' } });
const name = 'Повторный заказ';

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse(wanted), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language = 'en', facts: Facts = known) =>
  plugin.preview(plugin.input.parse(wanted), { event, facts, language });

describe('run', () => {
  it('asks for one lead of the contact, for who is responsible now', async () => {
    expect(await run({ name })).toEqual([{ kind: 'crm', change: { kind: 'create_lead', values: { name, responsibleId: '10431207' }, contactId: '7710' } }]);
  });

  it('sets what is filled in', async () => {
    expect(await run({ name: ` ${name} `, stage: '900:9001', price: 0, tags: ['VIP', 'VIP', 'опт'], responsible: '55' })).toMatchObject([
      { change: { values: { name, pipelineId: '900', stageId: '9001', price: 0, addTags: ['VIP', 'опт'], responsibleId: '55' } } },
    ]);
  });

  it('takes what a form leaves empty for not there', async () => {
    const [effect] = await run({ name, stage: '', responsible: '', tags: [] });
    expect(effect).toMatchObject({ change: { values: { name, responsibleId: '10431207' } } });
    expect(Object.keys((effect as { change: { values: object } }).change.values)).toEqual(['name', 'responsibleId']);
  });

  it.each([
    ['the lead’s first contact, where no other is known', fakeFacts({ lead }), { contactId: '7711', values: { name, responsibleId: '10431207' } }],
    ['the contact, where there is no lead', fakeFacts({ contact }), { contactId: '7710', values: { name, responsibleId: '55' } }],
    ['nobody responsible, where nobody is', fakeFacts({ contact: { id: '1' } }), { contactId: '1', values: { name } }],
  ])('takes %s', async (_, facts, expected) => {
    expect(await run({ name }, facts)).toEqual([{ kind: 'crm', change: { kind: 'create_lead', ...expected } }]);
  });

  it('refuses without a contact', async () => {
    for (const facts of [fakeFacts(), fakeFacts({ lead: { ...lead, contactIds: [] } })])
      await expect(run({ name }, facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining('no contact') });
  });

  it.each([[' '], ['x'.repeat(256)]])('refuses a name that became empty or too long when it was filled in (%#)', async (filled) => {
    const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(known) };
    await expect(plugin.run({ name: filled, tags: [] }, event, ctx)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
    expect(ctx.effects).toEqual([]);
  });
});

describe('preview', () => {
  const all = { name, stage: '900:9001', price: 1_200, tags: ['VIP', 'опт'], responsible: '55' };

  it.each([
    ['en', 'Create the lead “Повторный заказ”; contact: Анна; stage: Новая (Сервис); price: $1,200; tags: VIP, опт; responsible: Олег'],
    ['ru', 'Создать сделку «Повторный заказ»; контакт: Анна; этап: Новая (Сервис); бюджет: 1\u00a0200\u00a0$; теги: VIP, опт; ответственный: Олег'],
    ['es', 'Crear el lead «Повторный заказ»; contacto: Анна; etapa: Новая (Сервис); presupuesto: 1200\u00a0US$; etiquetas: VIP, опт; responsable: Олег'],
    ['pt', 'Criar o lead “Повторный заказ”; contato: Анна; etapa: Новая (Сервис); valor da venda: US$\u00a01.200; tags: VIP, опт; responsável: Олег'],
  ] as const)('in %s', async (language, expected) => {
    expect(await preview(all, language)).toBe(expected);
  });

  it('shows ids where no name is known, and a currency that is none', async () => {
    const facts = fakeFacts({ contact: { id: '7710' }, account: { timezone: 'UTC', currency: '', language: 'en' } });
    expect(await preview({ name: 'x', price: 5, responsible: '9' }, 'en', facts)).toBe('Create the lead “x”; contact: 7710; price: 5; responsible: 9');
  });

  it('refuses what run refuses', async () => {
    await expect(preview({ name }, 'en', fakeFacts())).rejects.toThrow('no contact');
  });
});

describe('input', () => {
  it.each([
    [{ name: ' ' }],
    [{ name: 'x'.repeat(256) }],
    [{ stage: '9001' }],
    [{ price: -1 }],
    [{ price: 1.5 }],
    [{ tags: [' '] }],
    [{ tags: Array.from({ length: 21 }, (_, at) => String(at)) }],
  ])('refuses %#', (wanted) => {
    expect(plugin.input.safeParse({ name, ...wanted }).success).toBe(false);
  });

  it('names its references and fields in four languages', () => {
    const { stage, tags, responsible } = plugin.input.shape;
    expect([stage, tags, responsible].map((each) => each.meta()?.['ref'])).toEqual(['stage', 'tag', 'user']);
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('needs a person’s yes when a model asks', () => {
    expect(plugin.effect).toBe('approval');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ name, price: 5, tags: ['VIP'] });
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
