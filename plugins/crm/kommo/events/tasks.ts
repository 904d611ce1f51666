import { type DomainEvent, subject, type TaskData } from 'souffleur/sdk';

import { entityAt, fingerprint, idAt, keyOf, type Row, textAt, timeAt, userAt } from '../body/row.ts';
import { type Tree } from '../body/tree.ts';
import { event } from './event.ts';

type TaskEvent = 'task.created' | 'task.updated' | 'task.completed' | 'task.responsible_changed' | 'task.deleted';

export function taskEvents({ action, tree, receivedAt }: Row): DomainEvent[] {
  const id = idAt(tree, 'id');
  if (!id) return [];
  // The time in the body of a deletion would be that of the change before it.
  const at = action === 'delete' ? undefined : timeAt(tree, action === 'add' ? 'created_at' : 'updated_at');
  const actor = action === 'add' ? userAt(tree, 'created_user_id') : userAt(tree, 'modified_by');
  const data = taskData(id, tree);
  return namesOf(action, tree).map((name) => {
    const key = name === 'task.deleted' ? undefined : keyOf(name, id, at, name === 'task.updated' ? fingerprint(tree) : '');
    return event({ name, subject: subject('task', id), at: at ?? receivedAt, key, actor, data });
  });
}

/** One update may close the task and hand it over; it is a plain update when it does neither. */
function namesOf(action: string, tree: Tree): TaskEvent[] {
  if (action === 'add') return ['task.created'];
  if (action === 'delete') return ['task.deleted'];
  if (action === 'responsible') return ['task.responsible_changed'];
  if (action !== 'update') return [];
  const former = idAt(tree, 'old_responsible_user_id');
  const names: TaskEvent[] = [];
  if (former && former !== idAt(tree, 'responsible_user_id')) names.push('task.responsible_changed');
  if (closes(tree)) names.push('task.completed');
  return names.length > 0 ? names : ['task.updated'];
}

/** `action_close=0` with `status=1` is the second hook of a closing, which brings the result. */
function closes(tree: Tree): boolean {
  const flag = textAt(tree, 'action_close');
  return flag === undefined ? textAt(tree, 'status') === '1' : flag === '1';
}

/** The deadline is `complete_before`: `complete_till` is a local time without its zone. */
function taskData(id: string, tree: Tree): TaskData {
  const status = textAt(tree, 'status');
  return {
    id,
    text: textAt(tree, 'text'),
    typeId: idAt(tree, 'task_type'),
    entity: entityAt(tree),
    responsibleId: idAt(tree, 'responsible_user_id') ?? idAt(tree, 'main_user'),
    previousResponsibleId: idAt(tree, 'old_responsible_user_id'),
    dueAt: timeAt(tree, 'complete_before'),
    completed: status === undefined ? undefined : status === '1',
    result: textAt(tree, 'result', 'text'),
    createdAt: timeAt(tree, 'created_at'),
    updatedAt: timeAt(tree, 'updated_at'),
  };
}
