/** Which stages a run has, and which lists a stage reads. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type ListQuery } from '../../sdk/crm-data.ts';
import { Definition } from '../crm/entities.ts';
import { type StageProgress, type SyncRun } from './entities.ts';
import { type SyncKind, type SyncStage, syncStages } from './schema.ts';
import { type z } from 'zod';

export type Kind = z.output<typeof SyncKind>;

/** One list of a stage: a question to the CRM, or entities that something here names and nobody has read yet. */
export type Part = { list: ListQuery } | { unread: 'lead' | 'contact' | 'company' | 'task' };

const SWEPT: readonly SyncStage[] = ['subscription', 'history'];
/** Lists of these catalogs hold no products. */
const NO_PRODUCTS: ReadonlySet<string> = new Set(['invoices', 'suppliers']);

export function stagesOf(kind: Kind): StageProgress[] {
  const stages = kind === 'sweep' ? SWEPT : syncStages.filter((stage) => stage !== 'history' && (kind === 'full' || stage !== 'products'));
  return stages.map((stage) => ({ stage, state: 'waiting', read: 0, changed: 0, problem: null, cursor: null, part: 0 }));
}

/** Empty for stages that are no lists. */
export async function partsOf(
  { stage }: Pick<StageProgress, 'stage'>,
  { since, pipelines }: Pick<SyncRun, 'since' | 'pipelines'>,
  em: EntityManager,
): Promise<Part[]> {
  const changed = since ? { since: since.toISOString() } : {};
  switch (stage) {
    case 'task_types':
    case 'loss_reasons':
    case 'bots':
      return [{ list: { what: stage } }];
    case 'fields':
    case 'tags':
      return ['lead', 'contact', 'company'].map((of) => ({ list: { what: stage, of } }));
    case 'catalogs':
      return [{ list: { what: 'catalogs' } }, ...(await catalogs(em)).map(({ crmId }) => ({ list: { what: 'fields' as const, of: crmId } }))];
    case 'products':
      return (await catalogs(em)).filter(({ data }) => !NO_PRODUCTS.has(data.valueType ?? '')).map(({ crmId }) => ({ list: { what: 'products', of: crmId } }));
    case 'leads':
      return [{ list: { what: 'leads', ...changed, ...(pipelines.length > 0 ? { pipelineIds: pipelines } : {}) } }];
    case 'contacts':
      return [{ list: { what: 'contacts', ...changed } }, { unread: 'contact' }];
    case 'companies':
      return [{ list: { what: 'companies', ...changed } }, { unread: 'company' }];
    case 'tasks':
      return [{ list: { what: 'tasks', open: true } }, { unread: 'task' }];
    case 'talks':
      return [{ list: { what: 'talks', open: true } }, { unread: 'lead' }, { unread: 'contact' }];
    default:
      return [];
  }
}

const catalogs = (em: EntityManager): Promise<Definition[]> => em.find(Definition, { type: 'catalog' }, { orderBy: { crmId: 'asc' } });
