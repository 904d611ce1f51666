import { type EntityManager } from '@mikro-orm/postgresql';

import { type Clock } from '../clock.ts';
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
      em.create(LlmCall, { ...call, accountId: this.#accountId, error: call.error ?? null, draftId: call.draftId ?? null, createdAt: this.#clock.now() });
      await em.flush();
    };
    await (tx ? write(tx) : this.#em.transactional(write));
  }

  /** Micro-US-dollars since midnight in the account's time zone. */
  async spentToday(em: EntityManager = this.#em): Promise<number> {
    const [row] = await em.execute<{ spent: string }[]>(
      `select coalesce(sum(c.cost), 0)::text as spent
         from accounts a
         left join llm_calls c on c.account_id = a.id and c.created_at >= date_trunc('day', ?::timestamptz at time zone a.timezone) at time zone a.timezone
        where a.id = ?`,
      [this.#clock.now().toISOString(), this.#accountId],
    );
    return Number(row?.spent ?? 0);
  }
}
