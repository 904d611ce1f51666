import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const names = { user: { '55': 'Олег' }, field: { 'contact.921': 'Город', 'contact.922': 'Телефон' } };
const known = fakeFacts({ contact: { id: '7710', name: 'Анна' }, names });

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse(wanted), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language = 'en', facts: Facts = known) =>
  plugin.preview(plugin.input.parse(wanted), { event, facts, language });

describe('run', () => {
  it.each([
    ['a name', { name: ' Анна Петрова ' }, { name: 'Анна Петрова' }],
    ['a responsible user', { responsible: '55' }, { responsibleId: '55' }],
    ['tags, each once', { addTags: ['VIP', 'VIP'], removeTags: ['новый'] }, { addTags: ['VIP'], removeTags: ['новый'] }],
    ['a field', { fields: [{ field: 'contact.field.921', value: 'Казань' }] }, { fields: [{ id: '921', values: ['Казань'] }] }],
    ['a field to clear', { fields: [{ field: 'contact.field.921', value: ' ' }] }, { fields: [{ id: '921', values: [] }] }],
    [
      'several values of a field',
      {
        fields: [
          { field: 'contact.field.922', value: '+79161234567' },
          { field: 'contact.field.922', value: '+79160000000' },
        ],
      },
      { fields: [{ id: '922', values: ['+79161234567', '+79160000000'] }] },
    ],
  ])('%s', async (_, wanted, values) => {
    expect(await run(wanted)).toEqual([{ kind: 'crm', change: { kind: 'update_card', subject: 'contact:7710', values } }]);
  });

  it('makes one change of everything', async () => {
    expect(await run({ name: 'Анна Петрова', responsible: '55', addTags: ['VIP'] })).toMatchObject([
      { change: { values: { name: 'Анна Петрова', responsibleId: '55', addTags: ['VIP'] } } },
    ]);
  });

  it('refuses without a contact', async () => {
    const facts = fakeFacts({ lead: { id: '1', sources: [], openTasks: 0 } });
    await expect(run({ name: 'Анна' }, facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining('no contact') });
  });

  it('leaves a name alone that became empty when it was filled in, and refuses where nothing else is to do', async () => {
    const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(known) };
    await plugin.run({ ...plugin.input.parse({ name: '{{x}}', addTags: ['VIP'] }), name: ' ' }, event, ctx);
    expect(ctx.effects).toMatchObject([{ change: { values: { addTags: ['VIP'] } } }]);
    expect(ctx.effects[0]).not.toHaveProperty('change.values.name');
    await expect(plugin.run({ ...plugin.input.parse({ name: '{{x}}' }), name: '' }, event, ctx)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
    await expect(plugin.run({ ...plugin.input.parse({ name: '{{x}}' }), name: 'x'.repeat(256) }, event, ctx)).rejects.toThrow('at most 255');
  });
});

describe('preview', () => {
  const all = {
    name: 'Анна Петрова',
    responsible: '55',
    fields: [
      { field: 'contact.field.921', value: 'Казань' },
      { field: 'contact.field.922', value: '' },
    ],
    addTags: ['VIP', 'опт'],
    removeTags: ['новый'],
  };

  it.each([
    ['en', 'Change the contact “Анна” — name: Анна Петрова; responsible: Олег; Город: Казань; clear: Телефон; add tags: VIP, опт; remove tags: новый'],
    ['ru', 'Изменить контакт «Анна» — имя: Анна Петрова; ответственный: Олег; Город: Казань; очистить: Телефон; добавить теги: VIP, опт; убрать теги: новый'],
    [
      'es',
      'Modificar el contacto «Анна» — nombre: Анна Петрова; responsable: Олег; Город: Казань; borrar: Телефон; añadir etiquetas: VIP, опт; quitar etiquetas: новый',
    ],
    ['pt', 'Alterar o contato “Анна” — nome: Анна Петрова; responsável: Олег; Город: Казань; limpar: Телефон; adicionar tags: VIP, опт; remover tags: новый'],
  ] as const)('in %s', async (language, expected) => {
    expect(await preview(all, language)).toBe(expected);
  });

  it('finds the name of a field by either of its ids', async () => {
    const wanted = { fields: [{ field: 'contact.field.921', value: 'Казань' }] };
    const card = { id: '1', name: 'X', sources: [], openTasks: 0 };
    for (const key of ['contact.921', 'contact.field.921'])
      expect(await preview(wanted, 'en', fakeFacts({ contact: card, names: { field: { [key]: 'Город' } } }))).toContain('— Город: Казань');
    expect(await preview(wanted, 'en', fakeFacts({ contact: card }))).toContain('— contact.field.921: Казань');
  });

  it('shows ids where no name is known', async () => {
    expect(await preview({ responsible: '77' }, 'en', fakeFacts({ contact: { id: '7710' } }))).toBe('Change the contact “7710” — responsible: 77');
  });

  it('refuses what run refuses', async () => {
    await expect(preview({ name: 'x' }, 'en', fakeFacts())).rejects.toThrow('no contact');
  });
});

describe('input', () => {
  it.each([
    ['nothing', {}, 'Nothing would change'],
    ['empty fields of a form', { name: ' ', responsible: '', fields: [], addTags: [] }, 'Nothing would change'],
    ['a long name', { name: 'x'.repeat(256) }, ''],
    ['a tag that comes and goes', { addTags: ['a', 'b'], removeTags: ['b'] }, 'at once'],
    ['an empty tag', { addTags: [' '] }, ''],
    ['21 tags', { removeTags: Array.from({ length: 21 }, (_, at) => String(at)) }, ''],
    ['21 fields', { fields: Array.from({ length: 21 }, (_, at) => ({ field: `contact.field.${at}`, value: 'x' })) }, ''],
    ['a field of the lead', { fields: [{ field: 'lead.field.1', value: 'x' }] }, 'own fields'],
    ['a long value', { fields: [{ field: 'contact.field.1', value: 'x'.repeat(4_001) }] }, ''],
  ])('refuses %s', (_, wanted, message) => {
    const { error } = plugin.input.safeParse(wanted);
    expect(error?.issues.map((issue) => issue.message).join()).toContain(message);
  });

  it('names its references and fields in four languages', () => {
    const { responsible, addTags, removeTags } = plugin.input.shape;
    expect([responsible, addTags, removeTags].map((each) => each.meta()?.['ref'])).toEqual(['user', 'tag', 'tag']);
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('needs a person’s yes when a model asks', () => {
    expect(plugin.effect).toBe('approval');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ name: 'Анна Петрова', addTags: ['VIP'] });
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
