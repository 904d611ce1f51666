/** The few looks across accounts that signing in and upkeep need, each a named function (security B5). */
import { type Clock } from '../../clock.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { Account, Connection, IdempotencyKey, OauthState, Session, UsedToken } from './entities.ts';

const DAY = 86_400_000;

export class Directory {
  readonly #tenancy: Tenancy;
  readonly #clock: Clock;

  constructor({ tenancy, clock }: { tenancy: Tenancy; clock: Clock }) {
    this.#tenancy = tenancy;
    this.#clock = clock;
  }

  /** Installed or not; the caller looks at `uninstalledAt`. */
  async accountByCrmId(crm: string, crmId: string): Promise<Account | null> {
    return this.#tenancy.operator('find the account of a sign-in or an install').findOne(Account, { crm, crmId });
  }

  async installedAccountAt(host: string): Promise<Account | null> {
    return this.#tenancy.operator('find the account somebody wants to sign in to').findOne(Account, { host, uninstalledAt: null });
  }

  async isInstalledHost(host: string): Promise<boolean> {
    return (await this.#tenancy.operator('check the origin of a browser request').count(Account, { host, uninstalledAt: null })) > 0;
  }

  /** Accounts whose tokens nobody has refreshed for `days`: a refresh token dies after three months. */
  async accountsNotRefreshedFor(days: number): Promise<string[]> {
    const before = new Date(this.#clock.now().getTime() - days * DAY);
    const rows = await this.#tenancy
      .operator('find connections close to their end')
      .find(Connection, { state: 'connected', refreshedAt: { $lt: before } }, { fields: ['accountId'] });
    return rows.map((row) => row.accountId);
  }

  /** Deletes what has expired; returns how many rows went. */
  async removeExpired(): Promise<number> {
    const now = this.#clock.now();
    const em = this.#tenancy.operator('remove expired sessions, tokens, states and idempotency keys');
    const counts = [
      await em.nativeDelete(Session, { expiresAt: { $lt: now } }),
      await em.nativeDelete(UsedToken, { expiresAt: { $lt: new Date(now.getTime() - 60_000) } }),
      await em.nativeDelete(OauthState, { expiresAt: { $lt: now } }),
      await em.nativeDelete(IdempotencyKey, { createdAt: { $lt: new Date(now.getTime() - DAY) } }),
    ];
    return counts.reduce((sum, count) => sum + count, 0);
  }
}
