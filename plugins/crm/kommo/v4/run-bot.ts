import { type Change, type Context, parseSubject, type Receipt, Refuse, Retry } from 'souffleur/sdk';

import { call } from '../api.ts';
import { idOf } from './cards.ts';
import { Tried } from './once.ts';

type Run = Extract<Change, { kind: 'run_bot' }>;

const TYPES = new Map([
  ['lead', 'leads'],
  ['contact', 'contacts'],
]);

/**
 * Kommo answers 202 and a word, names no run and lists none: whether a bot has begun cannot be read back. An attempt whose
 * answer was lost therefore stays in doubt for good. The same key is never sent again, as the customer could hear it twice.
 *
 * @throws Retry, `inDoubt` also at every later call with the key of a lost answer
 */
export async function runBot({ key, subject, botId }: Run, ctx: Context): Promise<Receipt> {
  const { kind, id } = parseSubject(subject);
  const type = TYPES.get(kind);
  if (!type) throw new Refuse('unsupported', `Kommo runs no bots on a ${kind}.`);
  const [path, body] = [`/api/v4/bots/${idOf(botId)}/run`, { entity_id: idOf(id), entity_type: type }];
  const mark = `bot:${key}`;
  const tried = Tried.safeParse(await ctx.store.get(mark)).data;
  if (tried?.receipt) return tried.receipt;
  if (tried) throw new Retry('Whether the bot was started is unknown, and Kommo cannot be asked. It is not started again.', { inDoubt: true });
  const at = ctx.clock.now().toISOString();
  await ctx.store.set(mark, { at });
  try {
    await call(ctx, { method: 'POST', path, body });
  } catch (error) {
    if (error instanceof Refuse || (error instanceof Retry && !error.inDoubt)) await ctx.store.delete(mark);
    throw error;
  }
  const receipt: Receipt = { via: 'bots_api', at: ctx.clock.now().toISOString() };
  await ctx.store.set(mark, { at, receipt });
  return receipt;
}
