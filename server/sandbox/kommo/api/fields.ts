import { ensureTag } from '../ops/cards.ts';
import { updateLead } from '../ops/leads.ts';
import { type SandboxState } from '../state.ts';
import { type Entity, type FieldDefinition, type FieldOwner } from '../types.ts';
import { asInt, asText } from './body.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { isOneOf, sendPage } from './lists.ts';
import { missing } from './problems.ts';
import { readItems, refuseBad, sendWritten } from './write.ts';

/** A definition as the API shows it; `path` is the collection it lies in. */
const fieldJson = (state: SandboxState, field: FieldDefinition, path: string): Record<string, unknown> => ({
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
  entity_type: field.entity,
  ...(field.catalog_id === undefined ? {} : { catalog_id: field.catalog_id }),
  tracking_callback: null,
  remind: null,
  triggers: [],
  currency: null,
  hidden_statuses: [],
  chained_lists: null,
  _links: { self: { href: `${state.baseUrl}/api/v4/${path}/custom_fields/${field.id}` } },
});

/** Definitions of one owner's fields; `:catalogId` in `path` names the list. */
export const addDefinitionRoutes = (router: ApiRouter, { state }: ApiDeps, owner: FieldOwner, path: string): void => {
  const fields = (ctx: ApiContext): FieldDefinition[] => {
    const catalogId = ctx.params['catalogId'];
    return [...state.data.fields.values()].filter(
      ({ entity, catalog_id }) => entity === owner && (catalogId === undefined || catalog_id === Number(catalogId)),
    );
  };
  const shown = (ctx: ApiContext, field: FieldDefinition): Record<string, unknown> =>
    fieldJson(state, field, path.replace(':catalogId', ctx.params['catalogId'] ?? ''));

  router.get(`/${path}/custom_fields`, (ctx) => sendPage(ctx, state, 'custom_fields', fields(ctx), (field) => shown(ctx, field), { totals: true }));

  router.get(`/${path}/custom_fields/:fieldId`, (ctx) => {
    const field = fields(ctx).find(({ id }) => id === Number(ctx.params['fieldId']));
    return field ? sendHal(ctx, shown(ctx, field)) : sendNothing(ctx);
  });
};

/** Tags of one kind of card. */
export const addTagRoutes = (router: ApiRouter, { state }: ApiDeps, entity: Entity): void => {
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
