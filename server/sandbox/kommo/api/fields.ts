import { ensureTag } from '../ops/cards.ts';
import { updateLead } from '../ops/leads.ts';
import { type Entity } from '../types.ts';
import { asInt, asText } from './body.ts';
import { type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { isOneOf, sendPage } from './lists.ts';
import { missing } from './problems.ts';
import { readItems, refuseBad, sendWritten } from './write.ts';

/** Field definitions and tags of one kind of card. */
export const addFieldRoutes = (router: ApiRouter, { state }: ApiDeps, entity: Entity): void => {
  const definition = (id: number): Record<string, unknown> | undefined => {
    const field = state.data.fields.get(id);
    if (field?.entity !== entity) return undefined;
    return {
      id: field.id,
      name: field.name,
      type: field.type,
      account_id: state.data.account.id,
      code: field.code,
      sort: 500 + (field.id % 100),
      is_api_only: field.type === 'tracking_data',
      enums: field.enums?.map(({ id: option, value, code }, index) => ({ id: option, value, sort: 500 + index * 10, code })) ?? null,
      group_id: null,
      required_statuses: [],
      is_deletable: field.code === null,
      is_predefined: field.code !== null,
      entity_type: entity,
      tracking_callback: null,
      remind: null,
      triggers: [],
      currency: null,
      hidden_statuses: [],
      chained_lists: null,
      _links: { self: { href: `${state.baseUrl}/api/v4/${entity}/custom_fields/${field.id}` } },
    };
  };

  router.get(`/${entity}/custom_fields`, (ctx) => {
    const fields = [...state.data.fields.values()].filter((field) => field.entity === entity);
    sendPage(ctx, state, 'custom_fields', fields, ({ id }) => definition(id), { totals: true });
  });

  router.get(`/${entity}/custom_fields/:fieldId`, (ctx) => {
    const field = definition(Number(ctx.params['fieldId']));
    return field ? sendHal(ctx, field) : sendNothing(ctx);
  });

  router.get(`/${entity}/tags`, (ctx) => {
    const named = isOneOf(ctx, 'name');
    const tags = [...state.data.tags.values()].filter((tag) => tag.entity === entity && named(tag.name));
    sendPage(ctx, state, 'tags', tags, ({ id, name, color }) => ({ id, name, color }));
  });

  router.post(`/${entity}/tags`, (ctx) => {
    const items = readItems(ctx);
    for (const item of items) item.required('name');
    refuseBad(items);
    const tags = items.map((item) => ensureTag(state, entity, asText(item.raw['name']) ?? ''));
    state.touch();
    sendWritten(
      ctx,
      state,
      `${entity}/tags`,
      tags.map(({ id, name, color }, index) => ({ id, name, color, request_id: items[index]?.requestId })),
    );
  });
};

/** Links of a lead: its contacts and its company. */
export const addLinkRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  const links = (id: number): Record<string, unknown>[] | undefined => {
    const lead = state.data.leads.get(id);
    return (
      lead && [
        ...lead.contact_ids.map((contact, index) => ({ to_entity_id: contact, to_entity_type: 'contacts', metadata: { main_contact: index === 0 } })),
        ...(lead.company_id === null ? [] : [{ to_entity_id: lead.company_id, to_entity_type: 'companies', metadata: null }]),
      ]
    );
  };

  router.get('/leads/:id/links', (ctx) => {
    const found = links(Number(ctx.params['id']));
    if (!found || found.length === 0) return sendNothing(ctx);
    return sendHal(ctx, { _total_items: found.length, _links: { self: { href: `${state.baseUrl}${ctx.path}` } }, _embedded: { links: found } });
  });

  router.post('/leads/:id/link', (ctx) => {
    const lead = state.data.leads.get(Number(ctx.params['id']));
    if (!lead) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    const items = readItems(ctx);
    for (const item of items) {
      const type = item.text('to_entity_type');
      item.choice('to_entity_id', (type === 'contacts' || type === 'companies') && state.data[type].has(item.int('to_entity_id') ?? 0));
    }
    refuseBad(items);
    const of = (type: string): number[] => items.filter(({ raw }) => raw['to_entity_type'] === type).flatMap(({ raw }) => asInt(raw['to_entity_id']) ?? []);
    updateLead(state, lead, { contact_ids: of('contacts'), company_id: of('companies')[0] }, ctx.state.user.id);
    const made = links(lead.id) ?? [];
    sendHal(ctx, { _total_items: made.length, _links: { self: { href: `${state.baseUrl}/api/v4/leads/${lead.id}/links` } }, _embedded: { links: made } });
  });
};
