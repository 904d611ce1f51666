import { route } from '../../http/route.ts';
import { IdParams, page } from '../../http/shapes.ts';
import { Sync, SyncBody, SyncQuery, SyncStarted } from './schema.ts';

const tag = 'Sync';

export const syncRoutes = [
  route({
    method: 'post',
    path: '/crm/sync',
    access: 'admin',
    tag,
    summary: 'Read the CRM again; the run under way is answered when there is one of this kind',
    body: SyncBody,
    response: SyncStarted,
    status: 202,
    handle: ({ cradle, body }) => cradle.sync.start(body.kind),
  }),
  route({
    method: 'get',
    path: '/crm/syncs',
    access: 'admin',
    tag,
    summary: 'List syncs and sweeps, newest first',
    query: SyncQuery,
    response: page(Sync),
    handle: ({ cradle, query }) => cradle.sync.list(query),
  }),
  route({
    method: 'get',
    path: '/crm/syncs/:id',
    access: 'admin',
    tag,
    summary: 'Read how far a sync is',
    params: IdParams,
    response: Sync,
    handle: ({ cradle, params }) => cradle.sync.get(params.id),
  }),
  route({
    method: 'post',
    path: '/crm/syncs/:id/cancel',
    access: 'admin',
    tag,
    summary: 'Stop a sync; what it has read stays',
    params: IdParams,
    response: Sync,
    problems: { 409: 'It has ended' },
    handle: ({ cradle, params }) => cradle.sync.cancel(params.id),
  }),
];
