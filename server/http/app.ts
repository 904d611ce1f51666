/** Builds the HTTP app; does not listen. Order matters: hooks first and alone, then the net around all the rest. */
import cors from '@koa/cors';
import { Router } from '@koa/router';
import Koa from 'koa';
import { type Logger } from 'pino';

import { type Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { type Install } from '../features/accounts/install.ts';
import { type OauthStates } from '../features/accounts/oauth-states.ts';
import { type Origins } from '../features/accounts/origins.ts';
import { type Sessions } from '../features/accounts/sessions.ts';
import { type Uninstall } from '../features/accounts/uninstall.ts';
import { clientAddress } from './client-address.ts';
import { mountConsole } from './console.ts';
import { mountDocs } from './docs.ts';
import { lastNet, securityHeaders } from './envelope.ts';
import { mountHealth, type ReadyCheck } from './health.ts';
import { type HookIntake, mountHooks } from './hooks-route.ts';
import { type Metrics } from './metrics.ts';
import { checkRoutes, type MountOptions, mountRoute } from './mount-route.ts';
import { mountOauth } from './oauth-pages.ts';
import { openApi } from './openapi.ts';
import { type Limits, RateLimits } from './rate-limits.ts';
import { type Route } from './route.ts';
import { STREAM_TIMES, type StreamTimes } from './server-events.ts';

/** The singletons the edge itself needs; everything else a route takes from its own scope. */
export interface EdgeCradle {
  config: Config;
  log: Logger;
  metrics: Metrics;
  sessions: Sessions;
  origins: Origins;
  install: Install;
  uninstall: Uninstall;
  oauthStates: OauthStates;
}

export interface AppOptions {
  cradle: EdgeCradle;
  routes: readonly Route[];
  makeScope: MountOptions['makeScope'];
  ready: readonly ReadyCheck[];
  intake?: HookIntake;
  /** Mounts what is not API: the console's files. */
  extra?: (router: Router) => void;
  limits?: Limits;
  streamTimes?: StreamTimes;
  /** ms a hook's body may take. */
  hookTimeoutMs?: number;
}

const ALLOWED = ['Authorization', 'Content-Type', 'X-Auth-Token', 'Idempotency-Key'];
const EXPOSED = ['Retry-After', 'X-Request-Id', 'Idempotency-Replayed'];

export function createApp({ cradle, routes, makeScope, ready, intake, extra, limits: perMinute, streamTimes = STREAM_TIMES, hookTimeoutMs }: AppOptions): Koa {
  checkRoutes(routes);
  const { config, log, metrics, sessions, origins } = cradle;
  const address = clientAddress(config.trustedProxies);
  const limits = new RateLimits(perMinute);
  const app = new Koa();
  // A client that went away in the middle of a stream is no error of ours.
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET' && error.code !== 'EPIPE') log.error({ error }, 'answer failed');
  });

  if (intake) mountHooks(app, intake, { log, metrics, timeoutMs: hookTimeoutMs });
  app.use(lastNet({ log, metrics, address }));
  app.use(securityHeaders);
  app.use(
    cors({
      origin: async (ctx) => allowedOrigin(ctx.get('origin'), origins),
      allowHeaders: ALLOWED,
      exposeHeaders: EXPOSED,
      maxAge: 600,
      allowMethods: 'GET,POST,PUT,PATCH,DELETE',
    }),
  );

  const router = new Router();
  mountHealth(router, { config, metrics, ready });
  mountOauth(router, cradle, limits);
  mountConsole(router);
  if (config.apiDocs) mountDocs(router, openApi(routes, config));
  const api = new Router({ prefix: '/api/v1' });
  for (const route of routes) api[route.method](route.path, mountRoute(route, { sessions, limits, log, makeScope, streamTimes }));
  extra?.(router);
  for (const each of [router, api]) app.use(each.routes());
  app.use(api.allowedMethods({ throw: true, methodNotAllowed: () => wrongMethod, notImplemented: () => wrongMethod }));
  return app;
}

const wrongMethod = new AppError(405, 'method_not_allowed', 'This address does not take this method.');

/** An empty text means "no CORS headers": the browser keeps the answer to itself. */
async function allowedOrigin(origin: string, origins: Origins): Promise<string> {
  return origin !== '' && (await origins.allows(origin)) ? origin : '';
}
