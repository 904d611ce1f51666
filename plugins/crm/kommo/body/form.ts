/**
 * PHP-style bracket forms (`leads[add][0][id]=1`) as a tree: no prototypes, no dots, no guessed
 * arrays; `note[type]=3&note[type][uuid]=x` keeps both. One pass, linear in the bytes; what is over
 * a limit is refused whole, never cut.
 */
import { Refuse } from 'souffleur/sdk';

import { clean } from './text.ts';
import { Tree } from './tree.ts';

/** Bytes, parameters, bracket levels, names at one level, and nodes of the whole tree. */
export const LIMITS = { bytes: 1_048_576, parameters: 20_000, depth: 12, list: 1_000, nodes: 80_000 } as const;

/** Harmless in a Map, but not in what others make of the stored JSON later. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

const AMPERSAND = 38;
const EQUALS = 61;
const PERCENT = 37;
const PLUS = 43;
const SPACE = 32;

/** Makes trees within the limits, for a form and for JSON alike. */
export class Grower {
  #nodes = 0;

  /**
   * Gets or makes the child of that name. An empty name (`a[]`) is the next free index.
   *
   * @throws Refuse('invalid') over a limit or for a reserved name
   */
  grow(parent: Tree, name: string): Tree {
    const known = name === '' ? undefined : parent.get(name);
    if (known) return known;
    if (RESERVED.has(name)) throw new Refuse('invalid', `A parameter is named "${name}", a reserved word: the body was not read.`);
    if (parent.size >= LIMITS.list) throw new Refuse('invalid', `The body holds more than ${LIMITS.list} items in one list.`);
    if (++this.#nodes > LIMITS.nodes) throw new Refuse('invalid', `The body makes more than ${LIMITS.nodes} nested items.`);
    const child = new Tree();
    parent.set(name === '' ? nextIndex(parent) : name, child);
    return child;
  }
}

/** @throws Refuse('invalid') over a limit or with a reserved name. Bad percent sequences are kept as they stand. */
export function parseForm(body: Uint8Array): Tree {
  if (body.byteLength > LIMITS.bytes) throw new Refuse('invalid', `The body has ${body.byteLength} bytes; at most ${LIMITS.bytes} are read.`);
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const scratch = Buffer.allocUnsafe(bytes.length);
  const root = new Tree();
  const grower = new Grower();
  let parameters = 0;
  let start = 0;
  let equals = -1;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = at < bytes.length ? bytes[at] : AMPERSAND;
    if (byte === EQUALS && equals < 0) equals = at;
    if (byte !== AMPERSAND) continue;
    if (at > start) {
      if (++parameters > LIMITS.parameters) throw new Refuse('invalid', `The body has more than ${LIMITS.parameters} parameters.`);
      const name = decode(bytes, start, equals < 0 ? at : equals, scratch);
      let node = root;
      for (const part of split(name)) node = grower.grow(node, part);
      node.text = equals < 0 ? '' : decode(bytes, equals + 1, at, scratch);
    }
    start = at + 1;
    equals = -1;
  }
  return root;
}

/** `a[b][c]` to its parts; what is not well formed (`a[b`, `a[b]c`) stays one literal name. */
function split(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0 || !name.endsWith(']')) return [name];
  const parts = [name.slice(0, open)];
  for (let at = open; at < name.length;) {
    if (name[at] !== '[') return [name];
    const close = name.indexOf(']', at);
    parts.push(name.slice(at + 1, close));
    if (parts.length > LIMITS.depth + 1) throw new Refuse('invalid', `A parameter is nested deeper than ${LIMITS.depth} levels.`);
    at = close + 1;
  }
  return parts;
}

function decode(bytes: Buffer, start: number, end: number, scratch: Buffer): string {
  let length = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    const code = byte === PERCENT && at + 2 < end ? hex(bytes[at + 1]) * 16 + hex(bytes[at + 2]) : -1;
    if (code >= 0) at += 2;
    scratch[length++] = code >= 0 ? code : byte === PLUS ? SPACE : byte;
  }
  return clean(scratch.toString('utf8', 0, length));
}

/** -1000 for what is no digit, so that any sum with it stays negative. */
function hex(byte = 0): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1000;
}

function nextIndex(parent: Tree): string {
  let index = parent.size;
  while (parent.get(String(index))) index++;
  return String(index);
}
