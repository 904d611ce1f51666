/** Trying an agent without a customer: nothing of it reaches the CRM. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type Sentence } from '../replies/schema.ts';

const ChatSchema = defineEntity({
  name: 'Chat',
  tableName: 'chats',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    agentId: p.uuid(),
    memberId: p.uuid().nullable(),
    /** The agent is at work on an answer, at most until then: one at a time. */
    answeringUntil: p.datetime().nullable(),
  },
  uniques: [...tenantUniques],
  ...tenantRules('chats'),
});
export class Chat extends ChatSchema.class {}
ChatSchema.setClass(Chat);

const ChatMessageSchema = defineEntity({
  name: 'ChatMessage',
  tableName: 'chat_messages',
  properties: {
    ...tenantColumns(),
    chatId: p.uuid(),
    /** `in`: the member playing the customer. */
    direction: p.text().$type<'in' | 'out'>(),
    text: p.text(),
    sentences: p.json<Sentence[]>().defaultRaw(`'[]'::jsonb`),
    agentVersion: p.integer().nullable(),
    model: p.text().nullable(),
    tokensIn: p.integer().default(0),
    tokensOut: p.integer().default(0),
    /** Micro-US-dollars. */
    cost: p.integer().default(0),
    trace: p.json<{ step: string; ms: number; note?: Record<string, unknown> }[]>().defaultRaw(`'[]'::jsonb`),
    at: p.datetime(),
  },
  uniques: [...tenantUniques],
  indexes: [{ properties: ['accountId', 'chatId', 'id'] }],
  ...tenantRules('chat_messages'),
});
export class ChatMessage extends ChatMessageSchema.class {}
ChatMessageSchema.setClass(ChatMessage);
