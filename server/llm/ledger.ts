import { type EntityManager } from '@mikro-orm/postgresql';

import { type Clock } from '../clock.ts';
import { newId } from '../db/base.ts';
import { type Statement } from '../db/one-trip.ts';
import { LlmCall } from './entities.ts';

/** One call to a model, paid or failed. */
export interface LlmCallRecord {
  kind: 'chat' | 'embed';
  model: string;
  tokensIn: number;
  tokensOut: number;
  /** Micro-US-dollars. */
  cost: number;
  ms: number;
  ok: boolean;
  /** A stable code. */
  error?: string | null;
  draftId?: string | null;
}

/** What an account spent on models. */
export class LlmLedger {
  readonly #em: EntityManager;
  readonly #accountId: string;
  readonly #clock: Clock;

  constructor({ em, accountId, clock }: { em: EntityManager; accountId: string; clock: Clock }) {
    this.#em = em;
    this.#accountId = accountId;
    this.#clock = clock;
  }

  /** `tx`: an open transaction to write in. */
  async record(call: LlmCallRecord, tx?: EntityManager): Promise<void> {
    const write = async (em: EntityManager): Promise<void> => {
      const row = { ...call, id: newId(), accountId: this.#accountId, error: call.error ?? null, draftId: call.draftId ?? null, createdAt: this.#clock.now() };
      await em.insert(LlmCall, row);
    };
    await (tx ? write(tx) : this.#em.transactional(write));
  }

  /** The same, for a transaction that is not the ORM's. */
  statement(call: LlmCallRecord): Statement {
    const { kind, model, tokensIn, tokensOut, cost, ms, ok, error, draftId } = call;
    const values = [newId(), this.#accountId, kind, model, tokensIn, tokensOut, cost, ms, ok, error ?? null, draftId ?? null, this.#clock.now()];
    return { text: RECORD, values };
  }
}

const RECORD = `insert into llm_calls (id, account_id, kind, model, tokens_in, tokens_out, cost, ms, ok, error, draft_id, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

/** One row `spent`: micro-US-dollars since midnight in the account's time zone. */
export const spentToday = (accountId: string, now: Date): Statement => ({ text: SPENT_TODAY, values: [accountId, now] });

const SPENT_TODAY = `select coalesce(sum(c.cost), 0)::int as spent
  from accounts a
  left join llm_calls c on c.account_id = a.id and c.created_at >= date_trunc('day', $2::timestamptz at time zone a.timezone) at time zone a.timezone
 where a.id = $1`;
