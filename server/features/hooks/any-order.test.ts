/** The same hooks in any order, with repeats, end in the same mirror. */
import { wrap } from '@mikro-orm/core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { Call, Company, Contact, Customer, IncomingLead, Lead, Product, Task } from '../crm/entities.ts';
import { type Body, HookWorld } from './hook-world.testing.ts';

const START = 1_794_000_000;
const HISTORIES = 3;
const TIMEOUT_MS = 60_000;

let world: HookWorld;
beforeAll(async () => {
  world = await HookWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

/** Small, seeded, good enough to shuffle with. */
function randomOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_507) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

function shuffled<T>(items: readonly T[], random: (below: number) => number): T[] {
  const copy = [...items];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = random(at + 1);
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}

/** Leads that are deleted at the end, and those that are not. */
interface Ends {
  gone: number[];
  alive: number[];
}

/** One account's life: what Kommo would have sent, in the order it happened. */
function history(seed: number): { hooks: Body[]; ends: Ends } {
  const random = randomOf(seed);
  const hooks: Body[] = [];
  const ends: Ends = { gone: [], alive: [] };
  let now = START;
  /** Several things may happen within one second. */
  const tick = (): number => (now += random(3));
  const send = (entity: string, action: string, row: Body): void => void hooks.push({ account: { id: world.account.crmId }, [entity]: { [action]: [row] } });

  for (const id of [101, 102, 103]) {
    let [stage, user, dead] = [10, 1, false];
    const created = tick();
    const row = (at: number, more: Body = {}): Body => ({
      id,
      name: `Lead ${id} ${at - START}`,
      status_id: stage,
      pipeline_id: 5,
      price: random(4) * 100,
      responsible_user_id: user,
      created_at: created,
      updated_at: at,
      custom_fields: [{ id: 7, name: 'Size', values: [{ value: String(random(50)) }] }],
      ...more,
    });
    send('leads', 'add', row(created));
    for (let step = 0; step < 6; step += 1) {
      const at = tick();
      const what = dead ? 5 : random(6);
      if (what < 2) send('leads', 'update', row(at, random(2) ? { tags: [{ id: step, name: `tag ${step}` }] } : {}));
      else if (what === 2) {
        const from = stage;
        stage = 10 + random(5);
        // One move, two bodies.
        const moved = row(at, { old_status_id: from, old_pipeline_id: 5 });
        send('leads', 'status', moved);
        send('leads', 'update', moved);
      } else if (what === 3) {
        const from = user;
        user = 1 + random(3);
        send('leads', 'responsible', row(at, { old_responsible_user_id: from }));
      } else if (what === 4 && !dead) {
        dead = true;
        send('leads', 'delete', { id, status_id: stage, pipeline_id: 5 });
      } else if (dead && random(2)) {
        now += 5;
        dead = false;
        send('leads', 'restore', row(tick()));
        break;
      }
    }
    ends[dead ? 'gone' : 'alive'].push(id);
  }
  for (const [id, type] of [
    [201, 'contact'],
    [202, 'company'],
    [203, 'contact'],
  ] as const) {
    const created = tick();
    send('contacts', 'add', { id, type, responsible_user_id: 1, created_at: created, updated_at: created });
    for (let step = 0; step < 4; step += 1) {
      const at = tick();
      const phones = [{ id: 9, code: 'PHONE', name: 'Phone', values: [{ value: `+7999${random(9)}`, enum: 3 }] }];
      send('contacts', 'update', {
        id,
        type,
        name: `Person ${random(100)}`,
        responsible_user_id: 1 + random(2),
        updated_at: at,
        ...(random(2) ? { custom_fields: phones } : {}),
      });
    }
    if (random(3) === 0) send('contacts', 'delete', { id, type });
  }
  send('customers', 'add', { id: 301, name: 'Again', date_create: now, updated_at: tick() });
  send('customers', 'update', { id: 301, name: 'Again and again', updated_at: tick() });

  for (const id of [401, 402]) {
    const created = tick();
    const row = (at: number, more: Body = {}): Body => ({
      id,
      element_id: 101,
      element_type: 2,
      task_type: 1,
      text: `Task ${random(20)}`,
      status: 0,
      responsible_user_id: 1,
      created_at: created,
      updated_at: at,
      complete_before: created + 3600,
      ...more,
    });
    send('task', 'add', row(created));
    send('task', 'update', row(tick()));
    send('task', 'update', row(tick(), { responsible_user_id: 2, old_responsible_user_id: 1 }));
    const done = tick();
    send('task', 'update', row(done, { status: 1, action_close: 1 }));
    send('task', 'update', row(done, { status: 1, action_close: 0, result: { id: 1, text: 'They will pay' } }));
    if (random(2)) send('task', 'delete', { id });
  }
  for (const id of [501, 502]) {
    const at = tick();
    const note = (updated: number, text: object): Body => ({
      note: {
        id,
        note_type: 10,
        element_id: 101,
        element_type: 2,
        text: JSON.stringify({ PHONE: '+15550102030', ...text }),
        created_at: at,
        updated_at: updated,
        main_user_id: 1,
      },
    });
    send('leads', 'note', note(at, { DURATION: id === 501 ? 30 : 0 }));
    send('leads', 'note', note(at + 40, { DURATION: 30, LINK: `https://rec.example/${id}.mp3` }));
  }
  const asked = tick();
  send('unsorted', 'add', { uid: 'a1b2c3', category: 'forms', lead_id: 601, pipeline_id: 5, created_at: asked, data: { contacts: [{ id: 201 }] } });
  send('unsorted', 'delete', {
    uid: 'a1b2c3',
    action: random(2) ? 'accept' : 'decline',
    category: 'forms',
    created_at: tick(),
    accept_result: { leads: [601], contacts: [201] },
  });
  send('unsorted', 'add', { uid: 'd4e5f6', category: 'sip', lead_id: 602, pipeline_id: 5, created_at: tick() });

  for (const id of [701, 702]) {
    const row = (at: number): Body => ({
      id,
      catalog_id: 77,
      name: `Boots ${random(9)}`,
      type: 'catalog',
      created_at: START,
      updated_at: at,
      deleted: 0,
      custom_fields: [{ id: 1, code: 'PRICE', values: [{ value: `${random(90)}.50` }] }],
    });
    send('catalogs', 'add', row(tick()));
    send('catalogs', 'update', row(tick()));
    send('catalogs', 'update', row(tick()));
    if (random(2)) send('catalogs', 'delete', { id, catalog_id: 77, type: 'catalog' });
  }
  return { hooks, ends };
}

/** Everything a screen or a rule could see; ids, clocks of ours and the bookkeeping left out. */
async function mirror(): Promise<Record<string, object[]>> {
  const em = world.em();
  const state: Record<string, object[]> = {};
  for (const entity of [Lead, Contact, Company, Customer, Task, Call, IncomingLead, Product])
    state[entity.name] = (await em.find(entity as typeof Lead, {}, { orderBy: { crmId: 'asc' } })).map((row) => {
      const { id: _, accountId: _a, createdAt: _c, updatedAt: _u, stamps: _s, deletedAt, ...seen } = wrap(row as Lead).toPOJO();
      return { ...seen, deleted: deletedAt != null };
    });
  return state;
}

it.each(Array.from({ length: HISTORIES }, (_, at) => at + 1))(
  'history %i',
  async (seed) => {
    const random = randomOf(seed + 1000);
    const { hooks, ends } = history(seed);
    await world.deliver(...hooks);
    const expected = await mirror();
    expect(expected['Lead']).toEqual(expect.arrayContaining(ends.gone.map((id) => expect.objectContaining({ crmId: `${id}`, deleted: true }))));
    expect(expected['Lead']).toEqual(expect.arrayContaining(ends.alive.map((id) => expect.objectContaining({ crmId: `${id}`, deleted: false }))));

    for (let run = 0; run < 2; run += 1) {
      await world.reset();
      const { hooks: again } = history(seed);
      const order = shuffled([...again, ...again.filter(() => random(3) === 0)], random);
      const rows = await world.deliver(...order);
      expect(rows.filter(({ state }) => state !== 'done')).toEqual([]);
      expect(await mirror()).toEqual(expected);
    }
  },
  TIMEOUT_MS,
);
