import { type SandboxState } from '../state.ts';
import { type Pipeline, type Status, type User } from '../types.ts';
import { type ApiDeps, type ApiRouter, requireAdmin, sendHal } from './context.ts';
import { sendPage, withNames } from './lists.ts';
import { missing } from './problems.ts';

/** `+01:00` of a zone at a moment. */
const zoneOffset = (timezone: string, at: Date): string => {
  const name =
    new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' }).formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ??
    'GMT';
  return name === 'GMT' ? '+00:00' : name.replace('GMT', '');
};

const accountJson = (state: SandboxState, user: User, names: readonly string[]): Record<string, unknown> => {
  const { account } = state.data;
  const asked = (name: string, value: Record<string, unknown>): Record<string, unknown> => (names.includes(name) ? value : {});
  const embedded = {
    ...asked('amojo_rights', { amojo_rights: { can_direct: true, can_create_groups: true } }),
    ...asked('users_groups', { users_groups: account.users_groups }),
    ...asked('task_types', { task_types: account.task_types }),
    ...asked('datetime_settings', {
      datetime_settings: {
        date_pattern: 'd.m.Y H:i',
        short_date_pattern: 'd.m.Y',
        short_time_pattern: 'H:i',
        date_formant: 'd.m.Y',
        time_format: 'H:i:s',
        timezone: account.timezone,
        timezone_offset: zoneOffset(account.timezone, state.clock.now()),
      },
    }),
  };
  return {
    id: account.id,
    name: account.name,
    subdomain: account.subdomain,
    created_at: account.created_at,
    created_by: 0,
    updated_at: account.created_at,
    updated_by: 0,
    current_user_id: user.id,
    country: account.country,
    currency: account.currency,
    currency_symbol: account.currency_symbol,
    customers_mode: 'unavailable',
    is_unsorted_on: true,
    mobile_feature_version: 0,
    is_loss_reason_enabled: true,
    is_helpbot_enabled: false,
    is_technical_account: false,
    ...asked('is_api_filter_enabled', { is_api_filter_enabled: false }),
    contact_name_display_order: 1,
    language: account.language,
    ...asked('amojo_id', { amojo_id: account.amojo_id }),
    ...asked('uuid', { uuid: account.uuid }),
    ...asked('version', { version: 18 }),
    ...asked('drive_url', { drive_url: 'https://drive-c.kommo.com' }),
    _links: { self: { href: `${state.baseUrl}/api/v4/account` } },
    ...(Object.keys(embedded).length > 0 ? { _embedded: embedded } : {}),
  };
};

const userJson = (state: SandboxState, user: User, names: readonly string[]): Record<string, unknown> => ({
  id: user.id,
  name: user.name,
  email: user.email,
  lang: user.lang,
  ...(names.includes('amojo_id') ? { amojo_id: user.amojo_id } : {}),
  rights: {
    ...user.rights,
    mail_access: user.is_admin,
    catalog_access: true,
    files_access: true,
    status_rights: null,
    is_admin: user.is_admin,
    is_free: user.is_free,
    is_active: user.is_active,
    group_id: user.group_id === 0 ? null : user.group_id,
    role_id: null,
  },
  _links: { self: { href: `${state.baseUrl}/api/v4/users/${user.id}/` } },
  _embedded: {
    ...(names.includes('role') ? { roles: [] } : {}),
    ...(names.includes('group')
      ? { groups: state.data.account.users_groups.filter(({ id }) => id !== 0 && id === user.group_id).map(({ id, name }) => ({ id, name })) }
      : {}),
  },
});

const statusJson = (state: SandboxState, pipeline: Pipeline, status: Status): Record<string, unknown> => ({
  id: status.id,
  name: status.name,
  sort: status.sort,
  is_editable: status.is_editable,
  pipeline_id: pipeline.id,
  color: status.color,
  type: status.type,
  account_id: state.data.account.id,
  _links: { self: { href: `${state.baseUrl}/api/v4/leads/pipelines/${pipeline.id}/statuses/${status.id}` } },
});

const pipelineJson = (state: SandboxState, pipeline: Pipeline): Record<string, unknown> => ({
  id: pipeline.id,
  name: pipeline.name,
  sort: pipeline.sort,
  is_main: pipeline.is_main,
  is_unsorted_on: true,
  is_archive: false,
  account_id: state.data.account.id,
  _links: { self: { href: `${state.baseUrl}/api/v4/leads/pipelines/${pipeline.id}` } },
  _embedded: { statuses: pipeline.statuses.map((status) => statusJson(state, pipeline, status)) },
});

export const addAccountRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  const pipelineOf = (ctx: { params: Record<string, string>; method: string; originalUrl: string }): Pipeline => {
    const pipeline = state.data.pipelines.get(Number(ctx.params['id']));
    if (!pipeline) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    return pipeline;
  };

  router.get('/account', (ctx) => sendHal(ctx, accountJson(state, ctx.state.user, withNames(ctx))));

  router.get('/users', (ctx) => {
    requireAdmin(ctx);
    sendPage(ctx, state, 'users', [...state.data.users.values()], (user) => userJson(state, user, withNames(ctx)), { totals: true });
  });

  router.get('/users/:id', (ctx) => {
    const user = state.user(Number(ctx.params['id']));
    if (user?.id !== ctx.state.user.id) requireAdmin(ctx);
    if (!user) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    sendHal(ctx, userJson(state, user, withNames(ctx)));
  });

  router.get('/leads/pipelines', (ctx) => {
    const pipelines = [...state.data.pipelines.values()];
    sendHal(ctx, {
      _total_items: pipelines.length,
      _links: { self: { href: `${state.baseUrl}/api/v4/leads/pipelines` } },
      _embedded: { pipelines: pipelines.map((pipeline) => pipelineJson(state, pipeline)) },
    });
  });

  router.get('/leads/pipelines/:id', (ctx) => sendHal(ctx, pipelineJson(state, pipelineOf(ctx))));

  router.get('/leads/pipelines/:id/statuses', (ctx) => {
    const pipeline = pipelineOf(ctx);
    const statuses = pipeline.statuses.map((status) => statusJson(state, pipeline, status));
    sendHal(ctx, { _total_items: statuses.length, _links: { self: { href: `${state.baseUrl}${ctx.originalUrl}` } }, _embedded: { statuses } });
  });

  router.get('/leads/loss_reasons', (ctx) => {
    const reasons = state.data.account.loss_reasons;
    sendPage(
      ctx,
      state,
      'loss_reasons',
      reasons,
      (reason) => ({
        ...reason,
        created_at: state.data.account.created_at,
        updated_at: state.data.account.created_at,
        _links: { self: { href: `${state.baseUrl}/api/v4/leads/loss_reasons/${reason.id}` } },
      }),
      { totals: true },
    );
  });
};
