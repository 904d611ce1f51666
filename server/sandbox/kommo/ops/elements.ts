import { elementRow } from '../hooks/rows.ts';
import { type HookRow, LIST_ELEMENTS, type SandboxState } from '../state.ts';
import { type Catalog, type CatalogElement, type FieldValue } from '../types.ts';
import { mergeFields } from './cards.ts';

export interface ElementPatch {
  name?: string;
  /** Fields to set; an empty list of values clears the field; others stay. */
  fields?: FieldValue[];
}

const hook = (action: string, row: HookRow['row']): HookRow => ({ setting: LIST_ELEMENTS, entity: 'catalogs', action, row });

const change = (action: string, { id }: CatalogElement) => ({ kind: 'element' as const, action, id });

export const createElement = (state: SandboxState, catalog: Catalog, input: ElementPatch, by: number): CatalogElement => {
  const now = state.now();
  const element: CatalogElement = {
    id: state.nextId('element'),
    catalog_id: catalog.id,
    name: input.name ?? '',
    created_by: by,
    updated_by: by,
    created_at: now,
    updated_at: now,
    is_deleted: false,
    custom_fields: mergeFields([], input.fields ?? []),
  };
  state.data.elements.set(element.id, element);
  state.commit({ hooks: [hook('add', elementRow(state, element))], events: [], changes: [change('add', element)] });
  return element;
};

export const updateElement = (state: SandboxState, element: CatalogElement, patch: ElementPatch, by: number): CatalogElement => {
  element.name = patch.name ?? element.name;
  element.custom_fields = mergeFields(element.custom_fields, patch.fields ?? []);
  element.updated_at = state.now();
  element.updated_by = by;
  state.commit({ hooks: [hook('update', elementRow(state, element))], events: [], changes: [change('update', element)] });
  return element;
};

/** By a user in the list; the API has no such method. */
export const deleteElement = (state: SandboxState, element: CatalogElement, by: number): void => {
  element.is_deleted = true;
  element.updated_at = state.now();
  element.updated_by = by;
  const { id, catalog_id } = element;
  state.commit({ hooks: [hook('delete', { id, catalog_id, type: 'catalog' })], events: [], changes: [change('delete', element)] });
};
