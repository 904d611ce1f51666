/** The addresses the CRM and browsers come to while an account is connected. Plain pages: no script, no style. */
import { type Router } from '@koa/router';
import { type Context } from 'koa';

import { type Config } from '../config.ts';
import { notFound } from '../errors.ts';
import { CONSOLE_COOKIE } from '../features/accounts/console-sign-in.ts';
import { type CallbackResult, type Install } from '../features/accounts/install.ts';
import { type OauthStates } from '../features/accounts/oauth-states.ts';
import { type Uninstall } from '../features/accounts/uninstall.ts';
import { limitKey } from './client-address.ts';
import { stateOf } from './envelope.ts';
import { type RateLimits } from './rate-limits.ts';

const COOKIE = 'souffleur_oauth';
const COOKIE_PATH = '/oauth/kommo';
const CODE_COOKIE_MS = 60_000;

type Page = Extract<CallbackResult, string> | 'expired';

const PAGES: Record<Page, [status: number, title: string, text: string]> = {
  connected: [200, 'Connected', 'The account is connected. You can close this window and go back to Kommo.'],
  declined: [200, 'Not connected', 'Access was declined, nothing was changed. You can close this window.'],
  refused: [400, 'Not connected', 'This link is not valid any more, or you are not a member of this account. Start again where you began.'],
  expired: [400, 'Not connected', 'This link is not valid any more, or you are not a member of this account. Start again where you began.'],
  unavailable: [502, 'Not connected', 'Kommo did not answer. Start again in a few minutes.'],
};

interface Services {
  config: Config;
  install: Install;
  uninstall: Uninstall;
  oauthStates: OauthStates;
}

const one = (value: string | string[] | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

function show(ctx: Context, page: Page): void {
  const [status, title, text] = PAGES[page];
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>\n`;
}

export function mountOauth(router: Router, { config, install, uninstall, oauthStates }: Services, limits: RateLimits): void {
  const secure = config.publicUrl.startsWith('https:');
  const cookie = (ctx: Context, value: string | null, maxAge: number): void =>
    void ctx.cookies.set(COOKIE, value, { path: COOKIE_PATH, httpOnly: true, sameSite: 'lax', secure, maxAge: maxAge * 1000, overwrite: true });

  router.use(COOKIE_PATH, async (ctx, next) => {
    ctx.cookies.secure = secure;
    await limits.take('anonymous', limitKey(stateOf(ctx).ip));
    await next();
  });
  router.get('/oauth/kommo/start', async (ctx) => {
    stateOf(ctx).route = '/oauth/kommo/start';
    const bound = await oauthStates.bind(one(ctx.query.state) ?? '');
    if (!bound) return show(ctx, 'expired');
    cookie(ctx, bound.cookie, bound.maxAge);
    ctx.redirect(bound.url);
  });
  // For an admin whose account we do not know: the notice of the installation never reached us, or access was ended.
  router.get('/oauth/kommo/install', async (ctx) => {
    stateOf(ctx).route = '/oauth/kommo/install';
    const { url, cookie: value, maxAge } = oauthStates.beginOpen();
    cookie(ctx, value, maxAge);
    ctx.redirect(url);
  });
  router.get('/oauth/kommo/callback', async (ctx) => {
    stateOf(ctx).route = '/oauth/kommo/callback';
    const { code, state, referer, referrer, client_id: clientId, error, from_widget: fromWidget } = ctx.query;
    const result = await install.callback({
      code: one(code),
      state: one(state),
      referer: one(referer) ?? one(referrer),
      clientId: one(clientId),
      error: one(error),
      fromWidget: fromWidget === '1',
      cookie: ctx.cookies.get(COOKIE),
      ip: stateOf(ctx).ip,
    });
    if (state !== undefined) cookie(ctx, null, 0);
    if (typeof result === 'string') return show(ctx, result);
    const bound = { path: '/api/v1/session/console', httpOnly: true, sameSite: 'strict', secure, maxAge: CODE_COOKIE_MS, overwrite: true } as const;
    ctx.cookies.set(CONSOLE_COOKIE, result.cookie, bound);
    // In the fragment: it reaches no server and no log, and the console takes it out of the address at once.
    ctx.redirect(`${config.publicUrl}/console#code=${result.code}`);
  });
  router.get('/oauth/kommo/disabled', async (ctx) => {
    stateOf(ctx).route = '/oauth/kommo/disabled';
    const { client_uuid: clientId, account_id: crmAccountId, signature } = ctx.query;
    const known = await uninstall.disconnect({
      clientId: one(clientId) ?? '',
      crmAccountId: one(crmAccountId) ?? '',
      signature: one(signature) ?? '',
      ip: stateOf(ctx).ip,
    });
    if (!known) throw notFound('page');
    ctx.status = 204;
  });
}
