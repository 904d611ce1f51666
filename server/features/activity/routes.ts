import { route } from '../../http/route.ts';
import { page } from '../../http/shapes.ts';
import { Activity, ActivityExportQuery, ActivityQuery } from './schema.ts';

const tag = 'Activity';

export const activityRoutes = [
  route({
    method: 'get',
    path: '/activity',
    access: 'member',
    tag,
    summary: 'What happened, newest first, as sentences in the language asked for; reps see what concerns customers',
    query: ActivityQuery,
    response: page(Activity),
    handle: ({ cradle, query }) => cradle.activityLog.list(query),
  }),
  route({
    method: 'get',
    path: '/activity/export',
    access: 'member',
    tag,
    summary: 'The newest 10,000 rows of the same as CSV',
    query: ActivityExportQuery,
    download: ['text/csv'],
    handle: ({ cradle, query }) => cradle.activityLog.export(query),
  }),
];
