import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { type CrmUse } from '../../egress/use.ts';
import { Refuse } from '../../sdk/errors.ts';
import { type SubscriptionData } from '../../sdk/crm-data.ts';
import { Connection } from '../accounts/entities.ts';
import { Delivery } from '../talks/entities.ts';
import { diagnoseError, type DiagnosisCode } from './diagnosis.ts';
import { type CrmCheck, type CrmDiagnosis } from './schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'crmUsage' | 'hookSecrets' | 'host'>;
type Check = z.output<typeof CrmCheck>;
type Found = Omit<Check, 'check'>;
type Asked<T> = { ok: true; value: T } | { ok: false; code: DiagnosisCode };

/** The CRM plugin whose address the account's hooks come to. */
const CRM_PLUGIN = 'kommo';
const USE: CrmUse = { priority: 'click', feature: 'setup' };
const SENDING_SCOPE = 'send_external_messages';
/** How an attempt ended after which it is known whether the CRM lets us send. */
const REFUSED = { send_refused_payment_required: 'not_paid', send_refused_forbidden: 'lacks_scope' } as const;
/** An older refusal may have been mended meanwhile. */
const TELLING_MS = 7 * 24 * 3_600_000;
const MAX_PAGES = 4;

/** What works of the connection, in three requests. What cannot be found out now is `unknown`, never a guess. */
export class CrmChecking {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, crmUsage, hookSecrets, host }: Deps) {
    this.#deps = { em, accountId, clock, crmUsage, hookSecrets, host };
  }

  async run(): Promise<z.output<typeof CrmDiagnosis>> {
    const before = await this.#connection();
    const user = before?.state === 'connected' ? await this.#ask(() => this.#isAdmin(before.crmUserId)) : undefined;
    // A token that was refused for good has changed the row meanwhile.
    const connection = await this.#connection();
    const isOn = connection?.state === 'connected';
    const hooks = isOn && user ? await this.#ask(() => this.#subscription()) : undefined;
    const scopes = scopesOf(connection, await this.#wantedScopes());
    const sending = await this.#sending(connection);
    const checks: Check[] = [
      { check: 'connected', ...connectedOf(connection, user) },
      { check: 'is_admin', ...adminOf(isOn ? user : undefined) },
      { check: 'plan', ...planOf(isOn ? user : undefined) },
      { check: 'scopes', ...scopes },
      { check: 'subscription', ...subscriptionOf(hooks) },
      { check: 'sending', ...sending },
    ];
    return { checkedAt: this.#deps.clock.now().toISOString(), checks, sendingWay: sending.state === 'ok' ? 'talks_api' : 'draft_only' };
  }

  #connection(): Promise<Connection | null> {
    return this.#deps.em.fork().findOne(Connection, { accountId: this.#deps.accountId });
  }

  async #ask<T>(call: () => Promise<T>): Promise<Asked<T>> {
    try {
      return { ok: true, value: await call() };
    } catch (error) {
      return { ok: false, code: diagnoseError(error, (await this.#deps.crmUsage.hold())?.reason) };
    }
  }

  /** Undefined: the CRM does not know this user any more. Others than administrators may not look. */
  async #isAdmin(userId: string): Promise<boolean | undefined> {
    const { host, accountId } = this.#deps;
    try {
      const snapshot = await host.read(accountId, `user:${userId}`, USE);
      return snapshot?.kind === 'user' ? snapshot.data.admin : undefined;
    } catch (error) {
      if (error instanceof Refuse && error.code === 'forbidden') return false;
      throw error;
    }
  }

  async #subscription(): Promise<SubscriptionData | undefined> {
    const { host, accountId, hookSecrets } = this.#deps;
    const ours = plain(await hookSecrets.urlFor(CRM_PLUGIN));
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const { items, next } = await host.readList(accountId, { what: 'subscriptions', ...(cursor ? { cursor } : {}) }, USE);
      for (const item of items) if (item.kind === 'subscription' && plain(item.data.url) === ours) return item.data;
      if (!next) return undefined;
      cursor = next;
    }
    return undefined;
  }

  async #wantedScopes(): Promise<readonly string[]> {
    const { host } = this.#deps;
    await host.load();
    return host.definition('crm', CRM_PLUGIN)?.signIn.scopes ?? [];
  }

  /** What is granted may still not be paid for: the last attempt knows. */
  async #sending(connection: Connection | null): Promise<Found> {
    if (connection?.state !== 'connected') return { state: 'unknown', code: 'needs_connection' };
    if (!connection.scopes.includes(SENDING_SCOPE)) return { state: 'problem', code: 'lacks_scope', lacks: [SENDING_SCOPE] };
    const since = new Date(this.#deps.clock.now().getTime() - TELLING_MS);
    const decided = { updatedAt: { $gte: since }, $or: [{ state: 'sent' as const }, { error: { $in: Object.keys(REFUSED) } }] };
    const last = await this.#deps.em.fork().findOne(Delivery, decided, { orderBy: { updatedAt: 'desc', id: 'desc' } });
    const refused = REFUSED[last?.error as keyof typeof REFUSED] as Check['code'] | undefined;
    return refused ? { state: 'problem', code: refused } : { state: 'ok', code: 'sends_itself' };
  }
}

function connectedOf(connection: Connection | null, user: Asked<unknown> | undefined): Found {
  if (!connection) return { state: 'problem', code: 'never_connected' };
  if (connection.state !== 'connected') return { state: 'problem', code: connection.state };
  // Refused for a right or for money, the token itself was good.
  if (user?.ok || user?.code === 'unauthorized' || user?.code === 'payment_required' || user?.code === 'invalid_scope') return { state: 'ok', code: 'works' };
  return { state: 'unknown', code: user?.code ?? 'unreachable' };
}

function adminOf(user: Asked<boolean | undefined> | undefined): Found {
  if (!user) return { state: 'unknown', code: 'needs_connection' };
  // The token works, as `connected` says, but not for this: so its user may not do it.
  if (!user.ok) return user.code === 'unauthorized' ? { state: 'problem', code: 'not_administrator' } : { state: 'unknown', code: user.code };
  if (user.value === undefined) return { state: 'problem', code: 'user_gone' };
  return user.value ? { state: 'ok', code: 'administrator' } : { state: 'problem', code: 'not_administrator' };
}

function planOf(user: Asked<unknown> | undefined): Found {
  if (!user) return { state: 'unknown', code: 'needs_connection' };
  if (user.ok || user.code === 'unauthorized') return { state: 'ok', code: 'in_order' };
  return user.code === 'payment_required' ? { state: 'problem', code: 'payment_required' } : { state: 'unknown', code: user.code };
}

function scopesOf(connection: Connection | null, wanted: readonly string[]): Found {
  if (connection?.state !== 'connected') return { state: 'unknown', code: 'needs_connection' };
  const lacks = wanted.filter((scope) => !connection.scopes.includes(scope));
  const has = [...connection.scopes];
  return lacks.length > 0 ? { state: 'problem', code: 'missing_scopes', has, lacks } : { state: 'ok', code: 'granted', has, lacks };
}

function subscriptionOf(hooks: Asked<SubscriptionData | undefined> | undefined): Found {
  if (!hooks) return { state: 'unknown', code: 'needs_connection' };
  if (!hooks.ok) {
    // Webhooks are for administrators, and not in every plan.
    if (hooks.code === 'unauthorized' || hooks.code === 'forbidden') return { state: 'problem', code: 'not_administrator' };
    return { state: hooks.code === 'payment_required' ? 'problem' : 'unknown', code: hooks.code };
  }
  const hook = hooks.value;
  if (!hook) return { state: 'problem', code: 'not_subscribed' };
  const found = { has: [...hook.names], lacks: [...(hook.lacks ?? [])] };
  if (!hook.enabled) return { state: 'problem', code: 'switched_off', ...found };
  return found.lacks.length > 0 ? { state: 'problem', code: 'lacks_names', ...found } : { state: 'ok', code: 'subscribed', ...found };
}

/** The CRM may add the slash at the end or not. */
const plain = (url: string): string => url.replace(/\/$/, '');
