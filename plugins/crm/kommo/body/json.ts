/** A JSON body as the same tree a form makes, so that one reading serves both encodings. */
import { Refuse } from 'souffleur/sdk';

import { Grower, LIMITS } from './form.ts';
import { clean } from './text.ts';
import { Tree } from './tree.ts';

const MAX_DEPTH = 64;

/** @throws Refuse('invalid') for what is no JSON object or passes a limit */
export function parseJson(body: Uint8Array): Tree {
  if (body.byteLength > LIMITS.bytes) throw new Refuse('invalid', `The body has ${body.byteLength} bytes; at most ${LIMITS.bytes} are read.`);
  const value = read(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new Refuse('invalid', 'The body is JSON, but no object.');
  const root = new Tree();
  copy(value, root, new Grower(), MAX_DEPTH);
  return root;
}

/** A JSON object inside a text field; undefined when it is none. Names are lower-cased: Kommo writes `DURATION` and `call_status` side by side. */
export function parseInner(text: string | undefined): Map<string, string> | undefined {
  if (!text?.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const pairs = Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' || typeof item === 'number' ? [[key.toLowerCase(), clean(String(item))] as const] : [],
  );
  return new Map(pairs);
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refuse('invalid', 'The body begins like JSON but is not valid JSON.', { cause });
  }
}

function copy(value: object, into: Tree, grower: Grower, levels: number): void {
  if (levels === 0) throw new Refuse('invalid', `The body is nested deeper than ${MAX_DEPTH} levels.`);
  for (const [key, item] of Object.entries(value)) {
    const child = grower.grow(into, clean(key));
    if (typeof item === 'object' && item !== null) copy(item, child, grower, levels - 1);
    else if (item !== null) child.text = clean(String(item));
  }
}
