import { type SandboxState } from '../state.ts';
import { type Bot } from '../types.ts';
import { type ApiContext, type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { isOneOf, sendPage } from './lists.ts';
import { missing, unprocessable } from './problems.ts';
import { type Item, readItem, readItems, refuseBad } from './write.ts';

const LIMIT = 100;
const TARGETS = ['leads', 'contacts'] as const;

const botJson = ({ id, name, type_functionality, is_visual_editor, active }: Bot): Record<string, unknown> => ({
  id,
  name,
  type_functionality,
  is_visual_editor,
  settings: { active },
});

/** What a bot is to run on; complaints gather in the item. */
const checkTarget = (state: SandboxState, item: Item): void => {
  for (const name of ['entity_id', 'entity_type']) item.required(name);
  const [id, named] = [item.int('entity_id'), item.text('entity_type')];
  const type = TARGETS.find((known) => known === named);
  if (named !== undefined) item.choice('entity_type', type !== undefined);
  if (type && id !== undefined) item.choice('entity_id', state.data[type].get(id)?.is_deleted === false);
};

/** Accepted is all the platform says: no run has an id, and none is listed. */
const accept = (ctx: ApiContext): void => {
  ctx.status = 202;
  ctx.type = 'text/plain';
  ctx.body = 'Accepted';
};

/** Salesbots: listed and started. What they do is theirs; here the ledger has who was started on what. */
export const addBotRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  router.get('/bots', (ctx) => {
    const kinds = isOneOf(ctx, 'type_functionality');
    const bots = [...state.data.bots.values()].filter(({ type_functionality }) => kinds(type_functionality));
    sendPage(ctx, state, 'items', bots, botJson, { totals: true });
  });

  router.post('/bots/run', (ctx) => {
    const items = readItems(ctx);
    if (items.length > LIMIT) throw unprocessable(`Limit ${LIMIT} per request`);
    for (const item of items) {
      item.required('bot_id');
      const id = item.int('bot_id');
      if (id !== undefined) item.choice('bot_id', state.data.bots.has(id));
      checkTarget(state, item);
    }
    refuseBad(items);
    accept(ctx);
  });

  router.get('/bots/:id', (ctx) => {
    const bot = state.data.bots.get(Number(ctx.params['id']));
    return bot ? sendHal(ctx, botJson(bot)) : sendNothing(ctx);
  });

  router.post('/bots/:id/run', (ctx) => {
    if (!state.data.bots.has(Number(ctx.params['id']))) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    const item = readItem(ctx);
    checkTarget(state, item);
    refuseBad([item]);
    accept(ctx);
  });
};
