import { taskRow, type TaskExtra } from '../hooks/rows.ts';
import { type EventDraft, type HookRow, type SandboxState } from '../state.ts';
import { type Entity, type Task } from '../types.ts';

export interface TaskPatch {
  text?: string;
  complete_till?: number;
  task_type_id?: number;
  responsible_user_id?: number;
  is_completed?: boolean;
  result?: string;
  duration?: number;
}

interface NewTask extends TaskPatch {
  text: string;
  complete_till: number;
  entity_id?: number | null;
  entity_type?: Entity | null;
}

const hook = (state: SandboxState, task: Task, action: 'add' | 'update', setting: string, extra?: TaskExtra): HookRow => ({
  setting,
  entity: 'task',
  action,
  row: taskRow(state, task, extra),
});

const change = (task: Task, action: string): { kind: 'task'; action: string; id: number; leadId?: number } => ({
  kind: 'task',
  action,
  id: task.id,
  ...(task.entity_type === 'leads' && task.entity_id !== null ? { leadId: task.entity_id } : {}),
});

export const createTask = (state: SandboxState, input: NewTask, by: number): Task => {
  const now = state.now();
  const task: Task = {
    id: state.nextId('task'),
    created_by: by,
    updated_by: by,
    created_at: now,
    updated_at: now,
    responsible_user_id: input.responsible_user_id ?? by,
    entity_id: input.entity_id ?? null,
    entity_type: input.entity_type ?? null,
    duration: input.duration ?? 0,
    is_completed: input.is_completed ?? false,
    task_type_id: input.task_type_id ?? 1,
    text: input.text,
    result: input.result === undefined ? null : { id: state.nextId('result'), text: input.result },
    complete_till: input.complete_till,
  };
  state.data.tasks.set(task.id, task);
  state.commit({
    hooks: [hook(state, task, 'add', 'add_task')],
    events: [{ type: 'task_added', entity_id: task.id, entity_type: 'task', created_by: by, value_after: [{ task: { text: task.text } }] }],
    changes: [change(task, 'add')],
  });
  return task;
};

/** Closing from the card: one hook with `action_close` and the result. A new owner has its own subscription. */
export const updateTask = (state: SandboxState, task: Task, patch: TaskPatch, by: number): Task => {
  const before = { ...task };
  const about = { entity_id: task.id, entity_type: 'task' as const, created_by: by };
  Object.assign(task, {
    text: patch.text ?? task.text,
    complete_till: patch.complete_till ?? task.complete_till,
    task_type_id: patch.task_type_id ?? task.task_type_id,
    responsible_user_id: patch.responsible_user_id ?? task.responsible_user_id,
    is_completed: patch.is_completed ?? task.is_completed,
    duration: patch.duration ?? task.duration,
    result: patch.result === undefined ? task.result : { id: state.nextId('result'), text: patch.result },
    updated_at: state.now(),
    updated_by: by,
  } satisfies Partial<Task>);

  const events: EventDraft[] = [];
  if (task.text !== before.text)
    events.push({ ...about, type: 'task_text_changed', value_after: [{ task: { text: task.text } }], value_before: [{ task: { text: before.text } }] });
  if (task.complete_till !== before.complete_till) {
    events.push({
      ...about,
      type: 'task_deadline_changed',
      value_after: [{ task_deadline: { timestamp: task.complete_till } }],
      value_before: [{ task_deadline: { timestamp: before.complete_till } }],
    });
  }
  if (task.task_type_id !== before.task_type_id) {
    events.push({
      ...about,
      type: 'task_type_changed',
      value_after: [{ task_type: { id: task.task_type_id } }],
      value_before: [{ task_type: { id: before.task_type_id } }],
    });
  }
  const handed = task.responsible_user_id !== before.responsible_user_id;
  if (handed) {
    events.push({
      ...about,
      type: 'entity_responsible_changed',
      value_after: [{ responsible_user: { id: task.responsible_user_id } }],
      value_before: [{ responsible_user: { id: before.responsible_user_id } }],
    });
  }
  const closed = task.is_completed && !before.is_completed;
  if (closed) events.push({ ...about, type: 'task_completed', value_after: [] });
  if (patch.result !== undefined) events.push({ ...about, type: 'task_result_added', value_after: [{ note: { id: task.result?.id ?? 0 } }] });

  // A result that comes by itself tells nothing of the text.
  const resultOnly = patch.result !== undefined && !closed && task.text === before.text;
  const extra: TaskExtra = { action_close: closed ? 1 : 0, ...(resultOnly ? {} : { old_text: before.text }) };
  const hooks = handed
    ? ['update_task', 'responsible_task'].map((setting) =>
        hook(state, task, 'update', setting, {
          ...extra,
          main_user: task.responsible_user_id,
          modified_by: by,
          old_responsible_user_id: before.responsible_user_id,
        }),
      )
    : [hook(state, task, 'update', 'update_task', extra)];
  state.commit({ hooks, events, changes: [change(task, closed ? 'complete' : 'update')] });
  return task;
};

/** By a user; the API has no such method. Nothing but the id is told. */
export const deleteTask = (state: SandboxState, task: Task, by: number): void => {
  state.data.tasks.delete(task.id);
  state.commit({
    hooks: [{ setting: 'delete_task', entity: 'task', action: 'delete', row: { id: task.id } }],
    events: [{ type: 'task_deleted', entity_id: task.id, entity_type: 'task', created_by: by, value_after: [] }],
    changes: [change(task, 'delete')],
  });
};
