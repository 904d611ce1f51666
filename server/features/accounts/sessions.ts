/**
 * Signing in (security A1, A2): the CRM's one-time token is exchanged once for a session of ours. A session
 * that was ended anywhere is dead everywhere within the life of the cache.
 */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type Clock } from '../../clock.ts';
import { type Config } from '../../config.ts';
import { newId } from '../../db/base.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { unauthorized } from '../../errors.ts';
import { type Audit, HOUSE } from './audit.ts';
import { type Directory } from './directory.ts';
import { Account, Member, Session } from './entities.ts';
import { type OneTimeToken, verifyOneTimeToken } from './one-time-token.ts';
import { newToken, readToken } from './opaque-token.ts';
import { ShortCache } from './short-cache.ts';

/** Who is asking. */
export interface Caller {
  accountId: string;
  sessionId: string;
  memberId: string;
  role: 'rep' | 'admin';
  /** The language this request asks for; absent: the member's own. */
  language?: string;
}

export interface NewSession {
  token: string;
  expiresAt: Date;
  member: Member;
  account: Account;
  role: Caller['role'];
}

const IDLE_MS = 15 * 60_000;
const LIFE_MS = 8 * 3_600_000;
/** `lastSeenAt` is written at most this often, so that a session costs a write a while and not a write a request. */
const SEEN_MS = 30_000;

export class Sessions {
  readonly #config: Config;
  readonly #tenancy: Tenancy;
  readonly #clock: Clock;
  readonly #audit: Audit;
  readonly #directory: Directory;
  readonly #cache: ShortCache<Caller>;

  constructor({ config, tenancy, clock, audit, directory }: { config: Config; tenancy: Tenancy; clock: Clock; audit: Audit; directory: Directory }) {
    this.#config = config;
    this.#tenancy = tenancy;
    this.#clock = clock;
    this.#audit = audit;
    this.#directory = directory;
    this.#cache = new ShortCache(clock);
  }

  /** @throws unauthorized, the same for every fault; the reason is in the audit log. */
  async exchange(text: string | undefined, ip: string): Promise<NewSession> {
    const { clientSecret: secret, ...kommo } = this.#config.kommo;
    const verdict = verifyOneTimeToken(text, { ...kommo, secret }, this.#clock.now());
    if ('reason' in verdict) return this.#refuse(HOUSE, verdict.reason, ip);
    const account = await this.#directory.accountByCrmId('kommo', verdict.token.crmAccountId);
    if (!account) return this.#refuse(HOUSE, 'unknown_account', ip);
    if (account.uninstalledAt) return this.#refuse(account.id, 'uninstalled', ip);
    if (account.host !== verdict.token.host) return this.#refuse(account.id, 'issuer', ip);
    const made = await this.#open(account.id, verdict.token, ip);
    return typeof made === 'string' ? this.#refuse(account.id, made, ip) : made;
  }

  /** A session for a member whom the CRM has just named in another way (the console's sign-in). */
  async openFor(accountId: string, memberId: string, ip: string): Promise<NewSession> {
    const now = this.#clock.now();
    const { token, hash } = newToken(accountId);
    const made = await this.#tenancy.forAccount(accountId).transactional(async (tx) => {
      const account = await tx.findOne(Account, { id: accountId, uninstalledAt: null });
      const member = await tx.findOne(Member, { id: memberId, active: true });
      return account && member ? this.#insert(tx, { account, member, token, hash, admin: false, now, ip }) : undefined;
    });
    return made ?? this.#refuse(accountId, 'inactive_member', ip);
  }

  /** The caller behind a bearer token. `touch: false` looks without counting as use (an open stream is no use). */
  async authenticate(token: string | undefined, { touch = true }: { touch?: boolean } = {}): Promise<Caller | undefined> {
    const key = readToken(token);
    if (!key) return undefined;
    const cached = touch ? this.#cache.get(key.hash) : undefined;
    if (cached) return cached;
    const caller = await this.#load(key.accountId, key.hash, touch);
    if (caller) this.#cache.set(key.hash, caller);
    else this.#cache.delete(key.hash);
    return caller;
  }

  async signOut(caller: Caller): Promise<void> {
    await this.#end(caller.accountId, { id: caller.sessionId }, { actor: `member:${caller.memberId}`, action: 'session.ended' });
  }

  /** Every session of the account, or of one member of it. */
  async signOutEverywhere(accountId: string, memberId?: string): Promise<void> {
    await this.#end(accountId, memberId === undefined ? {} : { memberId }, {
      actor: memberId === undefined ? 'crm' : `member:${memberId}`,
      action: 'session.ended_everywhere',
    });
  }

  async #end(accountId: string, which: { id?: string; memberId?: string }, event: { actor: string; action: string }): Promise<void> {
    await this.#tenancy.forAccount(accountId).transactional(async (tx) => {
      const ended = await tx.nativeDelete(Session, which);
      await this.#audit.append(tx, accountId, { ...event, result: 'done', detail: { ended } });
    });
    this.#cache.deleteWhere(
      (caller) =>
        caller.accountId === accountId && (which.id ?? caller.sessionId) === caller.sessionId && (which.memberId ?? caller.memberId) === caller.memberId,
    );
  }

  /** For whoever signs people in another way. @throws unauthorized */
  refuse(reason: string, ip: string): Promise<never> {
    return this.#refuse(HOUSE, reason, ip);
  }

  async #refuse(chain: string, reason: string, ip: string): Promise<never> {
    await this.#audit.write(chain, { actor: `address:${ip}`, action: 'session.refused', result: 'refused', detail: { reason } });
    throw unauthorized();
  }

  /** Using the token up, knowing the member and opening the session are one commit: of fifty copies one gets through. */
  async #open(accountId: string, token: OneTimeToken, ip: string): Promise<NewSession | string> {
    const now = this.#clock.now();
    const { token: bearer, hash } = newToken(accountId);
    return this.#tenancy.forAccount(accountId).transactional(async (tx) => {
      const fresh = await tx.execute<{ id: string }[]>(
        'insert into used_tokens (id, account_id, jti, expires_at) values (?, ?, ?, ?) on conflict (account_id, jti) do nothing returning id',
        [newId(), accountId, token.jti, token.expiresAt],
      );
      if (fresh.length === 0) return 'replayed';
      const account = await tx.findOneOrFail(Account, { id: accountId });
      await tx.execute(
        `insert into members (id, account_id, crm_user_id, name, role, language, active, created_at, updated_at)
         values (?, ?, ?, ?, 'rep', ?, true, ?, ?) on conflict (account_id, crm_user_id) do nothing`,
        [newId(), accountId, token.crmUserId, `User ${token.crmUserId}`, account.language, now, now],
      );
      const member = await tx.findOneOrFail(Member, { crmUserId: token.crmUserId });
      if (!member.active) return 'inactive_member';
      return this.#insert(tx, { account, member, token: bearer, hash, admin: token.admin, now, ip });
    });
  }

  async #insert(
    tx: EntityManager,
    made: { account: Account; member: Member; token: string; hash: string; admin: boolean; now: Date; ip: string },
  ): Promise<NewSession> {
    const { account, member, token, hash, admin, now, ip } = made;
    const expiresAt = new Date(now.getTime() + LIFE_MS);
    const session = tx.create(Session, {
      id: newId(),
      accountId: account.id,
      memberId: member.id,
      hash,
      admin,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
    });
    await tx.flush();
    await this.#audit.append(tx, account.id, {
      actor: `member:${member.id}`,
      action: 'session.created',
      target: `session:${session.id}`,
      result: 'done',
      detail: { ip },
    });
    return { token, expiresAt, member, account, role: admin ? 'admin' : member.role };
  }

  async #load(accountId: string, hash: string, touch: boolean): Promise<Caller | undefined> {
    const now = this.#clock.now();
    return this.#tenancy.forAccount(accountId).transactional(async (tx) => {
      const session = await tx.findOne(Session, { hash });
      if (!session || session.expiresAt <= now || session.lastSeenAt.getTime() + IDLE_MS <= now.getTime()) return undefined;
      const member = await tx.findOne(Member, { id: session.memberId, active: true });
      const installed = await tx.count(Account, { id: accountId, uninstalledAt: null });
      if (!member || installed === 0) return undefined;
      if (touch && now.getTime() - session.lastSeenAt.getTime() >= SEEN_MS) session.lastSeenAt = now;
      return { accountId, sessionId: session.id, memberId: member.id, role: session.admin ? 'admin' : member.role };
    });
  }
}
