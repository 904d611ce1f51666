/** Rules, their runs and rehearsals for tests; typed by the server's own schemas. */
import type { z } from 'zod';

import type {
  Rehearsal as RehearsalShape,
  RuleChoices,
  RuleConflict,
  RuleListed,
  RulePart,
  RuleTemplate,
  RuleVersionShape,
  Run as RunShape,
} from '../../server/features/rules/schema.ts';

export type AnyRule = z.output<typeof RuleListed>;
export type AnyRun = z.output<typeof RunShape>;
export type AnyRehearsal = z.output<typeof RehearsalShape>;
export type AnyResult = NonNullable<AnyRehearsal['result']>;

export const uuid = (end: number): string => `01a1fa9f-0000-7000-8000-${String(end).padStart(12, '0')}`;
export const AT = '2026-11-20T20:00:00.000Z';

const conditions: AnyRule['conditions'] = {
  all: [
    { condition: 'stage-is', input: { stages: ['1:10', '1:11'] } },
    { any: [{ condition: 'price-range', input: { from: 1000, to: null } }, { not: { condition: 'tag-has', input: { tags: ['vip'] } } }] },
  ],
};

export const definition = (change: Partial<AnyRule> = {}) => ({
  name: 'Call back big leads',
  description: '',
  trigger: { on: 'stage_changed' },
  conditions,
  actions: [
    { action: 'create-task', input: { text: 'Call {{contact.name}}', after: 1, unit: 'days' } },
    { action: 'send-message', input: { text: 'We will call you.' } },
  ],
  priority: 100,
  cooldown: 3600,
  stop: false,
  ...change,
});

export const rule = (end: number, change: Partial<AnyRule> = {}): AnyRule => ({
  ...definition(),
  id: uuid(end),
  enabled: true,
  problem: null,
  version: 2,
  createdAt: AT,
  updatedAt: AT,
  runs: { today: 3, week: 41, failed: 0, lastAt: AT },
  ...change,
});

export const effect = (change: Partial<AnyRun['actions'][number]['effects'][number]> = {}): AnyRun['actions'][number]['effects'][number] => ({
  id: uuid(901),
  kind: 'crm',
  state: 'done',
  attempts: 1,
  receipt: { id: '556677', via: 'tasks_api', at: AT },
  answer: null,
  problem: null,
  error: null,
  updatedAt: AT,
  ...change,
});

export const run = (end: number, change: Partial<AnyRun> = {}): AnyRun => ({
  id: uuid(end),
  ruleId: uuid(1),
  ruleName: 'Call back big leads',
  ruleVersion: 2,
  state: 'done',
  reason: null,
  event: { name: 'lead.stage_changed', subject: 'lead:1001', at: AT },
  leadCrmId: '1001',
  leadName: 'Grinder <b>',
  hookEventId: uuid(77),
  conditions: [
    { path: 'all.0', condition: 'stage-is', holds: true, found: 'Offer sent' },
    { path: 'all.1.any.0', condition: 'price-range', holds: true, found: 4200 },
    { path: 'all.1.any.1.not', condition: 'tag-has', holds: null },
  ],
  chain: [uuid(1)],
  at: AT,
  finishedAt: '2026-11-20T20:00:01.400Z',
  actions: [
    {
      id: uuid(801),
      position: 1,
      action: 'create-task',
      state: 'done',
      said: 'Created the task “Call Mary”',
      problem: null,
      error: null,
      finishedAt: AT,
      effects: [effect()],
    },
    {
      id: uuid(802),
      position: 2,
      action: 'send-message',
      state: 'failed',
      said: null,
      problem: null,
      error: null,
      finishedAt: AT,
      effects: [
        effect({
          id: uuid(902),
          kind: 'message',
          state: 'failed',
          attempts: 3,
          receipt: null,
          problem: 'gate_window_closed',
          answer: { status: 403, body: { title: 'No' } },
        }),
      ],
    },
  ],
  ...change,
});

export const result = (change: Partial<AnyResult> = {}): AnyResult => ({
  holds: null,
  conditions: [],
  would: [],
  event: null,
  fires: 0,
  subjects: 0,
  kept: { cooldown: 0, stopped: 0, loop: 0, unknown: 0 },
  hits: [],
  cost: { messages: 0, modelCalls: 0, micros: 0, priced: true },
  perDay: [],
  ...change,
});

export const hit = (end: number, change: Partial<AnyResult['hits'][number]> = {}): AnyResult['hits'][number] => ({
  eventId: uuid(end),
  name: 'lead.stage_changed',
  subject: `lead:${end}`,
  leadCrmId: String(end),
  leadName: `Lead of ${end}`,
  at: AT,
  outcome: 'fires',
  ...change,
});

export const rehearsal = (change: Partial<AnyRehearsal> = {}): AnyRehearsal => ({
  id: uuid(500),
  kind: 'dry_run',
  ruleId: uuid(1),
  state: 'done',
  looked: 1,
  total: 1,
  result: null,
  error: null,
  createdAt: AT,
  ...change,
});

const inEnglish = (en: string) => ({ en });
const part = (kind: 'condition' | 'action', id: string, title: string, says: string | null, properties: object = {}): z.output<typeof RulePart> => ({
  kind,
  id,
  title: inEnglish(title),
  description: inEnglish(''),
  icon: 'check',
  says: says === null ? null : inEnglish(says),
  inputSchema: { type: 'object', properties },
  available: true,
  reason: null,
});

const text = { type: 'string' };
export const parts = [
  part('condition', 'stage-is', 'Stage', 'the lead is in {{stages}}', { stages: { type: 'array', items: text, ref: 'stage', label: { en: 'Stages' } } }),
  part('condition', 'price-range', 'Price', 'the price is from {{from}}', { from: { type: 'number' }, to: { type: ['number', 'null'], label: { en: 'To' } } }),
  part('condition', 'tag-has', 'Tags', 'it has the tags {{tags}}', { tags: { type: 'array', items: text, label: { en: 'Tags' } } }),
  part('action', 'create-task', 'Create a task', 'create the task “{{text}}”, due in {{after}} {{unit}}', {
    text,
    after: { type: 'integer' },
    unit: { type: 'string', enum: ['hours', 'days'], options: { days: { en: 'days' } } },
  }),
  part('action', 'send-message', 'Send a message', 'write “{{text}}”', { text }),
];

export const choices: z.output<typeof RuleChoices> = {
  choices: {
    stage: [
      { value: '1:10', label: 'Offer sent' },
      { value: '1:11', label: 'Negotiation' },
    ],
  },
  fields: [],
  variables: [],
  triggers: [],
};

export const template = (id: string, title: string): z.output<typeof RuleTemplate> => ({
  id,
  title,
  description: `${title}, in one sentence that says what it is good for.`,
  icon: 'phone',
  definition: definition(),
  open: ['actions.1.input.text'],
});

export const version = (end: number, change: Partial<AnyRule> = {}): z.output<typeof RuleVersionShape> => ({
  version: end,
  definition: definition(change),
  memberId: null,
  createdAt: AT,
});

export const conflict = (ruleIds: string[], text: string): z.output<typeof RuleConflict> => ({
  kind: 'same_field',
  ruleIds,
  agentId: null,
  field: 'lead.stage',
  text,
});
