import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language, type LeadFacts } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const lead: LeadFacts = { id: '24510983', name: 'Кофемашина', price: 84_900, pipelineId: '731', stageId: '7300', sources: [], openTasks: 0 };
const names = {
  stage: { '731:7301': 'Переговоры', '731:143': 'Закрыто и не реализовано', '900:9001': 'Новая' },
  pipeline: { '731': 'Продажи', '900': 'Сервис' },
  user: { '55': 'Олег' },
  field: { 'lead.811': 'Город', 'lead.812': 'Интересы' },
  loss_reason: { '3': 'Дорого' },
};
const known = fakeFacts({ lead, names, account: { timezone: 'UTC', currency: 'USD', language: 'en' } });

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse(wanted), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language = 'en', facts: Facts = known) =>
  plugin.preview(plugin.input.parse(wanted), { event, facts, language });

describe('run', () => {
  it.each([
    ['a stage', { stage: '731:7301' }, { pipelineId: '731', stageId: '7301' }],
    ['a lost stage with its reason', { stage: '731:143', lossReason: '3' }, { pipelineId: '731', stageId: '143', lossReasonId: '3' }],
    ['a lost stage without a reason', { stage: '731:143' }, { pipelineId: '731', stageId: '143' }],
    ['a price', { price: 1_200 }, { price: 1_200 }],
    ['no price', { price: 0 }, { price: 0 }],
    ['a price to add', { price: 100, priceMode: 'add' }, { price: 85_000 }],
    ['a price to take off', { price: -84_900, priceMode: 'add' }, { price: 0 }],
    ['a responsible user', { responsible: '55' }, { responsibleId: '55' }],
    ['tags, each once', { addTags: ['VIP', 'VIP', ' опт '], removeTags: ['новый'] }, { addTags: ['VIP', 'опт'], removeTags: ['новый'] }],
    ['a field', { fields: [{ field: 'lead.field.811', value: ' Казань ' }] }, { fields: [{ id: '811', values: ['Казань'] }] }],
    ['a field to clear', { fields: [{ field: 'lead.field.811', value: '' }] }, { fields: [{ id: '811', values: [] }] }],
    [
      'several values of a field',
      {
        fields: [
          { field: 'lead.field.812', value: 'Кофе' },
          { field: 'lead.field.811', value: 'Казань' },
          { field: 'lead.field.812', value: 'Чай' },
          { field: 'lead.field.812', value: '' },
        ],
      },
      {
        fields: [
          { id: '812', values: ['Кофе', 'Чай'] },
          { id: '811', values: ['Казань'] },
        ],
      },
    ],
  ])('%s', async (_, wanted, values) => {
    expect(await run(wanted)).toEqual([{ kind: 'crm', change: { kind: 'update_card', subject: 'lead:24510983', values } }]);
  });

  it('makes one change of everything', async () => {
    const [effect, ...more] = await run({ stage: '731:7301', price: 5, responsible: '55', addTags: ['VIP'] });
    expect(effect).toMatchObject({ change: { values: { stageId: '7301', price: 5, responsibleId: '55', addTags: ['VIP'] } } });
    expect(more).toEqual([]);
  });

  it('adds to nothing where the lead has no price', async () => {
    const facts = fakeFacts({ lead: { id: '1', sources: [], openTasks: 0 } });
    expect(await run({ price: 100, priceMode: 'add' }, facts)).toMatchObject([{ change: { values: { price: 100 } } }]);
  });

  it('refuses without a lead, and a price below zero', async () => {
    await expect(run({ price: 1 }, fakeFacts())).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining('no lead') });
    await expect(run({ price: -84_901, priceMode: 'add' })).rejects.toMatchObject({
      name: 'Refuse',
      code: 'invalid',
      message: "The lead's price is 84900: 84901 cannot be taken off.",
    });
  });
});

describe('preview', () => {
  const all = {
    stage: '731:143',
    lossReason: '3',
    price: 1_200,
    responsible: '55',
    fields: [
      { field: 'lead.field.811', value: 'Казань' },
      { field: 'lead.field.812', value: '' },
    ],
    addTags: ['VIP', 'опт'],
    removeTags: ['новый'],
  };

  it.each([
    [
      'en',
      'Change the lead “Кофемашина” — stage: Закрыто и не реализовано; loss reason: Дорого; price: $1,200; responsible: Олег; Город: Казань; clear: Интересы; add tags: VIP, опт; remove tags: новый',
    ],
    [
      'ru',
      'Изменить сделку «Кофемашина» — этап: Закрыто и не реализовано; причина отказа: Дорого; бюджет: 1\u00a0200\u00a0$; ответственный: Олег; Город: Казань; очистить: Интересы; добавить теги: VIP, опт; убрать теги: новый',
    ],
    [
      'es',
      'Modificar el lead «Кофемашина» — etapa: Закрыто и не реализовано; motivo de pérdida: Дорого; presupuesto: 1200\u00a0US$; responsable: Олег; Город: Казань; borrar: Интересы; añadir etiquetas: VIP, опт; quitar etiquetas: новый',
    ],
    [
      'pt',
      'Alterar o lead “Кофемашина” — etapa: Закрыто и не реализовано; motivo da perda: Дорого; valor da venda: US$\u00a01.200; responsável: Олег; Город: Казань; limpar: Интересы; adicionar tags: VIP, опт; remover tags: новый',
    ],
  ] as const)('in %s', async (language, expected) => {
    expect(await preview(all, language)).toBe(expected);
  });

  it('tells the pipeline where it changes', async () => {
    expect(await preview({ stage: '900:9001' })).toBe('Change the lead “Кофемашина” — stage: Новая (Сервис)');
  });

  it('tells the price it comes to', async () => {
    expect(await preview({ price: 100, priceMode: 'add' })).toContain('price: $85,000');
  });

  it('finds the name of a field by either of its ids', async () => {
    const wanted = { fields: [{ field: 'lead.field.811', value: 'Казань' }] };
    const card = { id: '1', name: 'X', sources: [], openTasks: 0 };
    for (const key of ['lead.811', 'lead.field.811'])
      expect(await preview(wanted, 'en', fakeFacts({ lead: card, names: { field: { [key]: 'Город' } } }))).toContain('— Город: Казань');
    expect(await preview(wanted, 'en', fakeFacts({ lead: card }))).toContain('— lead.field.811: Казань');
  });

  it('shows ids where no name is known, and a currency that is none', async () => {
    const facts = fakeFacts({ lead: { id: '24510983', sources: [], openTasks: 0 }, account: { timezone: 'UTC', currency: '?', language: 'en' } });
    expect(await preview({ price: 5, responsible: '77' }, 'en', facts)).toBe('Change the lead “24510983” — price: 5 ?; responsible: 77');
  });

  it('refuses what run refuses', async () => {
    await expect(preview({ price: 1 }, 'en', fakeFacts())).rejects.toThrow('no lead');
  });
});

describe('input', () => {
  it.each([
    ['nothing', {}, 'Nothing would change'],
    ['only a way to change a price', { priceMode: 'add' }, 'Nothing would change'],
    ['a reason alone', { lossReason: '3' }, 'Nothing would change'],
    ['a reason with another stage', { stage: '731:7301', lossReason: '3' }, 'loss reason'],
    ['a stage without its pipeline', { stage: '7301' }, 'pipeline:stage'],
    ['a negative price', { price: -1 }, 'not negative'],
    ['nothing to add', { price: 0, priceMode: 'add' }, 'not 0'],
    ['broken units', { price: 1.5 }, ''],
    ['a tag that comes and goes', { addTags: ['a', 'b'], removeTags: ['b'] }, 'at once'],
    ['an empty tag', { addTags: [' '] }, ''],
    ['21 tags', { addTags: Array.from({ length: 21 }, (_, at) => String(at)) }, ''],
    ['a field of the contact', { fields: [{ field: 'contact.field.1', value: 'x' }] }, 'own fields'],
    ['a field that is none', { fields: [{ field: 'lead.price', value: '1' }] }, 'own fields'],
    ['a long value', { fields: [{ field: 'lead.field.1', value: 'x'.repeat(4_001) }] }, ''],
  ])('refuses %s', (_, wanted, message) => {
    const { error } = plugin.input.safeParse(wanted);
    expect(error?.issues.map((issue) => issue.message).join()).toContain(message);
  });

  it('takes what a form leaves empty for not there', () => {
    expect(plugin.input.safeParse({ stage: '', lossReason: '', responsible: '' }).success).toBe(false);
    expect(plugin.input.safeParse({ stage: '', lossReason: '', responsible: '', price: 1 }).success).toBe(true);
  });

  it('names its references, fields and choices in four languages', () => {
    const { stage, lossReason, responsible, addTags } = plugin.input.shape;
    expect([stage, lossReason, responsible, addTags].map((each) => each.meta()?.['ref'])).toEqual(['stage', 'loss_reason', 'user', 'tag']);
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('needs a person’s yes when a model asks', () => {
    expect(plugin.effect).toBe('approval');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ price: 5, addTags: ['VIP'] });
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
