/** What is filled into a condition or an action, and what follows when one field of it changes. */
import { dict, type Dict, list, text } from '../../../../state/read.ts';
import { type Part, type Refs } from '../../../../state/rule-parts.ts';
import { emptyOf, type Field, fieldsOf, valueAt, withValue } from '../../../form/fields.ts';
import { type Among, choicesOf, countOf } from '../../../form/refs.ts';

const known = new WeakMap<Part, readonly Field[]>();

/** The fields of a part's form, read once. */
export const fieldsFor = (part: Part | undefined): readonly Field[] => {
  if (!part) return [];
  const fields = known.get(part) ?? fieldsOf(part.inputSchema);
  known.set(part, fields);
  return fields;
};

/** The field at a path, and those beside it. */
export const fieldAt = (fields: readonly Field[], path: string): { field: Field; siblings: readonly Field[] } | undefined => {
  const [key = '', ...rest] = path.split('.');
  const field = fields.find((one) => one.key === key);
  if (!field) return undefined;
  if (rest.length === 0) return { field, siblings: fields };
  if (!('fields' in field)) return undefined;
  return fieldAt(field.fields, (field.kind === 'rows' ? rest.slice(1) : rest).join('.'));
};

const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);

/** What nobody has to fill in and nothing stands for is left out. */
const stored = (field: Field, value: unknown): unknown =>
  isEmpty(value) && !field.required && !field.nullable && field.initial === undefined ? undefined : value;

/** A change of `changed` may leave its neighbours without sense: another field has other comparisons and other values. */
const followed = (changed: Field, values: Dict, siblings: readonly Field[], refs: Refs): Dict => {
  let next = values;
  const put = (field: Field, value: unknown): void => {
    next = { ...next, [field.key]: value };
  };
  for (const field of siblings.filter(({ meta }) => meta.of === changed.key)) {
    const among: Among = { siblings, around: next };
    if (field.meta.ref !== 'operator') put(field, emptyOf(field));
    else {
      const fitting = choicesOf(field, refs, among) ?? [];
      if (!fitting.some(({ value }) => value === text(next[field.key]))) put(field, fitting[0]?.value);
    }
  }
  if (changed.meta.ref !== 'operator') return next;
  for (const field of siblings.filter(({ kind, meta }) => kind === 'value' && meta.of === changed.meta.of)) {
    const most = countOf(field, { siblings, around: next })?.[1];
    if (most !== undefined && Array.isArray(next[field.key])) put(field, list(next[field.key]).slice(0, most));
  }
  return next;
};

export const withInput = (fields: readonly Field[], refs: Refs, input: Dict, path: string, value: unknown): Dict => {
  const found = fieldAt(fields, path);
  if (!found) return withValue(input, path, value);
  const next = withValue(input, path, stored(found.field, value));
  const parent = path.split('.').slice(0, -1).join('.');
  const around = parent === '' ? next : dict(valueAt(next, parent));
  const after = followed(found.field, around, found.siblings, refs);
  if (after === around) return next;
  return parent === '' ? after : withValue(next, parent, after);
};
