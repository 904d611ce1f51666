import { z } from 'zod';

import { Id, Time } from '../../http/shapes.ts';
import { SearchHit } from '../knowledge/schema.ts';
import { Sentence, TraceStep } from '../replies/schema.ts';

export const Chat = z.object({ id: Id, agentId: Id, createdAt: Time }).meta({ id: 'Chat' });
export const ChatCreate = z.object({ agentId: Id }).meta({ id: 'ChatCreate' });

export const ChatMessage = z
  .object({
    id: Id,
    chatId: Id,
    direction: z.enum(['in', 'out']).meta({ description: '`in`: the member, playing the customer.' }),
    text: z.string(),
    sentences: z.array(Sentence),
    agentVersion: z.number().int().nullable(),
    model: z.string().nullable(),
    tokens: z.object({ in: z.number().int(), out: z.number().int() }),
    cost: z.number().int().meta({ description: 'Micro-US-dollars.' }),
    trace: z.array(TraceStep),
    at: Time,
  })
  .meta({ id: 'ChatMessage' });

export const ChatBody = z
  .object({
    text: z.string().trim().min(1).max(4000).optional().meta({ description: 'Absent: answer the last message again, after an answer that failed.' }),
  })
  .meta({ id: 'ChatBody' });

/** The event `start`: the question is kept, the agent is at work. */
export const ChatStart = z.object({ message: ChatMessage, agent: z.object({ id: Id, version: z.number().int(), name: z.string() }) }).meta({ id: 'ChatStart' });

/** The event `done`. `memory` and `scripts` are what the answer took from them; empty until the agent has any. */
export const ChatAnswer = ChatMessage.extend({
  language: z.string(),
  knowledge: z.array(SearchHit),
  memory: z.array(z.never()),
  scripts: z.array(z.never()),
}).meta({ id: 'ChatAnswer' });
