import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { type Body, HookWorld } from '../hooks/hook-world.testing.ts';
import { Talk, TalkNote } from './entities.ts';

const AT = 1_795_003_200;

let world: HookWorld;
beforeAll(async () => {
  world = await HookWorld.open();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const message = (id: string, talk: number): Body => ({
  message: {
    add: [
      {
        id,
        chat_id: 'c1',
        talk_id: talk,
        contact_id: 71,
        entity_type: 'lead',
        entity_id: 70,
        type: 'incoming',
        text: 'Is it in stock?',
        created_at: AT,
        author: { id: 'x', type: 'external', name: 'Inés' },
      },
    ],
  },
});
const task = (action: string, more: Body = {}): Body => ({
  task: {
    [action]: [
      {
        id: 9,
        element_id: 70,
        element_type: 2,
        text: 'Send the invoice',
        status: 0,
        created_at: AT + 10,
        updated_at: AT + 10,
        complete_before: AT + 3600,
        ...more,
      },
    ],
  },
});
const call = (id: number, more: object, on: Body = { element_id: 71, element_type: 1 }): Body => ({
  contacts: {
    note: [
      {
        type: 'contact',
        note: { id, note_type: 10, text: JSON.stringify({ PHONE: '+34600112233', ...more }), created_at: AT + 30, updated_at: AT + 30 + id, ...on },
      },
    ],
  },
});

const notes = async (talk = '500') => {
  const { id } = await world.em().findOneOrFail(Talk, { crmId: talk });
  return world.run(({ talkNotes }) => talkNotes.list(id, { limit: 50 }));
};

it('tasks of the lead and calls of the contact are shown in their talks, once, newest first', async () => {
  await world.deliver(message('m1', 500), message('m2', 501));
  const done = task('update', { status: 1, action_close: 1, updated_at: AT + 50, result: { id: 1, text: 'Paid' } });
  await world.deliver(task('add'), call(31, { DURATION: 61 }), call(31, { DURATION: 61 }), done, done);
  const { items } = await notes();
  expect(items.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['task_completed', 'task:9'],
    ['call', 'call:31'],
    ['task_created', 'task:9'],
  ]);
  expect(items[0]?.data).toMatchObject({ text: 'Send the invoice', result: 'Paid' });
  expect(items[1]?.data).toMatchObject({ direction: 'in', duration: 61, phone: '+34600112233', recordingUrl: null });
  expect((await notes('501')).items).toHaveLength(3);
});

it('a recording that comes later is put into the note that is there', async () => {
  await world.deliver(message('m1', 500), call(31, { DURATION: 61 }));
  const later = call(31, { DURATION: 61, LINK: 'https://rec.example/31.mp3' }, { element_id: 71, element_type: 1, updated_at: AT + 900 });
  await world.deliver(later);
  expect((await notes()).items).toMatchObject([{ kind: 'call', data: { recordingUrl: 'https://rec.example/31.mp3' } }]);
});

it('a call nobody took, and tasks of others, leave no note', async () => {
  await world.deliver(message('m1', 500), call(31, { DURATION: 0 }), task('add', { element_id: 999 }), task('add', { id: 10, element_id: 0, element_type: 0 }));
  expect(await world.em().count(TalkNote, {})).toBe(0);
});

it('the model is told of them as data, in the account’s time', async () => {
  await world.deliver(message('m1', 500), task('add'), call(31, { DURATION: 61 }));
  const { id } = await world.em().findOneOrFail(Talk, { crmId: '500' });
  const context = await world.run(({ replyContext }) => replyContext.read(id, null));
  expect(context.events).toEqual([
    { name: '2026-11-18 13:00', value: 'task for us: Send the invoice (due 2026-11-18 14:00)' },
    { name: '2026-11-18 13:00', value: 'the customer called, 61 s' },
  ]);
  expect(context.sources).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ claim: true, evidence: { kind: 'crm', id: 'task:9', field: 'task_created', title: 'task_created' } }),
      expect.objectContaining({ claim: false, evidence: { kind: 'crm', id: 'call:31', field: 'call', title: 'call' } }),
    ]),
  );
});
