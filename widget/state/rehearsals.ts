import type { z } from 'zod';

import type { Hit as HitShape, Rehearsal as RehearsalShape } from '../../server/features/rules/schema.ts';
import { dict, type Dict, id, list, number, oneOf, optional, text } from './read.ts';
import { type LeafResult, readLeaf } from './rule-runs.ts';

type Shape = z.output<typeof RehearsalShape>;
export type Hit = z.output<typeof HitShape>;

export const OUTCOMES: readonly Hit['outcome'][] = ['fires', 'cooldown', 'stopped', 'loop', 'unknown'];

export interface Would {
  position: number;
  action: string;
  says: string;
  error: string | null;
}

export interface RehearsalResult {
  holds: boolean | null;
  conditions: LeafResult[];
  would: Would[];
  event: { name: string; subject: string; at: string; data: Dict } | null;
  fires: number;
  subjects: number;
  kept: Record<Exclude<Hit['outcome'], 'fires'>, number>;
  hits: Hit[];
  cost: { messages: number; modelCalls: number; micros: number; priced: boolean };
  perDay: { day: string; fires: number }[];
}

export interface Rehearsal {
  id: string;
  kind: Shape['kind'];
  ruleId: string | null;
  state: Shape['state'];
  looked: number;
  total: number;
  result: RehearsalResult | null;
  error: string | null;
  createdAt: string;
}

export const isUnderWay = ({ state }: Pick<Rehearsal, 'state'>): boolean => state === 'waiting' || state === 'running';

const readHit = (value: unknown): Hit => {
  const from = dict(value);
  return {
    eventId: optional(from['eventId']),
    name: text(from['name']),
    subject: text(from['subject']),
    leadCrmId: optional(from['leadCrmId']),
    leadName: optional(from['leadName']),
    at: text(from['at']),
    outcome: oneOf(from['outcome'], OUTCOMES, 'unknown'),
  };
};

const readResult = (value: unknown): RehearsalResult => {
  const from = dict(value);
  const event = dict(from['event']);
  const kept = dict(from['kept']);
  const cost = dict(from['cost']);
  return {
    holds: typeof from['holds'] === 'boolean' ? from['holds'] : null,
    conditions: list(from['conditions']).map(readLeaf),
    would: list(from['would']).map((one) => {
      const would = dict(one);
      return { position: number(would['position']), action: text(would['action']), says: text(would['says']), error: optional(would['error']) };
    }),
    event: from['event'] ? { name: text(event['name']), subject: text(event['subject']), at: text(event['at']), data: dict(event['data']) } : null,
    fires: number(from['fires']),
    subjects: number(from['subjects']),
    kept: { cooldown: number(kept['cooldown']), stopped: number(kept['stopped']), loop: number(kept['loop']), unknown: number(kept['unknown']) },
    hits: list(from['hits']).slice(0, 500).map(readHit),
    cost: { messages: number(cost['messages']), modelCalls: number(cost['modelCalls']), micros: number(cost['micros']), priced: cost['priced'] === true },
    perDay: list(from['perDay'])
      .slice(0, 62)
      .map((day) => ({ day: text(dict(day)['day']), fires: number(dict(day)['fires']) })),
  };
};

export const readRehearsal = (value: unknown): Rehearsal => {
  const from = dict(value);
  return {
    id: id(from['id'], 'rehearsal'),
    kind: oneOf(from['kind'], ['dry_run', 'replay', 'estimate'], 'dry_run'),
    ruleId: optional(from['ruleId']),
    state: oneOf(from['state'], ['waiting', 'running', 'done', 'failed', 'cancelled'], 'waiting'),
    looked: number(from['looked']),
    total: number(from['total']),
    result: from['result'] ? readResult(from['result']) : null,
    error: optional(from['error']),
    createdAt: text(from['createdAt']),
  };
};

/** A lead to try a rule on. */
export interface LeadFound {
  crmId: string;
  name: string;
}

export const readLead = (value: unknown): LeadFound => ({ crmId: text(dict(value)['crmId']), name: text(dict(value)['name']) });

/** An event that came once, as the history of hooks keeps it. */
export interface StoredEvent {
  id: string;
  subject: string;
  leadName: string;
  at: string;
}

export const readStoredEvents = (value: unknown): StoredEvent[] =>
  list(dict(value)['items']).map((one) => {
    const event = dict(one);
    return { id: id(event['id'], 'event'), subject: text(event['subject']), leadName: text(event['leadName']), at: text(event['at']) };
  });
