import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/stage-changed.json', import.meta.url), 'utf8')) as DomainEvent;
const lead = { id: '24510983', name: 'Кухня', sources: [], openTasks: 0 };
const names = { catalog: { '1001': 'Товары' }, product: { '55021': 'Кофемашина X2' } };
const known = fakeFacts({ lead, names });
const machine = { catalog: '1001', product: '55021' };

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse(wanted), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language = 'en', facts: Facts = known) =>
  plugin.preview(plugin.input.parse(wanted), { event, facts, language });

describe('run', () => {
  it.each([
    [{}, 1],
    [{ quantity: 3 }, 3],
    [{ quantity: 0.25 }, 0.25],
    [{ quantity: 1_000_000 }, 1_000_000],
  ])('%j: puts %s on the lead', async (wanted, quantity) => {
    expect(await run({ ...machine, ...wanted })).toEqual([
      { kind: 'crm', change: { kind: 'link_product', leadId: '24510983', catalogId: '1001', productId: '55021', quantity } },
    ]);
  });

  it('refuses without a lead', async () => {
    const facts = fakeFacts({ contact: { id: '7710' } });
    await expect(run(machine, facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining('no lead') });
  });
});

describe('preview', () => {
  it.each([
    ['en', 'Add the product “Кофемашина X2” (2.5, from “Товары”) to the lead “Кухня”'],
    ['ru', 'Добавить в сделку «Кухня» товар «Кофемашина X2» (2,5, список «Товары»)'],
    ['es', 'Añadir el producto «Кофемашина X2» (2,5, de «Товары») al lead «Кухня»'],
    ['pt', 'Adicionar o produto “Кофемашина X2” (2,5, de “Товары”) ao lead “Кухня”'],
  ] as const)('in %s', async (language, expected) => {
    expect(await preview({ ...machine, quantity: 2.5 }, language)).toBe(expected);
  });

  it('shows ids where no name is known, and refuses what run refuses', async () => {
    const facts = fakeFacts({ lead: { ...lead, name: '' } });
    expect(await preview(machine, 'en', facts)).toBe('Add the product “55021” (1, from “1001”) to the lead “24510983”');
    await expect(preview(machine, 'en', fakeFacts())).rejects.toThrow('no lead');
  });
});

describe('input', () => {
  it.each([
    [{ quantity: 0 }],
    [{ quantity: -1 }],
    [{ quantity: 1_000_001 }],
    [{ quantity: 0.0001 }],
    [{ catalog: '' }],
    [{ product: '' }],
    [{ product: 'x'.repeat(65) }],
  ])('refuses %j', (wanted) => {
    expect(plugin.input.safeParse({ ...machine, ...wanted }).success).toBe(false);
  });

  it('names its references and fields in four languages', () => {
    expect(plugin.input.shape.catalog.meta()).toMatchObject({ ref: 'catalog' });
    expect(plugin.input.shape.product.meta()).toMatchObject({ ref: 'product', of: 'catalog' });
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('is checked by code when a model asks', () => {
    expect(plugin.effect).toBe('conditional');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse(machine);
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
