import { asText } from '../api/body.ts';
import { createTask, deleteTask, updateTask } from '../ops/tasks.ts';
import { type SandboxState } from '../state.ts';
import { type Task } from '../types.ts';
import { type Act, actor, type Body, contact, id, lead, need, text } from './asking.ts';

const DAY = 86_400;

const task = (state: SandboxState, body: Body): Task => need(state.data.tasks.get(id(body, 'taskId') ?? 0), 'there is no such task');

const taskType = (state: SandboxState, body: Body): number | undefined => {
  const typeId = id(body, 'taskTypeId');
  if (typeId === undefined) return undefined;
  return need(
    state.data.account.task_types.find((type) => type.id === typeId),
    'there is no such type of task',
  ).id;
};

const owner = (state: SandboxState, body: Body): number | undefined => {
  const userId = id(body, 'responsibleUserId');
  return userId === undefined ? undefined : need(state.user(userId), 'there is no such user').id;
};

/** Of a lead, of a contact when only `contactId` is given, of nothing with `alone: true`. */
const target = (state: SandboxState, body: Body) => {
  if (body['alone'] === true) return { entity_id: null, entity_type: null, responsible_user_id: undefined };
  const onContact = id(body, 'leadId') === undefined && id(body, 'contactId') !== undefined;
  const card = onContact ? contact(state, body) : lead(state, body);
  return { entity_id: card.id, entity_type: onContact ? ('contacts' as const) : ('leads' as const), responsible_user_id: card.responsible_user_id };
};

/** A task's life: made, changed, handed over, done, deleted. */
export const TASK_ACTS = {
  task: (state, body) => {
    const about = target(state, body);
    const made = createTask(
      state,
      {
        ...about,
        text: text(body),
        complete_till: id(body, 'completeTill') ?? state.now() + DAY,
        task_type_id: taskType(state, body),
        responsible_user_id: owner(state, body) ?? about.responsible_user_id,
      },
      actor(state, body).id,
    );
    return { taskId: made.id, ...(made.entity_type === 'leads' ? { leadId: made.entity_id } : {}) };
  },
  task_update: (state, body) => {
    const found = task(state, body);
    updateTask(
      state,
      found,
      {
        text: asText(body['text']),
        complete_till: id(body, 'completeTill'),
        task_type_id: taskType(state, body),
        responsible_user_id: owner(state, body),
      },
      actor(state, body).id,
    );
    return { taskId: found.id };
  },
  /** `from: 'list'`: closed in the list of tasks, which tells of the result apart. */
  task_complete: (state, body) => {
    const found = task(state, body);
    const by = actor(state, body).id;
    const result = asText(body['result']);
    if (body['from'] === 'list' && result !== undefined) {
      updateTask(state, found, { is_completed: true }, by);
      updateTask(state, found, { result }, by);
    } else {
      updateTask(state, found, { is_completed: true, result }, by);
    }
    return { taskId: found.id };
  },
  task_delete: (state, body) => {
    const found = task(state, body);
    deleteTask(state, found, actor(state, body).id);
    return { taskId: found.id };
  },
} as const satisfies Record<string, Act>;
