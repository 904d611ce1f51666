/** Missed calls that somebody should return. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';

/**
 * `planned`: to be written into the CRM. `open`: the task is there. `done`: it was completed, or the caller was
 * spoken to. `not_needed`: the caller was spoken to before the task was written. `failed`: the CRM did not take it.
 */
export type CallbackState = 'planned' | 'open' | 'done' | 'not_needed' | 'failed';

const CallbackSchema = defineEntity({
  name: 'Callback',
  tableName: 'callbacks',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    /** The first missed call of this caller. */
    callId: p.uuid(),
    callerKey: p.text(),
    state: p.text().$type<CallbackState>().default('planned'),
    /** Calls of this caller that were missed while it was open, the first included. */
    missed: p.integer().default(1),
    subject: p.text().nullable(),
    responsibleCrmId: p.text().nullable(),
    text: p.text(),
    dueAt: p.datetime(),
    taskCrmId: p.text().nullable(),
    error: p.text().nullable(),
    doneAt: p.datetime().nullable(),
  },
  uniques: [...tenantUniques],
  indexes: [
    {
      name: 'callbacks_open',
      expression: `create unique index "callbacks_open" on "callbacks" ("account_id", "caller_key") where state in ('planned', 'open')`,
    },
    { properties: ['accountId', 'taskCrmId'] },
  ],
  ...tenantRules('callbacks'),
});
export class Callback extends CallbackSchema.class {}
CallbackSchema.setClass(Callback);
