/**
 * Connecting an account by OAuth (security A6, D7). A browser comes back with our state; the CRM's own server
 * comes without one after an installation from its marketplace and says `from_widget=1`.
 */
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { z } from 'zod';

import { type Clock } from '../../clock.ts';
import { type Config } from '../../config.ts';
import { newId } from '../../db/base.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { accountHost, type AccountHost } from '../../egress/account-host.ts';
import { type Egress } from '../../egress/egress.ts';
import { type Queue } from '../../jobs/queue.ts';
import { type ActivityService } from '../activity/service.ts';
import { type Audit, HOUSE } from './audit.ts';
import { type ConsoleSignIn, type SignInResult } from './console-sign-in.ts';
import { type Directory } from './directory.ts';
import { Account, Connection } from './entities.ts';
import { accessClaims, type AccessClaims, type OauthClient, type TokenPair } from './oauth-client.ts';
import { type OauthStates, type Purpose } from './oauth-states.ts';
import { type Vault } from './vault.ts';

export interface Callback {
  code?: string;
  state?: string;
  referer?: string;
  clientId?: string;
  error?: string;
  fromWidget: boolean;
  /** What the browser that began carries. */
  cookie?: string;
  ip: string;
}

/** `refused` says too little on purpose; the reason is in the audit log. */
export type CallbackResult = 'connected' | 'declined' | SignInResult;

interface Deps {
  config: Config;
  tenancy: Tenancy;
  clock: Clock;
  egress: Egress;
  queue: Pick<Queue, 'send'>;
  vault: Vault;
  audit: Audit;
  directory: Directory;
  oauth: OauthClient;
  oauthStates: OauthStates;
  consoleSignIn: ConsoleSignIn;
  activityOf: (accountId: string) => Pick<ActivityService, 'record'>;
}

const CurrentAccount = z.object({ id: z.number().int().positive(), name: z.string().max(500).catch(''), subdomain: z.string().max(63) });
const CurrentUser = z.object({ rights: z.object({ is_admin: z.boolean() }) });

/** Where a callback may go: known before anything is sent. */
interface Route {
  target: AccountHost;
  /** The account that asked, when one of its admins began. */
  account: Account | undefined;
  purpose: Purpose;
}

export class Install {
  readonly #deps: Deps;

  constructor({ config, tenancy, clock, egress, queue, vault, audit, directory, oauth, oauthStates, consoleSignIn, activityOf }: Deps) {
    this.#deps = { config, tenancy, clock, egress, queue, vault, audit, directory, oauth, oauthStates, consoleSignIn, activityOf };
  }

  async callback(input: Callback): Promise<CallbackResult> {
    const { oauth, config } = this.#deps;
    if (input.clientId !== undefined && input.clientId.toLowerCase() !== config.kommo.clientId) return this.#refuse(HOUSE, 'client', input.ip);
    const route = await this.#route(input);
    if (typeof route === 'string') return this.#refuse(HOUSE, route, input.ip);
    if (input.error !== undefined) return 'declined';
    if (!input.code || input.code.length > 4096) return this.#refuse(route.account?.id ?? HOUSE, 'code_missing', input.ip);
    if (route.account && route.purpose === 'sign_in') return this.#deps.consoleSignIn.finish(route.account, input.code, input.ip);

    const answer = await oauth.exchange(route.target.host, input.code);
    if (answer.kind === 'unavailable') return 'unavailable';
    if (answer.kind === 'refused') return this.#refuse(route.account?.id ?? HOUSE, 'code_refused', input.ip);
    const claims = accessClaims(answer.pair.access);
    const name = claims && (await this.#confirmedName(route, claims, answer.pair));
    if (!claims || name === undefined) return this.#refuse(route.account?.id ?? HOUSE, 'account_mismatch', input.ip);
    const known = await this.#deps.directory.accountByCrmId('kommo', claims.crmAccountId);
    if (known && (await this.#isWeaker(known, route.target.host, claims, answer.pair))) return this.#refuse(known.id, 'not_an_admin', input.ip);
    await this.#save(known, { ...route.target, name }, claims, answer.pair);
    return 'connected';
  }

  /** With a state: the account that asked and its own host, whatever the browser says; an open one: the account the CRM names. Without: only the server's notice. */
  async #route({ state, cookie, referer = '', fromWidget }: Callback): Promise<Route | string> {
    const { config, oauthStates, tenancy } = this.#deps;
    const target = accountHost(referer, config.kommo.domains);
    if (state === undefined) {
      if (!fromWidget) return 'state_missing';
      return target ? { target, account: undefined, purpose: 'connect' } : 'referer';
    }
    if (oauthStates.isOpen(state)) {
      if (!oauthStates.consumeOpen(state, cookie)) return 'state';
      return target ? { target, account: undefined, purpose: 'connect' } : 'referer';
    }
    const begun = await oauthStates.consume(state, cookie);
    if (begun === undefined) return 'state';
    const account = await tenancy.forAccount(begun.accountId).findOne(Account, { id: begun.accountId });
    if (!account || (target?.host ?? account.host) !== account.host) return 'referer';
    return { target: { host: account.host, subdomain: account.subdomain }, account, purpose: begun.purpose };
  }

  /** The token, the host and who asked must all mean one account. */
  async #confirmedName({ target, account }: Route, claims: AccessClaims, pair: TokenPair): Promise<string | undefined> {
    if (account && account.crmId !== claims.crmAccountId) return undefined;
    const answer = await this.#call(target.host, '/api/v4/account', pair);
    const current = CurrentAccount.safeParse(answer.ok ? await answer.json() : undefined).data;
    const same = current && String(current.id) === claims.crmAccountId && current.subdomain === target.subdomain;
    return same ? current.name || target.subdomain : undefined;
  }

  /** Any user of an account can authorize; one without rights must not replace a working connection of an admin. */
  async #isWeaker(known: Account, host: string, claims: AccessClaims, pair: TokenPair): Promise<boolean> {
    const row = await this.#deps.tenancy.forAccount(known.id).findOne(Connection, { state: 'connected' });
    if (!row || row.crmUserId === claims.crmUserId) return false;
    const answer = await this.#call(host, `/api/v4/users/${claims.crmUserId}`, pair);
    if (!answer.ok) return answer.status === 401 || answer.status === 403;
    return CurrentUser.safeParse(await answer.json().catch(() => undefined)).data?.rights.is_admin !== true;
  }

  #call(host: string, path: string, pair: TokenPair): Promise<Response> {
    return this.#deps.egress.fetch(`https://${host}${path}`, { headers: { authorization: `Bearer ${pair.access.reveal()}` } });
  }

  async #save(known: Account | null, target: AccountHost & { name: string }, claims: AccessClaims, pair: TokenPair): Promise<void> {
    try {
      await this.#store(known, target, claims, pair);
    } catch (error) {
      if (known || !(error instanceof UniqueConstraintViolationException)) throw error;
      // The browser and the CRM's server came at the same moment; the other one made the account.
      await this.#store(await this.#deps.directory.accountByCrmId('kommo', claims.crmAccountId), target, claims, pair);
    }
  }

  /** Sealed before the transaction; account, tokens, audit and the job that reads the rest are one commit. */
  async #store(known: Account | null, { host, subdomain, name }: AccountHost & { name: string }, claims: AccessClaims, pair: TokenPair): Promise<void> {
    const { tenancy, vault, clock, audit, queue, activityOf } = this.#deps;
    const now = clock.now();
    const accountId = known?.id ?? newId();
    const dataKey = known ? Buffer.from(known.dataKey) : vault.newDataKey(accountId);
    const old = known && (await tenancy.forAccount(accountId).findOne(Connection, { accountId }, { fields: ['id'] }));
    const id = old?.id ?? newId();
    const place = { accountId, table: 'connections', row: id };
    const tokens = {
      accessToken: vault.sealWith(dataKey, { ...place, column: 'access_token' }, pair.access),
      refreshToken: vault.sealWith(dataKey, { ...place, column: 'refresh_token' }, pair.refresh),
      state: 'connected' as const,
      scopes: claims.scopes,
      crmUserId: claims.crmUserId,
      problem: null,
      expiresAt: new Date(now.getTime() + pair.expiresIn * 1000),
      refreshedAt: now,
      refreshingUntil: null,
    };
    await tenancy.forAccount(accountId).transactional(async (tx) => {
      const account = await tx.findOne(Account, { id: accountId });
      if (account) tx.assign(account, { host, subdomain, installedAt: account.uninstalledAt ? now : account.installedAt, uninstalledAt: null });
      else tx.create(Account, { id: accountId, crm: 'kommo', crmId: claims.crmAccountId, host, subdomain, name, dataKey, installedAt: now });
      await tx.flush();
      const row = await tx.findOne(Connection, { accountId });
      if (row) tx.assign(row, { ...tokens, generation: row.generation + 1 });
      else tx.create(Connection, { id, accountId, ...tokens });
      await tx.flush();
      await audit.append(tx, accountId, { actor: 'crm', action: 'account.connected', target: `user:${claims.crmUserId}`, result: 'done', detail: { host } });
      await activityOf(accountId).record(tx, { kind: 'integration.connected', actor: { kind: 'crm_user', id: claims.crmUserId }, data: { name: host } });
      await queue.send('connect-account', { accountId }, { key: accountId, tx });
    });
  }

  async #refuse(chain: string, reason: string, ip: string): Promise<'refused'> {
    await this.#deps.audit.write(chain, { actor: `address:${ip}`, action: 'account.connect_refused', result: 'refused', detail: { reason } });
    return 'refused';
  }
}
