/** What a person, a customer or a test can make happen in the account: `POST /_sandbox/act {kind, …}`. */
import { type Act } from './asking.ts';
import { CALL_ACTS } from './call-acts.ts';
import { LEAD_ACTS } from './lead-acts.ts';
import { NOTE_ACTS } from './note-acts.ts';
import { PEOPLE_ACTS } from './people-acts.ts';
import { PRODUCT_ACTS } from './product-acts.ts';
import { TALK_ACTS } from './talk-acts.ts';
import { TASK_ACTS } from './task-acts.ts';
import { UNSORTED_ACTS } from './unsorted-acts.ts';

export const ACTS = {
  ...TALK_ACTS,
  ...LEAD_ACTS,
  ...CALL_ACTS,
  ...PEOPLE_ACTS,
  ...TASK_ACTS,
  ...NOTE_ACTS,
  ...UNSORTED_ACTS,
  ...PRODUCT_ACTS,
} as const satisfies Record<string, Act>;
