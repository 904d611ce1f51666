import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language, type LeadFacts, type UserFacts } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts, memoryStore } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const lead: LeadFacts = {
  id: '24510983',
  name: 'Кофемашина',
  tags: ['опт'],
  fields: [{ id: '811', values: ['Казань'], enums: ['5'] }],
  sources: [],
  openTasks: 0,
};
const user = (id: string, openLeads = 0, openTasks = 0, active = true): UserFacts => ({ id, name: id, active, admin: false, openLeads, openTasks });
const names = { user: { '1': 'Мария', '2': 'Олег', '3': 'Анна' }, field: { 'lead.811': 'Город' } };
const team = [user('1', 5, 1), user('2', 3, 4), user('3', 3, 0)];
const known = fakeFacts({ lead, names, users: team, talk: { id: '9021', origin: 'waba', open: true }, text: 'Сколько стоит доставка?' });
const all = ['1', '2', '3'];

/** Runs of one account after another: each entry is the facts of a run. */
async function assigned(wanted: object, runs: readonly Facts[] = [known], store = memoryStore()): Promise<unknown[]> {
  const ids: unknown[] = [];
  for (const facts of runs) {
    const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts), store };
    await plugin.run(plugin.input.parse(wanted), event, ctx);
    expect(ctx.effects).toMatchObject([{ kind: 'crm', change: { kind: 'update_card', subject: 'lead:24510983' } }]);
    ids.push(...ctx.effects.map((effect) => effect.kind === 'crm' && effect.change.kind === 'update_card' && effect.change.values.responsibleId));
  }
  return ids;
}

const preview = async (wanted: object, language: Language = 'en', facts: Facts = known) =>
  plugin.preview(plugin.input.parse(wanted), { event, facts, language });
const withUsers = (...users: UserFacts[]): Facts => fakeFacts({ lead, names, users });
const times = (count: number, facts: Facts = known): Facts[] => Array.from({ length: count }, () => facts);

describe('in turn', () => {
  it('goes round, in the order of the list', async () => {
    expect(await assigned({ users: ['3', '1', '2'] }, times(5))).toEqual(['3', '1', '2', '3', '1']);
  });

  it('passes over who is switched off or unknown', async () => {
    const facts = withUsers(user('1'), user('2', 0, 0, false), user('3'));
    expect(await assigned({ users: ['1', '2', '9', '3'] }, times(4, facts))).toEqual(['1', '3', '1', '3']);
  });

  it('never takes one twice in a row while others are there', async () => {
    const [both, onlyTwo] = [withUsers(user('1'), user('2')), withUsers(user('1', 0, 0, false), user('2'))];
    // While 1 is away, 2 takes everything; then it is 1's turn.
    expect(await assigned({ users: ['1', '2'] }, [both, both, onlyTwo, onlyTwo, both, both])).toEqual(['1', '2', '2', '2', '1', '2']);
    expect(await assigned({ users: ['1', '2'] }, [both, onlyTwo, both])).toEqual(['1', '2', '1']);
    expect(await assigned({ users: ['1', '1', '2', '2'] }, times(4))).toEqual(['1', '2', '1', '2']);
  });

  it('begins anew where the last one is not on the list any more', async () => {
    const store = memoryStore();
    await assigned({ users: all }, times(2), store);
    expect(await assigned({ users: ['3', '1'] }, times(2), store)).toEqual(['3', '1']);
  });

  it('is one turn for one team, whatever the order of its list', async () => {
    const store = memoryStore();
    expect(await assigned({ users: ['1', '2'] }, [known], store)).toEqual(['1']);
    expect(await assigned({ users: ['2', '1'] }, [known], store)).toEqual(['2']);
    expect(await assigned({ users: ['1', '3'] }, [known], store)).toEqual(['1']);
  });

  it('survives what is no id in the store', async () => {
    const store = memoryStore();
    const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(known), store: { ...store, get: async () => ({ odd: true }) } };
    await plugin.run(plugin.input.parse({ users: all }), event, ctx);
    expect(ctx.effects).toMatchObject([{ change: { values: { responsibleId: '1' } } }]);
  });
});

describe('the least busy', () => {
  it.each([
    ['open_leads', ['1', '2'], ['2', '2']],
    ['open_tasks', all, ['3', '3']],
    ['open_tasks', ['1', '2'], ['1', '1']],
  ])('by %s among %j: %j', async (method, users, expected) => {
    expect(await assigned({ method, users }, times(2))).toEqual(expected);
  });

  it('take turns where they have equally little', async () => {
    expect(await assigned({ method: 'open_leads', users: all }, times(4))).toEqual(['2', '3', '2', '3']);
  });

  it('are not who is switched off', async () => {
    expect(await assigned({ method: 'open_leads', users: ['1', '2'] }, [withUsers(user('1', 5), user('2', 0, 0, false))])).toEqual(['1']);
  });
});

describe('by condition', () => {
  const city = { by: 'field', field: 'lead.field.811', value: 'казань ', user: '1' };
  const option = { by: 'field', field: 'lead.field.811', value: '5', user: '1' };
  const tag = { by: 'field', field: 'lead.tags', value: 'Опт', user: '2' };
  const channel = { by: 'channel', value: 'WABA', user: '2' };
  const language = { by: 'language', value: 'ru', user: '3' };
  const other = { by: 'channel', value: 'telegram', user: '1' };
  const company = { by: 'field', field: 'company.field.1', value: 'x', user: '1' };

  it.each([
    ['a field’s text', [other, city, channel], '1'],
    ['a field’s option', [option], '1'],
    ['a tag', [company, tag], '2'],
    ['the channel', [other, channel, city], '2'],
    ['the language', [{ ...language, value: 'en', user: '1' }, language], '3'],
  ])('takes the first row that fits: %s', async (_, rows, expected) => {
    expect(await assigned({ method: 'condition', rows })).toEqual([expected]);
  });

  it.each([
    ['lead.name', 'кофемашина'],
    ['lead.price', '84900'],
    ['lead.stageId', '731:7300'],
    ['lead.pipelineId', '731'],
    ['lead.responsibleId', '9'],
    ['contact.name', 'Анна'],
    ['contact.phone', '+79161234567'],
    ['contact.email', 'ANNA@example.com'],
    ['company.name', 'Мора'],
    ['company.email', 'info@example.com'],
    ['company.field.7', 'да'],
  ])('reads %s', async (name, value) => {
    const facts = fakeFacts({
      lead: { ...lead, price: 84_900, pipelineId: '731', stageId: '7300', responsibleId: '9' },
      contact: { id: '7710', name: 'Анна', phones: ['+70000000000', '+79161234567'], emails: ['anna@example.com'] },
      company: { id: '881', name: 'Мора', emails: ['info@example.com'], fields: [{ id: '7', values: ['Да'] }] },
      users: team,
    });
    const rows = [{ by: 'field', field: name, value, user: '2' }];
    expect(await assigned({ method: 'condition', rows }, [facts])).toEqual(['2']);
    const nothing = fakeFacts({ lead: { id: '24510983', sources: [], openTasks: 0 }, users: team });
    await expect(assigned({ method: 'condition', rows }, [nothing])).rejects.toThrow('No condition fits');
  });

  it('passes over a row whose user is switched off', async () => {
    const facts = fakeFacts({ lead, users: [user('1', 0, 0, false), user('2')] });
    expect(await assigned({ method: 'condition', rows: [city, tag] }, [facts])).toEqual(['2']);
  });

  it('lets the chosen users take turns where none fits', async () => {
    expect(await assigned({ method: 'condition', rows: [other], users: ['2', '3'] }, times(3))).toEqual(['2', '3', '2']);
  });
});

describe('refuses', () => {
  it.each([
    ['no lead', { users: all }, fakeFacts({ users: team }), 'no lead'],
    ['nobody active', { users: ['2'] }, withUsers(user('2', 0, 0, false)), 'active'],
    ['no row that fits', { method: 'condition', rows: [{ by: 'channel', value: 'x', user: '1' }] }, known, 'No condition fits'],
  ])('%s', async (_, wanted, facts, message) => {
    const expected = { name: 'Refuse', code: 'invalid', message: expect.stringContaining(message) };
    await expect(assigned(wanted, [facts])).rejects.toMatchObject(expected);
    await expect(preview(wanted, 'en', facts)).rejects.toMatchObject(expected);
  });
});

describe('preview', () => {
  it.each([
    ['en', 'Make responsible for the lead “Кофемашина”: the next in turn of Мария, Олег'],
    ['ru', 'Назначить ответственного за сделку «Кофемашина»: следующий по очереди из Мария, Олег'],
    ['es', 'Asignar responsable al lead «Кофемашина»: el siguiente por turno entre Мария, Олег'],
    ['pt', 'Definir o responsável pelo lead “Кофемашина”: o próximo do rodízio entre Мария, Олег'],
  ] as const)('in %s', async (language, expected) => {
    expect(await preview({ users: ['1', '2'] }, language)).toBe(expected);
  });

  it.each([
    ['the only one', { users: ['2'] }, 'Олег'],
    ['the least busy', { method: 'open_leads', users: ['1', '2'] }, 'Олег (open leads: 3)'],
    ['the equally busy', { method: 'open_leads', users: all }, 'the next in turn of Олег, Анна (open leads: 3)'],
    ['the least busy by tasks', { method: 'open_tasks', users: all }, 'Анна (open tasks: 0)'],
    ['a field’s', { method: 'condition', rows: [{ by: 'field', field: 'lead.field.811', value: 'Казань', user: '1' }] }, 'Мария (Город: Казань)'],
    ['a channel’s', { method: 'condition', rows: [{ by: 'channel', value: 'waba', user: '1' }] }, 'Мария (channel: waba)'],
    ['a language’s', { method: 'condition', rows: [{ by: 'language', value: 'ru', user: '1' }] }, 'Мария (language: ru)'],
  ])('names %s', async (_, wanted, expected) => {
    expect(await preview(wanted)).toBe(`Make responsible for the lead “Кофемашина”: ${expected}`);
  });

  it('says what run then does, where the facts decide', async () => {
    const wanted = { method: 'open_tasks', users: all };
    const [chosen] = await assigned(wanted);
    expect(await preview(wanted)).toContain(known.nameOf('user', String(chosen)));
  });
});

describe('input', () => {
  const row = { by: 'channel', value: 'waba', user: '1' };

  it.each([
    ['nobody', {}, 'at least one user'],
    ['no condition', { method: 'condition', users: ['1'] }, 'at least one condition'],
    ['101 users', { users: Array.from({ length: 101 }, (_, at) => String(at)) }, ''],
    ['a row without its field', { method: 'condition', rows: [{ ...row, by: 'field' }] }, 'Choose the field'],
    ['a row of a field that is none', { method: 'condition', rows: [{ ...row, by: 'field', field: 'lead.createdAt' }] }, 'Choose a field'],
    ['a row without a value', { method: 'condition', rows: [{ ...row, value: ' ' }] }, ''],
    ['a row without a user', { method: 'condition', rows: [{ ...row, user: '' }] }, ''],
    ['another language', { method: 'condition', rows: [{ ...row, by: 'language', value: 'de' }] }, 'en, ru, es or pt'],
    ['51 rows', { method: 'condition', rows: Array.from({ length: 51 }, () => row) }, ''],
  ])('refuses %s', (_, wanted, message) => {
    const { error } = plugin.input.safeParse(wanted);
    expect(error?.issues.map((issue) => issue.message).join()).toContain(message);
  });

  it('names its references, fields and choices in four languages', () => {
    expect(plugin.input.shape.users.meta()).toMatchObject({ ref: 'user' });
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('is checked by code when a model asks', () => {
    expect(plugin.effect).toBe('conditional');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ users: ['1', '2'] });
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
