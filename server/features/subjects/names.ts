import { type EntityManager } from '@mikro-orm/postgresql';

import { type Named } from '../../sdk/facts.ts';
import { Member } from '../accounts/entities.ts';
import { Agent } from '../agents/entities.ts';
import { Definition, Pipeline, Product } from '../crm/entities.ts';

/** A name that changes is right again after this. */
const KEPT_MS = 60_000;
const ACCOUNTS_MAX = 500;
const PRODUCTS_MAX = 2_000;

export type Names = ReadonlyMap<string, string>;

/** What the account's ids are called, kept for a minute in this thread: a name is for people, not for decisions. */
export class SubjectNames {
  readonly #kept = new Map<string, { until: number; names: Names }>();

  async of(em: EntityManager, accountId: string, now = Date.now()): Promise<Names> {
    const kept = this.#kept.get(accountId);
    if (kept && kept.until > now) return kept.names;
    const names = await read(em);
    this.#kept.delete(accountId);
    const oldest = this.#kept.size >= ACCOUNTS_MAX ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(accountId, { until: now + KEPT_MS, names });
    return names;
  }
}

export const nameOf = (names: Names, noun: Named, id: string): string => names.get(`${noun}:${id}`) ?? id;

async function read(em: EntityManager): Promise<Names> {
  const names = new Map<string, string>();
  for (const { crmId, name, stages } of await em.find(Pipeline, {})) {
    names.set(`pipeline:${crmId}`, name);
    for (const stage of stages) names.set(`stage:${crmId}:${stage.id}`, stage.name);
  }
  for (const { crmUserId, name } of await em.find(Member, {}, { fields: ['crmUserId', 'name'] })) names.set(`user:${crmUserId}`, name);
  for (const { type, of, crmId, name } of await em.find(Definition, { type: { $ne: 'tag' } }, { fields: ['type', 'of', 'crmId', 'name'] }))
    names.set(type === 'field' ? `field:${of}.field.${crmId}` : `${type}:${crmId}`, name);
  for (const { id, settings } of await em.find(Agent, {})) names.set(`agent:${id}`, settings.name);
  const products = await em.find(Product, { deletedAt: null }, { fields: ['crmId', 'name'], limit: PRODUCTS_MAX, orderBy: { id: 'desc' } });
  for (const { crmId, name } of products) names.set(`product:${crmId}`, name);
  return names;
}
