/**
 * Signing in outside the CRM: its consent page tells us who somebody is. The tokens of that exchange answer two
 * questions and are dropped; the account's connection is never touched (security A2, A6, D7).
 */
import { z } from 'zod';

import { type Clock } from '../../clock.ts';
import { type Config } from '../../config.ts';
import { newId } from '../../db/base.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { accountHost } from '../../egress/account-host.ts';
import { type CrmDoor } from '../../egress/crm-door.ts';
import { type CrmUse } from '../../egress/use.ts';
import { notFound } from '../../errors.ts';
import { type Audit } from './audit.ts';
import { type ConnectionTokens } from './connection-tokens.ts';
import { Connections } from './connections.ts';
import { type Directory } from './directory.ts';
import { type Account, Member } from './entities.ts';
import { accessClaims, type OauthClient } from './oauth-client.ts';
import { type OauthStates } from './oauth-states.ts';
import { type NewSession, type Sessions } from './sessions.ts';

/** `code` is what the browser trades for a session, if it also has the `cookie`. */
export type SignInResult = { kind: 'signed_in'; code: string; cookie: string } | 'refused' | 'unavailable';

/** It gives no right by itself: it only says that the code came to the browser that signed in. */
export const CONSOLE_COOKIE = 'souffleur_console';

/** Somebody waits in front of a page. */
const SIGN_IN: CrmUse = { priority: 'click', feature: 'setup' };

interface Deps {
  config: Config;
  tenancy: Tenancy;
  clock: Clock;
  crmDoor: CrmDoor;
  audit: Audit;
  directory: Directory;
  oauth: OauthClient;
  oauthStates: OauthStates;
  sessions: Sessions;
  connectionTokens: ConnectionTokens;
}

const CurrentAccount = z.object({ id: z.number().int().positive() });
const CrmUser = z.object({
  id: z.number().int().positive(),
  name: z.string().max(500).catch(''),
  rights: z.object({ is_admin: z.boolean().catch(false), is_active: z.boolean() }),
});
type CrmUser = z.output<typeof CrmUser>;

export class ConsoleSignIn {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    const { config, tenancy, clock, crmDoor, audit, directory, oauth, oauthStates, sessions, connectionTokens } = deps;
    this.#deps = { config, tenancy, clock, crmDoor, audit, directory, oauth, oauthStates, sessions, connectionTokens };
  }

  /** The address to open; the account is the one typed, in its only spelling. @throws 404 where we are not installed */
  async start(subdomain: string): Promise<string> {
    const { config, directory, oauthStates } = this.#deps;
    for (const domain of config.kommo.domains) {
      const target = accountHost(`${subdomain}.${domain}`, config.kommo.domains);
      const account = target && (await directory.installedAccountAt(target.host));
      if (account) return oauthStates.beginSignIn(account.id);
    }
    throw notFound('account');
  }

  /** The way back from the consent page: the state was this browser's, `account` is the one it began for. */
  async finish(account: Account, code: string, ip: string): Promise<SignInResult> {
    const { oauth, oauthStates } = this.#deps;
    if (account.uninstalledAt) return this.#refuse(account.id, 'uninstalled', ip);
    const answer = await oauth.exchange(account.host, code);
    if (answer.kind === 'unavailable') return 'unavailable';
    if (answer.kind === 'refused') return this.#refuse(account.id, 'code_refused', ip);
    const claims = accessClaims(answer.pair.access);
    if (!claims || claims.crmAccountId !== account.crmId) return this.#refuse(account.id, 'account_mismatch', ip);
    const ask = (path: string): Promise<Response> =>
      this.#deps.crmDoor.fetch({
        accountId: account.id,
        use: SIGN_IN,
        url: new URL(path, `https://${account.host}`),
        init: { headers: { authorization: `Bearer ${answer.pair.access.reveal()}` } },
      });
    const current = await read(ask('/api/v4/account'), CurrentAccount);
    if (String(current?.id) !== account.crmId) return this.#refuse(account.id, 'account_mismatch', ip);
    const user = await this.#user(account.id, claims.crmUserId, ask);
    if (!user) return this.#refuse(account.id, 'not_a_member', ip);
    if (!user.rights.is_active) return this.#refuse(account.id, 'inactive_member', ip);
    const member = await this.#member(account, user);
    if (!member.active) return this.#refuse(account.id, 'inactive_member', ip);
    return { kind: 'signed_in', ...(await oauthStates.issueCode(account.id, member.id)) };
  }

  /** @throws unauthorized, the same for every fault */
  async trade({ code, cookie }: { code: string; cookie: string | undefined }, ip: string): Promise<NewSession> {
    const { oauthStates, sessions } = this.#deps;
    const who = await oauthStates.takeCode(code, cookie);
    return who ? sessions.openFor(who.accountId, who.memberId, ip) : sessions.refuse('console_code', ip);
  }

  /** People without admin rights may not ask who they are; the account's own connection may. */
  async #user(accountId: string, crmUserId: string, ask: (path: string) => Promise<Response>): Promise<CrmUser | undefined> {
    const path = `/api/v4/users/${crmUserId}`;
    const { connectionTokens, crmDoor } = this.#deps;
    const connection = new Connections({ accountId, connectionTokens, crmDoor });
    const user = (await read(ask(path), CrmUser)) ?? (await read(connection.crmFetch(SIGN_IN)(path), CrmUser));
    return String(user?.id) === crmUserId ? user : undefined;
  }

  async #member(account: Account, { id, name, rights }: CrmUser): Promise<Member> {
    const { tenancy, clock } = this.#deps;
    const now = clock.now();
    const role = rights.is_admin ? 'admin' : 'rep';
    return tenancy.forAccount(account.id).transactional(async (tx) => {
      await tx.execute(
        `insert into members (id, account_id, crm_user_id, name, role, language, active, created_at, updated_at)
         values (?, ?, ?, ?, ?, ?, true, ?, ?) on conflict (account_id, crm_user_id) do update set role = excluded.role, updated_at = excluded.updated_at`,
        [newId(), account.id, String(id), name || `User ${id}`, role, account.language, now, now],
      );
      return tx.findOneOrFail(Member, { crmUserId: String(id) });
    });
  }

  async #refuse(chain: string, reason: string, ip: string): Promise<'refused'> {
    await this.#deps.audit.write(chain, { actor: `address:${ip}`, action: 'session.refused', result: 'refused', detail: { reason } });
    return 'refused';
  }
}

/** Whatever goes wrong on the way, nothing is known about the answer. */
const read = async <S extends z.ZodType>(answer: Promise<Response>, schema: S): Promise<z.output<S> | undefined> => {
  const response = await answer.catch(() => undefined);
  return response?.ok ? schema.safeParse(await response.json().catch(() => undefined)).data : undefined;
};
