import { type z } from 'zod';

import { type Chat as ChatRow, type ChatMessage as MessageRow } from './entities.ts';
import { type Chat, type ChatMessage } from './schema.ts';

export type ChatShape = z.output<typeof Chat>;
export type ChatMessageShape = z.output<typeof ChatMessage>;

export const presentChat = ({ id, agentId, createdAt }: ChatRow): ChatShape => ({ id, agentId, createdAt: createdAt.toISOString() });

export const presentMessage = (row: MessageRow): ChatMessageShape => ({
  id: row.id,
  chatId: row.chatId,
  direction: row.direction,
  text: row.text,
  sentences: row.sentences,
  agentVersion: row.agentVersion ?? null,
  model: row.model ?? null,
  tokens: { in: row.tokensIn, out: row.tokensOut },
  cost: row.cost,
  trace: row.trace,
  at: row.at.toISOString(),
});
