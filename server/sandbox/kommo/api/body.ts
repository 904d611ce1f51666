import { type IncomingMessage } from 'node:http';

const LIMIT_BYTES = 4 * 1024 * 1024;

/** The whole body as text. Throws when it is longer than any the platform takes. */
export const readText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT_BYTES) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

export type Query = string | Query[] | { [key: string]: Query };

const put = (node: Record<string, Query>, keys: string[], value: string): void => {
  const [raw = '', ...rest] = keys;
  const key = raw === '' ? String(Object.keys(node).length) : raw;
  if (rest.length === 0) {
    node[key] = value;
    return;
  }
  const child = node[key];
  const next: Record<string, Query> =
    child !== null && typeof child === 'object' && !Array.isArray(child) ? child : (Object.create(null) as Record<string, Query>);
  node[key] = next;
  put(next, rest, value);
};

/** Brackets into a tree, as PHP does; lists are maps keyed by index. Used for queries and for form bodies. */
export const parseBrackets = (text: string): Record<string, Query> => {
  const root = Object.create(null) as Record<string, Query>;
  for (const [name, value] of new URLSearchParams(text)) {
    const [, head = name, tail = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
    put(root, [head, ...[...tail.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')], value);
  }
  return root;
};

const isMap = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

/** JSON when it is JSON (whatever it is called), a tree when it is a form, else the text. */
export const parseBody = (text: string, contentType: string): unknown => {
  if (text === '') return undefined;
  if (contentType.includes('x-www-form-urlencoded') && !/^[[{]/.test(text)) return parseBrackets(text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

export const asMap = (value: unknown): Record<string, unknown> => (isMap(value) ? value : {});
export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const asInt = (value: unknown): number | undefined => (typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined);
export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
