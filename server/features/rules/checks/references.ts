/** What a filled-in form names of the CRM, found by the `ref` in the meta of its fields. */
import { type FieldMeta, type Ref } from '../../../sdk/forms.ts';

export interface Reference {
  ref: Ref;
  value: string;
  /** Inside the input, e.g. `stages.0`. */
  path: string;
  /** Value of the sibling that decides what can be named. */
  of: string | undefined;
}

export interface Templated {
  text: string;
  path: string;
}

type Json = Record<string, unknown>;

/** `schema`: the input's JSON Schema. */
export function readForm(schema: unknown, input: unknown): { references: Reference[]; templates: Templated[] } {
  const found = { references: [] as Reference[], templates: [] as Templated[] };
  visit(asObject(schema), asObject(schema), input, '', {}, found);
  return found;
}

function visit(schema: Json, root: Json, value: unknown, path: string, siblings: Json, found: ReturnType<typeof readForm>): void {
  if (value === undefined || value === null) return;
  const here = resolved(schema, root);
  const meta = here as FieldMeta;
  if (typeof value === 'string') {
    if (meta.template) found.templates.push({ text: value, path });
    if (meta.ref && value !== '' && !value.includes('{{')) {
      const of = meta.of === undefined ? undefined : siblings[meta.of];
      found.references.push({ ref: meta.ref, value, path, of: typeof of === 'string' ? of : undefined });
    }
    return;
  }
  const at = (part: string | number): string => (path === '' ? String(part) : `${path}.${part}`);
  if (Array.isArray(value)) {
    const items = asObject(here['items']);
    const inherited = meta.ref && !('ref' in items) ? { ...items, ref: meta.ref, ...(meta.of ? { of: meta.of } : {}) } : items;
    for (const [index, item] of value.entries()) visit(inherited, root, item, at(index), siblings, found);
    return;
  }
  if (typeof value !== 'object') return;
  const properties = asObject(here['properties']);
  for (const [key, inner] of Object.entries(value)) if (key in properties) visit(asObject(properties[key]), root, inner, at(key), value as Json, found);
}

/** Follows `$ref`s, and takes the branch of a union that is not `null`. */
function resolved(schema: Json, root: Json): Json {
  const target = schema['$ref'];
  if (typeof target === 'string') {
    const named = asObject(asObject(root['$defs'])[target.slice('#/$defs/'.length)]);
    return { ...named, ...schema, $ref: undefined };
  }
  const branches = schema['anyOf'];
  if (!Array.isArray(branches)) return schema;
  const branch = branches.map(asObject).find((one) => one['type'] !== 'null');
  return branch ? { ...resolved(branch, root), ...schema, anyOf: undefined } : schema;
}

const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});
