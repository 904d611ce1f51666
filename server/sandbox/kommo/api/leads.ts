import { createLead, type LeadPatch, LOST, updateLead } from '../ops/leads.ts';
import { type SandboxState } from '../state.ts';
import { type Lead, type Pipeline } from '../types.ts';
import { asInt, asList, asMap } from './body.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { inRange, isOneOf, ordered, sendPage, withNames } from './lists.ts';
import { missing } from './problems.ts';
import { closestTask, leadJson } from './render.ts';
import { canView, checkEdit } from './rights.ts';
import { type Item, readFields, readItem, readItems, readTags, refuseBad, sendWritten } from './write.ts';

const matchesStatuses = (ctx: ApiContext): ((lead: Lead) => boolean) => {
  const pairs = Object.values(asMap(asMap(ctx.state.query['filter'])['statuses'])).map(asMap);
  if (pairs.length === 0) return () => true;
  return (lead) => pairs.some(({ pipeline_id, status_id }) => Number(pipeline_id) === lead.pipeline_id && Number(status_id) === lead.status_id);
};

const listed = (ctx: ApiContext, state: SandboxState): Lead[] => {
  const query = ctx.state.query['query'];
  const needle = typeof query === 'string' ? query.toLowerCase() : '';
  const ids = isOneOf(ctx, 'id');
  const pipelines = isOneOf(ctx, 'pipeline_id');
  const owners = isOneOf(ctx, 'responsible_user_id');
  const updaters = isOneOf(ctx, 'updated_by');
  const authors = isOneOf(ctx, 'created_by');
  const named = isOneOf(ctx, 'name');
  const ranges = [inRange(ctx, 'created_at'), inRange(ctx, 'updated_at'), inRange(ctx, 'closed_at'), inRange(ctx, 'price')] as const;
  const closest = asMap(ctx.state.query['filter'])['closest_task_at'] === undefined ? undefined : inRange(ctx, 'closest_task_at');
  const statuses = matchesStatuses(ctx);
  const visible = canView(ctx, 'leads', state);
  const deleted = withNames(ctx).includes('only_deleted');
  return [...state.data.leads.values()].filter(
    (lead) =>
      lead.is_deleted === deleted &&
      visible(lead) &&
      (needle === '' || lead.name.toLowerCase().includes(needle)) &&
      ids(lead.id) &&
      pipelines(lead.pipeline_id) &&
      owners(lead.responsible_user_id) &&
      updaters(lead.updated_by) &&
      authors(lead.created_by) &&
      named(lead.name) &&
      ranges[0](lead.created_at) &&
      ranges[1](lead.updated_at) &&
      ranges[2](lead.closed_at) &&
      ranges[3](lead.price) &&
      statuses(lead) &&
      (!closest || closest(closestTask(state, 'leads', lead.id))),
  );
};

/** Ids in `_embedded.{name}`, the main one first. */
const embeddedIds = (item: Item, name: string): number[] =>
  asList(asMap(item.raw['_embedded'])[name])
    .map(asMap)
    .toSorted((a, b) => Number(b['is_main'] === true) - Number(a['is_main'] === true))
    .flatMap(({ id }) => asInt(id) ?? []);

/** Checks and reads one lead; complaints gather in the item. */
export const readLead = (state: SandboxState, item: Item, current?: Lead): LeadPatch => {
  const pipeline_id = item.int('pipeline_id');
  const status_id = item.int('status_id');
  const responsible_user_id = item.int('responsible_user_id');
  const loss_reason_id = item.int('loss_reason_id');
  const pipelines = [...state.data.pipelines.values()];
  const target = state.data.pipelines.get(pipeline_id ?? current?.pipeline_id ?? pipelines.find(({ is_main }) => is_main)?.id ?? 0);
  item.choice('pipeline_id', target !== undefined);
  const holds = (pipeline: Pipeline): boolean => pipeline.statuses.some(({ id }) => id === status_id);
  // A stage named without its pipeline brings its pipeline along.
  const home = [...(target ? [target] : []), ...(pipeline_id === undefined ? pipelines : [])].find(holds);
  if (status_id !== undefined) item.choice('status_id', home !== undefined);
  if (responsible_user_id !== undefined) item.choice('responsible_user_id', state.user(responsible_user_id)?.is_active ?? false);
  if (loss_reason_id !== undefined)
    item.choice('loss_reason_id', status_id === LOST && state.data.account.loss_reasons.some(({ id }) => id === loss_reason_id));
  const contact_ids = embeddedIds(item, 'contacts');
  contact_ids.forEach((id, index) => item.choice(`_embedded.contacts.${index}.id`, state.data.contacts.has(id)));
  const [company_id] = embeddedIds(item, 'companies');
  if (company_id !== undefined) item.choice('_embedded.companies.0.id', state.data.companies.has(company_id));
  return {
    name: item.text('name'),
    price: item.int('price'),
    pipeline_id: status_id === undefined ? pipeline_id : home?.id,
    status_id,
    responsible_user_id,
    loss_reason_id,
    fields: readFields(state, 'leads', item),
    ...readTags(state, item),
    contact_ids,
    company_id,
  };
};

export const addLeadRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  const leadOf = (ctx: ApiContext, id: number): Lead => {
    const lead = state.data.leads.get(id);
    if (!lead || lead.is_deleted) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    return lead;
  };

  router.get('/leads', (ctx) => {
    const names = withNames(ctx);
    sendPage(ctx, state, 'leads', ordered(ctx, listed(ctx, state), ['created_at', 'updated_at', 'id'], 'id'), (lead) => leadJson(state, lead, names));
  });

  router.get('/leads/:id', (ctx) => {
    const lead = state.data.leads.get(Number(ctx.params['id']));
    if (!lead || lead.is_deleted || !canView(ctx, 'leads', state)(lead)) return sendNothing(ctx);
    return sendHal(ctx, leadJson(state, lead, withNames(ctx), ctx.search));
  });

  router.post('/leads', (ctx) => {
    const items = readItems(ctx);
    const patches = items.map((item) => readLead(state, item));
    refuseBad(items);
    const leads = state.batch(() => patches.map((patch) => createLead(state, patch, ctx.state.user.id)));
    sendWritten(
      ctx,
      state,
      'leads',
      leads.map(({ id }, index) => ({ id, request_id: items[index]?.requestId })),
    );
  });

  router.patch('/leads', (ctx) => {
    const items = readItems(ctx);
    const work = items.map((item) => {
      const lead = state.data.leads.get(item.int('id') ?? 0);
      item.choice('id', lead !== undefined && !lead.is_deleted);
      return { lead, patch: readLead(state, item, lead) };
    });
    for (const { lead } of work) if (lead) checkEdit(ctx, 'leads', lead);
    refuseBad(items);
    const leads = state.batch(() => work.flatMap(({ lead, patch }) => (lead ? [updateLead(state, lead, patch, ctx.state.user.id)] : [])));
    sendWritten(
      ctx,
      state,
      'leads',
      leads.map(({ id, updated_at }) => ({ id, updated_at })),
    );
  });

  router.patch('/leads/:id', (ctx) => {
    const lead = leadOf(ctx, Number(ctx.params['id']));
    checkEdit(ctx, 'leads', lead);
    const item = readItem(ctx);
    const patch = readLead(state, item, lead);
    refuseBad([item]);
    updateLead(state, lead, patch, ctx.state.user.id);
    sendHal(ctx, { id: lead.id, updated_at: lead.updated_at, _links: { self: { href: `${state.baseUrl}/api/v4/leads/${lead.id}` } } });
  });
};
