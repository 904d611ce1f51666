import { z } from 'zod';

import { route } from '../../http/route.ts';
import { IdParams, Time } from '../../http/shapes.ts';
import { Agent, AgentCreate, AgentPatch, AgentSettings, ModelInfo } from './schema.ts';

const tag = 'Agents';

export const agentRoutes = [
  route({
    method: 'get',
    path: '/agents',
    access: 'member',
    tag,
    summary: 'List agents',
    response: z.object({ items: z.array(Agent), nextCursor: z.null() }),
    handle: async ({ cradle }) => ({ items: await cradle.agents.list(), nextCursor: null }),
  }),
  route({
    method: 'post',
    path: '/agents',
    access: 'admin',
    tag,
    summary: 'Create an agent',
    body: AgentCreate,
    response: Agent,
    status: 201,
    handle: ({ cradle, body }) => cradle.agents.create(body),
  }),
  route({
    method: 'get',
    path: '/agents/models',
    access: 'member',
    tag,
    summary: 'List the models an agent can use, with prices',
    response: z.object({ items: z.array(ModelInfo) }),
    handle: async ({ cradle }) => ({ items: await cradle.agents.models() }),
  }),
  route({
    method: 'get',
    path: '/agents/:id',
    access: 'member',
    tag,
    summary: 'Read an agent',
    params: IdParams,
    response: Agent,
    handle: ({ cradle, params }) => cradle.agents.get(params.id),
  }),
  route({
    method: 'patch',
    path: '/agents/:id',
    access: 'admin',
    tag,
    summary: 'Change an agent; makes a new version',
    params: IdParams,
    body: AgentPatch,
    response: Agent,
    problems: { 409: 'Somebody else changed it meanwhile' },
    handle: ({ cradle, params, body }) => cradle.agents.update(params.id, body),
  }),
  route({
    method: 'get',
    path: '/agents/:id/versions',
    access: 'member',
    tag,
    summary: 'List the versions of an agent, newest first',
    params: IdParams,
    response: z.object({ items: z.array(z.object({ version: z.number().int(), settings: AgentSettings, createdAt: Time })) }),
    handle: async ({ cradle, params }) => ({ items: await cradle.agents.versions(params.id) }),
  }),
];
