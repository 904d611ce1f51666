import { type Logger } from 'pino';

import { type Clock } from '../clock.ts';
import { type CrmUse, type OnWait } from '../egress/use.ts';
import { Refuse, Retry } from '../sdk/errors.ts';
import { type Bare, type Context, CRM_HOST, type Log, type Plugin, type Store } from '../sdk/types.ts';
import { deepFreeze } from './protect.ts';

export interface ContextSources {
  log: Logger;
  clock: Clock;
  /** The one door out. */
  egress: { fetch(url: string | URL, init?: RequestInit & { allowHosts?: readonly string[] }): Promise<Response> };
  /** The account's own CRM host, signed in; takes a path. */
  crmFetch(accountId: string, use: CrmUse, onWait: OnWait): Promise<typeof fetch>;
  /** As the admin stored them; undefined when never touched. */
  settings(accountId: string, pluginId: string): Promise<unknown>;
  /** The same of all plugins in one go, by id; without it they are read one by one. */
  allSettings?(accountId: string): Promise<ReadonlyMap<string, unknown>>;
  store(accountId: string, pluginId: string): Store;
}

/** What a plugin's pure functions get. @throws Refuse('invalid') when the stored settings do not fit its schema */
export async function bareContext(plugin: Plugin, accountId: string, sources: ContextSources): Promise<Bare> {
  const parsed = plugin.settings.safeParse((await sources.settings(accountId, plugin.id)) ?? {});
  if (!parsed.success)
    throw new Refuse(
      'invalid',
      `The settings of plugin ${plugin.id} are incomplete: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}.`,
    );
  return { settings: deepFreeze(parsed.data), log: labelled(sources.log.child({ plugin: plugin.id, account: accountId })) };
}

/** For whom a plugin is called. */
export interface Caller {
  accountId: string;
  /** What its calls to the CRM count as. */
  use: CrmUse;
  /** Also wants to know of the waits for a turn. */
  onWait?: OnWait;
}

/** The time a call has. */
export interface CallTime {
  /** Aborts at its end. */
  signal: AbortSignal;
  /** It stands still while the call waits for its turn at the CRM: that is no slowness of the plugin. */
  onWait: OnWait;
}

/** All a plugin gets: made for one call of one account, and bound to both. */
export function fullContext(plugin: Plugin, caller: Caller, bare: Bare, time: CallTime, sources: ContextSources): Context {
  return {
    ...bare,
    signal: time.signal,
    fetch: boundFetch(plugin, caller, time, sources),
    store: sources.store(caller.accountId, plugin.id),
    clock: sources.clock,
  };
}

function boundFetch(
  plugin: Plugin,
  { accountId, use, onWait: listener }: Caller,
  { signal, onWait: stop }: CallTime,
  { egress, crmFetch }: ContextSources,
): typeof fetch {
  const hosts = plugin.hosts ?? [];
  const onWait = listener ? bothOf(stop, listener) : stop;
  return async (input, init = {}) => {
    const target = typeof input === 'string' ? input : input instanceof URL ? input.href : undefined;
    if (target === undefined) throw new TypeError('ctx.fetch takes a text or a URL, not a Request');
    const bound: RequestInit = { ...init, redirect: 'manual', signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal };
    if (target.startsWith('/')) {
      if (!hosts.includes(CRM_HOST)) throw new Refuse('forbidden', `Plugin ${plugin.id} may not call the CRM: name "${CRM_HOST}" in its hosts.`);
      const path = ownPath(target);
      const door = await crmFetch(accountId, use, onWait).catch(notReady);
      return door(path, bound);
    }
    const url = URL.parse(target);
    if (!url || url.protocol !== 'https:' || !hosts.includes(url.hostname))
      throw new Refuse('forbidden', `Plugin ${plugin.id} may not reach "${(url?.host ?? target).slice(0, 100)}": name the host in its hosts.`);
    return egress.fetch(url, { ...bound, allowHosts: hosts.filter((host) => host !== CRM_HOST) });
  };
}

const bothOf =
  (one: OnWait, other: OnWait): OnWait =>
  () => {
    const over = [one(), other()];
    return () => over.forEach((end) => end());
  };

/** A path that a URL parser would not take for another host (`//x`, `/\x`), without dot segments. */
function ownPath(target: string): string {
  const url = URL.parse(target, 'https://crm.invalid');
  if (!url || url.host !== 'crm.invalid' || url.username) throw new Refuse('forbidden', 'A CRM path must stay on the account’s own host.');
  return url.pathname + url.search;
}

/** Nothing has left yet, whatever it was. */
function notReady(cause: unknown): never {
  if (cause instanceof Refuse || cause instanceof Retry) throw cause;
  throw new Retry('The connection to the CRM is not ready.', { cause });
}

const labelled = (log: Logger): Log => ({
  debug: (message, fields) => log.debug(fields ?? {}, message),
  info: (message, fields) => log.info(fields ?? {}, message),
  warn: (message, fields) => log.warn(fields ?? {}, message),
  error: (message, fields) => log.error(fields ?? {}, message),
});
