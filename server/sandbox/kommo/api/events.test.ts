import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { deleteLead, restoreLead } from '../ops/leads.ts';
import { deletePerson, restorePerson } from '../ops/people.ts';
import { closeTalk } from '../ops/talks.ts';
import { deleteTask } from '../ops/tasks.ts';
import { type Harness, startHarness } from '../testing.ts';
import { type Contact, type Lead, type Task } from '../types.ts';

interface Event {
  type: string;
  entity_id: number;
  entity_type: string;
  created_by: number;
  created_at: number;
  value_after: unknown[];
  value_before: unknown[];
}

const NADIA = 10431207;
const IVAN = 10431299;

describe('events', () => {
  let harness: Harness;
  let token: string;
  beforeEach(async () => {
    harness = await startHarness();
    token = (await harness.connect()).access_token;
  });
  afterEach(() => harness.stop());

  const state = () => harness.platform.state;
  const send = async (method: string, path: string, body: unknown): Promise<Record<string, unknown>> => {
    const response = await harness.api(`/api/v4${path}`, { method, token, body });
    expect(response.status).toBeLessThan(300);
    return (await response.json()) as Record<string, unknown>;
  };
  /** Newest first, of this very second. */
  const events = async (filter = ''): Promise<Event[]> => {
    const response = await harness.api(`/api/v4/events?limit=100&filter[created_at][from]=${state().now()}${filter}`, { token });
    return response.status === 204 ? [] : ((await response.json()) as { _embedded: { events: Event[] } })._embedded.events;
  };
  const types = async (): Promise<string[]> => (await events()).map(({ type }) => type).toSorted();
  const later = (): void => {
    harness.clock.ms += 3000;
  };
  const someLead = (): Lead => {
    const lead = [...state().data.leads.values()].find(({ status_id }) => status_id === 66710305);
    if (!lead) throw new Error('no such lead');
    return lead;
  };
  const contactOf = (lead: Lead): Contact => {
    const contact = state().data.contacts.get(lead.contact_ids[0] ?? 0);
    if (!contact) throw new Error('no such contact');
    return contact;
  };

  it('tells each part of one change of a lead, with both values and its own second', async () => {
    const lead = someLead();
    const before = { ...lead };
    later();
    await send('PATCH', `/leads/${lead.id}`, {
      name: 'Renamed',
      price: 4321,
      status_id: 66710309,
      responsible_user_id: before.responsible_user_id === IVAN ? NADIA : IVAN,
      tags_to_add: [{ name: 'fresh' }],
      custom_fields_values: [{ field_id: 914404, values: [{ value: '750' }] }],
    });
    const all = await events();
    expect(new Set(all.map(({ created_at }) => created_at))).toEqual(new Set([state().now()]));
    expect(Object.fromEntries(all.map(({ type, value_after, value_before }) => [type, [value_before, value_after]]))).toEqual({
      name_field_changed: [[{ name_field_value: { name: before.name } }], [{ name_field_value: { name: 'Renamed' } }]],
      sale_field_changed: [[{ sale_field_value: { sale: before.price } }], [{ sale_field_value: { sale: 4321 } }]],
      lead_status_changed: [[{ lead_status: { id: 66710305, pipeline_id: 8120445 } }], [{ lead_status: { id: 66710309, pipeline_id: 8120445 } }]],
      entity_responsible_changed: [[{ responsible_user: { id: before.responsible_user_id } }], [{ responsible_user: { id: lead.responsible_user_id } }]],
      entity_tag_added: [[], [{ tag: { name: 'fresh' } }]],
      custom_field_914404_value_changed: [expect.anything(), [{ custom_field_value: { field_id: 914404, field_type: 2, enum_id: null, text: '750' } }]],
    });
    expect(all.every(({ entity_id, entity_type, created_by }) => entity_id === lead.id && entity_type === 'lead' && created_by === NADIA)).toBe(true);
    later();
    await send('PATCH', `/leads/${lead.id}`, { tags_to_delete: [{ name: 'fresh' }] });
    expect(await types()).toEqual(['entity_tag_deleted']);
  });

  it('tells of new entities, of what is attached, and of the bin', async () => {
    await send('POST', '/leads/complex', [{ name: 'C', _embedded: { contacts: [{ name: 'Ann' }], companies: [{ name: 'Firm' }] } }]);
    expect(await types()).toEqual(['company_added', 'contact_added', 'lead_added']);
    const lead = someLead();
    const stranger = [...state().data.contacts.values()].at(-1);
    later();
    await send('POST', `/leads/${lead.id}/link`, [{ to_entity_id: stranger?.id, to_entity_type: 'contacts' }]);
    expect(await events()).toMatchObject([
      { type: 'contact_linked', entity_id: lead.id, value_after: [{ link: { entity: { type: 'contact', id: stranger?.id } } }] },
    ]);
    later();
    const contact = contactOf(lead);
    deleteLead(state(), lead, IVAN);
    deletePerson(state(), contact, 'contact', IVAN);
    expect(await types()).toEqual(['contact_deleted', 'lead_deleted']);
    expect((await harness.api(`/api/v4/contacts/${contact.id}`, { token })).status).toBe(204);
    later();
    restoreLead(state(), lead, IVAN);
    expect(await (await harness.api(`/api/v4/leads/${lead.id}?with=contacts`, { token })).json()).toMatchObject({
      _embedded: { contacts: [{ id: stranger?.id, is_main: true }] },
    });
    restorePerson(state(), contact, 'contact', IVAN);
    expect((await events()).map(({ type, created_by }) => [type, created_by])).toEqual([
      ['contact_restored', IVAN],
      ['lead_restored', IVAN],
    ]);
  });

  it('tells the whole life of a task', async () => {
    const lead = someLead();
    const till = state().now() + 3600;
    later();
    await send('POST', '/tasks', [{ text: 'Ring', complete_till: till, entity_id: lead.id, entity_type: 'leads' }]);
    const [added] = await events();
    expect(added).toMatchObject({ type: 'task_added', entity_type: 'task', value_after: [{ task: { text: 'Ring' } }] });
    const task = state().data.tasks.get(added?.entity_id ?? 0) as Task;
    later();
    await send('PATCH', `/tasks/${task.id}`, { text: 'Ring back', complete_till: till + 60, task_type_id: 2, responsible_user_id: IVAN });
    expect(Object.fromEntries((await events()).map(({ type, value_before, value_after }) => [type, [...value_before, ...value_after]]))).toEqual({
      task_text_changed: [{ task: { text: 'Ring' } }, { task: { text: 'Ring back' } }],
      task_deadline_changed: [{ task_deadline: { timestamp: till } }, { task_deadline: { timestamp: till + 60 } }],
      task_type_changed: [{ task_type: { id: 1 } }, { task_type: { id: 2 } }],
      entity_responsible_changed: [{ responsible_user: { id: NADIA } }, { responsible_user: { id: IVAN } }],
    });
    later();
    await send('PATCH', `/tasks/${task.id}`, { is_completed: true, result: { text: 'Done' } });
    expect(await types()).toEqual(['task_completed', 'task_result_added']);
    later();
    deleteTask(state(), task, IVAN);
    expect(await types()).toEqual(['task_deleted']);
    expect((await harness.api(`/api/v4/tasks/${task.id}`, { token })).status).toBe(204);
  });

  it('tells of calls, notes and messages, the latter under the lead and found under the contact', async () => {
    const talk = [...state().data.talks.values()].find(({ is_in_work, entity_id }) => is_in_work && entity_id !== null);
    const leadId = talk?.entity_id ?? 0;
    later();
    await harness.act({ kind: 'missed_call', leadId });
    const [call] = await events();
    expect(call).toMatchObject({
      type: 'incoming_call',
      entity_id: leadId,
      entity_type: 'lead',
      created_by: 0,
      value_after: [{ note: { id: expect.any(Number) as number } }],
    });
    const { note } = (call?.value_after[0] ?? {}) as { note: { id: number } };
    expect(state().data.notes.get(note.id)).toMatchObject({ note_type: 'call_in', params: { duration: 0, link: '' } });
    later();
    await send('POST', `/leads/${leadId}/notes`, [{ note_type: 'common', params: { text: 'x' } }]);
    expect(await types()).toEqual(['common_note_added']);
    later();
    await harness.act({ kind: 'message', leadId, text: 'Hi' });
    await send('POST', `/talks/${talk?.talk_id}/send_message`, { text: 'Hello' });
    expect((await events()).map(({ type, entity_id, created_by }) => [type, entity_id, created_by])).toEqual([
      ['outgoing_chat_message', leadId, NADIA],
      ['incoming_chat_message', leadId, 0],
    ]);
    expect(await events(`&filter[entity]=contact&filter[entity_id][]=${talk?.contact_id}&filter[type][]=incoming_chat_message`)).toHaveLength(1);
    later();
    if (talk) closeTalk(state(), talk);
    expect(await types()).toEqual(['talk_closed']);
  });

  it('filters by the new stage and by the new owner', async () => {
    const lead = someLead();
    later();
    await send('PATCH', `/leads/${lead.id}`, { status_id: 66710309, responsible_user_id: 10431344 });
    const stage = (id: number): string =>
      `&filter[value_after][leads_statuses][0][pipeline_id]=8120445&filter[value_after][leads_statuses][0][status_id]=${id}`;
    expect(await events(stage(66710309))).toMatchObject([{ type: 'lead_status_changed' }]);
    expect(await events(stage(142))).toEqual([]);
    expect(await events('&filter[value_after][responsible_user_id]=10431344')).toMatchObject([{ type: 'entity_responsible_changed' }]);
    expect(await events('&filter[value_before][responsible_user_id]=10431344')).toEqual([]);
  });
});
