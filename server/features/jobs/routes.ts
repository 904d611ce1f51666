import { route } from '../../http/route.ts';
import { IdParams, page } from '../../http/shapes.ts';
import { Job, JobQuery } from './schema.ts';

const tag = 'Jobs';

export const jobRoutes = [
  route({
    method: 'get',
    path: '/jobs',
    access: 'admin',
    tag,
    summary: 'List background jobs, newest first',
    query: JobQuery,
    response: page(Job),
    handle: ({ cradle, query }) => cradle.jobs.list(query),
  }),
  route({
    method: 'get',
    path: '/jobs/:id',
    access: 'admin',
    tag,
    summary: 'Read a job',
    params: IdParams,
    response: Job,
    handle: ({ cradle, params }) => cradle.jobs.get(params.id),
  }),
  route({
    method: 'post',
    path: '/jobs/:id/retry',
    access: 'admin',
    tag,
    summary: 'Try a failed job again',
    params: IdParams,
    response: Job,
    status: 202,
    problems: { 409: 'It has not failed' },
    handle: ({ cradle, params }) => cradle.jobs.retry(params.id),
  }),
  route({
    method: 'post',
    path: '/jobs/:id/cancel',
    access: 'admin',
    tag,
    summary: 'Take back a job that has not begun',
    params: IdParams,
    response: Job,
    problems: { 409: 'It has begun' },
    handle: ({ cradle, params }) => cradle.jobs.cancel(params.id),
  }),
];
