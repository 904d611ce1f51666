import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, startHarness } from '../testing.ts';
import { type Lead } from '../types.ts';

const CARDS = ['lead', 'contact', 'company'].flatMap((name) => ['add', 'update', 'delete', 'restore', 'responsible', 'note'].map((verb) => `${verb}_${name}`));
const OTHERS = ['add_task', 'update_task', 'delete_task', 'responsible_task', 'add_unsorted', 'update_unsorted', 'delete_unsorted', 'add_chat_template_review'];
const IVAN = 10431299;
const NADIA = 10431207;

/** Keys of a body without indices, in their order, below the first two brackets. */
const keysOf = (body: string, prefix: string): string[] => {
  const keys = body.split('&').map((pair) => decodeURIComponent(pair.split('=')[0] ?? ''));
  const own = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length).replaceAll(/\[\d+\]/g, '[]'));
  return [...new Set(own)];
};

describe('acts', () => {
  let harness: Harness;
  let seen = 0;
  beforeEach(async () => {
    seen = 0;
    harness = await startHarness();
    const { access_token: token } = await harness.connect();
    await harness.api('/api/v4/webhooks', { method: 'POST', token, body: { destination: `${harness.product.url}/h/`, settings: [...CARDS, ...OTHERS] } });
  });
  afterEach(() => harness.stop());

  /** What the act answers and the bodies it caused, in the order of their kinds. */
  const act = async (kind: string, body: Record<string, unknown>, hooks: number): Promise<{ answer: Record<string, unknown>; bodies: string[] }> => {
    harness.clock.ms += 1000;
    const answer = await harness.act({ kind, ...body });
    expect(answer).not.toHaveProperty('error');
    const received = await harness.product.until(seen + hooks);
    await expect.poll(() => harness.platform.state.data.deliveries.size).toBe(0);
    const bodies = received.slice(seen).map((one) => one.body);
    seen += bodies.length;
    expect(bodies).toHaveLength(hooks);
    return { answer, bodies };
  };
  const fields = (body = ''): Record<string, string> => Object.fromEntries(new URLSearchParams(body));
  const lead = (): Lead => {
    const found = [...harness.platform.state.data.leads.values()].find(({ status_id }) => status_id === 66710305);
    if (!found) throw new Error('no such lead');
    return found;
  };

  it('contacts and companies: one key in the body, told apart by type', async () => {
    const { answer } = await act('contact', { name: 'Marta Vidal', phone: '+551190000' }, 1);
    const contactId = Number(answer['contactId']);
    const handed = await act('contact_update', { contactId, responsibleUserId: IVAN }, 2);
    const owners = handed.bodies.map((body) => fields(body)['contacts[update][0][old_responsible_user_id]']);
    expect([...owners.filter((owner) => owner !== undefined), owners.length]).toEqual([String(NADIA), 2]);
    const gone = await act('contact_delete', { contactId }, 1);
    expect(keysOf(gone.bodies[0] ?? '', 'contacts[delete][0]')).toEqual(['[id]', '[type]']);
    const back = await act('contact_restore', { contactId }, 1);
    expect(keysOf(back.bodies[0] ?? '', 'contacts[restore][0]')).toEqual([
      '[id]',
      '[name]',
      '[responsible_user_id]',
      '[date_create]',
      '[last_modified]',
      '[created_user_id]',
      '[modified_user_id]',
      '[account_id]',
      '[custom_fields][][id]',
      '[custom_fields][][name]',
      '[custom_fields][][values][][value]',
      '[custom_fields][][values][][enum]',
      '[custom_fields][][code]',
      '[created_at]',
      '[updated_at]',
      '[type]',
    ]);
    const firm = await act('company', { name: 'Fern' }, 1);
    const companyId = firm.answer['companyId'];
    expect(fields(firm.bodies[0])['contacts[add][0][type]']).toBe('company');
    await act('company_update', { companyId, name: 'Fern & Pine' }, 1);
    expect(fields((await act('company_delete', { companyId }, 1)).bodies[0])['contacts[delete][0][type]']).toBe('company');
    await act('company_restore', { companyId }, 1);
    expect(await harness.act({ kind: 'company_restore', companyId })).toEqual({ error: 'this company is not in the bin' });
    expect(await harness.act({ kind: 'contact_update', contactId: 1 })).toEqual({ error: 'there is no such contact' });
  });

  it('tasks: closed from the list tells twice, from the card once; deletion tells the id alone', async () => {
    const leadId = lead().id;
    const made = await act('task', { leadId, text: 'Ring', taskTypeId: 2 }, 1);
    const taskId = Number(made.answer['taskId']);
    const changed = await act('task_update', { taskId, text: 'Ring back' }, 1);
    expect(fields(changed.bodies[0])).toMatchObject({ 'task[update][0][old_text]': 'Ring', 'task[update][0][action_close]': '0' });
    const owner = lead().responsible_user_id === IVAN ? NADIA : IVAN;
    const handed = await act('task_update', { taskId, responsibleUserId: owner }, 2);
    expect(fields(handed.bodies[0])).toMatchObject({ 'task[update][0][main_user]': String(owner), 'task[update][0][modified_by]': String(NADIA) });
    const closed = await act('task_complete', { taskId, result: 'Talked', from: 'list' }, 2);
    const rows = closed.bodies.map(fields).toSorted((a, b) => Number(b['task[update][0][action_close]']) - Number(a['task[update][0][action_close]']));
    expect(rows.map((row) => [row['task[update][0][action_close]'], row['task[update][0][result][text]']])).toEqual([
      ['1', undefined],
      ['0', 'Talked'],
    ]);
    expect(rows[1]).not.toHaveProperty('task[update][0][old_text]');
    const alone = await act('task', { alone: true, text: 'Weekly report' }, 1);
    expect(fields(alone.bodies[0])).toMatchObject({ 'task[add][0][element_id]': '0', 'task[add][0][element_type]': '0' });
    expect(keysOf((await act('task_delete', { taskId }, 1)).bodies[0] ?? '', 'task[delete][0]')).toEqual(['[id]']);
    expect(await harness.act({ kind: 'task_complete', taskId })).toEqual({ error: 'there is no such task' });
  });

  it('notes, files, messages by SMS and calls, on whom they belong to', async () => {
    const leadId = lead().id;
    const [contactId] = lead().contact_ids;
    const file = fields((await act('note', { leadId, file: 'scan.jpg' }, 1)).bodies[0]);
    expect(file['leads[note][0][note][text]']).toBe('scan.jpg');
    expect(file['leads[note][0][note][attachement]']).toMatch(/^drive\/[0-9a-f-]{36}\/[0-9a-f-]{36}\/scan\.jpg$/);
    const sms = fields((await act('sms', { contactId, text: 'At 5' }, 1)).bodies[0]);
    expect(sms).toMatchObject({ 'contacts[note][0][note][note_type]': '102', 'contacts[note][0][type]': 'contact' });
    expect(JSON.parse(sms['contacts[note][0][note][text]'] ?? '')).toEqual({ TEXT: 'At 5', PHONE: expect.stringMatching(/^\+/) as string });
    const missed = await act('missed_call', { contactId, on: 'contact' }, 1);
    const row = fields(missed.bodies[0]);
    expect(row).toMatchObject({
      'contacts[note][0][note][note_type]': '10',
      'contacts[note][0][note][element_type]': '1',
      'contacts[note][0][note][metadata]': '',
    });
    expect(JSON.parse(row['contacts[note][0][note][text]'] ?? '')).toMatchObject({ LINK: '', DURATION: 0, call_status: 6 });
    const answered = await act('call', { leadId, direction: 'outbound', duration: 120 }, 1);
    const call = fields(answered.bodies[0]);
    expect(call['leads[note][0][note][note_type]']).toBe('11');
    expect(JSON.parse(call['leads[note][0][note][text]'] ?? '')).toMatchObject({
      LINK: expect.stringMatching(/^https:.*\.mp3$/) as string,
      DURATION: 120,
      call_status: 4,
    });
    expect(harness.platform.state.data.notes.get(Number(answered.answer['noteId']))?.params).toMatchObject({
      duration: 120,
      link: expect.any(String) as string,
    });
  });

  it('incoming leads: a form and a strange number; accepted, declined, told again', async () => {
    const form = await act('unsorted_form', { name: 'Marta', phone: '+5511900000001', text: 'A grinder' }, 2);
    const added = fields(form.bodies.find((body) => body.includes('unsorted')));
    expect(added).toMatchObject({
      'unsorted[add][0][category]': 'forms',
      'unsorted[add][0][source_data][data][name_1][value]': 'Marta',
      'unsorted[add][0][source_data][data][911806_1][value]': '+5511900000001',
      'unsorted[add][0][data][leads][0][name]': 'A grinder',
      'unsorted[add][0][lead_id]': String(form.answer['leadId']),
    });
    const again = fields((await act('unsorted_update', { leadId: form.answer['leadId'] }, 1)).bodies[0]);
    expect(again).toMatchObject({ 'unsorted[update][0][source_data][form_name]': 'Ask for a price', 'unsorted[update][0][data][leads][0][name]': 'A grinder' });
    const accepted = await act('accept_unsorted', { leadId: form.answer['leadId'] }, 3);
    expect(accepted.bodies.map(fields).find((body) => 'unsorted[delete][0][action]' in body)).toMatchObject({ 'unsorted[delete][0][action]': 'accept' });
    const call = await act('unsorted_call', { phone: '+55 11 90000 0002' }, 1);
    expect(fields(call.bodies[0])).toMatchObject({ 'unsorted[add][0][category]': 'sip', 'unsorted[add][0][source_data][from]': '5511900000002' });
    const declined = await act('decline_unsorted', { leadId: call.answer['leadId'] }, 1);
    expect(fields(declined.bodies[0])).toMatchObject({
      'unsorted[delete][0][action]': 'decline',
      'unsorted[delete][0][decline_result][leads][0]': String(call.answer['leadId']),
      'unsorted[delete][0][category]': 'sip',
    });
  });

  it('products, found by their code; a template review without entity and account', async () => {
    const made = await act('product', { name: 'Knock box', sku: 'ACC-BOX', price: 35 }, 1);
    expect(fields(made.bodies[0])).toMatchObject({ 'catalogs[add][0][name]': 'Knock box', 'catalogs[add][0][custom_fields][1][values][0][value]': '35' });
    const cheaper = await act('product_update', { sku: 'ACC-BOX', price: 32 }, 1);
    expect(fields(cheaper.bodies[0])['catalogs[update][0][custom_fields][1][values][0][value]']).toBe('32');
    const gone = await act('product_delete', { elementId: made.answer['elementId'] }, 1);
    expect(keysOf(gone.bodies[0] ?? '', 'catalogs[delete][0]')).toEqual(['[id]', '[catalog_id]', '[type]']);
    expect(await harness.act({ kind: 'product_update', sku: 'ACC-BOX', price: 1 })).toEqual({ error: 'there is no such product' });
    const review = await act('template_review', { name: 'reminder', status: 'rejected', reason: 'Too long' }, 1);
    expect(fields(review.bodies[0])).toMatchObject({ 'add[0][name]': 'reminder', 'add[0][reviews][0][status]': 'rejected', 'add[0][is_on_review]': '0' });
    expect(review.bodies[0]).not.toContain('account%5B');
  });

  it('the trigger of a stage sends its own thin body', async () => {
    const { id, status_id, pipeline_id } = lead();
    const { bodies } = await act('digital_pipeline', { leadId: id, trigger: 'status', oldStatusId: 66710309 }, 1);
    expect(decodeURIComponent(bodies[0] ?? '')).toBe(
      `leads[status][0][id]=${id}&leads[status][0][status_id]=${status_id}&leads[status][0][pipeline_id]=${pipeline_id}&leads[status][0][old_status_id]=66710309&leads[status][0][old_pipeline_id]=${pipeline_id}&account[id]=31990217&account[subdomain]=lumenpark`,
    );
    expect(await harness.act({ kind: 'digital_pipeline', leadId: id, trigger: 'dance' })).toHaveProperty('error');
  });
});
