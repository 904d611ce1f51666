import { type Change, type Context, type Receipt } from 'souffleur/sdk';

import { type Settings } from './schema.ts';
import { addNote } from './v4/add-note.ts';
import { addTask } from './v4/add-task.ts';
import { completeTask } from './v4/complete-task.ts';
import { createLead } from './v4/create-lead.ts';
import { hookNames } from './v4/hook-names.ts';
import { linkProduct } from './v4/link-product.ts';
import { runBot } from './v4/run-bot.ts';
import { subscribe, unsubscribe } from './v4/subscribe.ts';
import { updateCard } from './v4/update-card.ts';

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
    case 'complete_task':
      return completeTask(change, ctx);
    case 'update_card':
      return updateCard(change, ctx);
    case 'create_lead':
      return createLead(change, ctx);
    case 'link_product':
      return linkProduct(change, ctx);
    case 'run_bot':
      return runBot(change, ctx);
  }
}
