import { type Webhook } from '../integration.ts';
import { asList, asMap, asText } from './body.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, requireAdmin, sendHal, sendNothing } from './context.ts';
import { filterValues } from './lists.ts';
import { emptyData, type FieldProblem, invalidData, missing, unprocessable } from './problems.ts';

const perEntity = (entity: string, verbs: readonly string[]): string[] => verbs.map((verb) => `${verb}_${entity}`);
const CARD_VERBS = ['add', 'update', 'delete', 'restore', 'responsible', 'note'];

/** Names a subscription may ask for. Customers and lists have none here: the account has neither. */
const EVENT_NAMES: ReadonlySet<string> = new Set([
  ...perEntity('lead', [...CARD_VERBS, 'status']),
  ...perEntity('contact', CARD_VERBS),
  ...perEntity('company', CARD_VERBS),
  ...perEntity('customer', ['add', 'update', 'delete', 'responsible', 'note']),
  ...perEntity('task', ['add', 'update', 'delete', 'responsible']),
  ...perEntity('talk', ['add', 'update']),
  ...perEntity('unsorted', ['add', 'update', 'delete']),
  'add_message',
  'add_outgoing_message',
  'add_chat_template_review',
]);

const MAX_WEBHOOKS = 100;

const destinationProblem = (destination: string): FieldProblem | undefined => {
  const url = URL.parse(destination);
  const good = url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && !/[^\x21-\x7e]/.test(destination);
  // Reported of the real platform: an address without a trailing slash is refused.
  return good && url.pathname.endsWith('/') ? undefined : { code: 'InvalidUrl', path: 'destination', detail: 'This value is not a valid URL.' };
};

export const addWebhookRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  const find = (destination: string): Webhook | undefined => [...state.data.webhooks.values()].find((webhook) => webhook.destination === destination);
  const render = ({ id, destination, created_at, updated_at, created_by, sort, disabled, settings }: Webhook): Record<string, unknown> => ({
    id,
    destination,
    created_at,
    updated_at,
    account_id: state.data.account.id,
    created_by,
    sort,
    disabled,
    settings,
  });
  const destinationOf = (ctx: ApiContext): string => {
    const destination = asText(asMap(ctx.state.body)['destination']);
    if (destination === undefined) throw emptyData();
    return destination;
  };

  router.get('/webhooks', (ctx) => {
    requireAdmin(ctx);
    const wanted = filterValues(ctx, 'destination');
    const webhooks = [...state.data.webhooks.values()].filter(({ destination }) => !wanted || wanted.includes(destination));
    if (webhooks.length === 0) return sendNothing(ctx);
    return sendHal(ctx, { _total_items: webhooks.length, _embedded: { webhooks: webhooks.map(render) } });
  });

  router.post('/webhooks', (ctx) => {
    requireAdmin(ctx);
    const destination = destinationOf(ctx);
    const settings = asList(asMap(ctx.state.body)['settings']);
    const names = settings.map(String);
    const problems = names.flatMap((name, index): FieldProblem[] =>
      EVENT_NAMES.has(name) ? [] : [{ code: 'NotSupportedChoice', path: `settings.${index}`, detail: 'The value you selected is not a valid choice.' }],
    );
    const bad = destinationProblem(destination);
    if (bad) problems.unshift(bad);
    if (names.length === 0) problems.push({ code: 'NotBlank', path: 'settings', detail: 'This value should not be blank.' });
    if (problems.length > 0) throw invalidData([{ request_id: '0', errors: problems }]);
    const sort = asMap(ctx.state.body)['sort'];
    const known = find(destination);
    // A switched-off subscription stays off: it is saved by hand in Kommo, or deleted and added again.
    if (known) Object.assign(known, { settings: names, updated_at: state.now() } satisfies Partial<Webhook>);
    if (!known && state.data.webhooks.size >= MAX_WEBHOOKS) throw unprocessable(`Limit ${MAX_WEBHOOKS} webhooks per account`);
    const webhook: Webhook = known ?? {
      id: state.nextId('webhook'),
      destination,
      created_at: state.now(),
      updated_at: state.now(),
      created_by: ctx.state.user.id,
      sort: typeof sort === 'number' ? sort : 1,
      disabled: false,
      settings: names,
      failures: [],
    };
    state.data.webhooks.set(webhook.id, webhook);
    state.touch();
    sendHal(ctx, render(webhook), known ? 200 : 201);
  });

  router.delete('/webhooks', (ctx) => {
    requireAdmin(ctx);
    const webhook = find(destinationOf(ctx));
    if (!webhook) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    state.data.webhooks.delete(webhook.id);
    state.touch();
    sendNothing(ctx);
  });
};
