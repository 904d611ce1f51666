/**
 * The account's tokens and their single-use refresh (security I3): one refresh at a time over all processes.
 * A short transaction claims it, the call happens outside any transaction, the new pair is saved before anyone
 * uses it; whoever came second waits and reads the row again.
 */
import { setTimeout as pause } from 'node:timers/promises';

import { LockMode } from '@mikro-orm/core';

import { type Clock } from '../../clock.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type Notify } from '../notifications/notify.ts';
import { type Audit } from './audit.ts';
import { Account, Connection } from './entities.ts';
import { type OauthClient, type TokenPair } from './oauth-client.ts';
import { Secret } from './secret.ts';
import { type Vault } from './vault.ts';

export interface Access {
  host: string;
  token: Secret;
  /** Names the pair, so that a 401 can be told from one that another process has already cured. */
  generation: number;
}

/** Refreshed this long before its end. */
const MARGIN_MS = 5 * 60_000;
/** Longer than two calls of the token endpoint may take, with the wait for their turns. */
const CLAIM_MS = 35_000;
const WAIT_MS = 50;

const ended = (): Refuse => new Refuse('unauthorized', 'The connection to the CRM has ended. An administrator must connect it again.');
const later = (): Retry => new Retry('The CRM did not renew our access just now. The call can be made again.');

interface Deps {
  tenancy: Tenancy;
  vault: Vault;
  oauth: OauthClient;
  audit: Audit;
  clock: Clock;
  notifyOf: (accountId: string) => Pick<Notify, 'send'>;
}

export class ConnectionTokens {
  readonly #tenancy: Tenancy;
  readonly #vault: Vault;
  readonly #oauth: OauthClient;
  readonly #audit: Audit;
  readonly #clock: Clock;
  readonly #notifyOf: (accountId: string) => Pick<Notify, 'send'>;
  readonly #running = new Map<string, Promise<void>>();

  constructor({ tenancy, vault, oauth, audit, clock, notifyOf }: Deps) {
    this.#tenancy = tenancy;
    this.#vault = vault;
    this.#oauth = oauth;
    this.#audit = audit;
    this.#clock = clock;
    this.#notifyOf = notifyOf;
  }

  /** A token that is good for some minutes. @throws Refuse('unauthorized') without a connection, Retry when it cannot be renewed now. */
  async access(accountId: string): Promise<Access> {
    const row = await this.#row(accountId);
    if (row.expiresAt.getTime() - this.#clock.now().getTime() > MARGIN_MS) return this.#open(row);
    await this.#refresh(accountId, row.generation);
    return this.#open(await this.#row(accountId));
  }

  /** After a 401 with the token of `generation`. @throws as `access`. */
  async renew(accountId: string, generation: number): Promise<Access> {
    await this.#refresh(accountId, generation);
    const row = await this.#row(accountId);
    if (row.generation === generation) throw later();
    return this.#open(row);
  }

  /** Renews whatever pair is there now, so that it does not die of disuse. @throws as `access`. */
  async renewCurrent(accountId: string): Promise<void> {
    await this.#refresh(accountId, (await this.#row(accountId)).generation);
  }

  /** The CRM does not take this pair any more; a newer one is left alone. */
  async giveUp(accountId: string, generation: number, problem: string): Promise<void> {
    await this.#tenancy.forAccount(accountId).transactional(async (tx) => {
      const changed = await tx.nativeUpdate(
        Connection,
        { generation, state: 'connected' },
        { state: 'reauthorize', problem, refreshingUntil: null, updatedAt: this.#clock.now() },
      );
      if (changed === 0) return;
      await this.#audit.append(tx, accountId, { actor: 'crm', action: 'connection.refused', result: 'failed', detail: { problem } });
      await this.#notifyOf(accountId).send(tx, { kind: 'connection_lost', to: 'admins', key: `connection_lost:${generation}`, subject: 'connection:self' });
    });
  }

  /** Callers of one process share one attempt; processes meet at the row. */
  #refresh(accountId: string, generation: number): Promise<void> {
    const running = this.#running.get(accountId);
    if (running) return running;
    const made = this.#refreshOrWait(accountId, generation).finally(() => this.#running.delete(accountId));
    this.#running.set(accountId, made);
    return made;
  }

  async #refreshOrWait(accountId: string, generation: number): Promise<void> {
    const patience = performance.now() + CLAIM_MS;
    while (performance.now() < patience) {
      const claim = await this.#claim(accountId, generation);
      if (claim === 'done') return;
      if (claim !== 'busy') return this.#use(claim);
      await pause(WAIT_MS);
    }
    throw later();
  }

  async #claim(accountId: string, generation: number): Promise<Connection | 'done' | 'busy'> {
    const now = this.#clock.now();
    return this.#tenancy.forAccount(accountId).transactional(async (tx) => {
      const row = await tx.findOne(Connection, { accountId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!row || row.state !== 'connected') throw ended();
      if (row.generation !== generation) return 'done';
      if (row.refreshingUntil && row.refreshingUntil > now) return 'busy';
      row.refreshingUntil = new Date(now.getTime() + CLAIM_MS);
      return row;
    });
  }

  async #use(row: Connection): Promise<void> {
    const { accountId, generation } = row;
    const { host } = await this.#tenancy.forAccount(accountId).findOneOrFail(Account, { id: accountId }, { fields: ['host'] });
    const refresh = new Secret(
      await this.#vault.open({ accountId, table: 'connections', column: 'refresh_token', row: row.id }, Buffer.from(row.refreshToken ?? [])),
    );
    let answer = await this.#oauth.refresh(accountId, host, refresh);
    // The old token stays good until the new one is first used, so a lost answer can be asked for once more.
    if (answer.kind === 'unavailable' && answer.lost) answer = await this.#oauth.refresh(accountId, host, refresh);
    if (answer.kind === 'pair') return this.#save(row, answer.pair);
    if (answer.kind === 'refused') {
      // Another process may have outlived our claim and renewed it: then the refusal says nothing.
      await this.giveUp(accountId, generation, 'The CRM refused to renew our access. Connect the account again.');
      return;
    }
    await this.#tenancy.forAccount(accountId).nativeUpdate(Connection, { accountId, generation }, { refreshingUntil: null });
    if (row.expiresAt <= this.#clock.now()) throw later();
  }

  async #save(row: Connection, pair: TokenPair): Promise<void> {
    const { accountId } = row;
    const sealed = await this.seal(accountId, row.id, pair);
    const now = this.#clock.now();
    const saved = await this.#tenancy.forAccount(accountId).nativeUpdate(
      Connection,
      { accountId, generation: row.generation, state: 'connected' },
      {
        ...sealed,
        expiresAt: new Date(now.getTime() + pair.expiresIn * 1000),
        refreshedAt: now,
        refreshingUntil: null,
        generation: row.generation + 1,
        problem: null,
        updatedAt: now,
      },
    );
    // Disconnected or connected anew in the meantime: this pair belongs to nobody.
    if (saved === 0) await this.#row(accountId);
  }

  async seal(accountId: string, rowId: string, pair: TokenPair): Promise<{ accessToken: Buffer; refreshToken: Buffer }> {
    return {
      accessToken: await this.#vault.seal({ accountId, table: 'connections', column: 'access_token', row: rowId }, pair.access),
      refreshToken: await this.#vault.seal({ accountId, table: 'connections', column: 'refresh_token', row: rowId }, pair.refresh),
    };
  }

  async #row(accountId: string): Promise<Connection> {
    const row = await this.#tenancy.forAccount(accountId).findOne(Connection, { accountId });
    if (!row || row.state !== 'connected' || !row.accessToken) throw ended();
    return row;
  }

  async #open(row: Connection): Promise<Access> {
    const { accountId } = row;
    const { host } = await this.#tenancy.forAccount(accountId).findOneOrFail(Account, { id: accountId }, { fields: ['host'] });
    const token = await this.#vault.open({ accountId, table: 'connections', column: 'access_token', row: row.id }, Buffer.from(row.accessToken ?? []));
    return { host, token: new Secret(token), generation: row.generation };
  }
}
