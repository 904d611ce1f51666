import { type Marketplace } from '../install/marketplace.ts';
import { type WidgetFiles } from '../install/widget-files.ts';
import { asMap } from './body.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, requireAdmin, sendHal, sendNothing } from './context.ts';
import { missing } from './problems.ts';

export interface WidgetDeps extends ApiDeps {
  marketplace: Marketplace;
  files(): Promise<WidgetFiles | undefined>;
}

/** Install, save and disable, as the settings window does them. */
export const addWidgetRoutes = (router: ApiRouter, { state, marketplace, files }: WidgetDeps): void => {
  const render = async (): Promise<Record<string, unknown>> => {
    const { code, status, settings } = state.data.widget;
    const fields = asMap((await files())?.manifest['settings']);
    return {
      id: 972,
      code,
      version: (await files())?.version ?? null,
      rating: '0',
      settings_template: Object.entries(fields).map(([key, field]) => ({
        key,
        name: key,
        type: asMap(field)['type'] ?? 'text',
        is_required: asMap(field)['required'] === true,
      })),
      is_lead_source: false,
      is_work_with_dp: false,
      is_crm_template: false,
      is_installed: status !== 'install',
      settings,
      _links: { self: { href: `${state.baseUrl}/api/v4/widgets/${code}` } },
    };
  };
  const checkCode = (ctx: ApiContext): void => {
    if (ctx.params['code'] !== state.data.widget.code) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
  };

  router.get('/widgets', async (ctx) => {
    requireAdmin(ctx);
    sendHal(ctx, { _page: 1, _page_count: 1, _links: { self: { href: `${state.baseUrl}/api/v4/widgets?page=1` } }, _embedded: { widgets: [await render()] } });
  });

  router.get('/widgets/:code', async (ctx) => {
    checkCode(ctx);
    sendHal(ctx, await render());
  });

  router.post('/widgets/:code', async (ctx) => {
    requireAdmin(ctx);
    checkCode(ctx);
    const { widget } = state.data;
    const needsSettings = Object.keys(asMap((await files())?.manifest['settings'])).length > 0;
    const given = asMap(ctx.state.body);
    const first = widget.status === 'install';
    // The integration hears of it by itself: the answer to the window does not wait for it.
    if (first) void marketplace.install(ctx.state.user.id);
    widget.settings = { ...widget.settings, ...given };
    widget.status = needsSettings && Object.keys(widget.settings).length === 0 ? 'not_configured' : 'installed';
    state.touch();
    state.announce({ kind: 'widget', action: first ? 'installed' : 'saved' });
    sendHal(ctx, await render());
  });

  router.delete('/widgets/:code', (ctx) => {
    requireAdmin(ctx);
    checkCode(ctx);
    void marketplace.uninstall();
    sendNothing(ctx);
  });
};
