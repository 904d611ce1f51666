/**
 * Secrets at rest (security I1). Each account has a data key of its own, wrapped by the master key; a
 * sealed value opens only at the account, table, column and row it was sealed for.
 */
import { randomBytes } from 'node:crypto';

import { type Config } from '../../config.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { Account } from './entities.ts';
import { decrypt, encrypt, sealedWith } from './envelope.ts';
import { type Secret } from './secret.ts';

export interface Place {
  accountId: string;
  table: string;
  column: string;
  row: string;
}

const KEY_BYTES = 32;
/** Data keys kept unwrapped in memory; the oldest goes first. */
const MAX_KEYS = 1000;

const nameOf = ({ accountId, table, column, row }: Place): string => JSON.stringify([accountId, table, column, row]);
const keyPlace = (accountId: string): string => nameOf({ accountId, table: 'accounts', column: 'data_key', row: accountId });

export class Vault {
  readonly #tenancy: Tenancy;
  readonly #master: Buffer;
  readonly #masters: readonly Buffer[];
  readonly #keys = new Map<string, Buffer>();

  constructor({ config, tenancy }: { config: Pick<Config, 'masterKey' | 'previousMasterKey'>; tenancy: Tenancy }) {
    this.#tenancy = tenancy;
    this.#master = config.masterKey;
    this.#masters = config.previousMasterKey ? [config.masterKey, config.previousMasterKey] : [config.masterKey];
  }

  /** A wrapped data key for `accounts.data_key` of a new account. */
  newDataKey(accountId: string): Buffer {
    return encrypt(this.#master, randomBytes(KEY_BYTES), keyPlace(accountId));
  }

  /** Reads the data key on first use: call it before a transaction, not inside one. */
  async seal(place: Place, plain: string | Secret): Promise<Buffer> {
    const text = typeof plain === 'string' ? plain : plain.reveal();
    return encrypt(await this.#keyOf(place.accountId), Buffer.from(text), nameOf(place));
  }

  /** @throws when the value was changed or moved, or its key is gone. */
  async open(place: Place, sealed: Buffer): Promise<string> {
    return decrypt([await this.#keyOf(place.accountId)], Buffer.from(sealed), nameOf(place)).toString();
  }

  /** Like `seal` with a key that is not stored yet: the first values of a new account. */
  sealWith(wrapped: Buffer, place: Place, plain: string | Secret): Buffer {
    const key = decrypt(this.#masters, wrapped, keyPlace(place.accountId));
    return encrypt(key, Buffer.from(typeof plain === 'string' ? plain : plain.reveal()), nameOf(place));
  }

  /** Wraps every data key that is still under the previous master key anew; returns how many. Sealed values stay as they are. */
  async rewrap(): Promise<number> {
    const accounts = await this.#tenancy.operator('wrap data keys with the new master key').find(Account, {}, { fields: ['id', 'dataKey'] });
    const old = accounts.filter((account) => !sealedWith(Buffer.from(account.dataKey), this.#master));
    for (const { id, dataKey } of old) {
      const wrapped = encrypt(this.#master, decrypt(this.#masters, Buffer.from(dataKey), keyPlace(id)), keyPlace(id));
      await this.#tenancy.forAccount(id).nativeUpdate(Account, { id }, { dataKey: wrapped });
    }
    return old.length;
  }

  async #keyOf(accountId: string): Promise<Buffer> {
    const known = this.#keys.get(accountId);
    if (known) return known;
    const { dataKey } = await this.#tenancy.forAccount(accountId).findOneOrFail(Account, { id: accountId }, { fields: ['dataKey'] });
    const key = decrypt(this.#masters, Buffer.from(dataKey), keyPlace(accountId));
    const oldest = this.#keys.size >= MAX_KEYS ? this.#keys.keys().next().value : undefined;
    if (oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(accountId, key);
    return key;
  }
}
