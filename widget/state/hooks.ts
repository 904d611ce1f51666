import type { z } from 'zod';

import type { Caused as CausedShape, HookProblem as Problem, HookState as State } from '../../server/features/hooks/schema.ts';
import { dict, type Dict, id, list, number, oneOf, optional, text } from './read.ts';

export type HookState = z.output<typeof State>;
export type HookProblem = z.output<typeof Problem>;
export type Caused = CausedShape;

export const HOOK_STATES: readonly HookState[] = ['received', 'processing', 'done', 'failed', 'quarantined'];
const PROBLEMS: readonly HookProblem[] = ['parse_failed', 'foreign_account', 'plugin_missing', 'unexpected'];
const KINDS: readonly Caused['kind'][] = [
  'event',
  'message',
  'talk',
  'lead',
  'contact',
  'company',
  'customer',
  'task',
  'call',
  'callback',
  'product',
  'incoming_lead',
  'activity',
  'verdict',
  'draft',
  'delivery',
  'rule_run',
  'action_run',
  'effect',
  'job',
];
/** Deeper than anything the server makes; an endless answer must not hang the page. */
const DEEPEST = 12;

export interface HookSaid {
  name: string;
  subject: string;
  at: string;
  duplicate: boolean;
  /** Only where a single hook is read. */
  data: Dict;
}

export interface Hook {
  id: string;
  source: string;
  state: HookState;
  error: string | null;
  problem: HookProblem | null;
  receivedAt: string;
  processedAt: string | null;
  retryAt: string | null;
  bytes: number;
  attempts: number;
  events: HookSaid[];
  caused: Caused[];
}

export const canRetry = ({ state }: Hook): boolean => state === 'failed' || state === 'quarantined';

const readCaused = (value: unknown, depth = 0): Caused => {
  const from = dict(value);
  return {
    kind: oneOf(from['kind'], KINDS, 'activity'),
    id: text(from['id']),
    crmId: text(from['crmId']) || undefined,
    label: text(from['label']),
    state: text(from['state']) || undefined,
    at: text(from['at']),
    children: depth < DEEPEST ? list(from['children']).map((child) => readCaused(child, depth + 1)) : [],
  };
};

export const readHook = (value: unknown): Hook => {
  const from = dict(value);
  const problem = PROBLEMS.find((one) => one === from['problem']);
  return {
    id: id(from['id'], 'hook'),
    source: text(from['source']),
    state: oneOf(from['state'], HOOK_STATES, 'received'),
    error: optional(from['error']),
    problem: problem ?? null,
    receivedAt: text(from['receivedAt']),
    processedAt: optional(from['processedAt']),
    retryAt: optional(from['retryAt']),
    bytes: number(from['bytes']),
    attempts: number(from['attempts']),
    events: list(from['events']).map((said) => {
      const event = dict(said);
      return {
        name: text(event['name']),
        subject: text(event['subject']),
        at: text(event['at']),
        duplicate: event['duplicate'] === true,
        data: dict(event['data']),
      };
    }),
    caused: list(from['caused']).map((node) => readCaused(node)),
  };
};

export interface HookSummary {
  total: number;
  done: number;
  failedToday: number;
  medianMs: number | null;
  waiting: number;
  oldestWaitingAt: string | null;
  failed: number;
  lastReceivedAt: string | null;
}

export const readHookSummary = (value: unknown): HookSummary => {
  const from = dict(value);
  const byState = dict(from['byState']);
  return {
    total: number(from['total']),
    done: number(byState['done']),
    failedToday: number(byState['failed']) + number(byState['quarantined']),
    medianMs: typeof from['medianMs'] === 'number' ? from['medianMs'] : null,
    waiting: number(from['waiting']),
    oldestWaitingAt: optional(from['oldestWaitingAt']),
    failed: number(from['failed']),
    lastReceivedAt: optional(from['lastReceivedAt']),
  };
};

export interface HookBody {
  headers: [string, string][];
  kind: 'form' | 'json' | 'other';
  text: string;
  fields: { key: string; value: string }[];
  fieldsLeftOut: number;
}

export const readHookBody = (value: unknown): HookBody => {
  const from = dict(value);
  return {
    headers: Object.entries(dict(from['headers'])).map(([name, header]) => [name, text(header)]),
    kind: oneOf(from['kind'], ['form', 'json', 'other'], 'other'),
    text: text(from['text']),
    fields: list(from['fields']).map((field) => ({ key: text(dict(field)['key']), value: text(dict(field)['value']) })),
    fieldsLeftOut: number(from['fieldsLeftOut']),
  };
};
