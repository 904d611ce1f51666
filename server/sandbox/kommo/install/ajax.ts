import { Router } from '@koa/router';

import { asMap, asText } from '../api/body.ts';
import { type Integration, signOneTimeToken } from '../oauth/one-time-token.ts';
import { type SandboxState } from '../state.ts';
import { type Sessions } from './sessions.ts';
import { lookUp, type WidgetFiles } from './widget-files.ts';

interface AjaxDeps {
  state: SandboxState;
  sessions: Sessions;
  integration: Integration;
  productUrl: string;
  files(): Promise<WidgetFiles | undefined>;
}

interface RequestState {
  body: unknown;
}

const TYPES: Record<string, string> = {
  js: 'application/javascript; charset=utf-8',
  mjs: 'application/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  twig: 'text/plain; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  woff2: 'font/woff2',
  map: 'application/json; charset=utf-8',
};

const PROXY_WINDOW_MS = 10_000;

/** The number of the upload in the archive's base path. */
const BUILD = 1;

/** What the CRM's own page asks of its server about widgets. */
export const createAjaxRouter = ({ state, sessions, integration, productUrl, files }: AjaxDeps): Router<RequestState> => {
  const router = new Router<RequestState>();

  router.post('/ajax/widgets/list', async (ctx) => {
    const widget = await files();
    const user = sessions.userOf(ctx);
    const { code, status, settings } = state.data.widget;
    const manifest = asMap(widget?.manifest['widget']);
    const texts = widget?.texts(user.lang) ?? {};
    const text = (key: string): string => lookUp(texts, asText(manifest[key]) ?? '') ?? '';
    const path = `/upl/${code}/${BUILD}/widget`;
    const entry = {
      id: 972,
      code,
      src: `${path}/script.js`,
      lang: texts,
      path,
      images_path: `${path}/images`,
      templates_path: `${path}/templates`,
      locations: widget?.manifest['locations'] ?? [],
      settings: JSON.stringify(settings),
      active: status === 'install' ? 'N' : 'Y',
      init_once: manifest['init_once'] === true ? 'Y' : 'N',
      version: widget?.version ?? '',
      installed_version: widget?.version ?? '',
      oauth_client_uuid: integration.clientId,
      status,
      support: manifest['support'] ?? {},
      name: text('name'),
      description: text('description'),
      short_description: text('short_description'),
      manifest: widget?.manifest ?? {},
    };
    const { account } = state.data;
    ctx.body = {
      widgets: widget ? { [code]: entry } : {},
      system: {
        area: asText(asMap(ctx.state.body)['area']) ?? '',
        amouser_id: user.id,
        amouser: user.email,
        amohash: '',
        subdomain: account.subdomain,
        domain: 'kommo.com',
        server: state.baseUrl,
        displayed_count: 10,
        displayed_count_by_area: {},
      },
    };
  });

  router.get('/upl/:code/:build/widget/{*file}', async (ctx) => {
    const widget = await files();
    const name = ctx.path.split('/').slice(5).map(decodeURIComponent).join('/');
    const content = ctx.params['code'] === state.data.widget.code ? widget?.files.get(name) : undefined;
    if (!content || !widget) {
      ctx.status = 404;
      return;
    }
    ctx.set('cache-control', 'no-cache');
    ctx.etag = `${widget.digest}-${content.length}`;
    ctx.status = 200;
    if (ctx.fresh) {
      ctx.status = 304;
      return;
    }
    ctx.set('content-type', TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream');
    ctx.body = content;
  });

  router.get('/ajax/v2/integrations/:uuid/disposable_token', (ctx) => {
    const user = sessions.find(ctx);
    if (!user || ctx.get('x-requested-with') !== 'XMLHttpRequest') {
      ctx.status = 401;
      ctx.body = { error: 'Unauthorized' };
      return;
    }
    if (ctx.params['uuid'] !== integration.clientId || state.data.widget.status === 'install') {
      ctx.status = 404;
      ctx.body = { error: 'Not found' };
      return;
    }
    ctx.body = { token: signOneTimeToken(state, integration, user) };
  });

  /** `crm_post`: a server-side POST of form data. Only the product may be reached: a free proxy is a hole. */
  router.post('/ajax/crm_post', async (ctx) => {
    const form = asMap(ctx.state.body);
    const target = URL.parse(asText(form['url']) ?? '');
    if (!sessions.find(ctx) || target?.origin !== new URL(productUrl).origin) {
      ctx.status = 403;
      ctx.body = { error: 'This address is not allowed' };
      return;
    }
    try {
      const response = await fetch(target, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(Object.entries(asMap(form['data'])).map(([key, value]): [string, string] => [key, String(value)])).toString(),
        signal: AbortSignal.timeout(PROXY_WINDOW_MS),
      });
      ctx.status = response.status;
      ctx.body = Buffer.from(await response.arrayBuffer());
      ctx.type = response.headers.get('content-type') ?? 'text/plain';
    } catch {
      ctx.status = 502;
      ctx.body = { error: 'The address did not answer' };
    }
  });

  return router;
};
