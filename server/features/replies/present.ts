import { type z } from 'zod';

import { type Draft as DraftRow } from './entities.ts';
import { type Draft } from './schema.ts';

export type DraftShape = z.output<typeof Draft>;

export const presentDraft = (row: DraftRow): DraftShape => ({
  id: row.id,
  talkId: row.talkId,
  state: row.state,
  text: row.text,
  language: row.language ?? null,
  sentences: row.sentences,
  agent: { id: row.agentId, version: row.agentVersion, name: row.agentName },
  model: row.model,
  tokens: { in: row.tokensIn, out: row.tokensOut },
  cost: row.cost,
  sentText: row.sentText ?? null,
  reason: row.reason ?? null,
  dismissReason: row.dismissReason ?? null,
  messageId: row.messageId ?? null,
  inReplyTo: row.inReplyTo ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  trace: row.trace,
});
