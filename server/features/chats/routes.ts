import { z } from 'zod';

import { route } from '../../http/route.ts';
import { IdParams } from '../../http/shapes.ts';
import { Chat, ChatAnswer, ChatBody, ChatCreate, ChatMessage } from './schema.ts';

const tag = 'Test chats';

export const chatRoutes = [
  route({
    method: 'post',
    path: '/chats',
    access: 'admin',
    tag,
    summary: 'Begin a test chat with an agent: nothing of it reaches the CRM or a customer',
    body: ChatCreate,
    response: Chat,
    status: 201,
    handle: ({ cradle, body }) => cradle.chats.create(body.agentId),
  }),
  route({
    method: 'get',
    path: '/chats/:id',
    access: 'admin',
    tag,
    summary: 'Read a test chat',
    params: IdParams,
    response: Chat,
    handle: ({ cradle, params }) => cradle.chats.get(params.id),
  }),
  route({
    method: 'get',
    path: '/chats/:id/messages',
    access: 'admin',
    tag,
    summary: 'List the messages of a test chat, oldest first',
    params: IdParams,
    response: z.object({ items: z.array(ChatMessage), nextCursor: z.null() }),
    handle: async ({ cradle, params }) => ({ items: await cradle.chats.messages(params.id), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/chats/:id/messages',
    access: 'admin',
    tag,
    summary: 'Ask as a customer would; streams `start`, `delta` and `done`, or `error`',
    params: IdParams,
    body: ChatBody,
    response: ChatAnswer,
    stream: true,
    problems: { 409: 'The chat is full, still being answered, or has nothing to answer; or the budget of the agent is spent', 502: 'The model failed' },
    handle: ({ cradle, params, body, request }) => cradle.chats.ask(params.id, body.text, request.signal),
  }),
];
