import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { testHost } from '../../../host/testing.ts';
import { type DomainEvent } from '../../../sdk/events.ts';
import { fakeFacts, type FakeFacts } from '../../../sdk/testing.ts';
import { unknownVariables } from '../../effects/schema.ts';
import { detectLanguage } from '../../knowledge/language.ts';
import { findConflicts } from '../conflicts/conflicts.ts';
import { type RuleDefinition, RuleDefinition as Definition } from '../definition.ts';
import { evaluate } from '../matching/evaluate.ts';
import { partsOf } from '../checks/problems.ts';
import { readForm, type Reference, type Templated } from '../checks/references.ts';
import { RuleTemplate } from '../schema.ts';
import { templates } from './all.ts';

const LANGUAGES = ['en', 'ru', 'es', 'pt'] as const;
/** What an admin of a known account would fill in. */
const FILLED: Record<string, unknown> = { from: 50_000, users: ['10431207', '10431299'], url: 'https://example.com/hook' };

const { host } = testHost(fileURLToPath(new URL('../../../../plugins', import.meta.url)), { loadDeadlineMs: 20_000, deadlineMs: 5_000 });
beforeAll(() => host.load());

const all = LANGUAGES.flatMap((language) => templates(language).map((template) => ({ language, template, id: template.id })));
const one = (id: string, language: (typeof LANGUAGES)[number] = 'en'): RuleDefinition => {
  const found = templates(language).find((template) => template.id === id);
  if (!found) throw new Error(`no template ${id}`);
  return found.definition;
};

/** Places of the definition that the plugins do not take. */
const problems = (definition: RuleDefinition): string[] =>
  partsOf(definition).flatMap(({ kind, id, input, path }) => host.inputProblems(kind, id, input).map((problem) => `${path}.input.${problem.path}`));

function forms(definition: RuleDefinition): { references: Reference[]; texts: Templated[] } {
  const read = partsOf(definition).map(({ kind, id, input }) => {
    const plugin = host.definition(kind, id);
    return readForm(plugin ? z.toJSONSchema(plugin.input, { io: 'input', unrepresentable: 'any' }) : {}, input);
  });
  return { references: read.flatMap(({ references }) => references), texts: read.flatMap((form) => form.templates) };
}

function fill(definition: RuleDefinition, open: readonly string[]): RuleDefinition {
  const filled = structuredClone(definition) as unknown as Record<string, unknown>;
  for (const path of open) {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    const place = parts.reduce((value, part) => value[part] as Record<string, unknown>, filled);
    place[last] = FILLED[last];
  }
  return Definition.parse(filled);
}

it('there are a dozen and more, the same ones in each language', () => {
  const ids = LANGUAGES.map((language) => templates(language).map(({ id }) => id));
  expect(ids[0]?.length).toBeGreaterThanOrEqual(12);
  for (const list of ids) expect(list).toEqual(ids[0]);
  expect(new Set(ids[0]).size).toBe(ids[0]?.length);
});

describe.each(all)('$id in $language', ({ language, template }) => {
  const { definition, open } = template;

  it('has the shape of the API, and a definition that is stored as it is', () => {
    expect(RuleTemplate.parse(template)).toEqual(template);
    expect(Definition.parse(definition)).toEqual(definition);
  });

  it('is open exactly where it could not be switched on, and can be once that is filled in', () => {
    expect(problems(definition).toSorted()).toEqual(open.toSorted());
    expect(problems(fill(definition, open))).toEqual([]);
  });

  it('names nothing that only one account has', () => {
    const { references } = forms(definition);
    expect(references.filter(({ ref, value }) => ref !== 'tag' && ref !== 'field_value' && ref !== 'operator' && value !== 'lead.openTasks')).toEqual([]);
    expect(JSON.stringify(definition)).not.toMatch(/\d{6}|\.field\./u);
  });

  it('refers to what a text can refer to', () => {
    expect(forms(definition).texts.flatMap(({ text }) => unknownVariables(text))).toEqual([]);
  });

  it('is written in its language', () => {
    const texts = forms(definition).texts.map(({ text }) => text.replaceAll(/\{\{.*?\}\}/gu, ''));
    for (const part of [template.description, ...texts.filter((text) => text.length > 30)])
      expect([detectLanguage(part) ?? language, part]).toEqual([language, part]);
    expect(template.title.length).toBeLessThanOrEqual(40);
  });
});

it.each(LANGUAGES)('they do not get in each other’s way, nor in that of an agent with the same hours, in %s', (language) => {
  const rules = templates(language).map(({ id, definition, open }) => ({ id, definition: fill(definition, open) }));
  const workingHours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };
  const agent = { id: 'agent', settings: { mode: 'auto' as const, channels: [], stages: [], workingHours } };
  const found = findConflicts(rules, [agent], ({ condition, input }) => host.constants(condition, input));
  expect(found).toEqual([]);
});

describe('when they run', () => {
  const event: DomainEvent = { name: 'lead.updated', subject: 'lead:1', at: '2026-01-15T10:00:00.000Z', actor: { kind: 'unknown' }, data: { id: '1' } };
  const holds = async (definition: RuleDefinition, facts: FakeFacts): Promise<boolean | undefined> => {
    const tester = await host.conditions('account');
    const judged = await evaluate(definition.conditions, ({ condition, input }) => tester.test(condition, input, event, fakeFacts(facts)));
    expect(judged.error).toBeUndefined();
    return judged.holds;
  };
  const lead = (parts: object) => ({ lead: { id: '1', sources: [], openTasks: 0, ...parts } });

  it.each<[string, FakeFacts, boolean]>([
    ['silent-lead', lead({}), true],
    ['silent-lead', lead({ openTasks: 1 }), false],
    ['next-step', lead({ stageId: '2', pipelineId: '1', stageKind: 'open' }), true],
    ['next-step', lead({ stageId: '2', pipelineId: '1', stageKind: 'won' }), false],
    ['won-lead', lead({ stageId: '2', pipelineId: '1', stageKind: 'won' }), true],
    ['lost-lead', lead({ stageId: '2', pipelineId: '1', stageKind: 'won' }), false],
    ['greeting', lead({ createdAt: '2026-01-15T09:50:00.000Z' }), true],
    ['greeting', lead({ createdAt: '2026-01-10T09:50:00.000Z' }), false],
    // A Thursday morning, and its night.
    ['after-hours', { now: '2026-01-15T10:00:00.000Z' }, false],
    ['after-hours', { now: '2026-01-15T21:00:00.000Z' }, true],
    ['night-call', { now: '2026-01-17T12:00:00.000Z' }, true],
  ])('%s with %j: %s', async (id, facts, expected) => {
    expect(await holds(one(id), facts)).toBe(expected);
  });

  it('the big one once', async () => {
    const rule = fill(one('vip'), ['conditions.all.0.input.from', 'actions.1.input.users']);
    expect(await holds(rule, lead({ price: 60_000 }))).toBe(true);
    expect(await holds(rule, lead({ price: 60_000, tags: ['VIP'] }))).toBe(false);
    expect(await holds(rule, lead({ price: 40_000 }))).toBe(false);
  });

  it.each([
    ['en', 'Please STOP texting me', 'What time do you stop work?'],
    ['en', 'don’t write to me again', 'I don’t write well in English, sorry'],
    ['en', "Don't write to me", 'Do you write invoices?'],
    ['ru', 'Больше не пишите, пожалуйста', 'Не пишите адрес, я его знаю'],
    ['ru', 'хватит писать мне!', 'Сколько стоит доставка?'],
    ['es', 'Por favor, no me escriban más', '¿Me escriben mañana?'],
    ['pt', 'Nao quero receber mensagens de vocês', 'Quero receber amanhã'],
  ] as const)('in %s, of who says “%s” and not of “%s”', async (language, yes, no) => {
    const rule = one('opt-out', language);
    expect(await holds(rule, { text: yes })).toBe(true);
    expect(await holds(rule, { text: no })).toBe(false);
  });
});
