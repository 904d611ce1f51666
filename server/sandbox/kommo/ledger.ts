import { type Middleware } from 'koa';

import { asMap, parseBody, readText } from './api/body.ts';
import { type LedgerEntry } from './integration.ts';
import { type SandboxState } from './state.ts';

const SECRET_KEYS: ReadonlySet<string> = new Set(['client_secret', 'code', 'refresh_token', 'access_token', 'token']);
const REDACTED = '[redacted]';

/** What is written down of a body: secrets by name, at the top level where the platform has them. */
const redacted = (body: unknown): unknown => {
  if (Array.isArray(body) || body === null || typeof body !== 'object') return body;
  return Object.fromEntries(Object.entries(asMap(body)).map(([key, value]) => [key, SECRET_KEYS.has(key) ? REDACTED : value]));
};

/** A request of an integration, not of a person's browser. */
export const isOurs = (path: string, authorization: string): boolean => path.startsWith('/oauth2/') || (path.startsWith('/api/') && authorization !== '');

/** Reads the body once for all routes. */
export const bodies: Middleware<{ body: unknown }> = async (ctx, next) => {
  ctx.state.body = ctx.method === 'GET' || ctx.method === 'HEAD' ? undefined : parseBody(await readText(ctx.req), ctx.get('content-type'));
  await next();
};

/** Writes down every request the product made, in the order of arrival, with the answer's status. */
export const ledger =
  (state: SandboxState): Middleware<{ body: unknown }> =>
  async (ctx, next) => {
    if (!isOurs(ctx.path, ctx.get('authorization'))) return next();
    const entry = { at: state.clock.now().toISOString(), method: ctx.method, path: ctx.originalUrl, body: redacted(ctx.state.body) ?? null, status: 0 };
    state.record(entry);
    await next();
    entry.status = ctx.respond === false ? 0 : ctx.status;
    state.touch();
    return undefined;
  };

/** Requests in all, how many were too many, and the most within any one second. */
export const rateOf = (entries: readonly LedgerEntry[]): { requests: number; refused: number; mostInOneSecond: number } => {
  const times = entries.filter(({ path }) => path.startsWith('/api/')).map(({ at }) => Date.parse(at));
  let [first, most] = [0, 0];
  times.forEach((at, index) => {
    while ((times[first] ?? at) <= at - 1000) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return { requests: times.length, refused: entries.filter(({ status }) => status === 429 || status === 403).length, mostInOneSecond: most };
};
