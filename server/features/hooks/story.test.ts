/** Every kind of hook, through the real services: the state it leaves and the line it writes. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Activity } from '../activity/entities.ts';
import { Company, Contact, Customer, IncomingLead, Lead, Product, Task } from '../crm/entities.ts';
import { Pipeline } from '../crm/entities.ts';
import { type Body, HookWorld } from './hook-world.testing.ts';

const AT = 1_795_003_200;
const LATER = new Date((AT + 3600) * 1000);

let world: HookWorld;
beforeAll(async () => {
  world = await HookWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  world.now = LATER;
  const em = world.em();
  const stage = (id: string, name: string) => ({ id, name, kind: 'open' as const, sort: 1 });
  em.create(Pipeline, { accountId: world.account.id, crmId: '5', name: 'Sales', main: true, sort: 1, stages: [stage('10', 'New'), stage('11', 'Offer')] });
  await em.flush();
});

const lead = (action: string, more: Body = {}): Body => ({
  leads: {
    [action]: [
      {
        id: 70,
        name: 'Boots',
        status_id: 10,
        pipeline_id: 5,
        price: 120,
        responsible_user_id: 1,
        modified_user_id: 2,
        created_at: AT,
        updated_at: AT,
        ...more,
      },
    ],
  },
});
const person = (action: string, type: string, more: Body = {}): Body => ({
  contacts: { [action]: [{ id: 71, type, name: 'Inés', responsible_user_id: 1, created_user_id: 0, created_at: AT, updated_at: AT, ...more }] },
});
const task = (action: string, more: Body = {}): Body => ({
  task: { [action]: [{ id: 9, element_id: 70, element_type: 2, text: 'Send it', status: 0, created_user_id: 1, created_at: AT, updated_at: AT, ...more }] },
});

const lines = async () =>
  (await world.em().find(Activity, {}, { orderBy: { id: 'asc' } })).map(({ kind, actorName, leadCrmId, data }) => ({
    kind,
    actorName: actorName ?? null,
    leadCrmId: leadCrmId ?? null,
    data,
  }));
const last = async () => (await lines()).at(-1);

describe('leads', () => {
  it('a move names both stages and who moved it', async () => {
    await world.deliver(lead('add'), lead('status', { status_id: 11, old_status_id: 10, old_pipeline_id: 5, updated_at: AT + 5 }));
    expect(await last()).toEqual({ kind: 'lead.stage_changed', actorName: 'Rob Rep', leadCrmId: '70', data: { name: 'Boots', from: 'New', to: 'Offer' } });
    expect(await world.em().findOneOrFail(Lead, { crmId: '70' })).toMatchObject({ stageCrmId: '11', price: 120 });
  });

  it('a change of hands names both users', async () => {
    await world.deliver(lead('add'), lead('responsible', { responsible_user_id: 2, old_responsible_user_id: 1, updated_at: AT + 5 }));
    expect(await last()).toMatchObject({ kind: 'lead.responsible_changed', data: { from: 'Ada Admin', to: 'Rob Rep' } });
  });

  it('an update that says nothing new writes nothing; of many in one hook one line is written', async () => {
    await world.deliver(lead('add'), lead('update', { updated_at: AT + 1 }));
    expect((await lines()).map(({ kind }) => kind)).toEqual(['lead.created']);
    const rows = [1, 2, 3].map((id) => ({ id, name: `Lead ${id}`, updated_at: AT + 9 }));
    await world.deliver({ leads: { update: rows } });
    expect((await lines()).map(({ kind }) => kind)).toEqual(['lead.created', 'lead.updated']);
    expect(await world.em().count(Lead, {})).toBe(4);
  });

  it('an older hook changes nothing; what a body leaves out is kept', async () => {
    await world.deliver(
      lead('update', { name: 'New', updated_at: AT + 100, tags: [{ id: 1, name: 'vip' }] }),
      lead('update', { name: 'Old', updated_at: AT + 50 }),
    );
    await world.deliver({ leads: { update: [{ id: 70, price: 0, updated_at: AT + 200 }] } });
    expect(await world.em().findOneOrFail(Lead, { crmId: '70' })).toMatchObject({ name: 'New', price: 0, tags: ['vip'] });
  });

  it('deleted before it was created stays deleted, until it is restored', async () => {
    await world.deliver('leads[delete]=70', lead('add'), lead('update', { updated_at: AT + 3, name: 'Late' }));
    expect((await world.em().findOneOrFail(Lead, { crmId: '70' })).deletedAt).not.toBeNull();
    await world.deliver('leads[delete]=70');
    expect((await lines()).filter(({ kind }) => kind === 'lead.deleted')).toHaveLength(1);
    await world.deliver(lead('restore', { updated_at: AT + 60 }));
    expect((await world.em().findOneOrFail(Lead, { crmId: '70' })).deletedAt).toBeNull();
    expect((await lines()).filter(({ kind }) => kind === 'lead.restored')).toHaveLength(1);
  });

  it('deleted again right after its restore: the CRM is asked, and its answer counts', async () => {
    await world.deliver(lead('add'), 'leads[delete]=70', lead('restore', { updated_at: AT + 60 }));
    world.now = new Date(world.now.getTime() + 600_000);
    await world.deliver('leads[delete]=70');
    expect(await world.jobs('read-subject')).toMatchObject([{ subject: 'lead:70' }]);
    await world.run(({ crm }) => crm.refreshSubject('lead:70'));
    expect((await world.em().findOneOrFail(Lead, { crmId: '70' })).deletedAt).not.toBeNull();
  });

  it('two different bodies of one second are settled by a read, asked for once', async () => {
    await world.deliver(
      lead('add'),
      lead('update', { name: 'A', updated_at: AT + 5 }),
      lead('update', { name: 'Bee', updated_at: AT + 5 }),
      lead('update', { name: 'C', updated_at: AT + 5 }),
    );
    expect(await world.jobs('read-subject')).toEqual([{ accountId: world.account.id, subject: 'lead:70' }]);
  });

  it('a lead that is gone when it is read is marked deleted', async () => {
    await world.deliver(lead('add'));
    await world.run(({ crm }) => crm.refreshSubject('lead:70'));
    expect((await world.em().findOneOrFail(Lead, { crmId: '70' })).deletedAt).not.toBeNull();
  });
});

describe('the other nouns', () => {
  it.each([
    ['contact', Contact],
    ['company', Company],
  ] as const)('a %s under `contacts`, also without a name', async (type, entity) => {
    await world.deliver(person('add', type, { name: '' }), person('update', type, { updated_at: AT + 5 }), person('delete', type));
    expect((await lines()).map(({ kind }) => kind)).toEqual([`${type}.created`, `${type}.updated`, `${type}.deleted`]);
    expect(await world.em().find(entity as typeof Contact, {})).toMatchObject([{ name: 'Inés', deletedAt: expect.any(Date) }]);
  });

  it('customers', async () => {
    await world.deliver({ customers: { add: [{ id: 3, name: 'Again', updated_at: AT }] } }, { customers: { delete: [{ id: 3 }] } });
    expect((await lines()).map(({ kind }) => kind)).toEqual(['customer.created', 'customer.deleted']);
    expect(await world.em().find(Customer, {})).toMatchObject([{ name: 'Again', deletedAt: expect.any(Date) }]);
  });

  it('tasks, from their creation to their end', async () => {
    await world.deliver(
      lead('add'),
      task('add'),
      task('update', { text: 'Send it now', updated_at: AT + 1 }),
      task('update', { responsible_user_id: 2, old_responsible_user_id: 1, updated_at: AT + 2 }),
      task('update', { status: 1, action_close: 1, updated_at: AT + 3, text: 'Send it now' }),
      task('delete'),
    );
    const told = (await lines()).slice(1);
    expect(told.map(({ kind }) => kind)).toEqual(['task.created', 'task.updated', 'task.responsible_changed', 'task.completed', 'task.deleted']);
    expect(told[0]).toEqual({ kind: 'task.created', actorName: 'Ada Admin', leadCrmId: '70', data: { name: 'Boots', text: 'Send it' } });
    expect(told.find(({ kind }) => kind === 'task.responsible_changed')?.data).toMatchObject({ from: 'Ada Admin', to: 'Rob Rep' });
    expect(await world.em().find(Task, {})).toMatchObject([{ completed: true, completedAt: new Date((AT + 3) * 1000), deletedAt: expect.any(Date) }]);
  });

  it('incoming leads, with the lead and contact behind them', async () => {
    const asked = { uid: 'a1', category: 'forms', lead_id: 70, pipeline_id: 5, created_at: AT, data: { contacts: [{ id: 71 }] } };
    const verdict = { uid: 'a1', action: 'accept', created_at: AT + 9, modified_user_id: 2, accept_result: { leads: { 0: 70 }, contacts: { 0: 71 } } };
    await world.deliver({ unsorted: { delete: [verdict] } }, { unsorted: { add: [asked] } });
    expect(await world.em().find(IncomingLead, {})).toMatchObject([{ state: 'accepted', leadCrmId: '70', contactCrmId: '71', at: new Date(AT * 1000) }]);
    expect(await world.em().find(Lead, {})).toMatchObject([{ crmId: '70', contactCrmId: '71', pipelineCrmId: '5' }]);
    expect((await lines()).map(({ kind }) => kind)).toEqual(['incoming_lead.created', 'incoming_lead.accepted']);
  });

  it('products', async () => {
    const row = {
      id: 8,
      catalog_id: 77,
      name: 'Boots',
      type: 'catalog',
      created_at: AT,
      updated_at: AT,
      custom_fields: [{ id: 1, code: 'PRICE', values: [{ value: '89.50' }] }],
    };
    await world.deliver({ catalogs: { add: [row] } }, { catalogs: { delete: [{ id: 8, catalog_id: 77, type: 'catalog' }] } });
    expect(await world.em().find(Product, {})).toMatchObject([{ name: 'Boots', price: 89.5, deletedAt: expect.any(Date) }]);
    expect((await lines())[0]).toMatchObject({ kind: 'product.created', data: { name: 'Boots', price: 89.5 } });
  });

  it('notes, template reviews and triggers are told', async () => {
    await world.deliver(
      lead('add'),
      {
        leads: { note: [{ note: { id: 5, note_type: 4, element_id: 70, element_type: 2, text: 'a secret of the customer', created_at: AT, updated_at: AT } }] },
      },
      { add: [{ id: 6, name: 'Reminder', reviews: [{ id: 1, status: 'approved' }] }] },
      { leads: { chat: [{ id: 70, status_id: 11, pipeline_id: 5 }] } },
    );
    const told = (await lines()).slice(1);
    expect(told.map(({ kind, data }) => [kind, data])).toEqual([
      ['note.added', { name: 'Boots' }],
      ['template.reviewed', { name: 'Reminder', status: 'approved' }],
      ['pipeline.triggered', { name: 'Boots', type: 'chat' }],
    ]);
  });

  it('a message is told with the contact’s name, never with its text', async () => {
    const message = {
      id: 'm1',
      chat_id: 'c1',
      talk_id: 500,
      contact_id: 71,
      entity_type: 'lead',
      entity_id: 70,
      type: 'incoming',
      text: 'canary words',
      created_at: AT,
      author: { id: 'x', type: 'external', name: 'Inés' },
    };
    await world.deliver(person('add', 'contact'), { message: { add: [message] } }, { message: { add: [message] } });
    expect((await lines()).slice(1)).toEqual([{ kind: 'message.received', actorName: 'Inés', leadCrmId: '70', data: { name: 'Inés' } }]);
    expect(JSON.stringify(await lines())).not.toContain('canary');
  });
});

describe('bad input', () => {
  it.each([
    [
      'a date field as a scalar',
      'leads[update][0][id]=70&leads[update][0][updated_at]=1795003200&leads[update][0][custom_fields][0][id]=3&leads[update][0][custom_fields][0][values][0]=1729717200',
    ],
    ['a bare id', 'leads[add][0][id]=70'],
    ['numbers that are none', 'leads[update][0][id]=70&leads[update][0][price]=1e99&leads[update][0][updated_at]=never'],
    ['a price no column holds', 'leads[update][0][id]=70&leads[update][0][price]=999999999999999&leads[update][0][updated_at]=1795003200'],
    ['a task on nothing', 'task[add][0][id]=9'],
    ['a call without anything', 'leads[note][0][note][id]=5&leads[note][0][note][note_type]=10'],
    [
      'a call of absurd length',
      `leads[note][0][note][id]=5&leads[note][0][note][note_type]=10&leads[note][0][note][text]=${encodeURIComponent('{"DURATION":99999999999999,"call_status":88888888888}')}`,
    ],
    ['an incoming lead that is only declined', 'unsorted[delete][0][uid]=zz&unsorted[delete][0][action]=decline'],
    ['an unknown entity', 'planets[add][0][id]=1'],
    ['a name that is a prototype', 'leads[update][0][id]=70&leads[update][0][name]=__proto__&leads[update][0][tags][0][name]=constructor'],
    ['a NUL in a name', 'contacts[add][0][id]=7&contacts[add][0][name]=a%00b&contacts[add][0][type]=contact'],
  ])('%s', async (_, body) => {
    const [hook] = await world.deliver(body);
    expect(hook).toMatchObject({ state: 'done' });
  });
});
