import { type Change, type Context, type Receipt } from 'souffleur/sdk';

import { call } from '../api.ts';
import { idOf } from './cards.ts';
import { once } from './once.ts';

type Completion = Extract<Change, { kind: 'complete_task' }>;

/** Completing what is complete changes nothing, so a lost answer is simply asked for again. */
export async function completeTask({ key, taskId, result }: Completion, ctx: Context): Promise<Receipt> {
  const path = `/api/v4/tasks/${idOf(taskId)}`;
  const body = { is_completed: true, ...(result ? { result: { text: result } } : {}) };
  const write = async (): Promise<string> => {
    await call(ctx, { method: 'PATCH', path, body });
    return taskId;
  };
  return once(`complete:${key}`, { via: 'tasks_api', write }, ctx);
}
