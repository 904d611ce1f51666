/** The product's matching and three engines of npm, each given its rules once, in the way its documentation shows. */
import jsonLogic from 'json-logic-js';
import { Engine, type RuleProperties } from 'json-rules-engine';
import { type Rule, RuleEngine } from 'node-rules';
import { pino } from 'pino';

import { newId } from '../../db/base.ts';
import { decide, subjectOf } from '../../features/rules/matching/decide.ts';
import { RuleDefinition } from '../../features/rules/definition.ts';
import { RuleBook } from '../../features/rules/matching/rule-book.ts';
import { RuleIndex } from '../../features/rules/matching/rule-index.ts';
import { PlayedRuns } from '../../features/rules/matching/runs.ts';
import { NOTHING_KNOWN, type StoredFacts } from '../../features/subjects/schema.ts';
import { SubjectFacts } from '../../features/subjects/service.ts';
import { Host } from '../../host/host.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { memoryStore } from '../../sdk/testing.ts';
import { type PlainFacts, type PlainRule } from './made-up.ts';

/** Which rules an event starts, by id, in any order. */
export type Fire = (facts: PlainFacts) => string[] | Promise<string[]>;

export interface Contender {
  name: string;
  prepare(rules: readonly PlainRule[]): Fire | Promise<Fire>;
}

const ACCOUNT = newId();
const AT = '2026-11-18T12:00:00.000Z';
const host = new Host({
  log: pino({ level: 'silent' }),
  clock: { now: () => new Date() },
  egress: { fetch: async () => new Response(null, { status: 204 }) },
  crmFetch: async () => async () => new Response(null, { status: 204 }),
  settings: async () => undefined,
  store: () => memoryStore(),
});

const conditionsOf = ({ stage, tag, from, to }: PlainRule) => ({
  all: [
    ...(stage === undefined ? [] : [{ condition: 'stage-is', input: { stages: [stage] } }]),
    ...(tag === undefined ? [] : [{ condition: 'tag-has', input: { tags: [tag] } }]),
    { condition: 'price-range', input: { from, ...(to === undefined ? {} : { to }) } },
  ],
});

/** All that a hook's event costs between its facts and what is to be stored: index, guarded plugins, explained answers. */
const souffleur: Contender = {
  name: 'souffleur',
  prepare: async (rules) => {
    await host.load();
    const book = new RuleBook({ host });
    const index = new RuleIndex(
      rules.map((rule) => {
        const definition = RuleDefinition.parse({
          name: rule.id,
          trigger: { on: 'lead_updated' },
          conditions: conditionsOf(rule),
          actions: [{ action: 'add-note', input: { text: 'Seen' } }],
        });
        return book.compile({ id: rule.id, version: 1, event: 'lead.updated', definition });
      }),
    );
    const tester = await host.conditions(ACCOUNT);
    const nobody = {} as never;
    const subjects = new SubjectFacts({ accountId: ACCOUNT, intents: nobody, knowledge: nobody, subjectNames: nobody, crm: nobody });
    const account = { timezone: 'Europe/Madrid', currency: 'EUR', language: 'en' };
    const names = new Map<string, string>();
    return async ({ stage, tags, price }) => {
      const [pipelineId = '', stageId = ''] = stage.split(':');
      const lead = { id: '70', name: 'Lead 70', pipelineId, stageId, tags: [...tags], price, sources: [], openTasks: 0 };
      const stored: StoredFacts = { ...NOTHING_KNOWN, lead };
      const event: DomainEvent = { name: 'lead.updated', subject: 'lead:70', at: AT, actor: { kind: 'unknown' }, data: { id: '70', price } };
      const facts = subjects.wrap({ event, stored, account, names, reach: 'stored', em: nobody });
      const occasion = { event, facts, subject: subjectOf(event, facts), chain: [], at: new Date(event.at) };
      const decisions = await decide(index.candidates(event.name, stored), occasion, tester, new PlayedRuns());
      return decisions.flatMap(({ rule, outcome }) => (outcome === 'fires' ? [rule.id] : []));
    };
  },
};

const jsonRulesEngine: Contender = {
  name: 'json-rules-engine',
  prepare: (rules) => {
    const engine = new Engine(
      rules.map(({ id, stage, tag, from, to }): RuleProperties => ({
        conditions: {
          all: [
            ...(stage === undefined ? [] : [{ fact: 'stage', operator: 'equal', value: stage }]),
            ...(tag === undefined ? [] : [{ fact: 'tags', operator: 'contains', value: tag }]),
            { fact: 'price', operator: 'greaterThanInclusive', value: from },
            ...(to === undefined ? [] : [{ fact: 'price', operator: 'lessThanInclusive', value: to }]),
          ],
        },
        event: { type: id },
      })),
    );
    return async (facts) => (await engine.run({ ...facts })).events.map(({ type }) => type);
  },
};

const nodeRules: Contender = {
  name: 'node-rules',
  prepare: (rules) => {
    const made = rules.map(({ id, stage, tag, from, to }): Rule => {
      const holds = ({ stage: on, tags, price }: PlainFacts): boolean =>
        (stage === undefined || on === stage) && (tag === undefined || tags.includes(tag)) && price >= from && (to === undefined || price <= to);
      return { id, condition: (flow, facts) => flow.when(holds(facts as PlainFacts)), consequence: (flow) => flow.next() };
    });
    const engine = new RuleEngine(made, { ignoreFactChanges: true });
    return (facts) => new Promise((resolve) => engine.execute({ ...facts }, ({ matchPath = [] }) => resolve(matchPath)));
  },
};

const jsonLogicJs: Contender = {
  name: 'json-logic-js',
  prepare: (rules) => {
    const made = rules.map(({ id, stage, tag, from, to }) => ({
      id,
      logic: {
        and: [
          ...(stage === undefined ? [] : [{ '===': [{ var: 'stage' }, stage] }]),
          ...(tag === undefined ? [] : [{ in: [tag, { var: 'tags' }] }]),
          { '>=': [{ var: 'price' }, from] },
          ...(to === undefined ? [] : [{ '<=': [{ var: 'price' }, to] }]),
        ],
      },
    }));
    return (facts) => made.flatMap(({ id, logic }) => (jsonLogic.apply(logic, facts) === true ? [id] : []));
  },
};

/** The ceiling: written by hand for these three questions. No guard, nothing explained, no order, no cooldown. */
const byHand: Contender = {
  name: 'by hand',
  prepare: (rules) => {
    const byTag = Map.groupBy(rules, ({ tag }) => tag);
    return ({ stage: on, tags, price }) => {
      const ids: string[] = [];
      for (const tag of [undefined, ...tags])
        for (const { id, stage, from, to } of byTag.get(tag) ?? [])
          if ((stage === undefined || stage === on) && price >= from && (to === undefined || price <= to)) ids.push(id);
      return ids;
    };
  },
};

export const peers: readonly Contender[] = [jsonRulesEngine, nodeRules, jsonLogicJs];
export const ours = souffleur;
export const ceiling = byHand;
