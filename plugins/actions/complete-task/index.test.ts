import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/task-updated.json', import.meta.url), 'utf8')) as DomainEvent;
const task = { id: '4471203', text: 'Перезвонить Анне', completed: false };
const known = fakeFacts({ task });

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse(wanted), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language = 'en', facts: Facts = known) =>
  plugin.preview(plugin.input.parse(wanted), { event, facts, language });

describe('run', () => {
  it('completes the task of the event', async () => {
    expect(await run({})).toEqual([{ kind: 'crm', change: { kind: 'complete_task', taskId: '4471203' } }]);
  });

  it('writes its result', async () => {
    expect(await run({ result: ' Договорились на 15:00 ' })).toEqual([
      { kind: 'crm', change: { kind: 'complete_task', taskId: '4471203', result: 'Договорились на 15:00' } },
    ]);
  });

  it('takes a task for open of which nothing else is known', async () => {
    expect(await run({}, fakeFacts({ task: { id: '5' } }))).toMatchObject([{ change: { taskId: '5' } }]);
  });

  it.each([
    ['the lead only', fakeFacts({ lead: { id: '24510983', sources: [], openTasks: 1, nextTaskDueAt: '2026-01-15T12:00:00.000Z' } }), 'not about a task'],
    ['a completed task', fakeFacts({ task: { ...task, completed: true } }), 'completed already'],
  ])('refuses %s', async (_, facts, message) => {
    await expect(run({}, facts)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining(message) });
  });

  it('refuses a deleted task, and a result that grew too long when it was filled in', async () => {
    const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(known) };
    const deleted = { ...event, name: 'task.deleted' } as DomainEvent;
    await expect(plugin.run({ result: '' }, deleted, ctx)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: 'The task is deleted.' });
    await expect(plugin.run({ result: 'x'.repeat(1_001) }, event, ctx)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
    expect(ctx.effects).toEqual([]);
  });
});

describe('preview', () => {
  it.each([
    ['en', 'Complete the task “Перезвонить Анне” with the result “Готово”'],
    ['ru', 'Завершить задачу «Перезвонить Анне» с результатом «Готово»'],
    ['es', 'Completar la tarea «Перезвонить Анне» con el resultado «Готово»'],
    ['pt', 'Concluir a tarefa “Перезвонить Анне” com o resultado “Готово”'],
  ] as const)('in %s', async (language, expected) => {
    expect(await preview({ result: 'Готово' }, language)).toBe(expected);
  });

  it('says no more than there is', async () => {
    expect(await preview({})).toBe('Complete the task “Перезвонить Анне”');
    expect(await preview({}, 'en', fakeFacts({ task: { id: '5' } }))).toBe('Complete the task “5”');
  });

  it('refuses what run refuses', async () => {
    await expect(preview({}, 'en', fakeFacts())).rejects.toThrow('not about a task');
  });
});

describe('input', () => {
  it('is complete when it is empty, and bounded', () => {
    expect(plugin.input.parse({})).toEqual({ result: '' });
    expect(plugin.input.safeParse({ result: 'x'.repeat(1_001) }).success).toBe(false);
  });

  it('names its fields in four languages', () => {
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(plugin.input.shape.result.meta()).toMatchObject({ template: 'text' });
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('is checked by code when a model asks', () => {
    expect(plugin.effect).toBe('conditional');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ result: 'Готово' });
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
