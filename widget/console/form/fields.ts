/** What a JSON Schema (as zod writes it) asks a person for. Shapes it does not know become `unknown` and are shown, not edited. */
import { dict, list, text, type Dict } from '../../state/read.ts';
import { type FieldMeta, metaOf } from './meta.ts';

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
  meta: FieldMeta;
}

export interface Choice {
  value: string;
  label?: string;
  group?: string;
}

export type Field = Common &
  (
    | { kind: 'text' | 'long' | 'secret' | 'time' | 'date'; maxLength: number | undefined; minLength: number | undefined }
    | { kind: 'number'; integer: boolean; min: number | undefined; max: number | undefined }
    | { kind: 'switch' | 'unknown' }
    | { kind: 'select'; choices: readonly Choice[]; numeric: boolean }
    | { kind: 'many'; choices: readonly Choice[]; numeric: boolean; least: number }
    | { kind: 'lines'; most: number | undefined; least: number }
    /** A value of the field that a sibling names; `several`: it is a list of texts. */
    | { kind: 'value'; several: boolean }
    | { kind: 'group'; fields: readonly Field[] }
    /** Objects one below the other; paths of `fields` have `#` for the number of the row. */
    | { kind: 'rows'; fields: readonly Field[]; most: number | undefined; least: number }
  );

const CLOCK = /^\^(?:\(\?:)*\(?(?:\?:)?\[01\]\\d\|2\[0-3\]\):\[0-5\]\\d(?:\)\?)?\$?\$$/;
const LONG = 200;
/** A list of small whole numbers, such as days of the week, is chosen from. */
const FEW = 31;
const ROW = '#';

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
  if (field.kind === 'many' || field.kind === 'lines' || field.kind === 'rows') return [];
  if (field.kind === 'value') return field.several ? [] : '';
  if (field.kind === 'group') return Object.fromEntries(field.fields.map((inner) => [inner.key, emptyOf(inner)]));
  return field.kind === 'number' || field.kind === 'select' ? undefined : '';
};

const isNumeric = (schema: Dict): boolean => {
  const values = list(schema['enum'] ?? list(schema['oneOf'] ?? schema['anyOf']).map((one) => dict(one)['const']));
  return values.length > 0 && values.every((value) => typeof value === 'number');
};

/** 1 to 7, where a list has whole numbers of a short range, or where each has a name. */
const numbersOf = (items: Dict, meta: FieldMeta): Choice[] | undefined => {
  if (items['type'] !== 'integer') return undefined;
  const named = Object.keys(meta.names);
  if (named.length > 0) return named.map((value) => ({ value }));
  const [min, max] = [numeric(items['minimum']), numeric(items['maximum'])];
  if (min === undefined || max === undefined || max - min >= FEW) return undefined;
  return Array.from({ length: max - min + 1 }, (_, index) => ({ value: String(min + index) }));
};

const readArray = (common: Common, schema: Dict, root: Dict): Field => {
  const items = resolved(dict(schema['items']), root);
  const { meta, path } = common;
  const least = numeric(schema['minItems']) ?? 0;
  if (meta.ref === 'field_value') return { ...common, kind: 'value', several: true };
  const known = choicesOf(items);
  if (known) return { ...common, kind: 'many', choices: known, numeric: isNumeric(items), least };
  if (meta.ref) return { ...common, kind: 'many', choices: [], numeric: false, least };
  const numbers = numbersOf(items, meta);
  if (numbers) return { ...common, kind: 'many', choices: numbers, numeric: true, least };
  const most = numeric(schema['maxItems']);
  if (items['type'] === 'string') return { ...common, kind: 'lines', most, least };
  if (items['properties']) return { ...common, kind: 'rows', fields: fieldsOf(items, root, `${path}.${ROW}`), most, least };
  return { ...common, kind: 'unknown' };
};

const readText = (common: Common, schema: Dict): Field => {
  const lengths = { maxLength: numeric(schema['maxLength']), minLength: numeric(schema['minLength']) };
  if (schema['writeOnly'] === true || schema['format'] === 'password') return { ...common, ...lengths, kind: 'secret' };
  if (common.meta.ref) return { ...common, kind: 'select', choices: [], numeric: false };
  if (schema['format'] === 'time' || CLOCK.test(text(schema['pattern']))) return { ...common, ...lengths, kind: 'time' };
  if (schema['format'] === 'date') return { ...common, ...lengths, kind: 'date' };
  // Where the author has named the field, they have also said whether it takes lines.
  const isLong = common.meta.label ? common.meta.long : (lengths.maxLength ?? 0) > LONG;
  return { ...common, ...lengths, kind: isLong ? 'long' : 'text' };
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
    meta: metaOf(schema),
  };
  const choices = choicesOf(schema);
  if (choices) return { ...common, kind: 'select', choices, numeric: isNumeric(schema) };
  if (common.meta.ref === 'field_value' && schema['type'] !== 'array') return { ...common, kind: 'value', several: false };
  switch (schema['type']) {
    case 'boolean':
      return { ...common, kind: 'switch' };
    case 'number':
    case 'integer':
      return { ...common, kind: 'number', integer: schema['type'] === 'integer', min: numeric(schema['minimum']), max: numeric(schema['maximum']) };
    case 'array':
      return readArray(common, schema, root);
    case 'object':
      return schema['properties'] ? { ...common, kind: 'group', fields: fieldsOf(schema, root, path) } : { ...common, kind: 'unknown' };
    case 'string':
      return readText(common, schema);
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

const within = (field: Field, from: string, to: string): Field => {
  const path = field.path.replace(from, to);
  return 'fields' in field ? { ...field, path, fields: field.fields.map((inner) => within(inner, from, to)) } : { ...field, path };
};

/** The fields of one row, with its number in their paths. */
export const rowFields = (field: Field & { kind: 'rows' }, index: number): Field[] =>
  field.fields.map((inner) => within(inner, `${field.path}.${ROW}`, `${field.path}.${index}`));

const at = (values: unknown, key: string): unknown => (Array.isArray(values) ? (values as unknown[])[Number(key)] : dict(values)[key]);

export const valueAt = (values: unknown, path: string): unknown => path.split('.').reduce<unknown>(at, values);

const changed = (values: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown => {
  const next = rest.length === 0 ? value : changed(at(values, key), rest, value);
  return Array.isArray(values) ? values.map((one: unknown, index) => (index === Number(key) ? next : one)) : { ...dict(values), [key]: next };
};

/** A copy with one value changed; a number in the path is a row. */
export const withValue = (values: Dict, path: string, value: unknown): Dict => dict(changed(values, path.split('.'), value));

/** Values with what was never set filled in, so that nothing looks changed at first. */
export const withDefaults = (fields: readonly Field[], values: unknown): Dict =>
  Object.fromEntries(
    fields.map((field) => {
      const given = dict(values)[field.key];
      if (given === undefined) return [field.key, emptyOf(field)];
      if (field.kind === 'rows') return [field.key, list(given).map((row) => withDefaults(field.fields, row))];
      return [field.key, field.kind === 'group' && given !== null ? withDefaults(field.fields, given) : given];
    }),
  );
