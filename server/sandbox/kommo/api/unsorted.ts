import { acceptUnsorted, declineUnsorted } from '../ops/unsorted.ts';
import { type Unsorted } from '../types.ts';
import { asInt, asMap } from './body.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { isOneOf, sendPage } from './lists.ts';
import { missing } from './problems.ts';

export const addUnsortedRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  const link = (path: string): Record<string, unknown> => ({ self: { href: `${state.baseUrl}/api/v4/${path}` } });
  const render = (item: Unsorted): Record<string, unknown> => ({
    uid: item.uid,
    source_uid: item.source_uid,
    source_name: item.source_name,
    category: item.category,
    pipeline_id: item.pipeline_id,
    created_at: item.created_at,
    metadata: item.metadata,
    account_id: state.data.account.id,
    _links: link(`leads/unsorted/${item.uid}`),
    _embedded: {
      contacts: item.contact_id === null ? [] : [{ id: item.contact_id, _links: link(`contacts/${item.contact_id}`) }],
      leads: [{ id: item.lead_id, _links: link(`leads/${item.lead_id}`) }],
      companies: [],
    },
  });
  const itemOf = (ctx: ApiContext): Unsorted => {
    const item = state.data.unsorted.get(ctx.params['uid'] ?? '');
    if (!item) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    return item;
  };
  const actingUser = (ctx: ApiContext): number => {
    const id = asInt(asMap(ctx.state.body)['user_id']);
    return id !== undefined && state.user(id) ? id : ctx.state.user.id;
  };

  router.get('/leads/unsorted', (ctx) => {
    const [uids, categories, pipelines] = [isOneOf(ctx, 'uid'), isOneOf(ctx, 'category'), isOneOf(ctx, 'pipeline_id')];
    const items = [...state.data.unsorted.values()].filter((item) => uids(item.uid) && categories(item.category) && pipelines(item.pipeline_id));
    sendPage(ctx, state, 'unsorted', items, render);
  });

  router.get('/leads/unsorted/summary', (ctx) => {
    const items = [...state.data.unsorted.values()];
    const categories = Object.fromEntries(
      ['sip', 'mail', 'forms', 'chats'].map((name) => [name, { total: items.filter(({ category }) => category === name).length }]),
    );
    sendHal(ctx, {
      total: items.length,
      accepted: 0,
      declined: 0,
      average_sort_time: 0,
      categories,
      _links: { self: { href: `${state.baseUrl}${ctx.originalUrl}` } },
    });
  });

  router.get('/leads/unsorted/:uid', (ctx) => {
    const item = state.data.unsorted.get(ctx.params['uid'] ?? '');
    return item ? sendHal(ctx, render(item)) : sendNothing(ctx);
  });

  router.post('/leads/unsorted/:uid/accept', (ctx) => {
    const item = itemOf(ctx);
    acceptUnsorted(state, item, asInt(asMap(ctx.state.body)['status_id']), actingUser(ctx));
    sendHal(ctx, render(item));
  });

  router.delete('/leads/unsorted/:uid/decline', (ctx) => {
    const item = itemOf(ctx);
    declineUnsorted(state, item, actingUser(ctx));
    sendHal(ctx, render(item));
  });
};
