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
  /** True: an earlier hook had brought the same occurrence; it was not acted on again. */
  duplicate: z.boolean(),
});

/** As lists show it. */
export const HookEvent = z
  .object({
    id: Id,
    source: z.string(),
    state: HookState,
    /** Why it failed or waits for another try, in plain words. */
    error: z.string().nullable(),
    problem: HookProblem.nullable(),
    receivedAt: Time,
    processedAt: Time.nullable(),
    bytes: z.number().int(),
    attempts: z.number().int(),
    /** When it is tried again by itself. */
    retryAt: Time.nullable(),
    events: z.array(Said),
    /** In lists only its messages with their drafts and deliveries. */
    caused: z.array(Caused),
  })
  .meta({ id: 'HookEvent' });

export const HookDetail = HookEvent.extend({ events: z.array(Said.extend({ data: z.record(z.string(), z.unknown()) })) }).meta({ id: 'HookDetail' });

/** Short enough for a query, and nothing that could be a pattern. */
const Names = z
  .string()
  .max(500)
  .regex(/^[a-z_.]+(?:,[a-z_.]+)*$/u);

export const HookFilter = z.object({
  /** One state, or several with commas. */
  state: z
    .string()
    .max(100)
    .transform((states) => states.split(','))
    .pipe(z.array(HookState).max(5))
    .optional(),
  /** An event name, e.g. `message.received`, or the family before the dot, e.g. `message`; several with commas. */
  kind: Names.optional(),
  /** The plugin it came to, e.g. `kommo`. */
  source: z.string().max(64).optional(),
  /** The CRM's id of a lead: hooks about it, its talks, tasks, calls, contact and company. */
  lead: z.string().max(40).optional(),
  from: Time.optional(),
  to: Time.optional(),
});

export const HookQuery = ListQuery.extend(HookFilter.shape);
export const HookExportQuery = HookFilter.extend({ format: z.enum(['csv', 'jsonl']).default('csv') });

export const HookBody = z
  .object({
    headers: z.record(z.string(), z.string()),
    kind: z.enum(['form', 'json', 'other']),
    /** For reading: control characters and hidden marks are shown as visible signs. */
    text: z.string(),
    /** Exactly the bytes. */
    base64: z.string(),
    /** Forms, decoded, in the order in which they came. */
    fields: z.array(z.object({ key: z.string(), value: z.string() })),
    /** Fields beyond the first 2,000. */
    fieldsLeftOut: z.number().int(),
  })
  .meta({ id: 'HookBody' });

export const HookRetryBody = z.union([
  z.strictObject({ ids: z.array(Id).min(1).max(1_000) }),
  z.strictObject({
    /** Absent: both. */
    filter: z.strictObject({ state: z.enum(['failed', 'quarantined']).optional(), from: Time.optional(), to: Time.optional() }),
  }),
]);

export const HookRetried = z.object({
  retried: z.number().int(),
  /** Named or matching ones that were left as they are: not failed any more, unknown, or beyond the first 1,000. */
  skipped: z.number().int(),
});

export const HookSummary = z
  .object({
    /** The last 24 hours began here. */
    since: Time,
    total: z.number().int(),
    byState: z.record(HookState, z.number().int()),
    /** Of those done: milliseconds from arrival to the end, the middle one. */
    medianMs: z.number().int().nullable(),
    /** Waiting now, whenever they came. */
    waiting: z.number().int(),
    oldestWaitingAt: Time.nullable(),
    /** Failed or kept apart now, whenever they came. */
    failed: z.number().int(),
    /** When the newest one came, at any time. */
    lastReceivedAt: Time.nullable(),
  })
  .meta({ id: 'HookSummary' });
