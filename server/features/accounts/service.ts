/** The account as its members see it. Bound to one account. */
import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type Clock } from '../../clock.ts';
import { newId } from '../../db/base.ts';
import { notFound } from '../../errors.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type AccountData } from '../../sdk/crm-data.ts';
import { type ActivityData } from '../activity/entities.ts';
import { type ActivityService } from '../activity/service.ts';
import { type Audit } from './audit.ts';
import { type Connections } from './connections.ts';
import { Account, Connection, Member, Session } from './entities.ts';
import { presentAccount, presentMember } from './present.ts';
import {
  type Account as AccountShape,
  type Connection as ConnectionShape,
  type ConnectionTest,
  type Me,
  type Member as MemberShape,
  type Mode,
} from './schema.ts';
import { type Caller } from './sessions.ts';

interface Deps {
  em: EntityManager;
  accountId: string;
  clock: Clock;
  audit: Audit;
  connections: Connections;
  activity: Pick<ActivityService, 'record' | 'caller'>;
}

export class Accounts {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, audit, connections, activity }: Deps) {
    this.#deps = { em, accountId, clock, audit, connections, activity };
  }

  /** The account of this scope, as stored. */
  async current(em: EntityManager = this.#deps.em.fork()): Promise<Account> {
    return em.findOneOrFail(Account, { id: this.#deps.accountId });
  }

  async me(caller: Caller): Promise<z.output<typeof Me>> {
    return this.#deps.em.fork().transactional(async (tx) => {
      const member = await tx.findOne(Member, { id: caller.memberId });
      if (!member) throw notFound('member');
      return { member: presentMember(member, caller.role), account: presentAccount(await tx.findOneOrFail(Account, { id: caller.accountId })) };
    });
  }

  /** Members by name: the active ones, or all of them with the active ones first. */
  async members({ inactive = false } = {}): Promise<z.output<typeof MemberShape>[]> {
    const members = await this.#deps.em.fork().find(Member, inactive ? {} : { active: true });
    const { compare } = new Intl.Collator();
    return members.map((member) => presentMember(member)).sort((a, b) => Number(b.active) - Number(a.active) || compare(a.name, b.name));
  }

  async setMode(mode: Mode, caller: Caller): Promise<z.output<typeof AccountShape>> {
    return this.#deps.em.fork().transactional(async (tx) => {
      const account = await tx.findOneOrFail(Account, { id: this.#deps.accountId });
      const before = account.mode;
      account.mode = mode;
      await tx.flush();
      await this.#deps.audit.append(tx, account.id, {
        actor: `member:${caller.memberId}`,
        action: 'account.mode_changed',
        result: 'done',
        detail: { from: before, to: mode },
      });
      const { activity } = this.#deps;
      if (mode !== before) await activity.record(tx, { kind: 'settings.changed', actor: activity.caller(), data: { section: 'mode', from: before, to: mode } });
      return presentAccount(account);
    });
  }

  async connection(): Promise<z.output<typeof ConnectionShape>> {
    return this.#deps.em.fork().transactional(async (tx) => {
      const { host, crm } = await tx.findOneOrFail(Account, { id: this.#deps.accountId });
      const row = await tx.findOne(Connection, { accountId: this.#deps.accountId });
      return {
        crm,
        host,
        state: row?.state ?? 'disconnected',
        scopes: row?.scopes ?? [],
        problem: row?.problem ?? null,
        expiresAt: row?.accessToken ? row.expiresAt.toISOString() : null,
        refreshedAt: row?.refreshedAt.toISOString() ?? null,
      };
    });
  }

  /** Calls the CRM once and says in plain words how it went. */
  async testConnection(): Promise<z.output<typeof ConnectionTest>> {
    const { clock, connections } = this.#deps;
    const say = (ok: boolean, message: string): z.output<typeof ConnectionTest> => ({ ok, message, checkedAt: clock.now().toISOString() });
    try {
      const answer = await connections.crmFetch({ priority: 'click', feature: 'test' })('/api/v4/account');
      await answer.body?.cancel();
      return say(
        answer.ok,
        DIAGNOSES[answer.status] ??
          (answer.ok ? 'The CRM answers and accepts our access.' : `The CRM answered with status ${answer.status}. Try again in a few minutes.`),
      );
    } catch (error) {
      if (error instanceof Refuse) return say(false, error.message);
      if (error instanceof Retry && error.afterMs !== undefined) return say(false, LIMITED);
      return say(false, 'The CRM could not be reached. Check its status page and try again in a few minutes.');
    }
  }

  /** Takes over what the CRM says about the account and its users. Who is gone there is signed out here. */
  async saveMirror(data: AccountData): Promise<void> {
    const { em, accountId, clock } = this.#deps;
    await em.fork().transactional(async (tx) => {
      const account = await tx.findOneOrFail(Account, { id: accountId });
      tx.assign(account, {
        name: data.name,
        language: data.language ?? account.language,
        currency: data.currency ?? account.currency,
        timezone: data.timezone ?? account.timezone,
      });
      await this.#saveMembers(tx, data.users, account.language);
      await tx.flush();
      const inactive = await tx.find(Member, { active: false }, { fields: ['id'] });
      await tx.nativeDelete(Session, { memberId: { $in: inactive.map((member) => member.id) } });
      await tx.nativeDelete(Session, { expiresAt: { $lt: clock.now() } });
    });
  }

  async #saveMembers(tx: EntityManager, users: AccountData['users'], language: string): Promise<void> {
    const { accountId, activity } = this.#deps;
    const members = await tx.find(Member, {});
    const known = new Map(members.map((member) => [member.crmUserId, member]));
    // The first reading is no news: everybody is new.
    const first = members.every(isStub);
    const news: [Member, ActivityData][] = [];
    for (const { id: crmUserId, name, admin, language: own, active } of users) {
      const fields = { name, role: admin ? ('admin' as const) : ('rep' as const), language: own ?? language, active };
      const member = known.get(crmUserId);
      known.delete(crmUserId);
      const change = member ? changeOf(member, fields) : { change: 'added', to: fields.role };
      const row = member ? tx.assign(member, fields) : tx.create(Member, { id: newId(), accountId, crmUserId, ...fields });
      if (change && !first) news.push([row, change]);
    }
    for (const gone of known.values()) {
      if (gone.active) news.push([gone, { change: 'deactivated' }]);
      gone.active = false;
    }
    for (const [{ id, name }, change] of news) await activity.record(tx, { kind: 'member.changed', subject: `member:${id}`, data: { name, ...change } });
  }
}

/** Signed in before the CRM's list of users was ever read. */
const isStub = ({ name, crmUserId }: Member): boolean => name === `User ${crmUserId}`;

function changeOf(before: Pick<Member, 'role' | 'active'>, now: Pick<Member, 'role' | 'active'>): ActivityData | undefined {
  if (before.active !== now.active) return { change: now.active ? 'activated' : 'deactivated' };
  return before.role === now.role ? undefined : { change: 'role', from: before.role, to: now.role };
}

const LIMITED = 'The CRM is limiting our requests right now. It will work again in a few minutes.';
const DIAGNOSES: Record<number, string> = {
  401: 'The CRM refused this call: the person who connected it may not have the right. Connect it again as an administrator.',
  402: 'The CRM account is not paid or its plan does not include the API. Renew the plan in the CRM.',
  403: 'The CRM refused: access was limited or our address is blocked. Check the integration’s scopes in the CRM.',
  404: 'The CRM does not know this account any more. Connect it again.',
  429: LIMITED,
};
