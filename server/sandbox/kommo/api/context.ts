import { type Router, type RouterContext } from '@koa/router';

import { type Faults } from '../faults.ts';
import { type SandboxState } from '../state.ts';
import { type User } from '../types.ts';
import { type Query } from './body.ts';
import { forbidden } from './problems.ts';

/** What the outer steps found out about a request before its route runs. */
export interface ApiState {
  user: User;
  /** Scopes of the token; a user's own browser has them all. */
  scopes: readonly string[];
  body: unknown;
  query: Record<string, Query>;
}

export type ApiRouter = Router<ApiState>;
export type ApiContext = RouterContext<ApiState>;

export interface ApiDeps {
  state: SandboxState;
  faults: Faults;
  /** Who the platform names as author of messages sent through the API; its documentation does not say. */
  replyAuthor: 'internal' | 'bot';
}

export const requireAdmin = (ctx: ApiContext): void => {
  if (!ctx.state.user.is_admin) throw forbidden();
};

/** The address of the request as the platform would see it. */
export const publicUrl = (ctx: ApiContext, state: SandboxState): string => `${state.baseUrl}${ctx.originalUrl}`;

export const sendHal = (ctx: ApiContext, body: Record<string, unknown> | unknown[], status = 200): void => {
  ctx.status = status;
  ctx.type = 'application/hal+json';
  ctx.body = JSON.stringify(body);
};

export const sendNothing = (ctx: ApiContext): void => {
  ctx.status = 204;
  ctx.body = null;
};
