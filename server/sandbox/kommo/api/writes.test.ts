/** What an integration writes on cards: answers, complaints, the hooks of its own writes, and the history. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, startHarness } from '../testing.ts';

type Json = Record<string, unknown>;

const CATALOG = 41122;
const GRINDER = 547566;
const NADIA = 10431207;
const IVAN = 10431299;

describe('writes', () => {
  let harness: Harness;
  let token: string;
  beforeEach(async () => {
    harness = await startHarness();
    token = (await harness.connect()).access_token;
    harness.clock.ms += 2000;
  });
  afterEach(() => harness.stop());

  const state = () => harness.platform.state;
  const get = (path: string): Promise<Response> => harness.api(`/api/v4${path}`, { token });
  const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    harness.api(`/api/v4${path}`, { method, token, body, headers });
  const json = async (response: Promise<Response>): Promise<Json> => (await (await response).json()) as Json;
  const subscribe = (settings: string[]): Promise<Response> =>
    send('POST', '/webhooks', { destination: `${harness.product.url}/hooks/kommo/secret/`, settings });
  const hooks = async (count: number): Promise<Record<string, string>> =>
    Object.assign({}, ...(await harness.product.until(count)).map(({ body }) => Object.fromEntries(new URLSearchParams(body)))) as Record<string, string>;
  const complaints = async (response: Promise<Response>): Promise<string[]> => {
    const body = (await (await response).json()) as { status: number; 'validation-errors': { errors: { code: string; path: string }[] }[] };
    expect(body.status).toBe(400);
    return body['validation-errors'].flatMap(({ errors }) => errors.map(({ code, path }) => `${path} ${code}`));
  };
  const types = (): string[] =>
    [...state().data.events.values()].flatMap(({ type, created_at, created_by }) => (created_at === state().now() && created_by === NADIA ? [type] : []));
  const someLead = () => {
    const lead = [...state().data.leads.values()].find(({ status_id, responsible_user_id }) => status_id === 66710305 && responsible_user_id === NADIA);
    if (!lead) throw new Error('no such lead');
    return lead;
  };

  it('a lead is moved, handed over, priced and tagged in one call, which tells three hooks', async () => {
    await subscribe(['update_lead', 'status_lead', 'responsible_lead']);
    const lead = someLead();
    const tags = lead.tag_ids.map((id) => state().data.tags.get(id)?.name ?? '');
    const answer = await json(
      send('PATCH', `/leads/${lead.id}`, {
        name: 'Lost to a friend',
        price: 77,
        pipeline_id: 8455210,
        status_id: 143,
        loss_reason_id: 9914474,
        responsible_user_id: IVAN,
        tags_to_add: [{ name: 'fresh' }],
        tags_to_delete: [{ name: tags[0] }, { name: 'never there' }],
        custom_fields_values: [
          { field_id: 914406, values: [{ value: true }] },
          { field_id: 914404, values: null },
        ],
      }),
    );
    expect(answer).toEqual({ id: lead.id, updated_at: state().now(), _links: expect.anything() as unknown });
    const shown = await json(get(`/leads/${lead.id}?with=loss_reason`));
    expect(shown).toMatchObject({
      price: 77,
      pipeline_id: 8455210,
      status_id: 143,
      loss_reason_id: 9914474,
      responsible_user_id: IVAN,
      _embedded: { loss_reason: [{ id: 9914474 }] },
    });
    const names = (shown['_embedded'] as { tags: { name: string }[] }).tags.map(({ name }) => name);
    expect(names).toEqual([...tags.slice(1), 'fresh']);
    expect([...state().data.tags.values()].some(({ name }) => name === 'never there')).toBe(false);
    expect(await hooks(3)).toMatchObject({
      'leads[update][0][price]': '77',
      'leads[update][0][modified_user_id]': String(NADIA),
      'leads[status][0][old_status_id]': '66710305',
      'leads[status][0][old_pipeline_id]': '8120445',
      'leads[responsible][0][old_responsible_user_id]': String(NADIA),
    });
    expect(types()).toEqual(
      expect.arrayContaining(['name_field_changed', 'sale_field_changed', 'lead_status_changed', 'entity_responsible_changed', 'entity_tag_added']),
    );
    expect(state().data.ledger.at(-2)).toMatchObject({ method: 'PATCH', path: `/api/v4/leads/${lead.id}`, status: 200 });
    // The reason may be corrected while the lead is lost, and only together with the stage.
    expect((await send('PATCH', `/leads/${lead.id}`, { status_id: 143, loss_reason_id: 9914477 })).status).toBe(200);
    expect(lead.loss_reason_id).toBe(9914477);
    expect(await complaints(send('PATCH', `/leads/${lead.id}`, { loss_reason_id: 9914474 }))).toEqual(['loss_reason_id NotSupportedChoice']);
  });

  it('complains of each wrong part of a lead, and changes nothing', async () => {
    const lead = someLead();
    const before = structuredClone(lead);
    const bad = {
      price: 'much',
      pipeline_id: 8120445,
      status_id: 70223114,
      responsible_user_id: 1,
      custom_fields_values: [
        { field_id: 914410, values: [{ value: 'Teapot' }] },
        { field_id: 914406, values: [{ value: 'true' }] },
        { field_id: 914408, values: [{ value: 'tomorrow' }] },
        { field_id: 911806, values: [{ value: '+1' }] },
      ],
    };
    expect(await complaints(send('PATCH', `/leads/${lead.id}`, bad))).toEqual([
      'status_id NotSupportedChoice',
      'responsible_user_id NotSupportedChoice',
      'price InvalidType',
      'custom_fields_values.0.values.0.value NotSupportedChoice',
      'custom_fields_values.1.values.0.value NotSupportedChoice',
      'custom_fields_values.2.values.0.value NotSupportedChoice',
      'custom_fields_values.3.field_id NotSupportedChoice',
    ]);
    expect(await complaints(send('PATCH', `/leads/${lead.id}`, { status_id: 143, loss_reason_id: 1 }))).toEqual(['loss_reason_id NotSupportedChoice']);
    expect(await json(send('PATCH', `/leads/${lead.id}`, {}))).toMatchObject({ detail: 'Request data can not be empty' });
    expect((await send('PATCH', '/leads/1', { price: 1 })).status).toBe(404);
    expect(await complaints(send('PATCH', '/leads', [{ id: 1, price: 1 }]))).toEqual(['id NotSupportedChoice']);
    expect(lead).toEqual(before);
  });

  it('contacts and companies change alike, each under its own hook', async () => {
    await subscribe(['update_contact', 'update_company']);
    const [contact] = state().data.contacts.values();
    const [company] = state().data.companies.values();
    const phone = [{ field_id: 911806, values: [{ value: '+34600000001', enum_code: 'MOB' }] }];
    expect((await send('PATCH', `/contacts/${contact?.id}`, { custom_fields_values: phone, tags_to_add: [{ name: 'vip' }] })).status).toBe(200);
    expect((await send('PATCH', `/companies/${company?.id}`, { name: 'Маяк-2' })).status).toBe(200);
    expect(await json(get(`/contacts/${contact?.id}`))).toMatchObject({
      custom_fields_values: expect.arrayContaining([
        expect.objectContaining({ field_code: 'PHONE', values: [{ value: '+34600000001', enum_id: 641280, enum_code: 'MOB' }] }),
      ]) as unknown,
      _embedded: { tags: expect.arrayContaining([expect.objectContaining({ name: 'vip' })]) as unknown },
    });
    const bodies = (await harness.product.until(2)).map(({ body }) => new URLSearchParams(body).get('contacts[update][0][type]'));
    expect(new Set(bodies)).toEqual(new Set(['company', 'contact']));
    expect((await send('PATCH', '/contacts/1', { name: 'x' })).status).toBe(404);
  });

  it('rights of the user it acts for hold for every card', async () => {
    const as = { 'x-context-user-id': '10431344' };
    const lead = someLead();
    const contact = state().data.contacts.get(lead.contact_ids[0] ?? 0);
    expect((await send('PATCH', `/leads/${lead.id}`, { price: 1 }, as)).status).toBe(403);
    expect((await send('PATCH', '/leads', [{ id: lead.id, price: 1 }], as)).status).toBe(403);
    expect((await send('PATCH', `/contacts/${contact?.id}`, { name: 'x' }, as)).status).toBe(403);
    expect((await send('POST', `/leads/${lead.id}/link`, [{ to_entity_id: contact?.id, to_entity_type: 'contacts' }], as)).status).toBe(403);
  });

  it('a new lead has its contact, tags and fields, and tells one hook', async () => {
    await subscribe(['add_lead', 'update_lead']);
    const [contactId] = state().data.contacts.keys();
    const made = await json(
      send('POST', '/leads', [
        {
          name: 'Again',
          pipeline_id: 8120445,
          status_id: 66710309,
          request_id: 'row-1',
          custom_fields_values: [{ field_id: 914410, values: [{ enum_id: 652118 }] }],
          _embedded: { tags: [{ name: 'repeat' }], contacts: [{ id: contactId, is_main: true }] },
        },
      ]),
    );
    const id = (made['_embedded'] as { leads: { id: number }[] }).leads[0]?.id;
    expect(made).toMatchObject({ _embedded: { leads: [{ request_id: 'row-1' }] } });
    expect(await json(get(`/leads/${id}?with=contacts`))).toMatchObject({
      _embedded: { tags: [{ name: 'repeat' }], contacts: [{ id: contactId, is_main: true }] },
    });
    expect(await hooks(1)).toMatchObject({ 'leads[add][0][id]': String(id), 'leads[add][0][tags][0][name]': 'repeat' });
    expect(types()).toEqual(['lead_added']);
    expect(await complaints(send('POST', '/leads', [{ name: 'x', _embedded: { contacts: [{ id: 1 }] } }]))).toEqual([
      '_embedded.contacts.0.id NotSupportedChoice',
    ]);
  });

  it('a lead with its contact is refused whole when a part of it is wrong', async () => {
    const counts = (): number[] => [state().data.leads.size, state().data.contacts.size];
    const before = counts();
    const wrong = { name: 5, status_id: 1, _embedded: { contacts: [{ first_name: 7 }], companies: [{ id: 1 }] } };
    expect(await complaints(send('POST', '/leads/complex', [wrong]))).toEqual([
      'status_id NotSupportedChoice',
      'name InvalidType',
      '_embedded.contacts.0.first_name InvalidType',
      '_embedded.companies.0.id NotSupportedChoice',
    ]);
    expect(counts()).toEqual(before);
  });

  it('a task is closed with its result', async () => {
    await subscribe(['update_task']);
    const task = [...state().data.tasks.values()].find(({ is_completed }) => !is_completed);
    const answer = await json(send('PATCH', `/tasks/${task?.id}`, { is_completed: true, result: { text: 'Client confirmed' } }));
    expect(answer).toMatchObject({ id: task?.id, updated_at: state().now() });
    expect(await json(get(`/tasks/${task?.id}`))).toMatchObject({ is_completed: true, result: { text: 'Client confirmed' } });
    expect(await hooks(1)).toMatchObject({ 'task[update][0][action_close]': '1', 'task[update][0][result][text]': 'Client confirmed' });
    expect(types()).toEqual(['task_completed', 'task_result_added']);
    expect((await send('PATCH', '/tasks/1', { is_completed: true })).status).toBe(404);
    expect(await complaints(send('PATCH', `/tasks/${task?.id}`, { is_completed: 'yes' }))).toEqual(['is_completed InvalidType']);
  });

  it('a product is linked once, with the quantity said last', async () => {
    await subscribe(['update_lead']);
    const lead = someLead();
    const link = (metadata: Json): Json[] => [{ to_entity_id: GRINDER, to_entity_type: 'catalog_elements', metadata }];
    await send('POST', `/leads/${lead.id}/link`, link({ quantity: 1, catalog_id: CATALOG }));
    expect(types()).toEqual(['entity_linked']);
    harness.clock.ms += 2000;
    const answer = await json(send('POST', `/leads/${lead.id}/link`, link({ quantity: 2, catalog_id: CATALOG })));
    expect(types()).toEqual([]);
    const linked = { to_entity_id: GRINDER, to_entity_type: 'catalog_elements', metadata: { quantity: 2, catalog_id: CATALOG } };
    const links = [{ to_entity_id: lead.contact_ids[0], to_entity_type: 'contacts', metadata: { main_contact: true } }, linked];
    expect(answer).toMatchObject({ _total_items: 2, _embedded: { links } });
    expect(await json(get(`/leads/${lead.id}/links`))).toEqual(answer);
    expect(await json(get(`/leads/${lead.id}?with=catalog_elements`))).toMatchObject({
      _embedded: { catalog_elements: [{ id: GRINDER, metadata: { quantity: 2, catalog_id: CATALOG, price_id: 911938 } }] },
    });
    expect(await hooks(2)).toMatchObject({ 'leads[update][0][id]': String(lead.id) });
    await harness.act({ kind: 'product_delete', elementId: GRINDER });
    expect(await json(get(`/leads/${lead.id}/links`))).toMatchObject({ _total_items: 1 });
  });

  it('knows what can be linked', async () => {
    const lead = someLead();
    const link = (changes: Json): Promise<string[]> =>
      complaints(
        send('POST', `/leads/${lead.id}/link`, [{ to_entity_id: GRINDER, to_entity_type: 'catalog_elements', metadata: { catalog_id: CATALOG }, ...changes }]),
      );
    expect(await link({ to_entity_id: 1 })).toEqual(['to_entity_id NotSupportedChoice']);
    expect(await link({ metadata: { catalog_id: 1 } })).toEqual(['to_entity_id NotSupportedChoice']);
    expect(await link({ metadata: {} })).toContain('metadata.catalog_id FieldMissing');
    expect(await link({ metadata: { catalog_id: CATALOG, quantity: '2' } })).toEqual(['metadata.quantity InvalidType']);
    expect(await link({ to_entity_type: 'leads' })).toEqual(['to_entity_type NotSupportedChoice']);
    expect((await send('POST', '/leads/1/link', [])).status).toBe(404);
    expect((await get('/leads/1/links')).status).toBe(204);
  });
});
