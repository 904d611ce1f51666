/** Proposed replies, and the verdict on every customer message. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type PromptParts } from './prompt.ts';
import { type DraftState, type Sentence } from './schema.ts';

export interface TraceStep {
  step: string;
  /** Milliseconds since the run began. */
  ms: number;
  note?: Record<string, unknown>;
}

const DraftSchema = defineEntity({
  name: 'Draft',
  tableName: 'drafts',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    talkId: p.uuid(),
    /** The customer's message it answers. */
    inReplyTo: p.uuid().nullable(),
    /** `hook`: a customer's message asked for it. `member`: a person did. `rule`: one of the account's rules. */
    trigger: p.text().$type<'hook' | 'member' | 'rule'>(),
    state: p.text().$type<DraftState>(),
    text: p.text().default(''),
    language: p.text().nullable(),
    sentences: p.json<Sentence[]>().defaultRaw(`'[]'::jsonb`),
    agentId: p.uuid(),
    agentVersion: p.integer(),
    agentName: p.text(),
    model: p.text(),
    tokensIn: p.integer().default(0),
    tokensOut: p.integer().default(0),
    /** Micro-US-dollars. */
    cost: p.integer().default(0),
    reason: p.text().nullable(),
    sentText: p.text().nullable(),
    dismissReason: p.text().nullable(),
    messageId: p.uuid().nullable(),
    trace: p.json<TraceStep[]>().defaultRaw(`'[]'::jsonb`),
    /** What the prompt was made of, by id and version, so that the same prompt can be built again. */
    prompt: p.json<PromptParts>().nullable().lazy(),
  },
  uniques: [...tenantUniques],
  indexes: [
    { properties: ['accountId', 'talkId', 'id'] },
    { name: 'drafts_one_writer', expression: `create unique index "drafts_one_writer" on "drafts" ("account_id", "talk_id") where state = 'streaming'` },
  ],
  ...tenantRules('drafts'),
});
export class Draft extends DraftSchema.class {}
DraftSchema.setClass(Draft);

/** The answer to "why did it (not) reply?", one row a decision. */
const VerdictSchema = defineEntity({
  name: 'Verdict',
  tableName: 'verdicts',
  properties: {
    ...tenantColumns(),
    talkId: p.uuid(),
    messageId: p.uuid().nullable(),
    /** The gate that stopped it; null = nothing did. */
    gate: p.text().nullable(),
    evidence: p.json<Record<string, unknown>>(),
    draftId: p.uuid().nullable(),
    at: p.datetime(),
  },
  uniques: [...tenantUniques],
  indexes: [{ properties: ['accountId', 'talkId', 'at'] }],
  ...tenantRules('verdicts'),
});
export class Verdict extends VerdictSchema.class {}
VerdictSchema.setClass(Verdict);
