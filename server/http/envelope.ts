/** What surrounds every request but hooks: its id, its log line, its headers, and the last net for errors. */
import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';

import { type Context, type Middleware } from 'koa';
import helmet from 'koa-helmet';
import { type Logger } from 'pino';

import { AppError } from '../errors.ts';
import { type Metrics } from './metrics.ts';
import { problemOf } from './problems.ts';

/** Kept on `ctx.state` for the rest of the request. */
export interface RequestState {
  requestId: string;
  ip: string;
  /** Pattern of the matched route. */
  route?: string;
  accountId?: string;
}

export const stateOf = (ctx: Context): RequestState => ctx.state as RequestState;

/** Nothing may be loaded, framed, stored or guessed from an answer (security F6). */
export const securityHeaders: Middleware = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], formAction: ["'none'"], baseUri: ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
  xFrameOptions: { action: 'deny' },
});

const noSuchRoute = new AppError(404, 'no_such_route', 'There is nothing at this address. The API is described at /api/openapi.json.');

/** Outermost: every failure below becomes a problem document. */
export function lastNet({ log, metrics, address }: { log: Logger; metrics: Metrics; address: (request: IncomingMessage) => string }): Middleware {
  return async (ctx, next) => {
    const began = performance.now();
    const state = Object.assign(ctx.state as RequestState, { requestId: randomUUID(), ip: address(ctx.req) });
    ctx.set('X-Request-Id', state.requestId);
    ctx.set('Cache-Control', 'no-store');
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null) answerProblem(ctx, problemOf(noSuchRoute, state.requestId).document);
    } catch (error) {
      const { document, unexpected } = problemOf(error, state.requestId);
      if (unexpected) log.error({ requestId: state.requestId, error }, 'request failed');
      answerProblem(ctx, document);
    }
    const seconds = (performance.now() - began) / 1000;
    metrics.http.observe({ method: ctx.method, route: state.route ?? 'none', status: String(ctx.status) }, seconds);
    const line = {
      requestId: state.requestId,
      method: ctx.method,
      path: ctx.path,
      status: ctx.status,
      ms: Math.round(seconds * 1000),
      ip: state.ip,
      accountId: state.accountId,
    };
    // The path only: queries carry codes and states. Health and metrics are asked all the time.
    log[/^\/(api\/health|metrics)/.test(ctx.path) ? 'debug' : 'info'](line, 'request');
  };
}

function answerProblem(ctx: Context, document: { status: number; retryAfter?: unknown }): void {
  ctx.status = document.status;
  if (typeof document.retryAfter === 'number') ctx.set('Retry-After', String(document.retryAfter));
  if (document.status === 401) ctx.set('WWW-Authenticate', 'Bearer');
  ctx.body = JSON.stringify(document);
  ctx.type = 'application/problem+json; charset=utf-8';
}
