/** The rules' part of the API. */
import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';
import { eventNames } from '../../sdk/event-names.ts';
import { type EventName } from '../../sdk/events.ts';
import { RuleDefinition } from './definition.ts';

/**
 * Why a rule cannot run. `missing_plugin`, `plugin_off`: the plugin of `path` is not there, failed, or is switched off.
 * `invalid_input`: the plugin does not take what was filled in. `missing_reference`: what `ref` and `value` name is gone
 * from the CRM. `unknown_variable`: a text refers to nothing.
 */
export const RuleProblem = z
  .object({
    code: z.enum(['missing_plugin', 'plugin_off', 'invalid_input', 'missing_reference', 'unknown_variable']),
    path: z.string().meta({ description: 'Place in the definition, e.g. `conditions.all.0.input.stages`.' }),
    message: z.string(),
    ref: z.string().optional(),
    value: z.string().optional(),
  })
  .meta({ id: 'RuleProblem' });
export type RuleProblem = z.output<typeof RuleProblem>;

export const Rule = RuleDefinition.extend({
  id: Id,
  enabled: z.boolean(),
  problem: RuleProblem.nullable().meta({ description: 'Why it was switched off, or cannot be switched on.' }),
  version: z.number().int(),
  createdAt: Time,
  updatedAt: Time,
}).meta({ id: 'Rule' });

export const RuleListed = Rule.extend({
  runs: z
    .object({ today: z.number().int(), week: z.number().int(), failed: z.number().int(), lastAt: Time.nullable() })
    .meta({ description: "Times it ran: today in the account's time zone, in the last 7 days, of those failed." }),
}).meta({ id: 'RuleListed' });

export const RuleQuery = ListQuery.extend({
  q: z.string().max(100).optional().meta({ description: 'Part of the name.' }),
  enabled: z.enum(['true', 'false']).optional(),
  on: z.string().max(60).optional().meta({ description: 'Trigger.' }),
  deleted: z.enum(['true']).optional().meta({ description: 'Those that were deleted, to be restored.' }),
});

export const RuleCreate = RuleDefinition;
export const RulePatch = RuleDefinition.partial().extend({ version: z.number().int() }).meta({ id: 'RulePatch' });
export const RuleVersionShape = z
  .object({ version: z.number().int(), definition: RuleDefinition, memberId: Id.nullable(), createdAt: Time })
  .meta({ id: 'RuleVersion' });
export const RuleVersionParams = z.object({ id: Id, version: z.coerce.number().int().min(1) });
export const EnableBody = z
  .object({ confirm: z.boolean().default(false).meta({ description: 'Yes to what a rule by time would do at once.' }) })
  .meta({ id: 'RuleEnable' });
export const RunBody = z.object({ leadId: z.string().min(1).max(60).meta({ description: "The CRM's id of the lead." }) }).meta({ id: 'RuleRunBody' });

/** What a condition found. */
export const LeafResult = z
  .object({
    path: z.string().meta({ description: 'Place in the tree, e.g. `all.0.any.1`; empty for the only one.' }),
    condition: z.string(),
    holds: z.boolean().nullable().meta({ description: 'null: not asked, since the answer was clear without it, or it is not known yet.' }),
    found: z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]).optional(),
    error: z.string().optional(),
  })
  .meta({ id: 'ConditionResult' });
export type LeafResult = z.output<typeof LeafResult>;

export const SkipReason = z.enum(['cooldown', 'stopped', 'loop']);
export type SkipReason = z.output<typeof SkipReason>;

export const EffectShape = z
  .object({
    id: Id,
    kind: z.enum(['message', 'reply', 'crm', 'webhook', 'notification', 'pause']),
    state: z.enum(['queued', 'sending', 'in_doubt', 'done', 'failed']),
    attempts: z.number().int(),
    receipt: z.object({ id: z.string().optional(), via: z.string(), at: Time }).nullable(),
    answer: z.object({ status: z.number().int(), body: z.unknown() }).nullable(),
    problem: z.string().nullable(),
    error: z.string().nullable(),
    updatedAt: Time,
  })
  .meta({ id: 'Effect' });

export const ActionRunShape = z
  .object({
    id: Id,
    position: z.number().int(),
    action: z.string(),
    state: z.enum(['planned', 'running', 'waiting', 'done', 'failed', 'skipped']),
    said: z.string().nullable().meta({ description: 'What it did, in words.' }),
    problem: z.string().nullable(),
    error: z.string().nullable(),
    finishedAt: Time.nullable(),
    effects: z.array(EffectShape),
  })
  .meta({ id: 'ActionRun' });

export const RunListed = z
  .object({
    id: Id,
    ruleId: Id,
    ruleName: z.string(),
    ruleVersion: z.number().int(),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped', 'near']),
    reason: SkipReason.nullable(),
    event: z.object({ name: z.string(), subject: z.string(), at: Time }),
    leadCrmId: z.string().nullable(),
    leadName: z.string().nullable(),
    hookEventId: Id.nullable(),
    conditions: z.array(LeafResult),
    chain: z.array(Id).meta({ description: 'Rules whose effects led here, this one last.' }),
    at: Time,
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'RuleRunListed' });
export const Run = RunListed.extend({ actions: z.array(ActionRunShape) }).meta({ id: 'RuleRun' });
export const RunQuery = ListQuery.extend({
  ruleId: Id.optional(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped', 'near']).optional(),
  leadId: z.string().max(60).optional().meta({ description: "The CRM's id." }),
  from: Time.optional(),
  to: Time.optional(),
});

export const RehearsalKind = z.enum(['dry_run', 'replay', 'estimate']);
export type RehearsalKind = z.output<typeof RehearsalKind>;

/** An event to try a rule on: a stored one, one of a real lead now, or one written by hand. */
export const DryRunBody = z
  .object({
    definition: RuleDefinition.optional().meta({ description: 'As it is in the editor; absent: as stored.' }),
    eventId: Id.optional(),
    leadId: z.string().max(60).optional(),
    example: z
      .object({
        name: z.enum(eventNames as [EventName, ...EventName[]]),
        data: z.record(z.string().max(100), z.unknown()).default({}),
        at: Time.optional(),
      })
      .meta({ id: 'RuleExample' })
      .optional(),
  })
  .meta({ id: 'RuleDryRun' });
/** Of a definition that is not stored. */
export const LooseDryRunBody = DryRunBody.required({ definition: true }).meta({ id: 'RuleLooseDryRun' });
export const ReplayBody = z.object({ definition: RuleDefinition.optional(), days: z.number().int().min(1).max(30).default(30) }).meta({ id: 'RuleReplay' });

export interface RehearsalInput {
  days?: number;
  eventId?: string;
  leadId?: string;
  example?: { name: EventName; data: Record<string, unknown>; at?: string };
}

/** Stored events a rule can be tried on. */
export const EventQuery = z.object({
  on: z.string().max(60).meta({ description: "A trigger, or an event's own name." }),
  limit: z.coerce.number().int().min(1).max(50).default(12),
});
export const PastEvent = z
  .object({ id: Id, name: z.string(), subject: z.string(), leadCrmId: z.string().nullable(), leadName: z.string().nullable(), at: Time })
  .meta({ id: 'RulePastEvent' });

const Would = z.object({ position: z.number().int(), action: z.string(), says: z.string(), error: z.string().nullable() });
export const Hit = z.object({
  eventId: Id.nullable(),
  name: z.string(),
  subject: z.string(),
  leadCrmId: z.string().nullable(),
  leadName: z.string().nullable(),
  at: Time,
  outcome: z.enum(['fires', 'cooldown', 'stopped', 'loop', 'unknown']).meta({ description: '`unknown`: a condition would have to ask the model.' }),
});
export type Hit = z.output<typeof Hit>;

export const RehearsalResult = z
  .object({
    /** Dry runs. */
    holds: z.boolean().nullable(),
    conditions: z.array(LeafResult),
    would: z.array(Would).meta({ description: 'What the actions would do, in words.' }),
    event: z.object({ name: z.string(), subject: z.string(), at: Time, data: z.record(z.string(), z.unknown()) }).nullable(),
    /** Replays and estimates. */
    fires: z.number().int(),
    subjects: z.number().int(),
    kept: z.object({ cooldown: z.number().int(), stopped: z.number().int(), loop: z.number().int(), unknown: z.number().int() }),
    hits: z.array(Hit).meta({ description: 'The first 500 in order of time.' }),
    cost: z
      .object({ messages: z.number().int(), modelCalls: z.number().int(), micros: z.number().int(), priced: z.boolean() })
      .meta({ description: 'Estimated: messages to customers, calls of the model, micro-US-dollars.' }),
    perDay: z.array(z.object({ day: z.string(), fires: z.number().int() })),
  })
  .meta({ id: 'RehearsalResult' });
export type RehearsalResult = z.output<typeof RehearsalResult>;

export const Rehearsal = z
  .object({
    id: Id,
    kind: RehearsalKind,
    ruleId: Id.nullable(),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    looked: z.number().int(),
    total: z.number().int(),
    result: RehearsalResult.nullable(),
    error: z.string().nullable(),
    createdAt: Time,
  })
  .meta({ id: 'Rehearsal' });

/** Two rules, or a rule and an agent, that get in each other's way. */
export const RuleConflict = z
  .object({
    kind: z.enum(['same_field', 'feeds_itself', 'cycle', 'both_answer', 'never_reached']),
    ruleIds: z.array(Id),
    agentId: Id.nullable(),
    field: z.string().nullable().meta({ description: 'What both write, e.g. `lead.stage`.' }),
    text: z.string().meta({ description: "In the member's language." }),
  })
  .meta({ id: 'RuleConflict' });
export type RuleConflict = z.output<typeof RuleConflict>;

const Text = z.object({ en: z.string(), ru: z.string().optional(), es: z.string().optional(), pt: z.string().optional() });
const JsonSchema = z.record(z.string(), z.unknown());

/** A condition or action the editor can offer. */
export const RulePart = z
  .object({
    kind: z.enum(['condition', 'action']),
    id: z.string(),
    title: Text,
    description: Text,
    icon: z.string(),
    says: Text.nullable(),
    inputSchema: JsonSchema.meta({ description: 'JSON Schema; labels, hints, `ref` and `template` are in each field.' }),
    available: z.boolean(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'RulePart' });

const Choice = z.object({ value: z.string(), label: z.string(), group: z.string().optional(), color: z.string().optional() });
export const RuleChoices = z
  .object({
    choices: z
      .record(z.string(), z.array(Choice))
      .meta({ description: 'By `ref`: pipeline, stage, field, user, tag, task_type, loss_reason, catalog, product, agent, bot, channel, source.' }),
    fields: z
      .array(z.object({ id: z.string(), name: z.string(), type: z.string(), of: z.string(), options: z.array(z.object({ id: z.string(), name: z.string() })) }))
      .meta({ description: 'Every field a rule can ask about: `lead.price`, `lead.field.<id>`, `contact.phone`, …, with its type and options.' }),
    variables: z.array(z.object({ name: z.string(), example: z.string() })).meta({ description: 'What a text may refer to, e.g. `lead.name`.' }),
    triggers: z.array(z.object({ on: z.string(), event: z.string(), about: z.enum(['lead', 'contact', 'company', 'other']) })),
  })
  .meta({ id: 'RuleChoices' });

export const RuleTemplate = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    icon: z.string(),
    definition: RuleDefinition.meta({ description: 'What it cannot know is empty and listed in `open`.' }),
    open: z.array(z.string()).meta({ description: 'Places to fill in before it can be switched on.' }),
  })
  .meta({ id: 'RuleTemplate', description: "In the member's language." });

export const CheckBody = z.object({ definition: RuleDefinition, ruleId: Id.optional() }).meta({ id: 'RuleCheck' });
export const Checked = z.object({ problems: z.array(RuleProblem), conflicts: z.array(RuleConflict) }).meta({ id: 'RuleChecked' });
