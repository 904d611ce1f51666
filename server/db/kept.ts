/**
 * Long statements with a fixed text, run in the ORM's transaction. The ORM writes values into the text, so that the
 * database reads and plans every one anew, which for a join over many tables takes longer than the join: these travel
 * with parameters and under a name, and are planned once on each connection.
 */
import { createHash } from 'node:crypto';

import { type EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery, type Transaction } from 'kysely';

const names = new Map<string, string>();

/** For `runKept`. `text`: `$1` and so on, with casts where a type is not plain. */
export function kept(text: string): string {
  names.set(text, createHash('sha256').update(text).digest('hex').slice(0, 32));
  return text;
}

/** Under which name a connection knows it; undefined for any other statement. */
export const keptName = (text: unknown): string | undefined => (typeof text === 'string' ? names.get(text) : undefined);

/** In the transaction of `em`, which must have been flushed, else in one of its own. */
export async function runKept<Row>(em: EntityManager, text: string, values: readonly unknown[]): Promise<Row[]> {
  const context = em.getTransactionContext<Transaction<unknown>>();
  if (!context) return em.transactional((tx) => runKept<Row>(tx, text, values));
  return (await context.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
}
