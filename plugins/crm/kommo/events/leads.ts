import { type DomainEvent, type LeadData, subject } from 'souffleur/sdk';

import { fieldsAt, tagsAt } from '../body/fields.ts';
import { fingerprint, idAt, keyOf, numberAt, type Row, textAt, timeAt, userAt } from '../body/row.ts';
import { type Tree } from '../body/tree.ts';
import { event } from './event.ts';
import { noteEvents } from './notes.ts';
import { isTrigger, triggerEvents } from './pipeline.ts';

const NAMES = new Map([
  ['add', 'lead.created'],
  ['update', 'lead.updated'],
  ['status', 'lead.stage_changed'],
  ['responsible', 'lead.responsible_changed'],
  ['delete', 'lead.deleted'],
  ['restore', 'lead.restored'],
] as const);

/**
 * A move sends two bodies, `update` and `status`; a change of hands `update` and `responsible`. Each
 * body becomes the one event it names, so a change is told once.
 */
export function leadEvents(row: Row): DomainEvent[] {
  const { action, tree, receivedAt } = row;
  if (action === 'note') return noteEvents(row);
  if (isTrigger(row)) return triggerEvents(row);
  const name = NAMES.get(action as Parameters<typeof NAMES.get>[0]);
  const id = idAt(tree, 'id');
  if (!name || !id) return [];
  const times = action === 'add' ? ['created_at', 'date_create'] : ['updated_at', 'last_modified'];
  // The time in the body of a deletion would be that of the change before it.
  const at = action === 'delete' ? undefined : timeAt(tree, ...times);
  const actor = action === 'add' ? userAt(tree, 'created_user_id', 'modified_user_id') : userAt(tree, 'modified_user_id');
  const key = action === 'delete' ? undefined : keyOf(name, id, at, distinction(action, tree));
  return [event({ name, subject: subject('lead', id), at: at ?? receivedAt, key, actor, data: leadData(id, tree) })];
}

/** What tells two changes of one lead in one second apart. */
function distinction(action: string, tree: Tree): string {
  if (action === 'status') return `${textAt(tree, 'pipeline_id')}.${textAt(tree, 'status_id')}`;
  if (action === 'responsible') return `${textAt(tree, 'responsible_user_id')}`;
  return action === 'update' ? fingerprint(tree) : '';
}

function leadData(id: string, tree: Tree): LeadData {
  return {
    id,
    name: textAt(tree, 'name'),
    price: numberAt(tree, 'price'),
    pipelineId: idAt(tree, 'pipeline_id'),
    stageId: idAt(tree, 'status_id'),
    previousPipelineId: idAt(tree, 'old_pipeline_id'),
    previousStageId: idAt(tree, 'old_status_id'),
    responsibleId: idAt(tree, 'responsible_user_id'),
    previousResponsibleId: idAt(tree, 'old_responsible_user_id'),
    tags: tagsAt(tree),
    fields: fieldsAt(tree),
    createdAt: timeAt(tree, 'created_at', 'date_create'),
    updatedAt: timeAt(tree, 'updated_at', 'last_modified'),
  };
}
