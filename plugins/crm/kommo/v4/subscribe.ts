/** Kommo's webhook subscription. One destination has one set of names; posting it again replaces the set. */
import { type Context, type Receipt, Refuse, Retry } from 'souffleur/sdk';

import { call } from '../api.ts';
import { getAll } from './get.ts';
import { type HookNames } from './hook-names.ts';
import { Webhook } from './wire.ts';

const PATH = '/api/v4/webhooks';

export async function subscribe(url: string, { certain, uncertain }: HookNames, ctx: Context): Promise<Receipt> {
  const destination = withSlash(url);
  const settings = await postAccepted(destination, certain, [...uncertain], ctx);
  const hook = (await readBack(destination, ctx)).find((known) => known.destination === destination);
  if (!hook) throw new Retry('Kommo accepted the hook address but does not list it yet.');
  const missing = settings.filter((name) => !hook.settings.includes(name));
  if (missing.length > 0 || hook.disabled) ctx.log.warn('Kommo lists the hook otherwise than asked', { missing, disabled: hook.disabled ?? false });
  return { id: hook.id, via: 'webhooks_api', at: ctx.clock.now().toISOString() };
}

/** Unsubscribing what is not there is done already. */
export async function unsubscribe(url: string, ctx: Context): Promise<Receipt> {
  try {
    await call(ctx, { method: 'DELETE', path: PATH, body: { destination: withSlash(url) } });
  } catch (error) {
    if (!(error instanceof Refuse) || error.code !== 'not_found') throw error;
  }
  return { via: 'webhooks_api', at: ctx.clock.now().toISOString() };
}

/** The full set first; then without the name Kommo points at, or without the least certain one left. A refused address is no matter of names. */
async function postAccepted(destination: string, certain: readonly string[], uncertain: string[], ctx: Context): Promise<string[]> {
  for (;;) {
    const settings = [...certain, ...uncertain];
    try {
      await call(ctx, { method: 'POST', path: PATH, body: { destination, settings, sort: 10 } });
      return settings;
    } catch (error) {
      if (!(error instanceof Refuse) || error.code !== 'invalid' || uncertain.length === 0 || error.message.includes('destination')) throw error;
      const named = uncertain.findIndex((name, at) => error.message.includes(name) || error.message.includes(`settings.${certain.length + at}:`));
      const [dropped] = uncertain.splice(Math.max(named, 0), 1);
      ctx.log.warn('Kommo did not take a hook name; going on without it', { dropped, reason: error.message });
    }
  }
}

const readBack = (destination: string, ctx: Context) => getAll(ctx, `/webhooks?filter[destination]=${encodeURIComponent(destination)}`, 'webhooks', Webhook);

/** An address without a trailing slash is refused as invalid. */
const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);
