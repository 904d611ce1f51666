import { createHmac, randomBytes } from 'node:crypto';

import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { SigningKey } from './entities.ts';
import { type NewSigningKey, type SigningKeyHint } from './schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'vault' | 'audit' | 'caller'>;

const HINT = 4;

/** The key our calls to other systems are signed with: one an account, made when it is first needed. */
export class SigningKeys {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, vault, audit, caller }: Deps) {
    this.#deps = { em, accountId, clock, vault, audit, caller };
  }

  async hint(): Promise<z.output<typeof SigningKeyHint>> {
    const row = await this.#row();
    return { hint: row?.hint ?? null, createdAt: row?.createdAt.toISOString() ?? null };
  }

  /** A new key; the old one is good for nothing from now on. The only time it is shown. */
  async rotate(): Promise<z.output<typeof NewSigningKey>> {
    const { em, accountId, clock, audit, caller } = this.#deps;
    const key = newKey();
    const known = await this.#row();
    const made = await this.#sealed(known?.id ?? newId(), key);
    await em.fork().transactional(async (tx) => {
      const row = await tx.findOne(SigningKey, { id: made.id });
      if (row) tx.assign(row, made);
      else tx.create(SigningKey, made);
      const actor = caller ? `member:${caller.memberId}` : 'job';
      await audit.append(tx, accountId, {
        actor,
        action: 'signing_key.rotated',
        target: `signing_key:${made.id}`,
        result: 'done',
        detail: { hint: made.hint },
      });
    });
    return { key, hint: made.hint, createdAt: clock.now().toISOString() };
  }

  /** HMAC-SHA256 in hex. Not inside a transaction. */
  async sign(text: string): Promise<string> {
    return createHmac('sha256', await this.#current())
      .update(text)
      .digest('hex');
  }

  async #current(): Promise<string> {
    const { em, vault } = this.#deps;
    const known = await this.#row();
    if (known) return vault.open(this.#place(known.id), Buffer.from(known.sealed));
    const key = newKey();
    const made = await this.#sealed(newId(), key);
    try {
      await em.fork().transactional(async (tx) => void tx.create(SigningKey, made));
      return key;
    } catch (error) {
      // Another worker needed it at the same moment.
      if (error instanceof UniqueConstraintViolationException) return this.#current();
      throw error;
    }
  }

  async #sealed(id: string, key: string) {
    const { accountId, clock, vault } = this.#deps;
    return { id, accountId, sealed: await vault.seal(this.#place(id), key), hint: key.slice(-HINT), createdAt: clock.now() };
  }

  #row(): Promise<SigningKey | null> {
    return this.#deps.em.fork().findOne(SigningKey, { accountId: this.#deps.accountId });
  }

  #place(row: string) {
    return { accountId: this.#deps.accountId, table: 'signing_keys', column: 'sealed', row };
  }
}

const newKey = (): string => `sfsk_${randomBytes(32).toString('base64url')}`;
