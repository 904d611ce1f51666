import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';
import { Mode } from '../accounts/schema.ts';

export const Talk = z
  .object({
    id: Id,
    /** The CRM's id of the talk. */
    crmId: z.string(),
    channel: z.string(),
    /** The channel's own name for where the customer writes from, e.g. `waba`. */
    origin: z.string().nullable(),
    lead: z.object({ id: Id, crmId: z.string(), name: z.string() }).nullable(),
    contact: z.object({ id: Id, crmId: z.string(), name: z.string() }).nullable(),
    /** What was chosen for this talk. */
    mode: Mode,
    /** The lowest of account, agent and talk: what really applies. */
    effectiveMode: Mode,
    agent: z.object({ id: Id, name: z.string(), model: z.string(), mode: Mode }).nullable(),
    pausedUntil: Time.nullable(),
    /** Why it is paused. */
    pauseReason: z.enum(['human_active', 'paused']).nullable(),
    open: z.boolean(),
    lastMessageAt: Time.nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Talk' });

export const TalkQuery = ListQuery.extend({
  /** The CRM's id of the lead: what the card knows. */
  leadCrmId: z.string().max(40).optional(),
  leadId: Id.optional(),
});

export const TalkPatch = z.object({ mode: Mode, version: z.number().int().optional() });

export const TalkMessage = z
  .object({
    id: Id,
    crmId: z.string().nullable(),
    direction: z.enum(['in', 'out']),
    author: z.object({ kind: z.enum(['customer', 'user', 'robot', 'unknown']), name: z.string().nullable() }),
    text: z.string(),
    attachment: z.object({ type: z.string(), url: z.string().nullable(), name: z.string().nullable() }).nullable(),
    at: Time,
    delivery: z.object({
      state: z.enum(['received', 'queued', 'sending', 'sent', 'in_doubt', 'failed']),
      via: z.string().nullable(),
      error: z.string().nullable(),
    }),
  })
  .meta({ id: 'Message' });

export const PauseBody = z.object({ minutes: z.number().int().min(1).max(10_080).default(30) });

/** What the CRM did beside the conversation. */
export const TalkNote = z
  .object({
    id: Id,
    kind: z.enum(['task_created', 'task_completed', 'call']),
    /** `task:1`, `call:2`. */
    subject: z.string(),
    at: Time,
    /** Tasks: `text`, `dueAt`, `result`. Calls: `direction`, `duration` (seconds), `phone`, `recordingUrl`. Both: `responsibleCrmId`. */
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'TalkNote' });
export type TalkNoteShape = z.output<typeof TalkNote>;
