import { ensureTag } from '../ops/cards.ts';
import { type SandboxState } from '../state.ts';
import { type Entity, type FieldDefinition, type FieldOwner } from '../types.ts';
import { asText } from './body.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { isOneOf, sendPage } from './lists.ts';
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
