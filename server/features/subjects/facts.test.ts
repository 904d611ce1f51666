/** What is known around an event, read in one statement, whatever the event names. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createAccount } from '../../db/testing.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { Contact, Lead } from '../crm/entities.ts';
import { type Body, HookWorld } from '../hooks/hook-world.testing.ts';
import { type StoredFacts } from './schema.ts';

const NOON = 1_795_003_200;

let world: HookWorld;
beforeAll(async () => {
  world = await HookWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  await world.run(({ crm }) =>
    crm.saveAccount({
      id: world.account.crmId,
      name: 'x',
      subdomain: 'x',
      users: [],
      pipelines: [
        {
          id: '5',
          name: 'Sales',
          main: true,
          sort: 1,
          stages: [
            { id: '11', name: 'New', kind: 'open', sort: 1 },
            { id: '142', name: 'Won', kind: 'won', sort: 2 },
          ],
        },
      ],
    }),
  );
});

const account = (): { id: string } => ({ id: world.account.crmId });
const lead = (id: number, parts: Body = {}, verb = 'add'): Body => ({
  account: account(),
  leads: {
    [verb]: [
      { id, name: `Lead ${id}`, price: 300, pipeline_id: 5, status_id: 11, responsible_user_id: 2, created_at: NOON - 900, updated_at: NOON - 900, ...parts },
    ],
  },
});
const contact = (id: number): Body => ({
  account: account(),
  contacts: {
    add: [
      {
        id,
        type: 'contact',
        name: 'Inés Mora',
        created_at: NOON - 2000,
        updated_at: NOON - 2000,
        custom_fields: [{ id: 1, name: 'Phone', code: 'PHONE', values: [{ value: '+34 600 11 22 33', enum: 2 }] }],
      },
    ],
  },
});
const message = (id: string, leadId: number, text = 'Hi', at = 0): Body => ({
  account: account(),
  message: {
    add: [
      {
        id,
        chat_id: 'c-1',
        talk_id: 40,
        contact_id: 71,
        text,
        created_at: NOON + at,
        element_type: 2,
        element_id: leadId,
        entity_type: 'lead',
        entity_id: leadId,
        type: 'incoming',
        origin: 'telegram',
        author: { id: 'a', type: 'external', name: 'Inés' },
      },
    ],
  },
});

const read = async (event: Partial<DomainEvent>): Promise<StoredFacts | undefined> => {
  const whole = { at: '2026-11-18T12:00:00.000Z', actor: { kind: 'unknown' }, data: { id: '1' }, ...event } as DomainEvent;
  return world.run(async ({ subjects, em }) => (await subjects.read(em.fork(), [whole])).facts[0]);
};

async function story(): Promise<void> {
  await world.deliver(contact(71), lead(70), lead(69, { status_id: 142, price: 500, created_at: NOON - 5000 }));
  await world.em().nativeUpdate(Lead, { crmId: { $in: ['69', '70'] } }, { contactCrmId: '71' });
  await world.deliver(message('m-1', 70), message('m-2', 70, 'Hello?', 5));
}

describe('the facts', () => {
  it('of a message are its lead, contact, talk and what went before', async () => {
    await story();
    const facts = await read({ name: 'message.received', subject: 'message:m-2', data: { id: 'm-2', leadId: '70', talkId: '40', contactId: '71' } as never });
    expect(facts?.lead).toMatchObject({
      id: '70',
      name: 'Lead 70',
      price: 300,
      pipelineId: '5',
      stageId: '11',
      stageKind: 'open',
      responsibleId: '2',
      contactIds: ['71'],
      sources: ['telegram'],
      openTasks: 0,
    });
    expect(new Date(facts?.lead?.stageEnteredAt ?? '')).toEqual(new Date((NOON - 900) * 1000));
    expect(facts?.contact).toMatchObject({ id: '71', name: 'Inés Mora', phones: ['+34 600 11 22 33'] });
    expect(facts?.talk).toMatchObject({ id: '40', origin: 'telegram', open: true });
    expect(new Date(facts?.talk?.lastInAt ?? '')).toEqual(new Date((NOON + 5) * 1000));
    expect(facts?.history).toMatchObject({ leads: 2, openLeads: 1, wonLeads: 1, lostLeads: 0, spent: 500, messagesIn: 2, messagesOut: 0 });
  });

  it.each<[string, Partial<DomainEvent>, object]>([
    ['a talk', { name: 'talk.closed', subject: 'talk:40', data: { id: '40' } as never }, { lead: { id: '70' }, contact: { id: '71' }, talk: { id: '40' } }],
    [
      'a contact: the newest lead of theirs',
      { name: 'contact.updated', subject: 'contact:71', data: { id: '71' } as never },
      { lead: { id: '70' }, contact: { id: '71' } },
    ],
    ['a lead: its talk', { name: 'lead.updated', subject: 'lead:70', data: { id: '70' } as never }, { lead: { id: '70' }, talk: { id: '40' } }],
    [
      'a note on a lead',
      { name: 'note.added', subject: 'note:9', data: { id: '9', entity: 'lead:69' } as never },
      { lead: { id: '69', stageKind: 'won' }, contact: { id: '71' } },
    ],
    [
      'what nobody knows',
      { name: 'lead.updated', subject: 'lead:404', data: { id: '404' } as never },
      { lead: null, contact: null, talk: null, history: null },
    ],
  ])('of %s', async (_, event, expected) => {
    await story();
    expect(await read(event)).toMatchObject(expected);
  });

  it('hold the tasks of the lead', async () => {
    await world.deliver(lead(70), {
      account: account(),
      task: { add: [{ id: 900, element_id: 70, element_type: 2, text: 'x', status: 0, complete_before: NOON + 600, created_at: NOON, updated_at: NOON }] },
    });
    const facts = await read({ name: 'task.created', subject: 'task:900', data: { id: '900', entity: 'lead:70' } as never });
    expect(facts).toMatchObject({ task: { id: '900', text: 'x', completed: false }, lead: { id: '70', openTasks: 1 } });
    expect(new Date(facts?.lead?.nextTaskDueAt ?? '')).toEqual(new Date((NOON + 600) * 1000));
  });

  it('come in the order of the events, many at once', async () => {
    await story();
    const event = (id: string): DomainEvent =>
      ({ name: 'lead.updated', subject: `lead:${id}`, at: '2026-11-18T12:00:00.000Z', actor: { kind: 'unknown' }, data: { id } }) as DomainEvent;
    const { facts } = await world.run(({ subjects, em }) => subjects.read(em.fork(), ['69', '404', '70', '69'].map(event)));
    expect(facts.map((one) => one.lead?.id ?? null)).toEqual(['69', null, '70', '69']);
  });

  it('never come from another account with the same ids', async () => {
    await story();
    const theirs = await createAccount(world.db, { crmId: '999', subdomain: 'other', host: 'other.kommo.com' });
    const em = world.db.tenancy.forAccount(theirs.id);
    em.create(Lead, { accountId: theirs.id, crmId: '70', name: 'canary', contactCrmId: '71', stamps: {}, tags: [], fields: [] });
    em.create(Contact, { accountId: theirs.id, crmId: '71', name: 'canary', stamps: {}, tags: [], fields: [], phones: [], emails: [] });
    await em.flush();
    const facts = await read({ name: 'lead.updated', subject: 'lead:70', data: { id: '70' } as never });
    expect(JSON.stringify(facts)).not.toContain('canary');
    expect(facts?.lead?.name).toBe('Lead 70');
  });
});

it('before something acts on them, cards are read from the CRM: a hook may be old', async () => {
  await world.deliver(lead(70));
  world.now = new Date((NOON + 60) * 1000);
  world.answer = ({ path }) =>
    path.startsWith('/api/v4/leads/70')
      ? {
          status: 200,
          body: { id: 70, name: 'As it is', price: 999, pipeline_id: 5, status_id: 142, responsible_user_id: 2, created_at: NOON - 900, updated_at: NOON + 30 },
        }
      : undefined;
  const event = { name: 'lead.updated', subject: 'lead:70', at: '2026-11-18T12:00:00.000Z', actor: { kind: 'unknown' }, data: { id: '70' } } as DomainEvent;
  const ask = () => world.run(({ subjects, em }) => subjects.facts(em.fork(), event, { now: world.now }));
  expect((await ask()).lead).toMatchObject({ name: 'As it is', price: 999, stageKind: 'won' });
  const reads = world.calls.length;
  await ask();
  expect(world.calls).toHaveLength(reads);
});

describe('since when a lead is on its stage', () => {
  const move = (from: number, to: number, at: number): Body => ({
    account: account(),
    leads: {
      status: [
        { id: 70, name: 'x', pipeline_id: 5, status_id: to, old_status_id: from, created_at: NOON - 900, updated_at: NOON + at, last_modified: NOON + at },
      ],
    },
  });

  it.each([
    ['as they come', () => [move(11, 12, 1), move(12, 13, 2), move(13, 12, 3)]],
    ['backwards', () => [move(13, 12, 3), move(12, 13, 2), move(11, 12, 1)]],
    ['mixed', () => [move(12, 13, 2), move(13, 12, 3), move(11, 12, 1)]],
  ])('is told by the newest move: hooks %s', async (_, hooks) => {
    for (const hook of hooks()) await world.deliver(hook);
    expect((await world.em().findOneOrFail(Lead, { crmId: '70' })).stageEnteredAt).toEqual(new Date((NOON + 3) * 1000));
  });
});
