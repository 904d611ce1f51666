/** What a JSON Schema (as zod writes it) asks a person for. Shapes it does not know become `unknown` and are shown, not edited. */
import { dict, list, text, type Dict } from '../../state/read.ts';

interface Common {
  key: string;
  /** Dotted, as in the server's errors. */
  path: string;
  title: string | undefined;
  description: string | undefined;
  required: boolean;
  /** May be null: empty, or the group switched off. */
  nullable: boolean;
  initial: unknown;
}

export interface Choice {
  value: string;
  label?: string;
}

export type Field = Common &
  (
    | { kind: 'text' | 'long' | 'secret' | 'time' | 'date'; maxLength: number | undefined; minLength: number | undefined }
    | { kind: 'number'; integer: boolean; min: number | undefined; max: number | undefined }
    | { kind: 'switch' | 'unknown' }
    | { kind: 'select' | 'many'; choices: readonly Choice[] }
    | { kind: 'lines'; most: number | undefined }
    | { kind: 'group'; fields: readonly Field[] }
  );

const CLOCK = /^\^\(\[01\]\\d\|2\[0-3\]\):\[0-5\]\\d\$?\$$/;
const LONG = 200;

const numeric = (value: unknown): number | undefined => (typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined);

const choicesOf = (schema: Dict): Choice[] | undefined => {
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => ({ value: text(value) }));
  const consts = list(schema['oneOf'] ?? schema['anyOf']).map(dict);
  if (consts.length === 0 || !consts.every((one) => 'const' in one)) return undefined;
  return consts.map((one) => ({ value: text(one['const']), label: text(one['title']) || undefined }));
};

const resolved = (schema: Dict, root: Dict): Dict => {
  const reference = text(schema['$ref']);
  if (!reference.startsWith('#/')) return schema;
  let at: unknown = root;
  for (const part of reference.slice(2).split('/')) at = dict(at)[part];
  return { ...dict(at), ...schema };
};

const withoutNull = (schema: Dict): { schema: Dict; nullable: boolean } => {
  const options = list(schema['anyOf'] ?? schema['oneOf']).map(dict);
  const rest = options.filter((one) => one['type'] !== 'null');
  if (rest.length === options.length) return { schema, nullable: false };
  const { anyOf: _, oneOf: __, ...outer } = schema;
  return { schema: rest.length === 1 ? { ...rest[0], ...outer } : { ...outer, anyOf: rest }, nullable: true };
};

/** What stands in a field nobody has filled in. */
export const emptyOf = (field: Field): unknown => {
  if (field.initial !== undefined) return field.initial;
  if (field.nullable) return null;
  if (field.kind === 'switch') return false;
  if (field.kind === 'many' || field.kind === 'lines') return [];
  if (field.kind === 'group') return Object.fromEntries(field.fields.map((inner) => [inner.key, emptyOf(inner)]));
  return field.kind === 'number' || field.kind === 'select' ? undefined : '';
};

const read = (key: string, path: string, given: Dict, required: boolean, root: Dict): Field => {
  const { schema, nullable } = withoutNull(resolved(given, root));
  const common: Common = {
    key,
    path,
    title: text(schema['title']) || undefined,
    description: text(schema['description']) || undefined,
    required,
    nullable,
    initial: schema['default'],
  };
  const choices = choicesOf(schema);
  if (choices) return { ...common, kind: 'select', choices };
  switch (schema['type']) {
    case 'boolean':
      return { ...common, kind: 'switch' };
    case 'number':
    case 'integer':
      return { ...common, kind: 'number', integer: schema['type'] === 'integer', min: numeric(schema['minimum']), max: numeric(schema['maximum']) };
    case 'array': {
      const items = resolved(dict(schema['items']), root);
      const known = choicesOf(items);
      if (known) return { ...common, kind: 'many', choices: known };
      return items['type'] === 'string' ? { ...common, kind: 'lines', most: numeric(schema['maxItems']) } : { ...common, kind: 'unknown' };
    }
    case 'object':
      return schema['properties'] ? { ...common, kind: 'group', fields: fieldsOf(schema, root, path) } : { ...common, kind: 'unknown' };
    case 'string': {
      const lengths = { maxLength: numeric(schema['maxLength']), minLength: numeric(schema['minLength']) };
      if (schema['writeOnly'] === true || schema['format'] === 'password') return { ...common, ...lengths, kind: 'secret' };
      if (schema['format'] === 'time' || CLOCK.test(text(schema['pattern']))) return { ...common, ...lengths, kind: 'time' };
      if (schema['format'] === 'date') return { ...common, ...lengths, kind: 'date' };
      return { ...common, ...lengths, kind: (lengths.maxLength ?? 0) > LONG ? 'long' : 'text' };
    }
    default:
      return { ...common, kind: 'unknown' };
  }
};

/** The fields of an object schema, in its order. */
export const fieldsOf = (schema: unknown, root: unknown = schema, path = ''): Field[] => {
  const top = resolved(dict(schema), dict(root));
  const required = new Set(list(top['required']).map(text));
  return Object.entries(dict(top['properties'])).map(([key, inner]) => read(key, path ? `${path}.${key}` : key, dict(inner), required.has(key), dict(root)));
};

export const valueAt = (values: unknown, path: string): unknown => path.split('.').reduce<unknown>((at, key) => dict(at)[key], values);

/** A copy with one value changed. */
export const withValue = (values: Dict, path: string, value: unknown): Dict => {
  const [key = '', ...rest] = path.split('.');
  return { ...values, [key]: rest.length === 0 ? value : withValue(dict(values[key]), rest.join('.'), value) };
};

/** Values with what was never set filled in, so that nothing looks changed at first. */
export const withDefaults = (fields: readonly Field[], values: unknown): Dict =>
  Object.fromEntries(
    fields.map((field) => {
      const given = dict(values)[field.key];
      if (given === undefined) return [field.key, emptyOf(field)];
      return [field.key, field.kind === 'group' && given !== null ? withDefaults(field.fields, given) : given];
    }),
  );
