import { z } from 'zod';

import { route } from '../../http/route.ts';
import { IdParams, page } from '../../http/shapes.ts';
import { HookEvent, HookQuery } from './schema.ts';

const tag = 'Hooks';

export const hookRoutes = [
  route({
    method: 'get',
    path: '/hook-events',
    access: 'admin',
    tag,
    summary: 'List everything that came in, newest first',
    query: HookQuery,
    response: page(HookEvent),
    handle: ({ cradle, query }) => cradle.hookHistory.list(query),
  }),
  route({
    method: 'get',
    path: '/hook-events/:id',
    access: 'admin',
    tag,
    summary: 'Read one hook with what it said and caused',
    params: IdParams,
    response: HookEvent,
    handle: ({ cradle, params }) => cradle.hookHistory.get(params.id),
  }),
  route({
    method: 'get',
    path: '/hook-events/:id/body',
    access: 'admin',
    tag,
    summary: 'Read the body of a hook as it came',
    params: IdParams,
    response: z.object({ headers: z.record(z.string(), z.string()), text: z.string(), base64: z.string() }),
    handle: ({ cradle, params }) => cradle.hookHistory.body(params.id),
  }),
  route({
    method: 'post',
    path: '/hook-events/:id/retry',
    access: 'admin',
    tag,
    summary: 'Try a failed hook again',
    params: IdParams,
    response: HookEvent,
    status: 202,
    problems: { 409: 'It has not failed' },
    handle: async ({ cradle, params }) => {
      await cradle.hooks.retry(params.id);
      return cradle.hookHistory.get(params.id);
    },
  }),
];
