import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, startHarness } from '../testing.ts';

type Json = Record<string, unknown>;
interface Page {
  _page: number;
  _links: { self: { href: string }; next?: { href: string } };
  _embedded: Record<string, Json[]>;
}

describe('api v4', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await startHarness();
    token = (await harness.connect()).access_token;
  });
  beforeEach(() => {
    harness.clock.ms += 2000;
  });
  afterAll(() => harness.stop());

  const get = (path: string): Promise<Response> => harness.api(`/api/v4${path}`, { token });
  const send = (method: string, path: string, body: unknown): Promise<Response> => harness.api(`/api/v4${path}`, { method, token, body });
  const json = async <T = Json>(response: Promise<Response>): Promise<T> => (await (await response).json()) as T;

  it('shows the account with what was asked for', async () => {
    const response = await get('/account?with=amojo_id,users_groups,datetime_settings');
    expect(response.headers.get('content-type')).toContain('application/hal+json');
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const account = (await response.json()) as Json;
    expect(account).toMatchObject({
      id: 31990217,
      subdomain: 'lumenpark',
      name: 'Маяк / Lighthouse',
      currency: 'EUR',
      current_user_id: 10431207,
      amojo_id: expect.any(String),
    });
    expect(account['_embedded']).toMatchObject({
      users_groups: [{ id: 0 }, { id: 512004 }],
      datetime_settings: { timezone: 'Europe/Madrid', timezone_offset: '+01:00' },
    });
    expect(account).not.toHaveProperty('drive_url');
  });

  it('has forty leads in four languages, two pipelines, and stages 142 and 143 in both', async () => {
    const page = await json<Page>(get('/leads?limit=250'));
    expect(page._embedded['leads']).toHaveLength(40);
    expect(page._links.next).toBeUndefined();
    const pipelines = await json<Page>(get('/leads/pipelines'));
    for (const pipeline of pipelines._embedded['pipelines'] ?? []) {
      const statuses = (pipeline['_embedded'] as Page['_embedded'])['statuses'] ?? [];
      expect(statuses.map(({ id }) => id)).toEqual(expect.arrayContaining([142, 143]));
      expect(statuses.filter(({ type }) => type === 1)).toHaveLength(1);
    }
  });

  it('walks pages by the next link and ends with 204', async () => {
    const first = await json<Page>(get('/leads?limit=15&order[id]=desc'));
    expect(first._links.next?.href).toBe('https://lumenpark.kommo.com/api/v4/leads?limit=15&order%5Bid%5D=desc&page=2');
    const third = await json<Page>(get('/leads?limit=15&page=3'));
    expect(third._embedded['leads']).toHaveLength(10);
    expect(third._links.next).toBeUndefined();
    const fourth = await get('/leads?limit=15&page=4');
    expect([fourth.status, await fourth.text()]).toEqual([204, '']);
  });

  it('answers 204 for what is not there and 422 above the limit', async () => {
    expect((await get('/leads/1')).status).toBe(204);
    expect((await get('/contacts?query=nobody-has-this')).status).toBe(204);
    expect((await get('/webhooks')).status).toBe(204);
    const tooMany = await get('/leads?limit=251');
    expect(tooMany.status).toBe(422);
    expect(await tooMany.json()).toEqual({ title: 'Unprocessable Entity', type: 'https://httpstatus.es/422', status: 422, detail: 'Limit 250 per page' });
  });

  it('filters by id, stage pair and time', async () => {
    const ids = [...harness.platform.state.data.leads.keys()].slice(0, 2);
    const some = await json<Page>(get(`/leads?${ids.map((id) => `filter[id][]=${id}`).join('&')}`));
    expect(some._embedded['leads']?.map(({ id }) => id)).toEqual(ids);
    const won = await json<Page>(get('/leads?filter[statuses][0][pipeline_id]=8455210&filter[statuses][0][status_id]=142'));
    expect(won._embedded['leads']?.every((lead) => lead['pipeline_id'] === 8455210 && lead['status_id'] === 142)).toBe(true);
    expect((await get(`/leads?filter[updated_at][from]=${harness.platform.state.now() + 1}`)).status).toBe(204);
  });

  it('shows contacts of a lead only when asked, and finds a contact by phone', async () => {
    const [id] = harness.platform.state.data.leads.keys();
    expect((await json(get(`/leads/${id}`)))['_embedded']).not.toHaveProperty('contacts');
    const lead = await json<{ _embedded: { contacts: { id: number; is_main: boolean }[] } }>(get(`/leads/${id}?with=contacts`));
    expect(lead._embedded.contacts[0]?.is_main).toBe(true);
    const found = await json<Page>(get('/contacts?query=9172345601&with=leads'));
    expect(found).toMatchObject({
      _embedded: {
        contacts: [
          {
            name: 'Алина Гарипова',
            custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79172345601' }] }, expect.anything(), expect.anything()],
          },
        ],
      },
    });
  });

  it('writes thinly and complains by item and path', async () => {
    const made = await json(send('POST', '/leads', [{ name: 'A', request_id: 'row-1' }, { name: 'B' }]));
    expect(made).toMatchObject({ _embedded: { leads: [{ id: expect.any(Number), request_id: 'row-1' }, { request_id: '1' }] } });
    const bad = await send('POST', '/leads', [{ name: 'ok' }, { name: 5, custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }], request_id: 'r' }]);
    expect(bad.status).toBe(400);
    expect(bad.headers.get('content-type')).toContain('application/problem+json');
    expect(await bad.json()).toEqual({
      'validation-errors': [
        {
          request_id: 'r',
          errors: expect.arrayContaining([
            { code: 'InvalidType', path: 'name', detail: 'This value should be of type string.' },
            { code: 'NotSupportedChoice', path: 'custom_fields_values.0.field_id', detail: 'The value you selected is not a valid choice.' },
          ]) as unknown,
        },
      ],
      title: 'Bad Request',
      type: 'https://httpstatus.es/400',
      status: 400,
      detail: 'Request validation failed',
    });
    expect(await json(send('POST', '/leads', []))).toMatchObject({ status: 400, detail: 'Request data can not be empty' });
    expect((await send('POST', '/tasks', [{ text: 'no deadline' }])).status).toBe(400);
  });

  it('moves leads between pipelines, keeps tags apart from fields, and gives loss reasons to lost leads only', async () => {
    const [id] = harness.platform.state.data.leads.keys();
    expect((await send('PATCH', `/leads/${id}`, { status_id: 70223114, tags_to_add: [{ name: 'moved' }] })).status).toBe(200);
    const lead = await json(get(`/leads/${id}`));
    expect(lead).toMatchObject({
      pipeline_id: 8455210,
      status_id: 70223114,
      _embedded: { tags: expect.arrayContaining([expect.objectContaining({ name: 'moved' })]) as unknown },
    });
    expect((await send('PATCH', `/leads/${id}`, { loss_reason_id: 9914474 })).status).toBe(400);
    expect((await send('PATCH', `/leads/${id}`, { status_id: 143, loss_reason_id: 9914474 })).status).toBe(200);
    expect(await json(get(`/leads/${id}`))).toMatchObject({ pipeline_id: 8455210, loss_reason_id: 9914474 });
  });

  it('makes a lead with its contact in one call', async () => {
    const made = await json<Json[]>(
      send('POST', '/leads/complex', [
        {
          name: 'C',
          _embedded: { contacts: [{ first_name: 'Ann', custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+1', enum_code: 'WORK' }] }] }] },
        },
      ]),
    );
    expect(made).toEqual([{ id: expect.any(Number) as number, contact_id: expect.any(Number) as number, company_id: null, request_id: ['0'], merged: false }]);
  });

  it("gives a call to the one active lead, and refuses a stranger's", async () => {
    const call = (phone: string): Json => ({ direction: 'inbound', phone, duration: 30, source: 'x', call_status: 4 });
    const answer = await json(send('POST', '/calls', [call('8 (926) 123-00-44'), call('+10000000000')]));
    expect(answer).toMatchObject({ _total_items: 1, errors: [{ request_id: '1' }], _embedded: { calls: [{ entity_type: 'lead' }] } });
  });

  it('lists notes, tasks and events, and keeps history of changes', async () => {
    const [, id] = harness.platform.state.data.leads.keys();
    await send('POST', `/leads/${id}/notes`, [{ note_type: 'common', params: { text: 'seen' } }]);
    expect(await json(get(`/leads/${id}/notes?filter[note_type][]=common&order[id]=desc&limit=1`))).toMatchObject({
      _embedded: { notes: [{ params: { text: 'seen' }, entity_id: id }] },
    });
    await send('PATCH', `/leads/${id}`, { price: 4321 });
    expect(await json(get(`/events?filter[type]=sale_field_changed&filter[entity_id]=${id}&filter[entity]=lead`))).toMatchObject({
      _embedded: { events: [{ entity_id: id, value_after: [{ sale_field_value: { sale: 4321 } }], created_by: 10431207 }] },
    });
    expect(await json(get('/tasks?filter[is_completed]=0&limit=1'))).toMatchObject({ _embedded: { tasks: [{ result: [], entity_type: 'leads' }] } });
  });

  it('knows its paths and methods', async () => {
    expect(await json(get('/example'))).toEqual({
      title: 'Not Found',
      type: 'https://httpstatus.es/404',
      status: 404,
      detail: 'Cannot GET https://lumenpark.kommo.com/api/v4/example',
    });
    expect((await send('DELETE', '/leads', {})).status).toBe(405);
    expect((await harness.api('/api/v4/account', { token: 'nonsense' })).status).toBe(401);
    expect(await json(harness.api('/api/v4/account'))).toEqual({
      title: 'Unauthorized',
      type: 'https://httpstatus.es/401',
      status: 401,
      detail: 'Invalid user name or password',
    });
    expect((await harness.api('/api/v4/account', { token, headers: { 'x-forwarded-host': 'other.kommo.com' } })).status).toBe(404);
    expect((await harness.api('/api/v4/account', { token, headers: { 'x-forwarded-host': 'lumenpark.kommo.com' } })).status).toBe(200);
  });

  it('keeps admin work for admins, and lets an admin act as another', async () => {
    const login = await fetch(`${harness.origin}/_sandbox/login?user=rep`);
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await harness.api('/api/v4/account', { headers: { cookie } })).status).toBe(200);
    expect((await harness.api('/api/v4/webhooks', { headers: { cookie } })).status).toBe(403);
    expect((await harness.api('/api/v4/users', { headers: { cookie } })).status).toBe(403);
    const own = await harness.api('/api/v4/leads?limit=250', { token, headers: { 'x-context-user-id': '10431344' } });
    const leads = ((await own.json()) as Page)._embedded['leads'] ?? [];
    expect(leads.length).toBeGreaterThan(0);
    expect(leads.every((lead) => lead['responsible_user_id'] === 10431344)).toBe(true);
    expect((await harness.api('/api/v4/leads', { token, headers: { 'x-context-user-id': '10431390' } })).status).toBe(403);
  });

  it("checks a webhook's address and names, and replaces its settings", async () => {
    const destination = `${harness.product.url}/h/`;
    expect((await send('POST', '/webhooks', { destination: `${harness.product.url}/h`, settings: ['add_lead'] })).status).toBe(400);
    const unknown = await send('POST', '/webhooks', { destination, settings: ['add_lead', 'add_nonsense'] });
    expect(await unknown.json()).toMatchObject({ 'validation-errors': [{ errors: [{ code: 'NotSupportedChoice', path: 'settings.1' }] }] });
    expect((await send('POST', '/webhooks', { destination, settings: ['add_lead'], sort: 10 })).status).toBe(201);
    expect((await send('POST', '/webhooks', { destination, settings: ['add_task'] })).status).toBe(200);
    expect(await json(get('/webhooks'))).toMatchObject({
      _total_items: 1,
      _embedded: { webhooks: [{ destination, disabled: false, settings: ['add_task'] }] },
    });
    expect((await send('DELETE', '/webhooks', { destination })).status).toBe(204);
  });
});
