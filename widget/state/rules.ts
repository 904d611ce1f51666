import type { z } from 'zod';

import type { RuleConflict as ConflictShape, RuleListed, RuleProblem as ProblemShape } from '../../server/features/rules/schema.ts';
import { dict, id, list, number, oneOf, optional, text } from './read.ts';

export type RuleProblem = z.output<typeof ProblemShape>;
export type RuleConflict = z.output<typeof ConflictShape>;
export type Definition = Pick<z.output<typeof RuleListed>, 'name' | 'description' | 'trigger' | 'conditions' | 'actions' | 'priority' | 'cooldown' | 'stop'>;
export type Node = Definition['conditions'];
export type Leaf = Extract<Node, { condition: string }>;
export type Trigger = Definition['trigger'];
export type RuleAction = Definition['actions'][number];

/** As `server/features/rules/definition.ts` has them: what is deeper or more was not written by this product. */
const DEEPEST = 8;
const MOST = 100;

/** Short names of triggers, in the order of lists, with the events they wait for. */
export const TRIGGERS = {
  lead_created: 'lead.created',
  lead_updated: 'lead.updated',
  stage_changed: 'lead.stage_changed',
  responsible_changed: 'lead.responsible_changed',
  message_received: 'message.received',
  call_missed: 'call.missed',
  task_created: 'task.created',
  task_completed: 'task.completed',
  contact_created: 'contact.created',
  note_added: 'note.added',
  time_based: 'time.reached',
  manual: 'rule.requested',
} as const;
export type TriggerName = keyof typeof TRIGGERS;

export const eventOf = ({ on }: Pick<Trigger, 'on'>): string => (Object.hasOwn(TRIGGERS, on) ? TRIGGERS[on as TriggerName] : on);

export const readNode = (value: unknown, depth = 0): Node => {
  const from = dict(value);
  const inner = (children: unknown): Node[] =>
    depth < DEEPEST
      ? list(children)
          .slice(0, MOST)
          .map((child) => readNode(child, depth + 1))
      : [];
  if ('condition' in from) return { condition: text(from['condition']), input: dict(from['input']) };
  if ('any' in from) return { any: inner(from['any']) };
  if ('not' in from) return { not: depth < DEEPEST ? readNode(from['not'], depth + 1) : { all: [] } };
  return { all: inner(from['all']) };
};

export const childrenOf = (node: Node): readonly Node[] => ('all' in node ? node.all : 'any' in node ? node.any : 'not' in node ? [node.not] : []);

/** The place of a child, as results name it: `all.0.any.1`. */
export const pathOf = (parent: string, node: Node, index: number): string =>
  [...(parent ? [parent] : []), 'not' in node ? 'not' : 'all' in node ? `all.${index}` : `any.${index}`].join('.');

const readTime = (value: unknown): Trigger['time'] => {
  const from = dict(value);
  if (from['kind'] === 'schedule') return { kind: 'schedule', days: list(from['days']).map(number), at: text(from['at']) };
  if (from['kind'] !== 'silence') return undefined;
  return {
    kind: 'silence',
    of: oneOf(from['of'], ['anything', 'unanswered', 'message_in', 'message_out', 'stage'], 'anything'),
    amount: number(from['amount']),
    unit: oneOf(from['unit'], ['minutes', 'hours', 'days'], 'days'),
  };
};

export const readDefinition = (value: unknown): Definition => {
  const from = dict(value);
  const trigger = dict(from['trigger']);
  const time = readTime(trigger['time']);
  return {
    name: text(from['name']),
    description: text(from['description']),
    trigger: { on: text(trigger['on']), ...(time ? { time } : {}) },
    conditions: readNode(from['conditions']),
    actions: list(from['actions'])
      .slice(0, MOST)
      .map((action) => ({ action: text(dict(action)['action']), input: dict(dict(action)['input']) })),
    priority: number(from['priority']),
    cooldown: number(from['cooldown']),
    stop: from['stop'] === true,
  };
};

/** The definition alone: what the API takes back. */
export const definitionOf = ({ name, description, trigger, conditions, actions, priority, cooldown, stop }: Definition): Definition => ({
  name,
  description,
  trigger,
  conditions,
  actions,
  priority,
  cooldown,
  stop,
});

const PROBLEMS = ['missing_plugin', 'plugin_off', 'invalid_input', 'missing_reference', 'unknown_variable'] as const;

export const readProblem = (value: unknown): RuleProblem | null => {
  const from = dict(value);
  const code = PROBLEMS.find((one) => one === from['code']);
  if (!code) return null;
  return {
    code,
    path: text(from['path']),
    message: text(from['message']),
    ref: text(from['ref']) || undefined,
    value: text(from['value']) || undefined,
  };
};

export interface Rule extends Definition {
  id: string;
  enabled: boolean;
  problem: RuleProblem | null;
  version: number;
  createdAt: string;
  updatedAt: string;
  /** Absent where a single rule is read. */
  runs: { today: number; week: number; failed: number; lastAt: string | null } | undefined;
}

export const readRule = (value: unknown): Rule => {
  const from = dict(value);
  const runs = dict(from['runs']);
  return {
    ...readDefinition(from),
    id: id(from['id'], 'rule'),
    enabled: from['enabled'] === true,
    problem: readProblem(from['problem']),
    version: number(from['version']),
    createdAt: text(from['createdAt']),
    updatedAt: text(from['updatedAt']),
    runs: from['runs']
      ? { today: number(runs['today']), week: number(runs['week']), failed: number(runs['failed']), lastAt: optional(runs['lastAt']) }
      : undefined,
  };
};

/** Those that run first come first; of equal ones the older rule. */
export const inOrder = (rules: readonly Rule[]): Rule[] =>
  rules.toSorted((one, other) => other.priority - one.priority || one.createdAt.localeCompare(other.createdAt) || one.id.localeCompare(other.id));

export interface RuleVersion {
  version: number;
  definition: Definition;
  memberId: string | null;
  createdAt: string;
}

export const readVersion = (value: unknown): RuleVersion => {
  const from = dict(value);
  return {
    version: number(from['version']),
    definition: readDefinition(from['definition']),
    memberId: optional(from['memberId']),
    createdAt: text(from['createdAt']),
  };
};

export interface RuleTemplate {
  id: string;
  title: string;
  description: string;
  icon: string;
  definition: Definition;
  open: string[];
}

export const readTemplate = (value: unknown): RuleTemplate => {
  const from = dict(value);
  return {
    id: id(from['id'], 'template'),
    title: text(from['title']),
    description: text(from['description']),
    icon: text(from['icon']),
    definition: readDefinition(from['definition']),
    open: list(from['open']).map(text).filter(Boolean),
  };
};

export const readConflict = (value: unknown): RuleConflict => {
  const from = dict(value);
  return {
    kind: oneOf(from['kind'], ['same_field', 'feeds_itself', 'cycle', 'both_answer', 'never_reached'], 'same_field'),
    ruleIds: list(from['ruleIds']).map(text).filter(Boolean),
    agentId: optional(from['agentId']),
    field: optional(from['field']),
    text: text(from['text']),
  };
};
