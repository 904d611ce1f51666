import { type Change, type Context, type Receipt, Refuse } from 'souffleur/sdk';

import { type Settings } from './schema.ts';
import { addNote } from './v4/add-note.ts';
import { addTask } from './v4/add-task.ts';
import { hookNames } from './v4/hook-names.ts';
import { subscribe, unsubscribe } from './v4/subscribe.ts';

/** @throws Refuse and Retry of the API; `Retry.inDoubt` where a write may have taken effect */
export async function write(change: Change, ctx: Context<Settings>): Promise<Receipt> {
  switch (change.kind) {
    case 'subscribe_hooks':
      return subscribe(change.url, hookNames(ctx.settings), ctx);
    case 'unsubscribe_hooks':
      return unsubscribe(change.url, ctx);
    case 'add_note':
      return addNote(change, ctx);
    case 'add_task':
      return addTask(change, ctx);
    default:
      throw new Refuse('unsupported', `Kommo's plugin does not write ${change.kind}.`);
  }
}
