import { createElement, type ElementPatch, updateElement } from '../ops/elements.ts';
import { type SandboxState } from '../state.ts';
import { type Catalog, type CatalogElement } from '../types.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { addDefinitionRoutes } from './fields.ts';
import { isOneOf, sendPage } from './lists.ts';
import { missing } from './problems.ts';
import { catalogJson, elementJson } from './render.ts';
import { type Item, readFields, readItem, readItems, refuseBad, sendWritten } from './write.ts';

const readElement = (state: SandboxState, catalog: Catalog, item: Item): ElementPatch => ({
  name: item.text('name'),
  fields: readFields(state, 'catalogs', item, catalog.id),
});

const found = (element: CatalogElement, query: string): boolean => {
  const needle = query.toLowerCase();
  return (
    needle === '' ||
    element.name.toLowerCase().includes(needle) ||
    element.custom_fields.some(({ values }) => values.some(({ value }) => String(value).toLowerCase().includes(needle)))
  );
};

/** Lists, their fields and their elements. */
export const addCatalogRoutes = (router: ApiRouter, deps: ApiDeps): void => {
  const { state } = deps;
  const catalogOf = (ctx: ApiContext): Catalog => {
    const catalog = state.data.catalogs.get(Number(ctx.params['catalogId']));
    if (!catalog) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    return catalog;
  };
  const elementOf = (catalog: Catalog, id: number): CatalogElement | undefined => {
    const element = state.data.elements.get(id);
    return element && element.catalog_id === catalog.id && !element.is_deleted ? element : undefined;
  };

  router.get('/catalogs', (ctx) => {
    const kinds = isOneOf(ctx, 'type');
    sendPage(
      ctx,
      state,
      'catalogs',
      [...state.data.catalogs.values()].filter(({ type }) => kinds(type)),
      (catalog) => catalogJson(state, catalog),
    );
  });

  router.get('/catalogs/:catalogId', (ctx) => {
    const catalog = state.data.catalogs.get(Number(ctx.params['catalogId']));
    return catalog ? sendHal(ctx, catalogJson(state, catalog)) : sendNothing(ctx);
  });

  addDefinitionRoutes(router, deps, 'catalogs', 'catalogs/:catalogId');

  router.get('/catalogs/:catalogId/elements', (ctx) => {
    const catalog = catalogOf(ctx);
    const { query } = ctx.state.query;
    const ids = isOneOf(ctx, 'id');
    const elements = [...state.data.elements.values()].filter(
      (element) => element.catalog_id === catalog.id && !element.is_deleted && ids(element.id) && found(element, typeof query === 'string' ? query : ''),
    );
    sendPage(ctx, state, 'elements', elements, (element) => elementJson(state, element));
  });

  router.get('/catalogs/:catalogId/elements/:id', (ctx) => {
    const element = elementOf(catalogOf(ctx), Number(ctx.params['id']));
    return element ? sendHal(ctx, elementJson(state, element)) : sendNothing(ctx);
  });

  router.post('/catalogs/:catalogId/elements', (ctx) => {
    const catalog = catalogOf(ctx);
    const items = readItems(ctx);
    for (const item of items) item.required('name');
    const patches = items.map((item) => readElement(state, catalog, item));
    refuseBad(items);
    const made = state.batch(() => patches.map((patch) => createElement(state, catalog, patch, ctx.state.user.id)));
    sendWritten(
      ctx,
      state,
      `catalogs/${catalog.id}/elements`,
      made.map(({ id }, index) => ({ id, request_id: items[index]?.requestId })),
    );
  });

  router.patch('/catalogs/:catalogId/elements', (ctx) => {
    const catalog = catalogOf(ctx);
    const items = readItems(ctx);
    const work = items.map((item) => {
      const element = elementOf(catalog, item.int('id') ?? 0);
      item.choice('id', element !== undefined);
      return { element, patch: readElement(state, catalog, item) };
    });
    refuseBad(items);
    const changed = state.batch(() => work.flatMap(({ element, patch }) => (element ? [updateElement(state, element, patch, ctx.state.user.id)] : [])));
    sendWritten(
      ctx,
      state,
      `catalogs/${catalog.id}/elements`,
      changed.map(({ id, updated_at }) => ({ id, updated_at })),
    );
  });

  router.patch('/catalogs/:catalogId/elements/:id', (ctx) => {
    const catalog = catalogOf(ctx);
    const element = elementOf(catalog, Number(ctx.params['id']));
    if (!element) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    const item = readItem(ctx);
    const patch = readElement(state, catalog, item);
    refuseBad([item]);
    updateElement(state, element, patch, ctx.state.user.id);
    sendHal(ctx, {
      id: element.id,
      updated_at: element.updated_at,
      _links: { self: { href: `${state.baseUrl}/api/v4/catalogs/${catalog.id}/elements/${element.id}` } },
    });
  });
};
