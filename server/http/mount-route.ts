/** Turns a declared route into a Koa handler. Deny by default: what a route does not declare, nobody gets (security A5). */
import { type Context, type Middleware } from 'koa';
import { type Logger } from 'pino';
import { z } from 'zod';

import { type ScopedCradle } from '../container.ts';
import { badRequest, forbidden, unauthorized } from '../errors.ts';
import { type Caller, type Sessions } from '../features/accounts/sessions.ts';
import { limitKey } from './client-address.ts';
import { stateOf } from './envelope.ts';
import { readJson, storable } from './json-body.ts';
import { fieldErrors } from './problems.ts';
import { type RateLimits } from './rate-limits.ts';
import { type Download, type RequestInfo, type Route, type ServerEvent } from './route.ts';
import { sendFile } from './send-file.ts';
import { sendEvents, type StreamTimes } from './server-events.ts';

export interface RequestScope {
  cradle: ScopedCradle;
  dispose(): Promise<void>;
}

export interface MountOptions {
  sessions: Pick<Sessions, 'authenticate'>;
  limits: RateLimits;
  log: Logger;
  makeScope: (request: { requestId: string; caller: Caller | undefined }) => RequestScope;
  streamTimes: StreamTimes;
}

const LANGUAGES = ['en', 'ru', 'es', 'pt'] as const;
const WRITES = new Set(['post', 'put', 'patch', 'delete']);

const bearerOf = (ctx: Context): string | undefined => /^Bearer ([\x21-\x7e]+)$/i.exec(ctx.get('authorization'))?.[1];

function parsed(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw badRequest('invalid_request', `Correct the ${where}: see errors.`, fieldErrors(result.error));
}

const cleaned = (values: Record<string, string | string[] | undefined>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? storable(value) : value]));

export function mountRoute(route: Route, options: MountOptions): Middleware {
  return async (ctx) => {
    const state = stateOf(ctx);
    state.route = route.path;
    const caller = withLanguage(ctx, await admit(ctx, route, options));
    state.accountId = caller?.accountId;
    const input = {
      params: parsed(route.params, cleaned(ctx.params as Record<string, string>), 'path'),
      query: parsed(route.query, cleaned(ctx.query), 'query'),
      body: route.body ? parsed(route.body, await readJson(ctx.req), 'body') : undefined,
    };
    const stop = new AbortController();
    ctx.res.once('close', () => stop.abort());
    // Gone while we asked who it is: its close will not be told again.
    if (ctx.req.socket.destroyed) stop.abort();
    const request: RequestInfo = {
      id: state.requestId,
      ip: state.ip,
      header: (name) => ctx.get(name) || undefined,
      cookie: (name) => ctx.cookies.get(name),
      signal: stop.signal,
    };
    const scope = options.makeScope({ requestId: state.requestId, caller });
    let disposing = true;
    try {
      const call = { ...input, cradle: scope.cradle, request } as Parameters<Route['handle']>[0];
      if (route.stream) {
        const events = (await route.handle(call)) as AsyncIterable<ServerEvent>;
        const token = bearerOf(ctx);
        const isAllowed = async (): Promise<boolean> => !caller || (await options.sessions.authenticate(token, { touch: false })) !== undefined;
        const onUnexpected = (error: unknown): void => options.log.error({ requestId: state.requestId, error }, 'stream failed');
        await sendEvents(ctx, { events, requestId: state.requestId, stop, isAllowed, onUnexpected, onEnd: () => scope.dispose(), times: options.streamTimes });
        disposing = false;
        return;
      }
      if (route.download) {
        const onUnexpected = (error: unknown): void => options.log.error({ requestId: state.requestId, error }, 'download failed');
        await sendFile(ctx, (await route.handle(call)) as Download, { onUnexpected, onEnd: () => scope.dispose() });
        disposing = false;
        return;
      }
      await answerOnce(ctx, route, scope.cradle, caller, input, async () => route.handle(call));
    } finally {
      if (disposing) await scope.dispose();
    }
  };
}

/** What is told in words is told in the language of the page that asks. Machines send no header, or `*`. */
function withLanguage(ctx: Context, caller: Caller | undefined): Caller | undefined {
  const asked = ctx.get('accept-language');
  const language = asked !== '' && asked !== '*' && ctx.acceptsLanguages([...LANGUAGES]);
  return caller && language ? { ...caller, language } : caller;
}

/** Limits first, then who it is, then whether they may. */
async function admit(ctx: Context, route: Route, { sessions, limits }: MountOptions): Promise<Caller | undefined> {
  const { ip } = stateOf(ctx);
  if (route.access === 'public') {
    await limits.take('anonymous', limitKey(ip));
    return undefined;
  }
  const caller = await sessions.authenticate(bearerOf(ctx));
  if (!caller) {
    await limits.take('anonymous', limitKey(ip));
    throw unauthorized();
  }
  await limits.take('member', caller.memberId);
  await limits.take('account', caller.accountId);
  if (route.access === 'admin' && caller.role !== 'admin') throw forbidden();
  return caller;
}

/** With an Idempotency-Key a repeated write gets the first one's answer. */
async function answerOnce(
  ctx: Context,
  route: Route,
  cradle: ScopedCradle,
  caller: Caller | undefined,
  input: unknown,
  handle: () => Promise<unknown>,
): Promise<void> {
  const key = caller && WRITES.has(route.method) ? ctx.get('idempotency-key') : '';
  if (!key) return reply(ctx, route, await handle());
  const earlier = await cradle.idempotency.begin(key, `${route.method} ${route.path}`, [caller?.memberId, input]);
  if (earlier) {
    ctx.set('Idempotency-Replayed', 'true');
    return send(ctx, earlier.status, earlier.answer);
  }
  try {
    reply(ctx, route, await handle());
  } catch (error) {
    await cradle.idempotency.release(key);
    throw error;
  }
  await cradle.idempotency.finish(key, { status: ctx.status, answer: typeof ctx.body === 'string' ? ctx.body : null });
}

/** Only what the route declares goes out: fields it does not name are dropped. */
function reply(ctx: Context, route: Route, result: unknown): void {
  if (!route.response) return send(ctx, route.status ?? 204, null);
  const shaped = route.response.safeParse(JSON.parse(JSON.stringify(result)));
  if (!shaped.success) throw new Error(`${route.method} ${route.path} answered against its own declaration: ${z.prettifyError(shaped.error)}`);
  send(ctx, route.status ?? 200, JSON.stringify(shaped.data));
}

function send(ctx: Context, status: number, json: string | null): void {
  ctx.status = status;
  ctx.body = json;
  if (json !== null) ctx.type = 'application/json; charset=utf-8';
}

/** A route table that cannot be mounted is a mistake of ours and stops the start. */
export function checkRoutes(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const { method, path, access } of routes) {
    const name = `${method} ${path}`;
    if (!['public', 'member', 'admin'].includes(access)) throw new Error(`Route ${name} does not declare who may use it`);
    if (seen.has(name)) throw new Error(`Route ${name} is declared twice`);
    seen.add(name);
  }
}
