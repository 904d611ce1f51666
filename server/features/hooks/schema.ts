import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';

export const HookState = z.enum(['received', 'processing', 'done', 'failed', 'quarantined']);

/**
 * `parse_failed`: the body cannot be read. `foreign_account`: it names another account than its address belongs to.
 * `plugin_missing`: nothing here reads hooks of this source. `unexpected`: see the server log under the hook's id.
 */
export const HookProblem = z.enum(['parse_failed', 'foreign_account', 'plugin_missing', 'unexpected']);
export type HookProblem = z.output<typeof HookProblem>;

/** What a node of the tree is. */
export const CausedKind = z.enum([
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
]);
export type CausedKind = z.output<typeof CausedKind>;

/** One thing that came of a hook, and what came of that. */
export interface Caused {
  kind: CausedKind;
  /** Ours; of an event, its place in the hook. */
  id: string;
  /** The CRM's, where it has one. */
  crmId?: string | undefined;
  label: string;
  /** Events: `new` or `duplicate`. Messages: `in` or `out`. Otherwise the state of the thing itself. */
  state?: string | undefined;
  at: string;
  children: Caused[];
}

export const Caused: z.ZodType<Caused> = z
  .object({
    kind: CausedKind,
    id: z.string(),
    crmId: z.string().optional(),
    label: z.string(),
    state: z.string().optional(),
    at: Time,
    get children() {
      return z.array(Caused);
    },
  })
  .meta({ id: 'Caused' });

const Said = z.object({
  name: z.string(),
  subject: z.string(),
  at: Time,
  key: z.string().nullable(),
  duplicate: z.boolean().meta({ description: 'True: an earlier hook had brought the same occurrence; it was not acted on again.' }),
});

/** As lists show it. */
export const HookEvent = z
  .object({
    id: Id,
    source: z.string(),
    state: HookState,
    error: z.string().nullable().meta({ description: 'Why it failed or waits for another try, in plain words.' }),
    problem: HookProblem.nullable(),
    receivedAt: Time,
    processedAt: Time.nullable(),
    bytes: z.number().int().meta({ description: 'Size of the body.' }),
    attempts: z.number().int().meta({ description: 'How often it was processed.' }),
    retryAt: Time.nullable().meta({ description: 'When it is tried again by itself.' }),
    events: z.array(Said),
    caused: z.array(Caused).meta({ description: 'In lists only its messages with their drafts and deliveries.' }),
  })
  .meta({ id: 'HookEvent' });

export const HookDetail = HookEvent.extend({ events: z.array(Said.extend({ data: z.record(z.string(), z.unknown()) })) }).meta({ id: 'HookDetail' });

/** Short enough for a query, and nothing that could be a pattern. */
const Names = z
  .string()
  .max(500)
  .regex(/^[a-z_.]+(?:,[a-z_.]+)*$/u);

export const HookFilter = z.object({
  state: z
    .string()
    .max(100)
    .meta({ description: 'One state, or several with commas.' })
    .transform((states) => states.split(','))
    .pipe(z.array(HookState).max(5))
    .optional(),
  kind: Names.optional().meta({ description: 'An event name, e.g. `message.received`, or the family before the dot, e.g. `message`; several with commas.' }),
  source: z.string().max(64).optional().meta({ description: 'The plugin it came to, e.g. `kommo`.' }),
  lead: z.string().max(40).optional().meta({ description: "The CRM's id of a lead: hooks about it, its talks, tasks, calls, contact and company." }),
  from: Time.optional(),
  to: Time.optional(),
});

export const HookQuery = ListQuery.extend(HookFilter.shape);
export const HookExportQuery = HookFilter.extend({ format: z.enum(['csv', 'jsonl']).default('csv') });

export const HookBody = z
  .object({
    headers: z.record(z.string(), z.string()),
    kind: z.enum(['form', 'json', 'other']),
    text: z.string().meta({ description: 'For reading: control characters and hidden marks are shown as visible signs.' }),
    base64: z.string().meta({ description: 'Exactly the bytes.' }),
    fields: z.array(z.object({ key: z.string(), value: z.string() })).meta({ description: 'Forms, decoded, in the order in which they came.' }),
    fieldsLeftOut: z.number().int().meta({ description: 'Fields beyond the first 2,000.' }),
  })
  .meta({ id: 'HookBody' });

export const HookRetryBody = z
  .union([
    z.strictObject({ ids: z.array(Id).min(1).max(1_000) }),
    z.strictObject({
      filter: z
        .strictObject({ state: z.enum(['failed', 'quarantined']).optional(), from: Time.optional(), to: Time.optional() })
        .meta({ description: 'Absent: both.' }),
    }),
  ])
  .meta({ id: 'HookRetryBody' });

export const HookRetried = z
  .object({
    retried: z.number().int(),
    skipped: z
      .number()
      .int()
      .meta({ description: 'Named or matching ones that were left as they are: not failed any more, unknown, or beyond the first 1,000.' }),
  })
  .meta({ id: 'HookRetried' });

export const HookSummary = z
  .object({
    since: Time.meta({ description: 'The last 24 hours began here.' }),
    total: z.number().int(),
    byState: z.record(HookState, z.number().int()),
    medianMs: z.number().int().nullable().meta({ description: 'Of those done: milliseconds from arrival to the end, the middle one.' }),
    waiting: z.number().int().meta({ description: 'Waiting now, whenever they came.' }),
    oldestWaitingAt: Time.nullable(),
    failed: z.number().int().meta({ description: 'Failed or kept apart now, whenever they came.' }),
    lastReceivedAt: Time.nullable().meta({ description: 'When the newest one came, at any time.' }),
  })
  .meta({ id: 'HookSummary' });
