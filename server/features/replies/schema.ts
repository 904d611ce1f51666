import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';

export const DraftState = z.enum(['streaming', 'ready', 'sending', 'sent', 'dismissed', 'withheld', 'failed']);
export type DraftState = z.output<typeof DraftState>;

export const Evidence = z
  .object({
    kind: z.enum(['knowledge', 'crm', 'message', 'tool']),
    id: z.string().meta({ description: "knowledge: the article's or document's id; message: the message's id; crm: the subject, e.g. `lead:123`." }),
    version: z.number().int().optional().meta({ description: 'knowledge: the version of the article the span is in.' }),
    start: z.number().int().optional().meta({ description: "UTF-16 offsets into the source's text; `text.slice(start, end) === quote`." }),
    end: z.number().int().optional(),
    quote: z.string(),
    title: z.string(),
    field: z.string().optional().meta({ description: 'crm: the field the value is in.' }),
    chunkId: z.string().optional().meta({ description: 'knowledge: the chunk that was retrieved.' }),
  })
  .meta({ id: 'Evidence' });
export type Evidence = z.output<typeof Evidence>;

export const MarkReason = z.enum(['no_evidence', 'citation_unknown', 'value_not_in_source', 'link_not_allowed', 'wrong_language', 'unproven_act']);
export type MarkReason = z.output<typeof MarkReason>;

export const Sentence = z
  .object({
    text: z.string(),
    marked: z.boolean().meta({ description: 'True: a person should look before sending; `reason` says why.' }),
    reason: MarkReason.optional(),
    values: z.array(z.string()).optional().meta({ description: 'The values (numbers, dates, links) that the evidence lacks.' }),
    evidence: z.array(Evidence),
  })
  .meta({ id: 'Sentence' });
export type Sentence = z.output<typeof Sentence>;

export const TraceStep = z.object({ step: z.string(), ms: z.number(), note: z.record(z.string(), z.unknown()).optional() }).meta({ id: 'TraceStep' });

export const Draft = z
  .object({
    id: Id,
    talkId: Id,
    state: DraftState,
    text: z.string(),
    language: z.string().nullable(),
    sentences: z.array(Sentence),
    agent: z.object({ id: Id, version: z.number().int(), name: z.string() }),
    model: z.string(),
    tokens: z.object({ in: z.number().int(), out: z.number().int() }),
    cost: z.number().int().meta({ description: 'Micro-US-dollars (1e-6 USD), integer.' }),
    sentText: z.string().nullable().meta({ description: 'What was sent when it differs from `text`.' }),
    reason: z.string().nullable().meta({ description: 'The gate or failure behind `withheld` and `failed`, as a stable code.' }),
    dismissReason: z.string().nullable(),
    messageId: Id.nullable(),
    inReplyTo: Id.nullable().meta({ description: "The customer's message it answers." }),
    createdAt: Time,
    updatedAt: Time,
    trace: z.array(TraceStep),
  })
  .meta({ id: 'Draft' });

export const DraftQuery = ListQuery.extend({ talkId: Id.optional(), state: DraftState.optional() });
export const DraftRequest = z
  .object({
    wish: z
      .string()
      .max(500)
      .optional()
      .meta({ description: '"Shorter", "offer a call": what the rep wants different. Data for the model, never an instruction of ours.' }),
  })
  .meta({ id: 'DraftRequest' });
export const SendBody = z
  .object({
    text: z.string().trim().min(1).max(4000).optional().meta({ description: "The edited text; the draft's own when absent." }),
    overrideReason: z.string().trim().min(1).max(500).optional().meta({ description: 'Needed when a gate would stop it (the answer 409 names the gate).' }),
  })
  .meta({ id: 'DraftSendBody' });
export const DismissBody = z.object({ reason: z.string().trim().max(500).optional() }).meta({ id: 'DraftDismissBody' });

/** "Why did it (not) reply?": the newest verdicts first. */
export const Why = z
  .object({
    talkId: Id,
    verdicts: z.array(
      z.object({
        at: Time,
        messageId: Id.nullable(),
        gate: z.string().nullable().meta({ description: '`null`: nothing stopped it.' }),
        evidence: z.record(z.string(), z.unknown()),
        draftId: Id.nullable(),
      }),
    ),
  })
  .meta({ id: 'Why' });
