/** How many statements a hook costs: each is a round trip, and under load they are what a hook takes. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { HookEvent } from './entities.ts';
import { type Body, HookWorld } from './hook-world.testing.ts';

const AT = 1_794_996_000;
/** In one run, short of a second look. */
const HOOKS = 5;

let world: HookWorld;
beforeAll(async () => {
  world = await HookWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.deliver(lead('add', 1), message(1), task('add', 1), call(1));
});

const account = (): Body => ({ id: world.account.crmId });

const message = (id: number): Body => ({
  account: account(),
  message: {
    add: [
      {
        id: `m-${id}`,
        chat_id: 'chat-500',
        talk_id: 500,
        contact_id: 70,
        text: 'Hello',
        created_at: AT + id,
        entity_type: 'lead',
        entity_id: 71,
        element_type: 2,
        element_id: 71,
        type: 'incoming',
        origin: 'telegram',
        author: { id: 'a-1', type: 'external', name: 'Ann' },
      },
    ],
  },
});

const lead = (verb: string, step: number): Body => ({
  account: account(),
  leads: {
    [verb]: [
      {
        id: 71,
        name: 'Lead',
        price: step,
        pipeline_id: 5,
        status_id: 10 + step,
        old_status_id: 9 + step,
        responsible_user_id: 2,
        created_at: AT,
        updated_at: AT + step,
        last_modified: AT + step,
      },
    ],
  },
});

const both = (step: number): Body => ({
  account: account(),
  leads: { ...(lead('update', step)['leads'] as Body), ...(lead('status', step)['leads'] as Body) },
});

const call = (id: number): Body => ({
  account: account(),
  contacts: {
    note: [
      {
        note: {
          id: 900 + id,
          note_type: 10,
          element_id: 70,
          element_type: 1,
          text: JSON.stringify({ UNIQ: `u-${id}`, PHONE: '+34600112233', DURATION: 61, SRC: 'pbx', call_status: 4 }),
          created_by: 2,
          created_at: AT + id,
          updated_at: AT + id,
          timestamp_x: '2026-11-18 12:00:00',
        },
      },
    ],
  },
});

const task = (verb: string, id: number): Body => ({
  account: account(),
  task: {
    [verb]: [
      {
        id: 300 + id,
        element_id: 71,
        element_type: 2,
        task_type: 1,
        text: 'Call back',
        status: 0,
        responsible_user_id: 2,
        created_user_id: 2,
        created_at: AT + id,
        updated_at: AT + id,
        complete_till: AT + 3600,
      },
    ],
  },
});

/** Statements sent to the database while this runs. */
async function counted(work: () => Promise<unknown>): Promise<string[]> {
  const texts: string[] = [];
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    for (const [statement] of spy.mock.calls as unknown[][])
      texts.push(typeof statement === 'string' ? statement : ((statement as { text?: string }).text ?? '?'));
  } finally {
    spy.mockRestore();
  }
  return texts;
}

it.each([
  ['a message', { each: 15, alone: 20 }, message],
  ['an update and a move of a lead', { each: 9, alone: 15 }, both],
  ['a call', { each: 12, alone: 18 }, call],
  ['a task', { each: 12, alone: 18 }, (id: number) => task('add', id)],
] as const)('%s takes few statements', async (_, most, hookOf) => {
  await world.store(hookOf(2));
  const alone = await counted(() => world.work());
  await world.store(...Array.from({ length: HOOKS }, (__, index) => hookOf(3 + index)));
  const several = await counted(() => world.work());
  expect(await world.em().count(HookEvent, { state: 'done' })).toBe(4 + 1 + HOOKS);
  expect(alone.length).toBeLessThanOrEqual(most.alone);
  // What a run takes once is in `alone` already.
  expect((several.length - alone.length) / (HOOKS - 1)).toBeLessThanOrEqual(most.each);
  expect(several.length).toBeGreaterThan(alone.length);
});
