/** Custom fields as hooks spell them: three shapes of `values` in one body. */
import { type FieldValue } from 'souffleur/sdk';

import { known } from './known.ts';
import { idAt, textAt, timeAt } from './row.ts';
import { Tree } from './tree.ts';

export function fieldsAt(tree: Tree): FieldValue[] | undefined {
  const list = tree.at('custom_fields');
  if (!list) return undefined;
  return list.children().flatMap((field) => {
    const id = idAt(field, 'id');
    return id ? [fieldOf(id, field)] : [];
  });
}

export const phonesOf = (fields: FieldValue[] | undefined): string[] | undefined => valuesOf(fields, 'PHONE');
export const emailsOf = (fields: FieldValue[] | undefined): string[] | undefined => valuesOf(fields, 'EMAIL');

export function tagsAt(tree: Tree): string[] | undefined {
  return tree
    .at('tags')
    ?.children()
    .flatMap((tag) => textAt(tag, 'name') ?? []);
}

function fieldOf(id: string, field: Tree): FieldValue {
  const values: string[] = [];
  const enums: string[] = [];
  for (const one of valueNodes(field.at('values'))) {
    const value = one.at('value')?.text ?? dateOr(one);
    if (value === undefined) continue;
    values.push(value);
    const option = idAt(one, 'enum');
    if (option) enums.push(option);
  }
  return known({ id, code: textAt(field, 'code'), name: textAt(field, 'name'), values, enums: enums.length > 0 ? enums : undefined });
}

/** A radio button's `values` is the value itself, not a list of them. */
function valueNodes(values: Tree | undefined): Tree[] {
  if (!values) return [];
  return values.at('value') ? [values] : values.children();
}

/** A bare scalar is a date in Unix seconds or, in old bodies, a checkbox. */
function dateOr(node: Tree): string | undefined {
  const isDate = node.text !== undefined && /^\d{8,11}$/.test(node.text);
  return isDate ? timeAt(wrap(node), 'value') : node.text;
}

function wrap(node: Tree): Tree {
  const parent = new Tree();
  parent.set('value', node);
  return parent;
}

const valuesOf = (fields: FieldValue[] | undefined, code: string): string[] | undefined => fields?.find((field) => field.code === code)?.values;
