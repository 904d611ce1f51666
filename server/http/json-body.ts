/** JSON from outside: only JSON, only so deep, only text that can be stored (security C4, C5). */
import { type IncomingMessage } from 'node:http';

import { AppError, badRequest } from '../errors.ts';
import { BodyError, readBody } from './read-body.ts';

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 64;
/** Tag characters and bidirectional overrides: invisible to people, not to models. */
const HIDDEN = /[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

export const storable = (text: string): string => text.replaceAll('\0', '').toWellFormed().replace(HIDDEN, '');

const PROBLEMS: Record<BodyError['problem'], [number, string, string]> = {
  too_large: [413, 'body_too_large', `Send at most ${MAX_BYTES / 1024} KiB.`],
  too_slow: [408, 'body_too_slow', 'Send the whole body within 10 seconds.'],
  aborted: [400, 'body_incomplete', 'The body ended too early. Send it again.'],
};

/** Brackets outside strings, counted before anything is built. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') {
      if (++depth > MAX_DEPTH) return true;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}

/** @throws AppError 400, 408, 413, 415 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new AppError(415, 'unsupported_media_type', 'Send the body as application/json.');
  if (request.headers['content-encoding'] !== undefined) throw new AppError(415, 'unsupported_encoding', 'Send the body without Content-Encoding.');
  const bytes = await readBody(request, MAX_BYTES).catch((error: unknown) => {
    if (!(error instanceof BodyError)) throw error;
    const [status, code, message] = PROBLEMS[error.problem];
    throw new AppError(status, code, message);
  });
  return parseJson(bytes);
}

function parseJson(bytes: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (isTooDeep(text)) throw badRequest('json_too_deep', `Nest at most ${MAX_DEPTH} levels.`);
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : typeof value === 'string' ? storable(value) : value));
  } catch (error) {
    throw error instanceof AppError ? error : badRequest('json_malformed', 'The body is not valid JSON in UTF-8.');
  }
}
