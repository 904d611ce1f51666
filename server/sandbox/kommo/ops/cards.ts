/** What leads, contacts and companies share when they change. */
import { type EventDraft, type SandboxState } from '../state.ts';
import { type Card, type Entity, type FieldValue, type Tag } from '../types.ts';

export const EVENT_ENTITY = { leads: 'lead', contacts: 'contact', companies: 'company' } as const satisfies Record<Entity, string>;

/** Numbers the events API gives to field types. */
const FIELD_TYPE_NUMBERS: Record<string, number> = {
  text: 1,
  numeric: 2,
  checkbox: 3,
  select: 4,
  multiselect: 5,
  date: 6,
  url: 7,
  multitext: 8,
  textarea: 9,
  radiobutton: 10,
  birthday: 14,
  tracking_data: 23,
};

export interface CardPatch {
  name?: string;
  responsible_user_id?: number;
  /** Fields to set; an empty list of values clears the field; others stay. */
  fields?: FieldValue[];
  /** The whole new set. */
  tags?: string[];
  tagsToAdd?: string[];
  tagsToDelete?: string[];
}

/** The tag of that name, made when new: tags of leads and of contacts are apart. */
export const ensureTag = (state: SandboxState, entity: Entity, name: string): Tag => {
  const known = [...state.data.tags.values()].find((tag) => tag.entity === entity && tag.name === name);
  if (known) return known;
  const tag: Tag = { id: state.nextId('tag'), entity, name, color: null };
  state.data.tags.set(tag.id, tag);
  return tag;
};

const tagIds = (state: SandboxState, entity: Entity, card: Card, patch: CardPatch): number[] => {
  const ids = new Set(patch.tags ? patch.tags.map((name) => ensureTag(state, entity, name).id) : card.tag_ids);
  for (const name of patch.tagsToAdd ?? []) ids.add(ensureTag(state, entity, name).id);
  for (const id of ids) if (patch.tagsToDelete?.includes(state.data.tags.get(id)?.name ?? '')) ids.delete(id);
  return [...ids];
};

/** Fields to set over those there are; an empty list of values clears its field. */
export const mergeFields = (current: FieldValue[], changes: FieldValue[]): FieldValue[] => {
  const merged = new Map(current.map((field) => [field.field_id, field]));
  for (const field of changes) {
    if (field.values.length === 0) merged.delete(field.field_id);
    else merged.set(field.field_id, field);
  }
  return [...merged.values()];
};

const fieldValue = (state: SandboxState, field: FieldValue | undefined): Record<string, unknown>[] => {
  const [first] = field?.values ?? [];
  const definition = field && state.data.fields.get(field.field_id);
  if (!first || !definition) return [];
  return [
    {
      custom_field_value: {
        field_id: definition.id,
        field_type: FIELD_TYPE_NUMBERS[definition.type] ?? 1,
        enum_id: first.enum_id ?? null,
        text: String(first.value),
      },
    },
  ];
};

/** Applies the shared part of a change and tells what it was in the words of the events API. Touches neither times nor authors. */
export const patchCard = (state: SandboxState, entity: Entity, card: Card, patch: CardPatch, by: number): EventDraft[] => {
  const events: EventDraft[] = [];
  const about = { entity_id: card.id, entity_type: EVENT_ENTITY[entity], created_by: by };
  const before = { name: card.name, responsible: card.responsible_user_id, fields: card.custom_fields, tags: card.tag_ids };
  card.name = patch.name ?? card.name;
  card.responsible_user_id = patch.responsible_user_id ?? card.responsible_user_id;
  if (patch.fields) card.custom_fields = mergeFields(card.custom_fields, patch.fields);
  card.tag_ids = tagIds(state, entity, card, patch);

  if (card.name !== before.name) {
    events.push({
      ...about,
      type: 'name_field_changed',
      value_after: [{ name_field_value: { name: card.name } }],
      value_before: [{ name_field_value: { name: before.name } }],
    });
  }
  if (card.responsible_user_id !== before.responsible) {
    events.push({
      ...about,
      type: 'entity_responsible_changed',
      value_after: [{ responsible_user: { id: card.responsible_user_id } }],
      value_before: [{ responsible_user: { id: before.responsible } }],
    });
  }
  for (const { field_id } of patch.fields ?? []) {
    const was = before.fields.find((field) => field.field_id === field_id);
    const is = card.custom_fields.find((field) => field.field_id === field_id);
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    events.push({ ...about, type: `custom_field_${field_id}_value_changed`, value_after: fieldValue(state, is), value_before: fieldValue(state, was) });
  }
  const tagEvent = (type: string, id: number): EventDraft => ({ ...about, type, value_after: [{ tag: { name: state.data.tags.get(id)?.name ?? '' } }] });
  for (const id of card.tag_ids) if (!before.tags.includes(id)) events.push(tagEvent('entity_tag_added', id));
  for (const id of before.tags) if (!card.tag_ids.includes(id)) events.push(tagEvent('entity_tag_deleted', id));
  return events;
};
