/** Our own writes come back as hooks: recognised whatever comes first, once, and nobody else's. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { createAccount } from '../../db/testing.ts';
import { type Effect as EffectBody } from '../../sdk/effects.ts';
import { Event } from '../hooks/entities.ts';
import { type Body } from '../hooks/hook-world.testing.ts';
import { RuleRun } from '../rules/entities.ts';
import { Delivery } from '../talks/entities.ts';
import { EffectWorld, say } from './effect-world.testing.ts';
import { Effect } from './entities.ts';

let world: EffectWorld;
beforeAll(async () => {
  world = await EffectWorld.open();
}, 60_000);
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.em().execute('update accounts set rules_version = 1');
});

const NOON = 1_795_003_200;
let hookNo = 0;
const lead = (verb: 'update' | 'status' | 'add', fields: Body = {}, at = 1): Body => ({
  leads: {
    [verb]: [
      {
        id: 24,
        name: 'Sofa',
        price: 100,
        status_id: 9,
        pipeline_id: 5,
        responsible_user_id: 2,
        created_at: NOON - 500,
        last_modified: NOON + at,
        updated_at: NOON + at,
        ...fields,
      },
    ],
  },
});
const task = (fields: Body = {}): Body => ({
  task: {
    add: [
      {
        id: 900,
        element_id: 24,
        element_type: 2,
        task_type: 1,
        text: 'Call',
        status: 0,
        responsible_user_id: 2,
        created_at: NOON + 1,
        updated_at: NOON + 1,
        complete_till: NOON + 3600,
        ...fields,
      },
    ],
  },
});
const message = (id: string, text: string): Body => ({
  message: {
    add: [
      {
        id,
        chat_id: 'c',
        talk_id: 500,
        contact_id: 31,
        text,
        created_at: NOON + 1,
        entity_type: 'lead',
        entity_id: 24,
        element_type: 2,
        element_id: 24,
        type: 'outgoing',
        origin: 'telegram',
        author: { id: 'b', type: 'bot', name: 'Bot' },
      },
    ],
  },
});

const set = (values: Record<string, unknown>): EffectBody => ({ kind: 'crm', change: { kind: 'update_card', subject: 'lead:24', values } }) as EffectBody;
const addTask: EffectBody = { kind: 'crm', change: { kind: 'add_task', subject: 'lead:24', text: 'Call', dueAt: '2026-11-18T13:00:00.000Z' } };

/** Each event that was stored, with the rules that led to it: `+` for ours. */
async function events(): Promise<string[]> {
  const rows = await world.em().find(Event, {}, { orderBy: { id: 'asc' } });
  expect(rows.every(({ chain }) => chain.length === 0 || (chain.length === 1 && chain[0] === world.rule.id))).toBe(true);
  return rows.map(({ name, chain }) => `${name}${chain.length > 0 ? ' +' : ''}`);
}
const hook = async (...bodies: Body[]): Promise<void> => {
  hookNo += 1;
  await world.hooks.deliver(...bodies.map((body) => ({ account: { id: world.hooks.account.crmId }, ...body })));
};
const doIt = async (...effects: EffectBody[]): Promise<void> => {
  await world.fire([{ wants: effects }]);
  await world.work();
};

describe('an echo', () => {
  it('of a change of the card is known in each of its events, once', async () => {
    await doIt(set({ price: 100, pipelineId: '5', stageId: '9' }));
    await hook(lead('update'), lead('status', { old_status_id: 8 }));
    expect(await events()).toEqual(['lead.updated +', 'lead.stage_changed +']);
    expect((await world.effectRows())[0]?.echoes).toEqual(['lead.updated', 'lead.stage_changed']);
    await hook(lead('update', {}, 60));
    expect(await events()).toEqual(['lead.updated +', 'lead.stage_changed +', 'lead.updated']);
  });

  it('does not start the rule again that caused it', async () => {
    await doIt(set({ price: 100 }));
    await hook(lead('update'));
    const [, echo] = await world.em().find(RuleRun, {}, { orderBy: { id: 'asc' } });
    expect(echo).toMatchObject({ state: 'skipped', reason: 'loop' });
    await hook(lead('update', { price: 300 }, 60));
    expect(await world.runs()).toEqual(['done', 'skipped', 'running']);
  });

  it('that is here before the CRM’s answer is known by what it says', async () => {
    world.outside = (what) => hook('kind' in what && what.kind === 'add_task' ? task() : lead('update'));
    await doIt(set({ price: 100 }), addTask);
    expect(await events()).toEqual(['lead.updated +', 'task.created +']);
  });

  it('of a task that was made is known by its id', async () => {
    await doIt(addTask);
    await world.em().nativeUpdate(Effect, {}, { receipt: { id: '900', via: 'test', at: '2026-11-18T12:00:00.000Z' } });
    await hook(task({ text: 'Call (as Kommo cut it)' }), task({ id: 901 }));
    expect(await events()).toEqual(['task.created +', 'task.created']);
  });

  it('while it is in doubt, and after a later try, is known too', async () => {
    await doIt(set({ price: 100 }));
    await world.em().nativeUpdate(Effect, {}, { state: 'in_doubt', finishedAt: null, firstTriedAt: new Date((NOON - 3600) * 1000) });
    await hook(lead('update'));
    expect(await events()).toEqual(['lead.updated +']);
  });

  it('of a message is known by its words, or its id, once it is told', async () => {
    await doIt(say('Hello'), say('Bye'));
    const [first] = await world.em().find(Delivery, { text: 'Hello' });
    await world.em().nativeUpdate(Delivery, { text: 'Bye' }, { receipt: { via: 'salesbot', at: '2026-11-18T12:00:00.000Z' } });
    await hook(message(first?.receipt?.id ?? '', 'Hello, as the channel changed it'), message('m-2', 'Bye'), message('m-3', 'Bye'));
    expect(await events()).toEqual(['message.sent +', 'message.sent +', 'message.sent']);
  });
});

describe('no echo', () => {
  it.each<[string, Body]>([
    ['another price', lead('update', { price: 101 })],
    ['another lead', lead('update', { id: 25 })],
    ['a move that nobody asked for', lead('status', { old_status_id: 8 })],
    ['what happened before it', lead('update', {}, -300)],
    ['what happened long after it', lead('update', {}, 700)],
  ])('%s', async (_, body) => {
    await doIt(set({ price: 100 }));
    await hook(body);
    expect((await events()).filter((name) => name.endsWith('+'))).toEqual([]);
  });

  it('of an effect that failed or was not tried yet', async () => {
    await doIt(set({ price: 100 }));
    for (const change of [{ state: 'failed' as const }, { state: 'queued' as const, firstTriedAt: null, finishedAt: null }]) {
      await world.em().nativeUpdate(Effect, {}, change);
      await hook(lead('update', {}, hookNo + 2));
    }
    expect((await events()).filter((name) => name.endsWith('+'))).toEqual([]);
  });

  it('of another account’s effect', async () => {
    await doIt(set({ price: 100 }));
    const mine = world.hooks.account;
    world.hooks.account = await createAccount(world.hooks.db, { rulesVersion: 1 });
    await hook(lead('update'));
    expect(await events()).toEqual(['lead.updated']);
    world.hooks.account = mine;
  });
});

it('an account without effects of the last minutes pays no statement for it', async () => {
  const asked = async (body: Body): Promise<number> => {
    const spy = vi.spyOn(pg.Client.prototype, 'query');
    try {
      await hook(body);
      const texts = (spy.mock.calls as unknown[][]).map(([one]) => (typeof one === 'string' ? one : ((one as { text?: string }).text ?? '')));
      return texts.filter((text) => text.includes('echoes')).length;
    } finally {
      spy.mockRestore();
    }
  };
  expect(await asked(lead('update', {}, 1))).toBe(0);
  await doIt(set({ price: 999 }));
  expect(await asked(lead('update', {}, 2))).toBe(1);
  await world.em().nativeUpdate(Effect, {}, { finishedAt: new Date((NOON - 700) * 1000) });
  expect(await asked(lead('update', {}, 3))).toBe(0);
});
