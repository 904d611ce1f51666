/** Finds the texts of an action's input that are templates: their schema says so (`template` in the field's meta). Pure. */
import { z } from 'zod';

import { fillText, type TemplateMode } from './templates.ts';
import { type Known, lookupOf, stepsIn } from './variables.ts';

type Node = Record<string, unknown>;

const drawn = new WeakMap<z.ZodType, Node>();

/** The schema as the form is drawn from it; its nodes carry the meta of their fields. */
function nodeOf(schema: z.ZodType): Node {
  const known = drawn.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', cycles: 'ref' }) as Node;
  drawn.set(schema, made);
  return made;
}

/** An action's input with its variables filled in. @throws Refuse('invalid') for what becomes too long */
export function fill(schema: z.ZodType, input: Record<string, unknown>, known: Known): Record<string, unknown> {
  const valueOf = lookupOf(known);
  return fillInput(schema, input, (text, mode) => fillText(text, mode, valueOf));
}

/** Positions of the actions whose result this input takes. */
export function stepsOf(schema: z.ZodType, input: Record<string, unknown>): number[] {
  const positions: number[] = [];
  fillInput(schema, input, (text) => {
    positions.push(...stepsIn(text));
    return text;
  });
  return positions;
}

/** The input with each of its templates put through `fill`; everything else as it is. */
function fillInput(schema: z.ZodType, input: Record<string, unknown>, fill: (text: string, mode: TemplateMode) => string): Record<string, unknown> {
  const root = nodeOf(schema);
  const walk = (value: unknown, nodes: readonly Node[]): unknown => {
    if (typeof value === 'string') {
      const mode = nodes.map((node) => node['template']).find(isMode);
      return mode ? fill(value, mode) : value;
    }
    if (Array.isArray(value)) return value.map((item) => walk(item, expanded(nodes.flatMap(itemsOf), item)));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, expanded(nodes.flatMap(propertyOf(key)), inner))]));
  };
  /** With the alternatives the value may be one of, and what they refer to. */
  const expanded = (nodes: readonly Node[], value: unknown, depth = 0): Node[] =>
    depth > 8
      ? []
      : nodes.flatMap((node) => {
          const inner = [...listOf(node['anyOf']), ...listOf(node['oneOf']), ...listOf(node['allOf']), ...referredBy(node, root)];
          return [node, ...expanded(inner.filter(fits(value)), value, depth + 1)];
        });
  return walk(input, expanded([root], input)) as Record<string, unknown>;
}

const isMode = (value: unknown): value is TemplateMode => value === 'text' || value === 'json' || value === 'url';
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const itemsOf = ({ items, prefixItems }: Node): Node[] => [...(isNode(items) ? [items] : []), ...listOf(prefixItems)];

const propertyOf =
  (key: string) =>
  ({ properties, additionalProperties }: Node): Node[] => {
    const own = isNode(properties) && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    return isNode(own) ? [own] : [];
  };

function referredBy({ $ref: ref }: Node, root: Node): Node[] {
  if (ref === '#') return [root];
  const name = typeof ref === 'string' ? /^#\/\$defs\/(.+)$/.exec(ref)?.[1] : undefined;
  const defs = root['$defs'];
  const found = name !== undefined && isNode(defs) && Object.hasOwn(defs, name) ? defs[name] : undefined;
  return isNode(found) ? [found] : [];
}

/** Of a discriminated union only the branch the value chose. */
const fits =
  (value: unknown) =>
  ({ properties }: Node): boolean =>
    !isNode(properties) ||
    !isNode(value) ||
    Object.entries(properties).every(([key, node]) => !isNode(node) || node['const'] === undefined || node['const'] === value[key]);
