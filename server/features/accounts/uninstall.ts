/** The CRM's "access revoked" call (security A7). Its signature: developers.kommo.com/docs/permissions */
import { createHmac, timingSafeEqual } from 'node:crypto';

import { type Clock } from '../../clock.ts';
import { type Config } from '../../config.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { type Queue } from '../../jobs/queue.ts';
import { type ActivityService } from '../activity/service.ts';
import { type Audit, HOUSE } from './audit.ts';
import { type Directory } from './directory.ts';
import { Account, Connection, OauthState } from './entities.ts';
import { type Sessions } from './sessions.ts';

export interface DisconnectNotice {
  clientId: string;
  crmAccountId: string;
  signature: string;
  ip: string;
}

export class Uninstall {
  readonly #config: Config;
  readonly #tenancy: Tenancy;
  readonly #clock: Clock;
  readonly #audit: Audit;
  readonly #directory: Directory;
  readonly #sessions: Sessions;
  readonly #queue: Pick<Queue, 'cancelAll'>;
  readonly #activityOf: (accountId: string) => ActivityService;

  constructor(deps: {
    config: Config;
    tenancy: Tenancy;
    clock: Clock;
    audit: Audit;
    directory: Directory;
    sessions: Sessions;
    queue: Pick<Queue, 'cancelAll'>;
    activityOf: (accountId: string) => ActivityService;
  }) {
    this.#config = deps.config;
    this.#tenancy = deps.tenancy;
    this.#clock = deps.clock;
    this.#audit = deps.audit;
    this.#directory = deps.directory;
    this.#sessions = deps.sessions;
    this.#queue = deps.queue;
    this.#activityOf = deps.activityOf;
  }

  /** False: not the CRM's word; nothing was done. */
  async disconnect(notice: DisconnectNotice): Promise<boolean> {
    if (!this.#isSigned(notice)) {
      await this.#audit.write(HOUSE, {
        actor: `address:${notice.ip}`,
        action: 'account.disconnect_refused',
        result: 'refused',
        detail: { reason: 'signature' },
      });
      return false;
    }
    const account = await this.#directory.accountByCrmId('kommo', notice.crmAccountId);
    if (account && !account.uninstalledAt) await this.#end(account);
    return true;
  }

  async #end({ id: accountId, crmId, name }: Pick<Account, 'id' | 'crmId' | 'name'>): Promise<void> {
    const now = this.#clock.now();
    const activity = this.#activityOf(accountId);
    await this.#tenancy.forAccount(accountId).transactional(async (tx) => {
      await tx.nativeUpdate(Account, { id: accountId }, { uninstalledAt: now, updatedAt: now });
      const wiped = {
        state: 'disconnected' as const,
        accessToken: null,
        refreshToken: null,
        refreshingUntil: null,
        problem: 'The integration was switched off in the CRM.',
        updatedAt: now,
      };
      await tx.nativeUpdate(Connection, { accountId }, wiped);
      await tx.nativeDelete(OauthState, {});
      await this.#audit.append(tx, accountId, { actor: 'crm', action: 'account.disconnected', result: 'done' });
      await activity.record(tx, { kind: 'account.disconnected', actor: { kind: 'crm_user' }, subject: `account:${crmId}`, data: { name } });
    });
    await this.#sessions.signOutEverywhere(accountId);
    await this.#queue.cancelAll(accountId);
  }

  #isSigned({ clientId, crmAccountId, signature }: DisconnectNotice): boolean {
    const { clientId: ours, clientSecret } = this.#config.kommo;
    if (clientId !== ours || !/^[1-9]\d{0,18}$/.test(crmAccountId) || !/^[0-9a-f]{64}$/.test(signature)) return false;
    return timingSafeEqual(createHmac('sha256', clientSecret).update(`${clientId}|${crmAccountId}`).digest(), Buffer.from(signature, 'hex'));
  }
}
