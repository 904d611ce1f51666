import { type Router } from '@koa/router';
import { type Middleware } from 'koa';

import { seedData } from '../seed/seed.ts';
import { away } from './api/away.ts';
import { isKnownHost } from './api/gate.ts';
import { RateLimit } from './api/rate-limit.ts';
import { createApiRouter } from './api/router.ts';
import { createControlRouter } from './control/router.ts';
import { Faults } from './faults.ts';
import { createPoster } from './hooks/post.ts';
import { RETRY_DELAYS_MS } from './hooks/schedule.ts';
import { HookSender, type Timers } from './hooks/sender.ts';
import { createAjaxRouter } from './install/ajax.ts';
import { createMarketplace } from './install/marketplace.ts';
import { Sessions } from './install/sessions.ts';
import { createWidgetFiles } from './install/widget-files.ts';
import { bodies, ledger } from './ledger.ts';
import { createOauthRouter } from './oauth/routes.ts';
import { openState, type SandboxState } from './state.ts';
import { type PageDeps } from './types.ts';

export interface PlatformOptions {
  /** A further name this server is known by, besides localhost. */
  host?: string;
  /** Where the account's state is kept between runs; absent: memory only. */
  dataDir?: string;
  /** The product's own address; `crm_post` may reach no other. */
  productUrl: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  disconnectUrl: string;
  /** The built archive, as it would be uploaded; `undefined` while there is none. */
  widgetArchive: () => Promise<Buffer | undefined>;
  clock?: { now(): Date };
  /** Milliseconds before the 2nd, 3rd, 4th and 5th attempt of a hook. */
  hookDelays?: readonly number[];
  /** How many times faster than the platform hooks are repeated; 1 by default. */
  timeScale?: number;
  /** Milliseconds a hook's answer may take. */
  answerWindowMs?: number;
  /** Author of messages sent through the API: the token's user, or a bot. The platform's documentation is silent. */
  replyAuthor?: 'internal' | 'bot';
  timers?: Timers;
  log?: (line: string) => void;
}

export interface Platform {
  state: SandboxState;
  /** What guards every route of the server, the page's and the model's too. */
  guards: Middleware[];
  /** API, OAuth, widget files and control routes, in the order they are to be mounted. */
  routes: Middleware[];
  pageDeps: PageDeps;
  /** Sends what an earlier run left undelivered. */
  start(): void;
  /** Ends hooks on their way and writes the state. */
  stop(): Promise<void>;
}

const ANSWER_WINDOW_MS = 2000;

/** Refuses foreign names for this address, so that a page elsewhere cannot reach us through its own DNS. */
const knownHosts =
  (state: SandboxState, host: string): Middleware =>
  (ctx, next) => {
    const name = ctx.get('host');
    if (ctx.path.startsWith('/api/') || isKnownHost(state, name) || name.replace(/:\d+$/, '') === host) return next();
    ctx.status = 421;
    ctx.body = { error: 'This host is not served here. Use localhost.' };
    return undefined;
  };

/** Failures outside the API: one line for the log, a plain answer for the caller. */
const failures =
  (log: ((line: string) => void) | undefined): Middleware =>
  async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      log?.(`sandbox: ${ctx.method} ${ctx.path} failed: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`);
      ctx.status = 500;
      ctx.body = { error: 'The sandbox failed; its log has the reason.' };
    }
  };

/** The platform without a server around it. Rejects when the kept state cannot be read. */
export const openPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const { clientId, clientSecret, redirectUri, productUrl, disconnectUrl, log, host = 'localhost', timeScale = 1, clock = { now: () => new Date() } } = options;
  const state = await openState({
    clock,
    seed: () => seedData(clock.now()),
    dataDir: options.dataDir,
    onError: (error) => log?.(`sandbox: the state was not written: ${String(error)}`),
  });
  const integration = { clientId, clientSecret, redirectUri };
  const faults = new Faults();
  const sessions = new Sessions(state, clientSecret);
  const limit = new RateLimit(() => clock.now().getTime());
  const files = createWidgetFiles(options.widgetArchive);
  const marketplace = createMarketplace({ state, integration, disconnectUrl, log });
  const sender = new HookSender({
    state,
    faults,
    poster: createPoster(options.answerWindowMs ?? ANSWER_WINDOW_MS),
    delays: options.hookDelays ?? RETRY_DELAYS_MS,
    timeScale,
    log,
    ...(options.timers ? { timers: options.timers } : {}),
  });
  state.onHook((setting, body) => sender.send(setting, body));

  const routers: Pick<Router, 'routes'>[] = [
    createApiRouter({ state, faults, sessions, limit, marketplace, files, log, replyAuthor: options.replyAuthor ?? 'internal' }),
    createOauthRouter({ state, faults, sessions, integration }),
    createAjaxRouter({ state, sessions, integration, productUrl, files }),
    createControlRouter({ state, faults, limit, sessions, integration, marketplace, sender, productUrl }),
  ];
  return {
    state,
    guards: [failures(log), knownHosts(state, host)],
    routes: [bodies, ledger(state), away(faults), ...routers.map((router) => router.routes() as Middleware)],
    pageDeps: {
      state,
      productUrl,
      clientUuid: clientId,
      widgetCode: state.data.widget.code,
      files,
      currentUser: (ctx) => sessions.enter(ctx),
      signIn: (ctx, name) => sessions.signIn(ctx, name),
    },
    start: () => sender.start(),
    async stop() {
      await sender.stop();
      await state.flush();
    },
  };
};
