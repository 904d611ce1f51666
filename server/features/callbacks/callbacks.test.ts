import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Activity } from '../activity/entities.ts';
import { type Body, HookWorld } from '../hooks/hook-world.testing.ts';
import { Notification } from '../notifications/entities.ts';
import { Callback } from './entities.ts';

/** Wednesday noon in UTC, 13:00 in Madrid. */
const NOON = 1_795_003_200;
const PHONE = '+34 600 11 22 33';

let world: HookWorld;
beforeAll(async () => {
  world = await HookWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  world.now = new Date(NOON * 1000);
  world.answer = ({ method, path }) =>
    method === 'POST' && path === '/api/v4/tasks' ? { status: 200, body: { _embedded: { tasks: [{ id: 900 }] } } } : undefined;
});

interface CallOptions {
  at?: number;
  type?: 'in' | 'out';
  duration?: number;
  phone?: string;
  on?: { type: 1 | 2 | 3; id: number };
  user?: number;
  link?: string;
}

/** The hook of a call's note. */
const call = (id: number, { at = 0, type = 'in', duration = 0, phone = PHONE, on = { type: 2, id: 70 }, user = 2, link = '' }: CallOptions = {}): Body => ({
  account: { id: world.account.crmId },
  [on.type === 2 ? 'leads' : 'contacts']: {
    note: [
      {
        note: {
          id,
          note_type: type === 'in' ? 10 : 11,
          element_id: on.id,
          element_type: on.type,
          text: JSON.stringify({ UNIQ: `u${id}`, LINK: link, PHONE: phone, DURATION: duration, SRC: 'pbx' }),
          ...(user ? { main_user_id: user } : {}),
          created_at: NOON + at,
          updated_at: NOON + at + (link ? 60 : 0),
        },
      },
    ],
  },
});

const task = (action: 'add' | 'update' | 'delete', fields: Body = {}): Body => ({
  task: { [action]: [{ id: 900, element_id: 70, element_type: 2, text: 'x', status: 0, created_at: NOON, updated_at: NOON + 60, ...fields }] },
});

const callbacks = (): Promise<Callback[]> => world.em().find(Callback, {}, { orderBy: { id: 'asc' } });
const states = async (): Promise<string[]> => (await callbacks()).map(({ state }) => state);
const kinds = async (): Promise<string[]> =>
  (await world.em().find(Activity, {}, { orderBy: { id: 'asc' } })).map(({ kind }) => kind).filter((kind) => kind.startsWith('callback.'));
const posted = () => world.calls.filter(({ method }) => method === 'POST').map(({ body }) => (body as Record<string, unknown>[])[0]);

/** Runs the jobs that wait, as the worker would. */
async function work({ lastAttempt = false } = {}): Promise<void> {
  for (const { callbackId } of await world.jobs('write-callback')) await world.run(({ callbackWriter }) => callbackWriter.write(callbackId, lastAttempt));
}

const lead = {
  leads: { add: [{ id: 70, name: 'Boots', status_id: 1, pipeline_id: 2, responsible_user_id: 1, created_at: NOON - 500, updated_at: NOON - 500 }] },
};
const contact = {
  contacts: { add: [{ id: 71, name: 'Inés Mora', type: 'contact', responsible_user_id: 1, created_at: NOON - 500, updated_at: NOON - 500 }] },
};

describe('a missed call', () => {
  it('becomes one task for the responsible user, with name, number and deadline', async () => {
    await world.deliver(contact, call(1, { on: { type: 1, id: 71 } }));
    expect(await states()).toEqual(['planned']);
    await work();
    expect(posted()).toEqual([
      {
        text: 'Call back: Inés Mora, +34 600 11 22 33. They called and nobody answered.',
        complete_till: NOON + 1800,
        entity_type: 'contacts',
        entity_id: 71,
        responsible_user_id: 2,
      },
    ]);
    expect(await callbacks()).toMatchObject([{ state: 'open', taskCrmId: '900', callerKey: '4600112233', missed: 1 }]);
    expect(await kinds()).toEqual(['callback.planned', 'callback.created']);
    await work();
    expect(posted()).toHaveLength(1);
  });

  it('is told to the responsible user once, and to the admins where there is none', async () => {
    await world.deliver(call(1), call(1), call(2, { user: 0, on: { type: 2, id: 75 }, phone: '' }));
    const told = await world.em().find(Notification, {}, { orderBy: { id: 'asc' } });
    expect(told.map(({ kind, key, data }) => [kind, key, data['phone']])).toEqual([
      ['call_missed', 'call:1', PHONE],
      ['call_missed', 'call:2', ''],
    ]);
    expect(new Set(told.map(({ memberId }) => memberId)).size).toBe(2);
  });

  it.each([
    ['the lead', { on: { type: 2 as const, id: 70 } }, 1],
    ['the newest lead of the contact', { on: { type: 1 as const, id: 71 } }, 1],
  ])('goes to the user of %s where the call has none', async (_, options, user) => {
    await world.deliver(lead, contact, call(1, { ...options, user: 0 }));
    await work();
    expect(posted()).toMatchObject([{ responsible_user_id: user }]);
  });

  it('goes to whom the CRM chooses where nobody is responsible', async () => {
    await world.deliver(call(1, { user: 0 }));
    await work();
    expect(posted()[0]).not.toHaveProperty('responsible_user_id');
    expect(await states()).toEqual(['open']);
  });

  it('makes no second task while the first is open, and counts', async () => {
    await world.deliver(call(1), call(2, { at: 30, phone: '8 (600) 11-22-33', on: { type: 1, id: 71 } }));
    await world.deliver(call(2, { at: 30, phone: '600 112 233' }));
    expect(await callbacks()).toMatchObject([{ missed: 1 }, { callerKey: '8600112233' }]);
    await world.deliver(call(3, { at: 40, phone: '0034600112233' }), call(3, { at: 40, phone: '0034600112233' }));
    expect(await callbacks()).toMatchObject([{ missed: 2, state: 'planned' }, { missed: 1 }]);
    await work();
    expect(posted()).toHaveLength(2);
  });

  it('makes a new one after the first is done', async () => {
    await world.deliver(call(1));
    await work();
    await world.deliver(task('update', { status: 1, action_close: 1 }));
    world.now = new Date((NOON + 7200) * 1000);
    await world.deliver(call(2, { at: 7200 }));
    expect(await states()).toEqual(['done', 'planned']);
  });

  it('that is told after its task was done makes none', async () => {
    await world.deliver(call(2, { at: 100 }));
    await work();
    world.now = new Date((NOON + 900) * 1000);
    await world.deliver(task('update', { status: 1, action_close: 1 }), call(1, { at: 50 }));
    expect(await states()).toEqual(['done']);
  });

  it('without a number is known by what it is written on', async () => {
    await world.deliver(call(1, { phone: '' }), call(2, { phone: '', at: 5 }), call(3, { phone: '', on: { type: 2, id: 99 } }));
    expect((await callbacks()).map(({ callerKey, missed }) => [callerKey, missed])).toEqual([
      ['lead:70', 2],
      ['lead:99', 1],
    ]);
  });

  it('that turns out to be answered needs no task', async () => {
    await world.deliver(call(1), call(1, { link: 'https://rec.example/1.mp3', duration: 40 }));
    expect(await states()).toEqual(['not_needed']);
  });
});

describe('an answered call with the same caller', () => {
  const spoken = { duration: 90 };

  it.each([
    ['in, after the missed one', call.bind(null, 2, { at: 60, ...spoken })],
    ['out, after the missed one', call.bind(null, 2, { at: 60, type: 'out', ...spoken })],
  ])('%s: no task is written', async (_, answered) => {
    await world.deliver(call(1), answered());
    await work();
    expect(posted()).toEqual([]);
    expect(await states()).toEqual(['not_needed']);
    expect(await kinds()).toEqual(['callback.planned', 'callback.not_needed']);
  });

  it('whose hook comes first: none is planned', async () => {
    await world.deliver(call(2, { at: 60, ...spoken }), call(1));
    expect(await states()).toEqual([]);
    expect(await world.em().count(Notification, {})).toBe(0);
  });

  it('before the missed one changes nothing', async () => {
    await world.deliver(call(2, { at: -60, ...spoken }), call(1));
    expect(await states()).toEqual(['planned']);
    await world.deliver(call(3, { at: -30, ...spoken }));
    expect(await states()).toEqual(['planned']);
  });

  it('that nobody took up changes nothing', async () => {
    await world.deliver(call(1), call(2, { at: 60, type: 'out', duration: 0 }));
    expect(await states()).toEqual(['planned']);
  });

  it('of somebody else changes nothing', async () => {
    await world.deliver(call(1), call(2, { at: 60, phone: '+34 699 99 99 99', ...spoken }));
    expect(await states()).toEqual(['planned']);
  });

  it('makes an open callback done, and leaves the task to its owner', async () => {
    await world.deliver(call(1));
    await work();
    await world.deliver(call(2, { at: 600, type: 'out', ...spoken }));
    expect(await states()).toEqual(['done']);
    expect(world.calls.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  });

  it('between two missed ones does not close the second', async () => {
    await world.deliver(call(1), call(3, { at: 100 }), call(2, { at: 50, ...spoken }));
    expect(await callbacks()).toMatchObject([{ state: 'planned', missed: 2 }]);
  });

  it('while the task is being written leaves it done, not open for ever', async () => {
    await world.deliver(call(1));
    const [job] = await world.jobs('write-callback');
    world.answer = ({ method }) => {
      if (method !== 'POST') return undefined;
      return { status: 200, body: { _embedded: { tasks: [{ id: 900 }] } } };
    };
    const written = world.run(({ callbackWriter }) => callbackWriter.write(job?.callbackId ?? '', false));
    await written;
    await world.deliver(call(2, { at: 60, ...spoken }));
    expect(await callbacks()).toMatchObject([{ state: 'done', taskCrmId: '900' }]);
  });
});

describe('the task', () => {
  it.each([
    ['completed', task.bind(null, 'update', { status: 1, action_close: 1 })],
    ['deleted', (): Body => ({ task: { delete: [{ id: 900 }] } })],
  ])('%s in the CRM: the callback is done', async (_, body) => {
    await world.deliver(call(1));
    await work();
    await world.deliver(body());
    expect(await states()).toEqual(['done']);
    expect((await kinds()).at(-1)).toBe('callback.done');
  });

  it('completed before we knew its id: done all the same', async () => {
    await world.deliver(call(1), task('add'), task('update', { status: 1, action_close: 1 }));
    await work();
    expect(await callbacks()).toMatchObject([{ state: 'done', taskCrmId: '900' }]);
  });

  it('comes back as a hook: nothing new is made and no second line written', async () => {
    await world.deliver(call(1));
    await work();
    const text = String(posted()[0]?.['text']);
    await world.deliver(task('add', { text, updated_at: NOON }));
    expect(await states()).toEqual(['open']);
    expect(await world.em().count(Activity, { kind: 'task.created' })).toBe(0);
    expect(posted()).toHaveLength(1);
  });

  it('refused by the CRM: failed, and the admins know', async () => {
    world.answer = ({ method }) => (method === 'POST' ? { status: 402, body: { title: 'Payment required', status: 402 } } : undefined);
    await world.deliver(call(1));
    await work();
    expect(await callbacks()).toMatchObject([{ state: 'failed', error: 'payment_required' }]);
    expect(await world.em().find(Notification, { kind: 'callback_failed' })).toHaveLength(1);
    expect((await kinds()).at(-1)).toBe('callback.failed');
    await world.deliver(call(2, { at: 90 }));
    expect(await states()).toEqual(['failed', 'planned']);
  });

  it('is tried again when the CRM is ill, and found instead of written twice', async () => {
    let made = false;
    world.answer = ({ method, body }) => {
      if (method === 'POST') {
        made = true;
        return new Error('socket hang up');
      }
      if (!made) return undefined;
      const sent = (body ?? {}) as object;
      return { status: 200, body: { _embedded: { tasks: [{ id: 900, text: expectedText, complete_till: NOON + 1800, created_at: NOON, ...sent }] } } };
    };
    const expectedText = `Call back: ${PHONE}. They called and nobody answered.`;
    await world.deliver(call(1));
    await expect(work()).rejects.toMatchObject({ name: 'Retry' });
    expect(await states()).toEqual(['planned']);
    await work();
    expect(await callbacks()).toMatchObject([{ state: 'open', taskCrmId: '900' }]);
    expect(posted()).toHaveLength(1);
  });

  it('that cannot be written in all its tries is given up loudly', async () => {
    world.answer = ({ method }) => (method === 'POST' ? { status: 503, body: {} } : undefined);
    await world.deliver(call(1));
    await work({ lastAttempt: true });
    expect(await callbacks()).toMatchObject([{ state: 'failed', error: 'unreachable' }]);
  });
});

describe('the settings', () => {
  const set = (values: Record<string, unknown>) => world.run(({ settings }) => settings.put('callbacks', values));

  it('switched off: nobody is asked to call back, the missed call is told all the same', async () => {
    await set({ enabled: false });
    await world.deliver(call(1));
    expect(await states()).toEqual([]);
    expect(await world.em().count(Notification, { kind: 'call_missed' })).toBe(1);
  });

  it('switched off while it waits: not needed', async () => {
    await world.deliver(call(1));
    await set({ enabled: false });
    await work();
    expect(await states()).toEqual(['not_needed']);
    expect(posted()).toEqual([]);
  });

  it('give the words and the deadline', async () => {
    await set({ text: 'Ring {{name}} on {{ phone }}', dueInMinutes: 90 });
    await world.deliver(contact, call(1, { on: { type: 1, id: 71 } }));
    await work();
    expect(posted()).toMatchObject([{ text: `Ring Inés Mora on ${PHONE}`, complete_till: NOON + 5400 }]);
  });

  it('move the deadline past quiet hours over midnight, in the account’s time zone', async () => {
    // 20:45 in Madrid; the default quiet hours begin at 20:00 and end at 09:00.
    world.now = new Date('2026-11-18T19:45:00Z');
    await world.deliver(call(1, { at: Date.parse('2026-11-18T19:45:00Z') / 1000 - NOON }));
    expect((await callbacks())[0]?.dueAt).toEqual(new Date('2026-11-19T08:00:00Z'));
  });
});
