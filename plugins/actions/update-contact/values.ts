import { type CardValues, type FieldChange, type Facts, Refuse, subject, type Subject } from 'souffleur/sdk';

import { type Input, MAX_NAME } from './schema.ts';

const PREFIX = 'contact.field.';

export interface Update {
  kind: 'update_card';
  subject: Subject;
  values: CardValues;
}

/** @throws Refuse('invalid') where there is no contact, or nothing is left to change */
export function updateOf(wanted: Input, { contact }: Facts): Update {
  if (!contact) throw new Refuse('invalid', 'There is no contact here that could be changed.');
  const name = wanted.name.trim();
  if (name.length > MAX_NAME) throw new Refuse('invalid', `A name has at most ${MAX_NAME} characters; this one has ${name.length}.`);
  const fields = fieldsOf(wanted.fields);
  const values: CardValues = {
    ...(name ? { name } : {}),
    ...(wanted.responsible ? { responsibleId: wanted.responsible } : {}),
    ...(wanted.addTags.length > 0 ? { addTags: [...new Set(wanted.addTags)] } : {}),
    ...(wanted.removeTags.length > 0 ? { removeTags: [...new Set(wanted.removeTags)] } : {}),
    ...(fields.length > 0 ? { fields } : {}),
  };
  if (Object.keys(values).length === 0) throw new Refuse('invalid', 'The name is empty once its variables are filled in, and nothing else would change.');
  return { kind: 'update_card', subject: subject('contact', contact.id), values };
}

/** Rows of one field are its several values; only empty ones clear it. */
function fieldsOf(rows: Input['fields']): FieldChange[] {
  const values = new Map<string, string[]>();
  for (const { field, value } of rows) {
    const id = field.slice(PREFIX.length);
    values.set(id, [...(values.get(id) ?? []), ...(value.trim() === '' ? [] : [value.trim()])]);
  }
  return [...values].map(([id, list]) => ({ id, values: list }));
}
