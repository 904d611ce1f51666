import { route } from '../../http/route.ts';
import { Dashboard, DashboardQuery } from './schema.ts';

export const dashboardRoutes = [
  route({
    method: 'get',
    path: '/dashboard',
    access: 'member',
    tag: 'Dashboard',
    summary: 'Replies, response times, calls and hooks of a period, beside the period before',
    query: DashboardQuery,
    response: Dashboard,
    handle: ({ cradle, query }) => cradle.dashboard.read(query.period),
  }),
];
