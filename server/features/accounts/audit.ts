/**
 * What was done, by whom, with what result (security K1): one chain per account, each entry bound to the one
 * before it by its hash. Never the text of a message, never a secret.
 */
import { createHash } from 'node:crypto';

import { type EntityManager } from '@mikro-orm/postgresql';

import { type Clock } from '../../clock.ts';
import { newId } from '../../db/base.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { AuditEntry } from './entities.ts';

/** The chain of what could not be tied to an account, e.g. a forged token. */
export const HOUSE = '00000000-0000-0000-0000-000000000000';

export interface AuditEvent {
  /** `member:<id>`, `crm`, `job`, or `address:<ip>` of someone unknown. */
  actor: string;
  /** Verb of a noun, e.g. `session.created`. */
  action: string;
  target?: string;
  result: 'done' | 'refused' | 'failed';
  detail?: Record<string, string | number | boolean | null>;
}

const GENESIS = '0'.repeat(64);
const CHAIN_LOCK = 7_301_996;

type Hashed = Pick<AuditEntry, 'chainId' | 'seq' | 'at' | 'actor' | 'action' | 'target' | 'result' | 'detail'>;

const hashOf = (previous: string, entry: Hashed): string =>
  createHash('sha256')
    .update(JSON.stringify([previous, entry.chainId, entry.seq, entry.at.toISOString(), entry.actor, entry.action, entry.target, entry.result, entry.detail]))
    .digest('hex');

export class Audit {
  readonly #tenancy: Tenancy;
  readonly #clock: Clock;

  constructor({ tenancy, clock }: { tenancy: Tenancy; clock: Clock }) {
    this.#tenancy = tenancy;
    this.#clock = clock;
  }

  /** For what stands alone, such as a refusal. */
  async write(chainId: string, event: AuditEvent): Promise<void> {
    await this.#tenancy.forAccount(chainId).transactional((tx) => this.append(tx, chainId, event));
  }

  /** Inside the transaction of the act itself: both happen or neither. `tx` must be open for this chain's account. */
  async append(tx: EntityManager, chainId: string, { actor, action, target = '', result, detail = {} }: AuditEvent): Promise<void> {
    await tx.execute('select pg_advisory_xact_lock(?, hashtext(?))', [CHAIN_LOCK, chainId]);
    const [last] = await tx.find(AuditEntry, { chainId }, { orderBy: { seq: 'desc' }, limit: 1, fields: ['seq', 'hash'] });
    const entry = { id: newId(), chainId, seq: (last?.seq ?? 0) + 1, at: this.#clock.now(), actor, action, target, result, detail: JSON.stringify(detail) };
    tx.create(AuditEntry, { ...entry, hash: hashOf(last?.hash ?? GENESIS, entry) });
    await tx.flush();
  }

  /** The number of the first entry that does not follow from the one before it; nothing when the chain is whole. */
  async firstBreak(chainId: string): Promise<number | undefined> {
    const entries = await this.#tenancy.forAccount(chainId).find(AuditEntry, { chainId }, { orderBy: { seq: 'asc' } });
    let previous = GENESIS;
    for (const [index, entry] of entries.entries()) {
      if (entry.seq !== index + 1 || entry.hash !== hashOf(previous, entry)) return index + 1;
      previous = entry.hash;
    }
    return undefined;
  }
}
