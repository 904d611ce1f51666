import { type Change, type Context, parseSubject, type Receipt, Refuse } from 'souffleur/sdk';
import { z } from 'zod';

import { call } from '../api.ts';
import { getAll } from './get.ts';
import { Task } from './wire.ts';

type TaskChange = Extract<Change, { kind: 'add_task' }>;

const HOLDERS = new Map([
  ['lead', 'leads'],
  ['contact', 'contacts'],
  ['company', 'companies'],
  ['customer', 'customers'],
]);
const SKEW_MS = 60_000;

const Tried = z.object({ at: z.iso.datetime(), receipt: z.object({ id: z.string().optional(), via: z.string(), at: z.string() }).optional() });
const Made = z.object({ _embedded: z.object({ tasks: z.array(z.object({ id: z.coerce.string() })) }) });

interface Holder {
  entity_type: string;
  entity_id: number;
}

/** Kommo has no idempotency key: what was tried is remembered, and looked for before it is tried again. */
export async function addTask({ key, subject, text, dueAt, responsibleId, typeId }: TaskChange, ctx: Context): Promise<Receipt> {
  const holder = subject && holderOf(subject);
  const due = Math.floor(Date.parse(dueAt) / 1000);
  if (!text || !(due > 0)) throw new Refuse('invalid', 'A task needs a text and a deadline.');
  const tried = Tried.safeParse(await ctx.store.get(`task:${key}`)).data;
  if (tried?.receipt) return tried.receipt;
  const at = tried?.at ?? ctx.clock.now().toISOString();
  const found = tried && (await findTask(ctx, { holder, text, due, since: at }));
  if (!tried) await ctx.store.set(`task:${key}`, { at });
  const task = {
    text,
    complete_till: due,
    ...holder,
    ...(responsibleId ? { responsible_user_id: Number(responsibleId) } : {}),
    ...(typeId ? { task_type_id: Number(typeId) } : {}),
  };
  const taskId = found ?? (await post(ctx, task));
  const receipt: Receipt = { via: 'tasks_api', at: ctx.clock.now().toISOString(), ...(taskId ? { id: taskId } : {}) };
  await ctx.store.set(`task:${key}`, { at, receipt });
  return receipt;
}

function holderOf(subject: NonNullable<TaskChange['subject']>): Holder {
  const { kind, id } = parseSubject(subject);
  const type = HOLDERS.get(kind);
  if (!type) throw new Refuse('unsupported', `Kommo keeps no tasks on a ${kind}.`);
  return { entity_type: type, entity_id: Number(id) };
}

async function post(ctx: Context, task: object): Promise<string | undefined> {
  const answer = await call(ctx, { method: 'POST', path: '/api/v4/tasks', body: [task] });
  return Made.safeParse(answer).data?._embedded.tasks[0]?.id;
}

async function findTask(
  ctx: Context,
  { holder, text, due, since }: { holder: Holder | undefined; text: string; due: number; since: string },
): Promise<string | undefined> {
  const from = Math.floor((Date.parse(since) - SKEW_MS) / 1000);
  const own = holder ? `filter[entity_type][]=${holder.entity_type}&filter[entity_id][]=${holder.entity_id}&` : '';
  const tasks = await getAll(ctx, `/tasks?${own}filter[updated_at][from]=${from}`, 'tasks', Task);
  return tasks.find((task) => task.text === text && seconds(task.complete_till) === due && seconds(task.created_at) >= from)?.id;
}

const seconds = (time: string | undefined): number => Date.parse(time ?? '') / 1000;
