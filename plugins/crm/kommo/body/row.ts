/** One changed thing inside a hook, and how its fields are read: as typed values or not at all. */
import { type Actor, digest, type Subject, subject } from 'souffleur/sdk';

import { type Tree } from './tree.ts';

export interface Row {
  /** Top-level name, e.g. `leads`. */
  entity: string;
  /** `add`, `update`, … */
  action: string;
  tree: Tree;
  /** ISO; the time of what carries none. */
  receivedAt: string;
}

const ID = /^[1-9][0-9]{0,18}$/;
const LONG_ID = /^[\w-]{1,128}$/;
const NUMBER = /^-?\d{1,15}(\.\d{1,6})?$/;
const MAX_SECONDS = 253_402_300_799;

/** A text that is there and not empty. */
export const textAt = (tree: Tree | undefined, ...path: string[]): string | undefined => tree?.at(...path)?.text || undefined;

/** A number of the CRM, kept as a string. `0` and rubbish are undefined. */
export const idAt = (tree: Tree | undefined, ...path: string[]): string | undefined => checked(textAt(tree, ...path), ID);

/** A uuid or hash, as messages, chats and incoming leads have. */
export const longIdAt = (tree: Tree | undefined, ...path: string[]): string | undefined => checked(textAt(tree, ...path), LONG_ID);

export const numberAt = (tree: Tree | undefined, ...path: string[]): number | undefined => toNumber(textAt(tree, ...path));

export const flagAt = (tree: Tree | undefined, ...path: string[]): boolean | undefined => {
  const text = textAt(tree, ...path);
  return text === undefined ? undefined : text === '1' || text === 'true';
};

/** The first of these fields that is a Unix time, as ISO. The CRM's other time texts carry no zone and are never read. */
export function timeAt(tree: Tree, ...names: string[]): string | undefined {
  for (const name of names) {
    const seconds = Number(checked(textAt(tree, name), ID));
    if (seconds > 0 && seconds <= MAX_SECONDS) return new Date(seconds * 1000).toISOString();
  }
  return undefined;
}

export const toNumber = (text: string | undefined): number | undefined => (text !== undefined && NUMBER.test(text) ? Number(text) : undefined);

/** `0` is the robot: an automation, or an integration without a user. */
export const userAt = (tree: Tree | undefined, ...names: string[]): Actor => {
  const text = names.map((name) => textAt(tree, name)).find((value) => value !== undefined);
  if (text === '0') return { kind: 'robot' };
  const id = checked(text, ID);
  return id ? { kind: 'user', id } : { kind: 'unknown' };
};

const ELEMENTS = new Map<string, 'contact' | 'lead' | 'company' | 'customer'>([
  ['1', 'contact'],
  ['2', 'lead'],
  ['3', 'company'],
  ['12', 'customer'],
  ...(['contact', 'lead', 'company', 'customer'] as const).flatMap((kind) => [
    [kind, kind] as const,
    [kind === 'company' ? 'companies' : `${kind}s`, kind] as const,
  ]),
]);

/** What `element_type` and `element_id` (or their newer names) point at. */
export function entityAt(tree: Tree): Subject | undefined {
  const kind = ELEMENTS.get(textAt(tree, 'entity_type') ?? '') ?? ELEMENTS.get(textAt(tree, 'element_type') ?? '');
  const id = idAt(tree, 'entity_id') ?? idAt(tree, 'element_id');
  return kind && id ? subject(kind, id) : undefined;
}

export function leadIdAt(tree: Tree): string | undefined {
  const entity = entityAt(tree);
  return entity?.startsWith('lead:') ? entity.slice('lead:'.length) : undefined;
}

/** A flat record of strings, dotted names, for what is only kept to be shown. */
export function flatten(tree: Tree, prefix = '', into: Record<string, string> = {}): Record<string, string> {
  for (const [key, child] of tree.entries()) {
    const name = prefix ? `${prefix}.${key}` : key;
    if (child.text !== undefined) into[name] = child.text;
    flatten(child, name, into);
  }
  return into;
}

/** Tells two changes of one second apart, whatever the order of the fields. */
export const fingerprint = (tree: Tree): string =>
  digest(
    ...Object.entries(flatten(tree))
      .map(([name, value]) => `${name}=${value}`)
      .toSorted(),
  );

/** Joined with colons, empty parts left out; undefined when a part is missing, since a key that means less than it says is worse than none. */
export const keyOf = (...parts: (string | undefined)[]): string | undefined =>
  parts.includes(undefined) ? undefined : parts.filter((part) => part !== '').join(':');

const checked = (text: string | undefined, pattern: RegExp): string | undefined => (text !== undefined && pattern.test(text) ? text : undefined);
