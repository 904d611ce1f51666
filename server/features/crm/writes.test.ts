/** Changes through the host and the plugin into the local Kommo: the same key is one effect, also when the answer is lost. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { type Change, type ChangeBody } from '../../sdk/changes.ts';
import { type Receipt } from '../../sdk/types.ts';
import { SyncWorld } from '../sync/testing.ts';

let db: TestDatabase;
let world: SyncWorld;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = await SyncWorld.start(db);
});
afterEach(() => world.stop());

let keys = 0;
const once = (body: ChangeBody): Change => ({ key: `w-${(keys += 1)}`, ...body }) as Change;
const write = (change: Change): Promise<Receipt> => world.cradle.host.write(world.accountId, change);
/** The work is done and its answer never comes; then the same key again. */
async function lost(change: Change, path: string): Promise<Receipt> {
  await world.kommo.act({ kind: 'fault', on: 'api', path, drop: true });
  await expect(write(change)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
  return write(change);
}
const writes = (path: string) => world.kommoData.ledger.filter((entry) => entry.method !== 'GET' && entry.path.startsWith(path));
const aLead = () => {
  const lead = [...world.kommoData.leads.values()].find(({ status_id }) => status_id === 66710305);
  if (!lead) throw new Error('no such lead');
  return lead;
};

describe('writing into Kommo', () => {
  it('changes every kind of field and the rest of a lead, whatever becomes of the answer', async () => {
    const lead = aLead();
    const change = once({
      kind: 'update_card',
      subject: `lead:${lead.id}`,
      values: {
        name: 'Повторно',
        price: 640,
        pipelineId: '8120445',
        stageId: '143',
        lossReasonId: '9914474',
        responsibleId: '10431299',
        addTags: ['вернуть'],
        fields: [
          { id: '914410', values: ['Grinder'] },
          { id: '914412', enums: ['652140', '652144'] },
          { id: '914416', values: ['Office'] },
          { id: '914404', values: ['750'] },
          { id: '914406', values: ['true'] },
          { id: '914408', values: ['2026-02-01'] },
        ],
      },
    });
    // The types of fields are read first: that answer is not the one that is lost.
    expect(await lost(change, `/api/v4/leads/${lead.id}`)).toMatchObject({ id: String(lead.id), via: 'leads_api' });
    expect(lead).toMatchObject({ name: 'Повторно', price: 640, status_id: 143, loss_reason_id: 9914474, responsible_user_id: 10431299 });
    const values = Object.fromEntries(lead.custom_fields.map((field) => [field.field_id, field.values.map(({ value }) => value)]));
    expect(values).toMatchObject({
      914410: ['Grinder'],
      914412: ['Espresso', 'Filter'],
      914416: ['Office'],
      914404: ['750'],
      914406: [true],
      914408: [Date.UTC(2026, 1, 1) / 1000],
    });
    expect(await write(change)).toMatchObject({ id: String(lead.id) });
    expect(writes(`/api/v4/leads/${lead.id}`)).toHaveLength(2);
  });

  it('gives a contact another phone', async () => {
    const [contact] = world.kommoData.contacts.values();
    await write(once({ kind: 'update_card', subject: `contact:${contact?.id}`, values: { fields: [{ id: '911806', values: ['+34600000001'] }] } }));
    expect(contact?.custom_fields.find(({ field_id }) => field_id === 911806)?.values).toEqual([{ value: '+34600000001', enum_id: 641276, enum_code: 'WORK' }]);
  });

  it('makes one lead for one key, and another for another', async () => {
    const [contactId] = world.kommoData.contacts.keys();
    const body: ChangeBody = { kind: 'create_lead', contactId: String(contactId), values: { name: 'Again', addTags: ['repeat'] } };
    const named = () => [...world.kommoData.leads.values()].filter(({ name }) => name === 'Again').map(({ id }) => String(id));
    const first = await lost(once(body), '/api/v4/leads');
    expect(named()).toEqual([first.id]);
    const second = await lost(once(body), '/api/v4/leads');
    expect(named()).toEqual([first.id, second.id]);
  });

  it('completes a task and links a product once', async () => {
    const task = [...world.kommoData.tasks.values()].find(({ is_completed }) => !is_completed);
    await lost(once({ kind: 'complete_task', taskId: String(task?.id), result: 'Готово' }), '/api/v4/tasks');
    expect(task).toMatchObject({ is_completed: true, result: { text: 'Готово' } });
    const lead = aLead();
    await lost(once({ kind: 'link_product', leadId: String(lead.id), catalogId: '41122', productId: '547566', quantity: 2 }), '/api/v4/leads');
    expect(lead.elements).toEqual([{ id: 547566, catalog_id: 41122, quantity: 2 }]);
  });

  it('starts a bot at most once', async () => {
    const run = once({ kind: 'run_bot', subject: `lead:${aLead().id}`, botId: '74012' });
    await expect(lost(run, '/api/v4/bots')).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    expect(writes('/api/v4/bots')).toHaveLength(1);
    expect(await write(once({ kind: 'run_bot', subject: `lead:${aLead().id}`, botId: '74018' }))).toMatchObject({ via: 'bots_api' });
  });

  it.each<[ChangeBody, string]>([
    [{ kind: 'run_bot', subject: 'lead:1', botId: '74012' }, 'invalid'],
    [{ kind: 'run_bot', subject: 'lead:1', botId: '1' }, 'not_found'],
    [{ kind: 'update_card', subject: 'lead:1', values: { price: 1 } }, 'not_found'],
    [{ kind: 'update_card', subject: 'contact:1', values: { name: 'x' } }, 'not_found'],
    [{ kind: 'complete_task', taskId: '1' }, 'not_found'],
    [{ kind: 'create_lead', values: { name: 'x', pipelineId: '1', stageId: '1' } }, 'invalid'],
    [{ kind: 'link_product', leadId: '1', catalogId: '41122', productId: '1', quantity: 1 }, 'not_found'],
  ])('refuses for good: %j', async (body, code) => {
    await expect(write(once(body))).rejects.toMatchObject({ name: 'Refuse', code });
  });
});
