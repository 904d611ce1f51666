import { type EntityManager } from '@mikro-orm/postgresql';

import { type LlmLedger } from '../../llm/ledger.ts';
import { type Llm } from '../../llm/llm.ts';
import { LlmError } from '../../llm/errors.ts';
import { Article } from './entities.ts';
import { vectorKey, vectorText } from './vectors.ts';

interface Deps {
  em: EntityManager;
  accountId: string;
  llm: Pick<Llm, 'embed' | 'embeddingModel' | 'cost'>;
  ledger: Pick<LlmLedger, 'record'>;
}

/** Pieces sent to the embedding model in one call. */
const BATCH = 64;

interface Waiting {
  id: string;
  context: string;
  text: string;
}

/** Gives the pieces of an article their vectors, beside the search that goes on meanwhile. */
export class ArticleIndex {
  readonly #deps: Deps;

  constructor({ em, accountId, llm, ledger }: Deps) {
    this.#deps = { em, accountId, llm, ledger };
  }

  /**
   * Safe to run twice: pieces that have their vector are left alone, an article that was edited or
   * deleted meanwhile is none of this run's business. `last`: a failure now is shown on the article.
   * @throws LlmError.
   */
  async run(articleId: string, version: number, { signal, last }: { signal: AbortSignal; last: boolean }): Promise<void> {
    try {
      for (let batch = await this.#waiting(articleId, version); batch.length > 0; batch = await this.#waiting(articleId, version))
        await this.#embed(batch, signal);
      await this.#setStatus(articleId, version, 'indexed');
    } catch (error) {
      if (last) await this.#setStatus(articleId, version, 'failed');
      throw error;
    }
  }

  async #waiting(articleId: string, version: number): Promise<Waiting[]> {
    const { em, accountId, llm } = this.#deps;
    return em.execute<Waiting[]>(
      `select id, context, text from chunks
        where account_id = ? and article_id = ? and version = ? and (embedding is null or embedding_model not like ?)
        order by ordinal limit ${BATCH}`,
      [accountId, articleId, version, `${llm.embeddingModel.replace(/[\\%_]/g, '\\$&')}@%`],
    );
  }

  async #embed(batch: Waiting[], signal: AbortSignal): Promise<void> {
    const { em, accountId, llm, ledger } = this.#deps;
    const began = performance.now();
    const call = { kind: 'embed' as const, model: llm.embeddingModel, tokensOut: 0 };
    try {
      const { vectors, usage } = await llm.embed(
        batch.map(({ context, text }) => `${context}\n${text}`),
        { signal },
      );
      const rows = batch.map(({ id }, at) => ({ id, vector: vectorText(vectors[at]!) }));
      const { micros } = await llm.cost(llm.embeddingModel, usage);
      await em.transactional(async (tx) => {
        await tx.execute(
          `update chunks set embedding = fresh.vector::vector, embedding_model = ?
             from jsonb_to_recordset(?::jsonb) as fresh(id uuid, vector text)
            where chunks.id = fresh.id and chunks.account_id = ?`,
          [vectorKey(llm.embeddingModel, vectors[0]!), JSON.stringify(rows), accountId],
        );
        await ledger.record({ ...call, tokensIn: usage.in, cost: micros, ms: Math.round(performance.now() - began), ok: true }, tx);
      });
    } catch (error) {
      if (error instanceof LlmError)
        await ledger.record({ ...call, tokensIn: 0, cost: 0, ms: Math.round(performance.now() - began), ok: false, error: error.code });
      throw error;
    }
  }

  async #setStatus(id: string, version: number, status: 'indexed' | 'failed'): Promise<void> {
    await this.#deps.em.transactional((tx) => tx.nativeUpdate(Article, { id, version, deletedAt: null }, { status }));
  }
}
