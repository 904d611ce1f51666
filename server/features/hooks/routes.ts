import { route } from '../../http/route.ts';
import { IdParams, page } from '../../http/shapes.ts';
import { HookBody, HookDetail, HookEvent, HookExportQuery, HookQuery, HookRetried, HookRetryBody, HookSummary } from './schema.ts';

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
    path: '/hook-events/summary',
    access: 'admin',
    tag,
    summary: 'How the hooks of the last 24 hours did, and what waits now',
    response: HookSummary,
    handle: ({ cradle }) => cradle.hookHealth.summary(),
  }),
  route({
    method: 'get',
    path: '/hook-events/export',
    access: 'admin',
    tag,
    summary: 'The same list as a file: CSV, or JSON Lines with events and bodies whole',
    query: HookExportQuery,
    download: ['text/csv', 'application/jsonl'],
    handle: ({ cradle, query, request }) => cradle.hookExport.file(query, request.signal),
  }),
  route({
    method: 'post',
    path: '/hook-events/retry',
    access: 'admin',
    tag,
    summary: 'Try failed hooks again: the named ones, or up to 1,000 that match',
    body: HookRetryBody,
    response: HookRetried,
    status: 202,
    handle: ({ cradle, body }) => cradle.hookRetries.many(body),
  }),
  route({
    method: 'get',
    path: '/hook-events/:id',
    access: 'admin',
    tag,
    summary: 'Read one hook with what it said and caused',
    params: IdParams,
    response: HookDetail,
    handle: ({ cradle, params }) => cradle.hookHistory.get(params.id),
  }),
  route({
    method: 'get',
    path: '/hook-events/:id/body',
    access: 'admin',
    tag,
    summary: 'Read the body of a hook as it came',
    params: IdParams,
    response: HookBody,
    handle: ({ cradle, params }) => cradle.hookHistory.body(params.id),
  }),
  route({
    method: 'post',
    path: '/hook-events/:id/retry',
    access: 'admin',
    tag,
    summary: 'Try a failed hook again',
    params: IdParams,
    response: HookDetail,
    status: 202,
    problems: { 409: 'It has not failed' },
    handle: async ({ cradle, params }) => {
      await cradle.hookRetries.one(params.id);
      return cradle.hookHistory.get(params.id);
    },
  }),
];
