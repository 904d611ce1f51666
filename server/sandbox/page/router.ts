/** The pages of the local Kommo, and the files and the feed they live on. Everything shown is escaped. */
import { Router } from '@koa/router';
import { type Context } from 'koa';

import { asList, asMap, asText } from '../kommo/api/body.ts';
import { type PageDeps, type User } from '../kommo/types.ts';
import { lookUp, type WidgetFiles } from '../kommo/install/widget-files.ts';
import { advancedSettings, type Area, INTEGRATIONS, LEAD_CARD, LEAD_LIST, OUTER_SPACE } from './areas.ts';
import { readAsset } from './assets.ts';
import { streamFeed } from './feed-stream.ts';
import { readFeed } from './feed.ts';
import { type Markup } from './html.ts';
import { cardData, pageData, type PageData } from './page-data.ts';
import { cardPage } from './pages/card.ts';
import { listPage } from './pages/list.ts';
import { advancedPage, deniedPage, integrationsPage, missingPage } from './pages/settings.ts';
import { pageHeaders } from './policy.ts';
import { countLeads, firstCard, readLead, readLeads } from './reading.ts';
import { document } from './shell.ts';
import { TEXTS } from './texts.ts';
import { readView, type View } from './view.ts';

/** Rows of the list; a large account has many more leads. */
const LEADS_SHOWN = 200;

const idOf = (text: string | undefined): number => (text !== undefined && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : 0);

export const createPageRouter = (deps: PageDeps): Router => {
  const { state } = deps;
  const router = new Router();
  const headers = pageHeaders(deps.productUrl);
  /** `?user=` changes who is signed in. */
  const userOf = (ctx: Context): User => {
    const asked = new URLSearchParams(ctx.querystring).get('user');
    return (asked !== null && deps.signIn(ctx, asked)) || deps.currentUser(ctx);
  };
  const viewOf = (ctx: Context): View => readView(ctx, userOf(ctx));
  const formats = (view: View): { money(amount: number): string; date(at: number): string } => {
    const { currency, timezone } = state.data.account;
    const money = new Intl.NumberFormat(view.lang, { style: 'currency', currency, maximumFractionDigits: 0 });
    const date = new Intl.DateTimeFormat(view.lang, { dateStyle: 'medium', timeZone: timezone });
    return { money: (amount) => money.format(amount), date: (at) => date.format(new Date(at * 1000)) };
  };
  /** The title a widget gives its own page, where it has one. */
  const advancedTitle = (files: WidgetFiles | undefined, view: View): string | undefined => {
    if (!asList(files?.manifest['locations']).includes('advanced_settings')) return undefined;
    return lookUp(files?.texts(view.lang) ?? {}, asText(asMap(files?.manifest['advanced'])['title']) ?? '') ?? deps.widgetCode;
  };
  /** What stands under Settings in the menu: pages of active widgets, for administrators. */
  const settingsMenu = async (view: View): Promise<PageData['settingsMenu']> => {
    const texts = TEXTS[view.lang];
    const integrations = { href: '/settings/widgets/', title: texts.integrations };
    if (!view.user.is_admin || state.data.widget.status === 'install') return [integrations];
    const title = advancedTitle(await deps.files(), view);
    return title === undefined ? [integrations] : [integrations, { href: `/settings/widgets/${deps.widgetCode}/`, title }];
  };
  const show = async (ctx: Context, view: View, title: string, area: Area, place: Partial<PageData>, content: Markup): Promise<void> => {
    const data = pageData(deps, view, area, { settingsMenu: await settingsMenu(view), ...place });
    ctx.type = 'html';
    ctx.set('Cache-Control', 'no-store');
    ctx.body = document(title, view, data, content);
  };
  const missing = (ctx: Context, view: View): Promise<void> => {
    ctx.status = 404;
    return show(ctx, view, TEXTS[view.lang].notFound, LEAD_LIST, { list: [] }, missingPage(TEXTS[view.lang]));
  };

  router.get('/', (ctx) => {
    const view = viewOf(ctx);
    const id = firstCard(state, view.lang);
    ctx.redirect(id === undefined ? '/leads/list/' : `/leads/detail/${id}`);
  });

  router.get('/leads/detail/:id', headers, (ctx) => {
    const view = viewOf(ctx);
    const lead = readLead(state, idOf(ctx.params['id']));
    if (!lead) return missing(ctx, view);
    const texts = TEXTS[view.lang];
    return show(
      ctx,
      view,
      lead.lead.name,
      LEAD_CARD,
      { card: cardData(lead) },
      cardPage({ view: lead, pipelines: [...state.data.pipelines.values()], texts, lang: view.lang, ...formats(view) }),
    );
  });

  router.get('/leads/add/', headers, (ctx) => {
    const view = viewOf(ctx);
    const texts = TEXTS[view.lang];
    const card = { id: 0, name: '', price: 0, pipelineId: 0, statusId: 0, mainUser: view.user.id, contacts: [] };
    return show(ctx, view, texts.newLead, LEAD_CARD, { card }, cardPage({ view: undefined, pipelines: [], texts, lang: view.lang, ...formats(view) }));
  });

  router.get('/leads/list/', headers, (ctx) => {
    const view = viewOf(ctx);
    const texts = TEXTS[view.lang];
    const leads = readLeads(state, LEADS_SHOWN);
    const list = leads.map(({ lead, contacts }) => ({ id: lead.id, name: lead.name, contacts }));
    return show(ctx, view, texts.leads, LEAD_LIST, { list }, listPage({ leads, total: countLeads(state), texts, ...formats(view) }));
  });

  router.get('/settings/widgets/', headers, (ctx) => {
    const view = viewOf(ctx);
    const texts = TEXTS[view.lang];
    return show(ctx, view, texts.integrations, INTEGRATIONS, {}, integrationsPage(texts));
  });

  router.get('/settings/widgets/:code/', headers, async (ctx) => {
    const view = viewOf(ctx);
    const texts = TEXTS[view.lang];
    const code = ctx.params['code'];
    if (code !== deps.widgetCode) return missing(ctx, view);
    if (!view.user.is_admin) {
      ctx.status = 403;
      return show(ctx, view, texts.settings, OUTER_SPACE, {}, deniedPage(texts));
    }
    const title = advancedTitle(await deps.files(), view);
    if (title === undefined) return missing(ctx, view);
    return show(ctx, view, title, advancedSettings(code), { advancedCode: code }, advancedPage(code, title));
  });

  router.get('/_page/feed/:leadId', (ctx) => {
    const leadId = idOf(ctx.params['leadId']);
    if (!readFeed(state, leadId)) {
      ctx.status = 404;
      return;
    }
    streamFeed(ctx, state, leadId);
  });

  router.get('/_page/:folder/:name', headers, sendAsset);
  router.get('/_page/:folder/:sub/:name', headers, sendAsset);

  return router;
};

const sendAsset = async (ctx: Context & { params: Record<string, string> }): Promise<void> => {
  const { folder, sub, name = '' } = ctx.params;
  if (folder !== 'vendor' && folder !== 'browser') return;
  const asset = await readAsset(folder, sub === undefined ? name : `${sub}/${name}`);
  if (!asset) return;
  ctx.set({ 'Content-Type': asset.type, 'Cache-Control': 'no-cache' });
  ctx.body = asset.body;
};
