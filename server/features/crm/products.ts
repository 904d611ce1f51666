import { type EntityManager, LockMode } from '@mikro-orm/postgresql';

import { type DomainEvent, type ProductData } from '../../sdk/events.ts';
import { productClaim, type Source, timeOf } from './claims.ts';
import { Product } from './entities.ts';
import { both, live, merge, type Outcome } from './merge.ts';
import { type Mirror } from './mirror.ts';

export async function applyProduct(mirror: Mirror, tx: EntityManager, event: DomainEvent & { data: ProductData }, heardAt: Date): Promise<Outcome> {
  if (event.name !== 'product.deleted') return putProduct(mirror, tx, event.data, { created: event.name === 'product.created' });
  const { catalogId, id, updatedAt } = event.data;
  const row = await mirror.row(tx, 'product', id);
  merge(row, { at: 0, values: { catalogCrmId: catalogId }, hint: true });
  return live(row, updatedAt ? { gone: Date.parse(updatedAt) } : { left: heardAt.getTime() });
}

/** Its list may mark it as no longer offered, which counts as deleted. */
export async function putProduct(mirror: Mirror, tx: EntityManager, data: ProductData, source: Source): Promise<Outcome> {
  const row = await mirror.row(tx, 'product', data.id);
  let outcome = merge(row, productClaim(data, source));
  const at = timeOf(data, source);
  if (data.removed !== undefined && at > 0) outcome = both(outcome, live(row, data.removed ? { gone: at } : { kept: at }));
  if (!source.read) return outcome;
  row.readAt = source.read;
  return data.removed ? outcome : both(outcome, live(row, { seen: source.read.getTime() }));
}

/** After a complete list of a catalog: marks what was there `before` it and has not been read since `at` as deleted. How many. */
export async function forgetProducts(tx: EntityManager, catalogCrmId: string, { before, at }: { before: Date; at: Date }): Promise<number> {
  const unread = { catalogCrmId, deletedAt: null, $or: [{ readAt: null, createdAt: { $lt: before } }, { readAt: { $lt: at } }] };
  const rows = await tx.find(Product, unread, { orderBy: { crmId: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE });
  return rows.filter((row) => live(row, { gone: at.getTime() }).changed).length;
}
