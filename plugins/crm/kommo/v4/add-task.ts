import { type Change, type Context, parseSubject, type Receipt, Refuse } from 'souffleur/sdk';
import { z } from 'zod';

import { call } from '../api.ts';
import { CARDS } from './cards.ts';
import { getAll } from './get.ts';
import { once } from './once.ts';
import { Task } from './wire.ts';

type TaskChange = Extract<Change, { kind: 'add_task' }>;

const Made = z.object({ _embedded: z.object({ tasks: z.array(z.object({ id: z.coerce.string() })) }) });

interface Holder {
  entity_type: string;
  entity_id: number;
}

export async function addTask({ key, subject, text, dueAt, responsibleId, typeId }: TaskChange, ctx: Context): Promise<Receipt> {
  const holder = subject && holderOf(subject);
  const due = Math.floor(Date.parse(dueAt) / 1000);
  if (!text || !(due > 0)) throw new Refuse('invalid', 'A task needs a text and a deadline.');
  const task = {
    text,
    complete_till: due,
    ...holder,
    ...(responsibleId ? { responsible_user_id: Number(responsibleId) } : {}),
    ...(typeId ? { task_type_id: Number(typeId) } : {}),
  };
  const left = (since: number): Promise<string[]> => findTasks(ctx, { holder, text, due, since });
  return once(`task:${key}`, { via: 'tasks_api', left, write: () => post(ctx, task) }, ctx);
}

function holderOf(subject: NonNullable<TaskChange['subject']>): Holder {
  const { kind, id } = parseSubject(subject);
  const type = CARDS.get(kind);
  if (!type) throw new Refuse('unsupported', `Kommo keeps no tasks on a ${kind}.`);
  return { entity_type: type, entity_id: Number(id) };
}

async function post(ctx: Context, task: object): Promise<string | undefined> {
  const answer = await call(ctx, { method: 'POST', path: '/api/v4/tasks', body: [task] });
  return Made.safeParse(answer).data?._embedded.tasks[0]?.id;
}

async function findTasks(
  ctx: Context,
  { holder, text, due, since }: { holder: Holder | undefined; text: string; due: number; since: number },
): Promise<string[]> {
  const own = holder ? `filter[entity_type][]=${holder.entity_type}&filter[entity_id][]=${holder.entity_id}&` : '';
  const tasks = await getAll(ctx, `/tasks?${own}filter[updated_at][from]=${since}`, 'tasks', Task);
  return tasks.filter((task) => task.text === text && seconds(task.complete_till) === due && seconds(task.created_at) >= since).map(({ id }) => id);
}

const seconds = (time: string | undefined): number => Date.parse(time ?? '') / 1000;
