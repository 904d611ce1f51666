import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language, type LeadFacts } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/call-missed.json', import.meta.url), 'utf8')) as DomainEvent;
const lead: LeadFacts = { id: '24510983', name: 'Кофемашина для офиса', responsibleId: '10431207', sources: [], openTasks: 0 };
const contact = { id: '7710', name: 'Анна', responsibleId: '10431299' };
const account = { timezone: 'Europe/Moscow', currency: 'RUB', language: 'ru' };
const names = { user: { '10431207': 'Мария Иванова', '55': 'Олег' }, task_type: { '2': 'Встреча' } };
const known = fakeFacts({ lead, contact, account, names });

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings, { now: '2026-01-15T10:30:00.000Z' }), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse({ text: 'Перезвонить', ...wanted }), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language, facts: Facts = known) =>
  plugin.preview(plugin.input.parse({ text: 'Перезвонить', ...wanted }), { event, facts, language });

describe('run', () => {
  it('asks for one task on the lead, for its responsible user', async () => {
    expect(await run({})).toEqual([
      {
        kind: 'crm',
        change: { kind: 'add_task', subject: 'lead:24510983', text: 'Перезвонить', dueAt: '2026-01-16T10:30:00.000Z', responsibleId: '10431207' },
      },
    ]);
  });

  it('takes the type and the user it is told', async () => {
    expect(await run({ type: '2', responsible: '55' })).toMatchObject([{ change: { typeId: '2', responsibleId: '55' } }]);
  });

  it('counts from now, not from the event', async () => {
    expect(await run({ after: 15, unit: 'minutes' })).toMatchObject([{ change: { dueAt: '2026-01-15T10:45:00.000Z' } }]);
  });

  it('hangs on the contact or company where there is no lead', async () => {
    expect(await run({}, fakeFacts({ contact }))).toMatchObject([{ change: { subject: 'contact:7710', responsibleId: '10431299' } }]);
    const [effect] = await run({}, fakeFacts({ company: { id: '881' } }));
    expect(effect).toMatchObject({ change: { subject: 'company:881' } });
    expect(effect).not.toHaveProperty('change.responsibleId');
  });

  it('refuses where there is no card, and a text that became empty or too long', async () => {
    await expect(run({}, fakeFacts())).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining('no lead') });
    const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(known) };
    for (const text of [' ', 'x'.repeat(2_001)])
      await expect(plugin.run({ ...plugin.input.parse({ text: '{{x}}' }), text }, event, ctx)).rejects.toMatchObject({ name: 'Refuse' });
    expect(ctx.effects).toEqual([]);
  });
});

describe('preview', () => {
  it.each([
    [
      'en',
      'Create the task “Перезвонить”; due: Fri, January 16, 2026 at 10:00; type: Встреча; responsible: Мария Иванова; on the card of: Кофемашина для офиса',
    ],
    ['ru', 'Создать задачу «Перезвонить»; срок: пт, 16 января 2026 г. в 10:00; тип: Встреча; ответственный: Мария Иванова; карточка: Кофемашина для офиса'],
    [
      'es',
      'Crear la tarea «Перезвонить»; vence: vie, 16 de enero de 2026, 10:00; tipo: Встреча; responsable: Мария Иванова; en la ficha de: Кофемашина для офиса',
    ],
    [
      'pt',
      'Criar a tarefa “Перезвонить”; prazo: sex., 16 de janeiro de 2026 às 10:00; tipo: Встреча; responsável: Мария Иванова; no cartão de: Кофемашина для офиса',
    ],
  ] as const)('in %s', async (language, expected) => {
    expect(await preview({ time: '10:00', type: '2' }, language)).toBe(expected);
  });

  it('says only what is known, and refuses what run refuses', async () => {
    expect(await preview({}, 'en', fakeFacts({ company: { id: '881' } }))).toBe(
      'Create the task “Перезвонить”; due: Fri, January 16, 2026 at 10:00; on the card of: 881',
    );
    await expect(preview({}, 'en', fakeFacts())).rejects.toThrow('no lead');
  });

  it('does not fail on a time zone that is none', async () => {
    expect(await preview({}, 'en', fakeFacts({ contact, account: { ...account, timezone: 'Moon/Crater' } }))).toContain('10:00');
  });
});

describe('input', () => {
  it.each([
    [{ text: ' ' }],
    [{ text: 'x'.repeat(2_001) }],
    [{ after: 0 }],
    [{ after: 0, unit: 'minutes' }],
    [{ after: 1.5 }],
    [{ after: 1_001 }],
    [{ after: 2, unit: 'hours', time: '10:00' }],
    [{ time: '24:00' }],
    [{ time: '9:30' }],
  ])('refuses %j', (wanted) => {
    expect(plugin.input.safeParse({ text: 'x', ...wanted }).success).toBe(false);
  });

  it('names its references, fields and choices in four languages', () => {
    expect(plugin.input.shape.type.meta()).toMatchObject({ ref: 'task_type' });
    expect(plugin.input.shape.responsible.meta()).toMatchObject({ ref: 'user' });
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ text: 'Перезвонить', time: '10:00' });
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
