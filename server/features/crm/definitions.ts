import { type EntityManager } from '@mikro-orm/postgresql';

import { type AccountData, type DefinitionData } from '../../sdk/crm-data.ts';
import { Definition, Pipeline } from './entities.ts';
import { same } from './merge.ts';

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
    if (row && same({ name: row.name, code: row.code ?? null, sort: row.sort, data: row.data }, values)) continue;
    if (row) tx.assign(row, values, { mergeObjectProperties: false });
    else known.set(key, tx.create(Definition, { accountId, type, of, crmId, ...values }));
    changed += 1;
  }
  return changed;
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
