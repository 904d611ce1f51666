import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import { type Middleware } from 'koa';

import { type Sessions } from '../install/sessions.ts';
import { findAccess, SCOPES } from '../oauth/tokens.ts';
import { type SandboxState } from '../state.ts';
import { type User } from '../types.ts';
import { parseBrackets } from './body.ts';
import { type ApiDeps, type ApiState } from './context.ts';
import { BLOCKED_HTML, forbidden, HttpProblem, missing, paymentRequired, problemOf, serverError, tooMany, unauthorized } from './problems.ts';
import { type RateLimit } from './rate-limit.ts';

const RETRY_AFTER_SECONDS = 300;

export interface GateDeps extends ApiDeps {
  sessions: Sessions;
  limit: RateLimit;
  /** Seconds named in `retry_after` of a 429. */
  retryAfter?: number;
  log?: (line: string) => void;
}

type Gate = Middleware<ApiState>;

/** Errors become the platform's bodies; each answer names its request. */
export const problems =
  ({ log }: Pick<GateDeps, 'log'>): Gate =>
  async (ctx, next) => {
    const requestId = randomUUID();
    ctx.set('x-request-id', requestId);
    try {
      await next();
    } catch (error) {
      if (!(error instanceof HttpProblem)) log?.(`${ctx.method} ${ctx.path} failed: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`);
      const failure = error instanceof HttpProblem ? error : serverError(500, requestId);
      ctx.status = failure.status;
      ctx.type = 'application/problem+json';
      ctx.body = JSON.stringify(failure.body);
    }
  };

/** The account's name is in the host: the platform's own, or a local one that stands for it. */
export const isKnownHost = (state: SandboxState, host: string): boolean => {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === state.host || name === 'localhost' || name.endsWith('.localhost') || name === '127.0.0.1' || name === '[::1]';
};

export const account =
  ({ state }: Pick<GateDeps, 'state'>): Gate =>
  (ctx, next) => {
    const host = ctx.get('x-forwarded-host') || ctx.get('host');
    if (!isKnownHost(state, host)) throw missing(ctx.method, `https://${host}${ctx.originalUrl}`);
    return next();
  };

/** Counts what comes with a token; a person's browser is not an integration. */
export const limited =
  ({ limit, retryAfter = RETRY_AFTER_SECONDS }: Pick<GateDeps, 'limit' | 'retryAfter'>): Gate =>
  (ctx, next) => {
    if (ctx.get('authorization') === '') return next();
    const verdict = limit.take();
    if (verdict === 'too_many') throw tooMany(retryAfter);
    if (verdict === 'ok') return next();
    ctx.status = 403;
    ctx.type = 'text/html';
    ctx.body = BLOCKED_HTML;
    return undefined;
  };

/** An administrator's token may act as another user who could sign in. */
const actingAs = (state: SandboxState, user: User, header: string): User => {
  if (header === '') return user;
  const other = state.user(Number(header));
  if (!user.is_admin || !other || !other.is_active || other.is_free) throw forbidden();
  return other;
};

export const signedIn =
  ({ state, sessions }: Pick<GateDeps, 'state' | 'sessions'>): Gate =>
  (ctx, next) => {
    const [scheme = '', token = ''] = ctx.get('authorization').split(' ');
    if (scheme === '') {
      const user = sessions.find(ctx);
      if (!user) throw unauthorized();
      ctx.state.user = user;
      ctx.state.scopes = SCOPES;
      return next();
    }
    const pair = scheme.toLowerCase() === 'bearer' ? findAccess(state, token) : undefined;
    const user = pair && state.user(pair.user_id);
    if (!pair || !user) throw unauthorized();
    ctx.state.user = actingAs(state, user, ctx.get('x-context-user-id'));
    ctx.state.scopes = pair.scopes;
    return next();
  };

/** Provoked failures of any API call with a token. */
export const faulty =
  ({ faults }: Pick<GateDeps, 'faults'>): Gate =>
  async (ctx, next) => {
    const fault = ctx.get('authorization') === '' ? undefined : faults.take('api', ctx.path);
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    if (fault?.status === 204) {
      ctx.status = 204;
      return;
    }
    if (fault?.status === 402) throw paymentRequired();
    if (fault?.status !== undefined) throw problemOf(fault.status, randomUUID());
    await next();
    if (!fault?.drop) return;
    ctx.respond = false;
    ctx.req.socket.destroy();
  };

export const parsedQuery: Gate = (ctx, next) => {
  ctx.state.query = parseBrackets(ctx.querystring);
  return next();
};
