import { readFileSync } from 'node:fs';

import { type DomainEvent, type Effect, type Facts, type Language } from 'souffleur/sdk';
import { fakeContext, fakeEffects, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import plugin from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message.json', import.meta.url), 'utf8')) as DomainEvent;
const talk = { id: '9021', origin: 'waba', open: true };
const lead = { id: '24510983', sources: [], openTasks: 0 };
const known = fakeFacts({ talk, lead });

async function run(wanted: object, facts: Facts = known): Promise<Effect[]> {
  const ctx = { ...fakeContext(plugin.settings), ...fakeEffects(facts) };
  await plugin.run(plugin.input.parse(wanted), event, ctx);
  return ctx.effects;
}

const preview = async (wanted: object, language: Language = 'en', facts: Facts = known) =>
  plugin.preview(plugin.input.parse(wanted), { event, facts, language });

describe('run', () => {
  it.each([
    [{}, 30],
    [{ minutes: 1 }, 1],
    [{ mode: 'pause', minutes: 10_080 }, 10_080],
    [{ mode: 'resume' }, 0],
    [{ mode: 'resume', minutes: 45 }, 0],
  ])('%j: %s minutes', async (wanted, minutes) => {
    expect(await run(wanted)).toEqual([{ kind: 'pause', minutes }]);
  });

  it.each([
    ['a talk of no lead', fakeFacts({ talk })],
    ['a lead without a talk of the event', fakeFacts({ lead })],
  ])('is content with %s', async (_, facts) => {
    expect(await run({}, facts)).toHaveLength(1);
  });

  it('refuses without conversation and lead', async () => {
    await expect(run({}, fakeFacts())).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringContaining('no conversation') });
  });
});

describe('preview', () => {
  it.each([
    ['en', 1, 'Pause the agent in this conversation for 1 minute'],
    ['en', 90, 'Pause the agent in this conversation for 90 minutes'],
    ['ru', 1, 'Приостановить агента в этой беседе на 1 мин'],
    ['ru', 22, 'Приостановить агента в этой беседе на 22 мин'],
    ['ru', 30, 'Приостановить агента в этой беседе на 30 мин'],
    ['es', 30, 'Pausar al agente en esta conversación durante 30 minutos'],
    ['pt', 30, 'Pausar o agente nesta conversa por 30 minutos'],
  ] as const)('in %s, for %s', async (language, minutes, expected) => {
    expect(await preview({ minutes }, language)).toBe(expected);
  });

  it.each([
    ['en', 'End the agent’s pause in this conversation'],
    ['ru', 'Снять агента с паузы в этой беседе'],
    ['es', 'Terminar la pausa del agente en esta conversación'],
    ['pt', 'Encerrar a pausa do agente nesta conversa'],
  ] as const)('in %s, of the end', async (language, expected) => {
    expect(await preview({ mode: 'resume' }, language)).toBe(expected);
  });

  it('refuses what run refuses', async () => {
    await expect(preview({}, 'en', fakeFacts())).rejects.toThrow('no conversation');
  });
});

describe('input', () => {
  it.each([[{ minutes: 0 }], [{ minutes: 10_081 }], [{ minutes: 1.5 }], [{ mode: 'off' }]])('refuses %j', (wanted) => {
    expect(plugin.input.safeParse(wanted).success).toBe(false);
  });

  it('names its fields and choices in four languages', () => {
    expect(unnamed(z.toJSONSchema(plugin.input, { io: 'input' }) as Drawn)).toEqual([]);
    expect(Object.keys(plugin.says ?? {})).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('is free for a model', () => {
    expect(plugin.effect).toBe('free');
  });
});

describe('as an action', () => {
  const wanted = plugin.input.parse({ minutes: 45 });
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
