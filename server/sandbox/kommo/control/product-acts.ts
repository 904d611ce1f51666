import { asText } from '../api/body.ts';
import { createElement, deleteElement, type ElementPatch, updateElement } from '../ops/elements.ts';
import { reviewTemplate } from '../ops/templates.ts';
import { type SandboxState } from '../state.ts';
import { type Catalog, type CatalogElement, type FieldValue } from '../types.ts';
import { type Act, actor, BadAct, type Body, id, need, text } from './asking.ts';

const catalog = (state: SandboxState, body: Body): Catalog => {
  const catalogId = id(body, 'catalogId');
  const found = catalogId === undefined ? [...state.data.catalogs.values()].find(({ type }) => type === 'products') : state.data.catalogs.get(catalogId);
  return need(found, 'there is no such list');
};

/** By `elementId`, or by its `sku`. */
const element = (state: SandboxState, body: Body): CatalogElement => {
  const sku = asText(body['sku']);
  const elementId = id(body, 'elementId');
  const found = [...state.data.elements.values()].find(
    (candidate) =>
      !candidate.is_deleted &&
      (elementId === undefined ? sku !== undefined && candidate.custom_fields.some(({ values }) => values[0]?.value === sku) : candidate.id === elementId),
  );
  return need(found, 'there is no such product');
};

const field = (state: SandboxState, code: string, value: unknown): FieldValue[] => {
  if (value === undefined) return [];
  if (typeof value !== 'string' && typeof value !== 'number') throw new BadAct(`${code.toLowerCase()} must be a string or a number`);
  const definition = [...state.data.fields.values()].find((candidate) => candidate.entity === 'catalogs' && candidate.code === code);
  return definition ? [{ field_id: definition.id, values: value === '' ? [] : [{ value: String(value) }] }] : [];
};

const patch = (state: SandboxState, body: Body, sku?: unknown): ElementPatch => ({
  name: asText(body['name']),
  fields: [...field(state, 'SKU', sku), ...field(state, 'PRICE', body['price']), ...field(state, 'DESCRIPTION', body['description'])],
});

/** The list of products, and a message template under review. */
export const PRODUCT_ACTS = {
  product: (state, body) => {
    text(body, 'name');
    const made = createElement(state, catalog(state, body), patch(state, body, body['sku']), actor(state, body).id);
    return { elementId: made.id, catalogId: made.catalog_id };
  },
  product_update: (state, body) => {
    const found = element(state, body);
    updateElement(state, found, patch(state, body), actor(state, body).id);
    return { elementId: found.id, catalogId: found.catalog_id };
  },
  product_delete: (state, body) => {
    const found = element(state, body);
    deleteElement(state, found, actor(state, body).id);
    return { elementId: found.id, catalogId: found.catalog_id };
  },
  /** A messenger's verdict on a message template; `status` is `review`, `approved`, `rejected` or `paused`. */
  template_review: (state, body) => {
    const status = asText(body['status']) ?? 'review';
    const templateId = reviewTemplate(state, { name: asText(body['name']) ?? 'delivery_reminder', status, reason: asText(body['reason']) ?? '' });
    return { templateId, status };
  },
} as const satisfies Record<string, Act>;
