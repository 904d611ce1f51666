import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';
import { Mode } from '../accounts/schema.ts';

export const Talk = z
  .object({
    id: Id,
    crmId: z.string().meta({ description: "The CRM's id of the talk." }),
    channel: z.string(),
    origin: z.string().nullable().meta({ description: "The channel's own name for where the customer writes from, e.g. `waba`." }),
    lead: z.object({ id: Id, crmId: z.string(), name: z.string() }).nullable(),
    contact: z.object({ id: Id, crmId: z.string(), name: z.string() }).nullable(),
    mode: Mode.meta({ description: 'What was chosen for this talk.' }),
    effectiveMode: Mode.meta({ description: 'The lowest of account, agent and talk: what really applies.' }),
    agent: z.object({ id: Id, name: z.string(), model: z.string(), mode: Mode }).nullable(),
    pausedUntil: Time.nullable(),
    pauseReason: z.enum(['human_active', 'paused']).nullable().meta({ description: 'Why it is paused.' }),
    open: z.boolean(),
    lastMessageAt: Time.nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Talk' });

export const TalkQuery = ListQuery.extend({
  leadCrmId: z.string().max(40).optional().meta({ description: "The CRM's id of the lead: what the card knows." }),
  leadId: Id.optional(),
});

export const TalkPatch = z.object({ mode: Mode, version: z.number().int().optional() }).meta({ id: 'TalkPatch' });

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

export const PauseBody = z.object({ minutes: z.number().int().min(1).max(10_080).default(30) }).meta({ id: 'PauseBody' });

/** What the CRM did beside the conversation. */
export const TalkNote = z
  .object({
    id: Id,
    kind: z.enum(['task_created', 'task_completed', 'call']),
    subject: z.string().meta({ description: '`task:1`, `call:2`.' }),
    at: Time,
    data: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .meta({ description: 'Tasks: `text`, `dueAt`, `result`. Calls: `direction`, `duration` (seconds), `phone`, `recordingUrl`. Both: `responsibleCrmId`.' }),
  })
  .meta({ id: 'TalkNote' });
export type TalkNoteShape = z.output<typeof TalkNote>;
