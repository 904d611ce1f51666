import type { z } from 'zod';

import type { ActionRunShape, EffectShape, LeafResult as LeafShape, RunListed } from '../../server/features/rules/schema.ts';
import { dict, id, list, number, oneOf, optional, text } from './read.ts';

export type LeafResult = z.output<typeof LeafShape>;
type Listed = z.output<typeof RunListed>;
export type RunState = Listed['state'];
export type SkipReason = NonNullable<Listed['reason']>;
type Effects = z.output<typeof EffectShape>;
type Actions = z.output<typeof ActionRunShape>;

export const RUN_STATES: readonly RunState[] = ['running', 'waiting', 'done', 'failed', 'skipped', 'near'];
const EFFECT_KINDS = ['message', 'reply', 'crm', 'webhook', 'notification', 'pause'] as const;

export interface Effect {
  id: string;
  kind: Effects['kind'];
  state: Effects['state'];
  attempts: number;
  receipt: { id: string | null; via: string; at: string } | null;
  answer: { status: number; body: unknown } | null;
  problem: string | null;
  error: string | null;
  updatedAt: string;
}

export interface ActionRun {
  id: string;
  position: number;
  action: string;
  state: Actions['state'];
  said: string | null;
  problem: string | null;
  error: string | null;
  finishedAt: string | null;
  effects: Effect[];
}

export interface Run {
  id: string;
  ruleId: string;
  ruleName: string;
  ruleVersion: number;
  state: RunState;
  reason: SkipReason | null;
  event: { name: string; subject: string; at: string };
  leadCrmId: string | null;
  leadName: string | null;
  hookEventId: string | null;
  conditions: LeafResult[];
  chain: string[];
  at: string;
  finishedAt: string | null;
  /** Only where a single run is read. */
  actions: ActionRun[];
}

export const isGoing = ({ state }: Pick<Run, 'state'>): boolean => state === 'running' || state === 'waiting';

const readFound = (value: unknown): LeafResult['found'] => {
  if (Array.isArray(value)) return value.map(text);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null ? value : undefined;
};

export const readLeaf = (value: unknown): LeafResult => {
  const from = dict(value);
  return {
    path: text(from['path']),
    condition: text(from['condition']),
    holds: typeof from['holds'] === 'boolean' ? from['holds'] : null,
    found: readFound(from['found']),
    error: text(from['error']) || undefined,
  };
};

const readEffect = (value: unknown): Effect => {
  const from = dict(value);
  const receipt = dict(from['receipt']);
  const answer = dict(from['answer']);
  return {
    id: text(from['id']),
    kind: oneOf(from['kind'], EFFECT_KINDS, 'crm'),
    state: oneOf(from['state'], ['queued', 'sending', 'in_doubt', 'done', 'failed'], 'queued'),
    attempts: number(from['attempts']),
    receipt: from['receipt'] ? { id: optional(receipt['id']), via: text(receipt['via']), at: text(receipt['at']) } : null,
    answer: from['answer'] ? { status: number(answer['status']), body: answer['body'] ?? null } : null,
    problem: optional(from['problem']),
    error: optional(from['error']),
    updatedAt: text(from['updatedAt']),
  };
};

const readAction = (value: unknown): ActionRun => {
  const from = dict(value);
  return {
    id: text(from['id']),
    position: number(from['position']),
    action: text(from['action']),
    state: oneOf(from['state'], ['planned', 'running', 'waiting', 'done', 'failed', 'skipped'], 'planned'),
    said: optional(from['said']),
    problem: optional(from['problem']),
    error: optional(from['error']),
    finishedAt: optional(from['finishedAt']),
    effects: list(from['effects']).map(readEffect),
  };
};

export const readRun = (value: unknown): Run => {
  const from = dict(value);
  const event = dict(from['event']);
  return {
    id: id(from['id'], 'run'),
    ruleId: text(from['ruleId']),
    ruleName: text(from['ruleName']),
    ruleVersion: number(from['ruleVersion']),
    state: oneOf(from['state'], RUN_STATES, 'waiting'),
    reason: (['cooldown', 'stopped', 'loop'] as const).find((one) => one === from['reason']) ?? null,
    event: { name: text(event['name']), subject: text(event['subject']), at: text(event['at']) },
    leadCrmId: optional(from['leadCrmId']),
    leadName: optional(from['leadName']),
    hookEventId: optional(from['hookEventId']),
    conditions: list(from['conditions']).map(readLeaf),
    chain: list(from['chain']).map(text).filter(Boolean),
    at: text(from['at']),
    finishedAt: optional(from['finishedAt']),
    actions: list(from['actions'])
      .map(readAction)
      .toSorted((one, other) => one.position - other.position),
  };
};
