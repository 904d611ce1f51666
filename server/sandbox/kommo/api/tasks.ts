import { createTask, type TaskPatch, updateTask } from '../ops/tasks.ts';
import { type SandboxState } from '../state.ts';
import { type Entity, type Task } from '../types.ts';
import { asMap, asText } from './body.ts';
import { type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { filterValues, inRange, isOneOf, ordered, sendPage } from './lists.ts';
import { missing } from './problems.ts';
import { taskJson } from './render.ts';
import { type Item, readItem, readItems, refuseBad, sendWritten } from './write.ts';

const ENTITIES: readonly Entity[] = ['leads', 'contacts', 'companies'];

const readTask = (state: SandboxState, item: Item): TaskPatch => {
  const responsible_user_id = item.int('responsible_user_id');
  if (responsible_user_id !== undefined) item.choice('responsible_user_id', state.user(responsible_user_id)?.is_active ?? false);
  const task_type_id = item.int('task_type_id');
  if (task_type_id !== undefined)
    item.choice(
      'task_type_id',
      state.data.account.task_types.some(({ id }) => id === task_type_id),
    );
  const complete_till = item.int('complete_till');
  // Milliseconds are a common mistake; the platform takes no date beyond four-digit years.
  if (complete_till !== undefined && complete_till > 253_402_300_799) item.blame('InvalidType', 'complete_till', 'This value is not a valid timestamp.');
  return {
    text: item.text('text'),
    complete_till,
    task_type_id,
    responsible_user_id,
    is_completed: item.flag('is_completed'),
    duration: item.int('duration'),
    result: asText(asMap(item.raw['result'])['text']),
  };
};

const readTarget = (state: SandboxState, item: Item): { entity_id: number | null; entity_type: Entity | null } => {
  const entity_id = item.int('entity_id') ?? null;
  const named = item.text('entity_type') ?? (entity_id === null ? undefined : 'leads');
  const entity_type = ENTITIES.find((entity) => entity === named) ?? null;
  if (entity_id === null) return { entity_id: null, entity_type: null };
  item.choice('entity_type', entity_type !== null);
  if (entity_type) item.choice('entity_id', state.data[entity_type].has(entity_id));
  return { entity_id, entity_type };
};

export const addTaskRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  router.get('/tasks', (ctx) => {
    const done = filterValues(ctx, 'is_completed')?.map((value) => value === '1');
    const [ids, owners, types, kinds, entities] = [
      isOneOf(ctx, 'id'),
      isOneOf(ctx, 'responsible_user_id'),
      isOneOf(ctx, 'task_type'),
      isOneOf(ctx, 'entity_type'),
      isOneOf(ctx, 'entity_id'),
    ];
    const updated = inRange(ctx, 'updated_at');
    const tasks = [...state.data.tasks.values()].filter(
      (task) =>
        (!done || done.includes(task.is_completed)) &&
        ids(task.id) &&
        owners(task.responsible_user_id) &&
        types(task.task_type_id) &&
        kinds(task.entity_type) &&
        entities(task.entity_id) &&
        updated(task.updated_at),
    );
    sendPage(ctx, state, 'tasks', ordered(ctx, tasks, ['created_at', 'complete_till', 'id'], 'id'), (task) => taskJson(state, task));
  });

  router.get('/tasks/:id', (ctx) => {
    const task = state.data.tasks.get(Number(ctx.params['id']));
    return task ? sendHal(ctx, taskJson(state, task)) : sendNothing(ctx);
  });

  router.post('/tasks', (ctx) => {
    const items = readItems(ctx);
    const work = items.map((item) => {
      item.required('text');
      item.required('complete_till');
      return { ...readTask(state, item), ...readTarget(state, item) };
    });
    refuseBad(items);
    const tasks = state.batch(() =>
      work.map((task) => createTask(state, { ...task, text: task.text ?? '', complete_till: task.complete_till ?? 0 }, ctx.state.user.id)),
    );
    sendWritten(
      ctx,
      state,
      'tasks',
      tasks.map(({ id }, index) => ({ id, request_id: items[index]?.requestId })),
    );
  });

  router.patch('/tasks', (ctx) => {
    const items = readItems(ctx);
    const work = items.map((item) => {
      const task = state.data.tasks.get(item.int('id') ?? 0);
      item.choice('id', task !== undefined);
      return { task, patch: readTask(state, item) };
    });
    refuseBad(items);
    const tasks = state.batch(() => work.flatMap(({ task, patch }): Task[] => (task ? [updateTask(state, task, patch, ctx.state.user.id)] : [])));
    sendWritten(
      ctx,
      state,
      'tasks',
      tasks.map(({ id, updated_at }) => ({ id, updated_at })),
    );
  });

  router.patch('/tasks/:id', (ctx) => {
    const task = state.data.tasks.get(Number(ctx.params['id']));
    if (!task) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    const item = readItem(ctx);
    const patch = readTask(state, item);
    refuseBad([item]);
    updateTask(state, task, patch, ctx.state.user.id);
    sendHal(ctx, { id: task.id, updated_at: task.updated_at, _links: { self: { href: `${state.baseUrl}/api/v4/tasks/${task.id}` } } });
  });
};
