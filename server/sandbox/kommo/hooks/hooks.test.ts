import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, START, startHarness } from '../testing.ts';

const SECONDS = START / 1000;
const HEAD = 'account%5Bsubdomain%5D=lumenpark&account%5Bid%5D=31990217&account%5B_links%5D%5Bself%5D=https%3A%2F%2Flumenpark.kommo.com';

const fields = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

describe('hooks', () => {
  let harness: Harness;
  let token: string;
  beforeEach(async () => {
    harness = await startHarness();
    token = (await harness.connect()).access_token;
  });
  afterEach(() => harness.stop());

  const subscribe = (settings: string[]): Promise<Response> =>
    harness.api('/api/v4/webhooks', { method: 'POST', token, body: { destination: `${harness.product.url}/hooks/kommo/secret/`, settings } });
  const leadWithTalk = () => {
    const talk = [...harness.platform.state.data.talks.values()].find(({ origin, is_in_work }) => origin === 'waba' && is_in_work);
    if (!talk?.entity_id) throw new Error('the seed has no such talk');
    return talk;
  };

  it('sends an incoming message byte for byte like the platform', async () => {
    await subscribe(['add_message']);
    const talk = leadWithTalk();
    const contact = harness.platform.state.data.contacts.get(talk.contact_id);
    const author =
      [...harness.platform.state.data.messages.values()].find(({ talk_id, type }) => talk_id === talk.talk_id && type === 'incoming')?.author.id ?? '';
    const { messageId } = await harness.act({ kind: 'message', leadId: talk.entity_id, text: "Сколько стоит доставка? It's ~5 €!" });
    const [hook] = await harness.product.until(1);
    const row = 'message%5Badd%5D%5B0%5D%5B';
    expect(hook?.body).toBe(
      [
        HEAD,
        `${row}id%5D=${String(messageId)}`,
        `${row}chat_id%5D=${talk.chat_id}`,
        `${row}talk_id%5D=${talk.talk_id}`,
        `${row}contact_id%5D=${talk.contact_id}`,
        `${row}text%5D=%D0%A1%D0%BA%D0%BE%D0%BB%D1%8C%D0%BA%D0%BE+%D1%81%D1%82%D0%BE%D0%B8%D1%82+%D0%B4%D0%BE%D1%81%D1%82%D0%B0%D0%B2%D0%BA%D0%B0%3F+It%27s+%7E5+%E2%82%AC%21`,
        `${row}created_at%5D=${SECONDS}`,
        `${row}message_type%5D=text`,
        `${row}element_type%5D=2`,
        `${row}entity_type%5D=lead`,
        `${row}element_id%5D=${String(talk.entity_id)}`,
        `${row}entity_id%5D=${String(talk.entity_id)}`,
        `${row}type%5D=incoming`,
        `${row}author%5D%5Bid%5D=${author}`,
        `${row}author%5D%5Btype%5D=external`,
        `${row}author%5D%5Bname%5D=${encodeURIComponent(contact?.name ?? '').replaceAll('%20', '+')}`,
        `${row}author%5D%5Bavatar_url%5D=`,
        `${row}origin%5D=waba`,
      ].join('&'),
    );
    expect(hook?.headers).toMatchObject({
      'accept-encoding': 'gzip',
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'amoCRM-Webhooks/3.0',
    });
    expect(hook?.headers['x-amocrm-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(hook?.headers['accept']).toBeUndefined();
  });

  it('tells a move twice, with the old stage', async () => {
    await subscribe(['update_lead', 'status_lead']);
    const lead = [...harness.platform.state.data.leads.values()].find(({ status_id }) => status_id === 66710305);
    await harness.act({ kind: 'stage', leadId: lead?.id, statusId: 66710309 });
    const hooks = await harness.product.until(2);
    const status = hooks.map(({ body }) => fields(body)).find((body) => 'leads[status][0][id]' in body);
    expect(status).toMatchObject({
      'leads[status][0][status_id]': '66710309',
      'leads[status][0][old_status_id]': '66710305',
      'leads[status][0][pipeline_id]': '8120445',
      'leads[status][0][account_id]': '31990217',
    });
    expect(status).not.toHaveProperty('leads[status][0][old_pipeline_id]');
    expect(hooks.some(({ body }) => body.includes('leads%5Bupdate%5D%5B0%5D%5Bold_status_id%5D=66710305'))).toBe(true);
  });

  it('puts rows of one bulk edit into one body', async () => {
    await subscribe(['update_lead']);
    const ids = [...harness.platform.state.data.leads.keys()].slice(0, 3);
    await harness.api('/api/v4/leads', { method: 'PATCH', token, body: ids.map((id) => ({ id, price: 77 })) });
    const [hook] = await harness.product.until(1);
    const body = fields(hook?.body ?? '');
    expect(ids.map((_, index) => body[`leads[update][${index}][id]`])).toEqual(ids.map(String));
    expect(body['leads[update][2][price]']).toBe('77');
  });

  it('writes dates, choices and radio buttons in their own shapes', async () => {
    await subscribe(['update_lead']);
    const [id] = harness.platform.state.data.leads.keys();
    const values = [
      { field_id: 914408, values: [{ value: 1767225600 }] },
      { field_id: 914412, values: [{ value: 'Espresso' }, { value: 'Filter' }] },
      { field_id: 914416, values: [{ value: 'Office' }] },
      { field_id: 914406, values: [{ value: true }] },
    ];
    await harness.api(`/api/v4/leads/${id}`, { method: 'PATCH', token, body: { custom_fields_values: values } });
    const [hook] = await harness.product.until(1);
    const text = decodeURIComponent(hook?.body ?? '');
    expect(text).toMatch(/\[id\]=914408&[^&]*\[name\]=Needed\+by&[^&]*\[values\]\[0\]=1767225600&/);
    expect(text).toMatch(/\[id\]=914412&.*\[values\]\[0\]\[value\]=Espresso&[^&]*\[values\]\[0\]\[enum\]=652140&[^&]*\[values\]\[1\]\[value\]=Filter/);
    expect(text).toMatch(/\[values\]\[value\]=Office&[^&]*\[values\]\[enum\]=652162/);
    expect(text).toMatch(/\[id\]=914406&[^&]*\[name\]=Gift\+wrapping&[^&]*\[values\]\[0\]\[value\]=1/);
  });

  it('tells a missed call as a contact or lead note with JSON inside', async () => {
    await subscribe(['note_lead']);
    const talk = leadWithTalk();
    await harness.act({ kind: 'missed_call', leadId: talk.entity_id });
    const [hook] = await harness.product.until(1);
    const body = fields(hook?.body ?? '');
    expect(body).toMatchObject({
      'leads[note][0][note][note_type]': '10',
      'leads[note][0][note][element_type]': '2',
      'leads[note][0][note][date_create]': '2026-01-15 10:00:00',
      'leads[note][0][note][metadata]': '',
      'leads[note][0][note][created_by]': '0',
    });
    expect(JSON.parse(body['leads[note][0][note][text]'] ?? '')).toMatchObject({ DURATION: 0, SRC: 'lighthouse_voip', call_status: 6 });
  });

  it('tells a finished task with its result', async () => {
    await subscribe(['update_task']);
    const task = [...harness.platform.state.data.tasks.values()][0];
    await harness.api(`/api/v4/tasks/${task?.id}`, { method: 'PATCH', token, body: { is_completed: true, result: { text: 'Done' } } });
    const [hook] = await harness.product.until(1);
    expect(fields(hook?.body ?? '')).toMatchObject({
      'task[update][0][status]': '1',
      'task[update][0][action_close]': '1',
      'task[update][0][old_text]': task?.text,
      'task[update][0][result][text]': 'Done',
    });
  });

  it('opens a talk for a stranger and tells of an incoming lead', async () => {
    await subscribe(['add_talk', 'add_message', 'add_unsorted', 'add_contact', 'add_lead']);
    const made = await harness.act({ kind: 'unsorted', name: 'Lena Brandt', text: 'Hello?', origin: 'telegram' });
    const hooks = await harness.product.until(4);
    const bodies = hooks.map(({ body }) => fields(body));
    const unsorted = bodies.find((body) => 'unsorted[add][0][uid]' in body);
    expect(unsorted).toMatchObject({
      'unsorted[add][0][category]': 'chats',
      'unsorted[add][0][lead_id]': String(made['leadId']),
      'unsorted[add][0][source_data][data][0][text]': 'Hello?',
    });
    expect(bodies.some((body) => body['talk[add][0][is_in_work]'] === '1' && body['talk[add][0][is_read]'] === '0')).toBe(true);
    expect(bodies.some((body) => 'leads[add][0][id]' in body)).toBe(false);
    const lead = harness.platform.state.data.leads.get(Number(made['leadId']));
    expect(lead?.status_id).toBe(66710301);
  });

  it('loses, doubles and shuffles on demand', async () => {
    await subscribe(['add_message']);
    const { entity_id: leadId } = leadWithTalk();
    await harness.act({ kind: 'fault', on: 'hooks', drop: true });
    await harness.act({ kind: 'message', leadId, text: 'lost' });
    await harness.act({ kind: 'fault', on: 'hooks', duplicate: true });
    await harness.act({ kind: 'message', leadId, text: 'twice' });
    const doubled = await harness.product.until(2);
    expect(doubled.map(({ body }) => fields(body)['message[add][0][text]'])).toEqual(['twice', 'twice']);
    expect(new Set(doubled.map(({ headers }) => headers['x-amocrm-requestid'])).size).toBe(1);
    await harness.act({ kind: 'fault', on: 'hooks', shuffle: true, count: 3, delayMs: 50 });
    for (const text of ['a', 'b', 'c']) await harness.act({ kind: 'message', leadId, text });
    const all = await harness.product.until(5);
    expect(all.slice(2).map(({ body }) => fields(body)['message[add][0][text]'])).toEqual(['c', 'b', 'a']);
  });
});
