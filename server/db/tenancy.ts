/**
 * The two ways into the data. Row security shows and accepts only rows of the account that the transaction
 * names (security B2); a query without an account sees nothing. Both settings live and die with the
 * transaction, so a pooled connection never carries them to the next caller. Calls outside an explicit
 * transaction are wrapped in one of their own by the ORM. The role is set like a variable, for that is one
 * statement less in each of them.
 */
import { type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { type Logger } from 'pino';
import { validate } from 'uuid';

export const APP_ROLE = 'souffleur_app';
export const OPERATOR_ROLE = 'souffleur_operator';

export class Tenancy {
  #orm: MikroORM;
  #log: Pick<Logger, 'info'>;

  constructor({ orm, log }: { orm: MikroORM; log: Pick<Logger, 'info'> }) {
    this.#orm = orm;
    this.#log = log;
  }

  /** A fresh entity manager that reads and writes only rows of this account. @throws TypeError on anything but a UUID. */
  forAccount(accountId: string): EntityManager {
    if (!validate(accountId)) throw new TypeError('An account id must be a UUID');
    return this.#orm.em.fork({ session: { variables: { 'app.account_id': accountId, role: APP_ROLE } } });
  }

  /**
   * A fresh entity manager over all accounts, for the few named functions that need it (security B5):
   * finding the account of a hook secret or a session, sweeps, clean-up. The reason is logged.
   */
  operator(reason: string): EntityManager {
    this.#log.info({ reason }, 'Access across accounts');
    return this.#orm.em.fork({ session: { variables: { role: OPERATOR_ROLE } } });
  }
}
