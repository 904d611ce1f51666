import { type EntityManager } from '@mikro-orm/postgresql';

import { type AccountData, type DefinitionData, type DefinitionType, type Listable, type ListQuery } from '../../sdk/crm-data.ts';
import { Definition, Pipeline } from './entities.ts';
import { same } from './merge.ts';
import { forgetProducts } from './products.ts';

/** What the account defined for itself, one statement for the whole page. How many are new or changed. */
export async function saveDefinitions(tx: EntityManager, accountId: string, items: readonly DefinitionData[]): Promise<number> {
  if (items.length === 0) return 0;
  const keyOf = (type: string, of: string, crmId: string): string => JSON.stringify([type, of, crmId]);
  const found = await tx.find(Definition, { type: { $in: [...new Set(items.map(({ type }) => type))] }, crmId: { $in: items.map(({ id }) => id) } });
  const known = new Map(found.map((row) => [keyOf(row.type, row.of, row.crmId), row]));
  let changed = 0;
  for (const { id: crmId, type, of = '', name, code = null, sort = 0, ...data } of items) {
    const key = keyOf(type, of, crmId);
    const row = known.get(key);
    const values = { name, code, sort, data };
    // Also where nothing changed: what a complete list did not bring is told by its age.
    if (row) row.updatedAt = new Date();
    if (row && same({ name: row.name, code: row.code ?? null, sort: row.sort, data: row.data }, values)) continue;
    if (row) tx.assign(row, values, { mergeObjectProperties: false });
    else known.set(key, tx.create(Definition, { accountId, type, of, crmId, ...values }));
    changed += 1;
  }
  return changed;
}

const TYPES: Partial<Record<Listable, DefinitionType>> = {
  task_types: 'task_type',
  fields: 'field',
  catalogs: 'catalog',
  tags: 'tag',
  loss_reasons: 'loss_reason',
  bots: 'bot',
};

/** After a complete list: removes what it did not bring since `before`. A catalog takes its fields and products along. How many. */
export async function forgetDefinitions(tx: EntityManager, { what, of = '' }: ListQuery, { before, at }: { before: Date; at: Date }): Promise<number> {
  const type = TYPES[what];
  if (!type) return 0;
  const gone = await tx.find(Definition, { type, of, updatedAt: { $lt: before } });
  for (const row of gone) tx.remove(row);
  const catalogs = type === 'catalog' ? gone.map(({ crmId }) => crmId) : [];
  if (catalogs.length > 0) {
    await tx.nativeDelete(Definition, { type: 'field', of: { $in: catalogs } });
    for (const crmId of catalogs) await forgetProducts(tx, crmId, { before, at });
  }
  return gone.length;
}

/** Pipelines and stages as the account has them; what is no longer there is removed. */
export async function savePipelines(tx: EntityManager, accountId: string, { pipelines }: Pick<AccountData, 'pipelines'>): Promise<number> {
  const known = new Map((await tx.find(Pipeline, {})).map((row) => [row.crmId, row]));
  let changed = 0;
  for (const { id, name, main, sort, stages } of pipelines) {
    const row = known.get(id);
    known.delete(id);
    const values = { name, main, sort, stages };
    if (row && same({ name: row.name, main: row.main, sort: row.sort, stages: row.stages }, values)) continue;
    if (row) tx.assign(row, values);
    else tx.create(Pipeline, { accountId, crmId: id, ...values });
    changed += 1;
  }
  for (const gone of known.values()) tx.remove(gone);
  return changed + known.size;
}
