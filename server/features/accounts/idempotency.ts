/** Makes a repeated write answer what the first one answered. Bound to one account; kept for a day. */
import { createHash } from 'node:crypto';

import { type EntityManager } from '@mikro-orm/postgresql';

import { type Clock } from '../../clock.ts';
import { newId } from '../../db/base.ts';
import { badRequest, conflict, unprocessable } from '../../errors.ts';
import { IdempotencyKey } from './entities.ts';

export interface StoredAnswer {
  status: number;
  /** JSON; null without a body. */
  answer: string | null;
}

/** After this a request that never ended is taken for dead and may be repeated. */
const RUNNING_MS = 2 * 60_000;
const LIFE_MS = 24 * 3_600_000;

export class Idempotency {
  readonly #em: EntityManager;
  readonly #accountId: string;
  readonly #clock: Clock;

  constructor({ em, accountId, clock }: { em: EntityManager; accountId: string; clock: Clock }) {
    this.#em = em;
    this.#accountId = accountId;
    this.#clock = clock;
  }

  /**
   * The stored answer of an earlier request, or nothing: then go on and call `finish` or `release`.
   * @throws 400 for a malformed key, 422 when the key was used for something else, 409 while the first still runs.
   */
  async begin(key: string, route: string, asked: unknown): Promise<StoredAnswer | undefined> {
    if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw badRequest('idempotency_key_invalid', 'Send an Idempotency-Key of 1 to 200 visible ASCII characters.');
    const digest = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
    const now = this.#clock.now();
    return this.#em.fork().transactional(async (tx) => {
      const dead = {
        key,
        $or: [{ createdAt: { $lt: new Date(now.getTime() - LIFE_MS) } }, { status: null, createdAt: { $lt: new Date(now.getTime() - RUNNING_MS) } }],
      };
      await tx.nativeDelete(IdempotencyKey, dead);
      const taken = await tx.execute<{ id: string }[]>(
        'insert into idempotency_keys (id, account_id, key, route, digest, created_at) values (?, ?, ?, ?, ?, ?) on conflict (account_id, key) do nothing returning id',
        [newId(), this.#accountId, key, route, digest, now],
      );
      if (taken.length > 0) return undefined;
      const first = await tx.findOneOrFail(IdempotencyKey, { key });
      if (first.route !== route || first.digest !== digest)
        throw unprocessable('idempotency_key_reused', 'This Idempotency-Key was used for another request. Use a new key.');
      if (first.status === null || first.status === undefined)
        throw conflict('idempotency_in_progress', 'The first request with this Idempotency-Key is still running. Ask again in a moment.');
      return { status: first.status, answer: first.answer ?? null };
    });
  }

  async finish(key: string, { status, answer }: StoredAnswer): Promise<void> {
    await this.#em.fork().nativeUpdate(IdempotencyKey, { key }, { status, answer });
  }

  /** It failed: the key may be used again. */
  async release(key: string): Promise<void> {
    await this.#em.fork().nativeDelete(IdempotencyKey, { key, status: null });
  }
}
