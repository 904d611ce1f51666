import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, startHarness } from '../testing.ts';

const BOT = 74012;

describe('bots', () => {
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
  const post = (path: string, body: unknown): Promise<Response> => harness.api(`/api/v4${path}`, { method: 'POST', token, body });
  const problems = async (response: Response): Promise<unknown> => {
    expect(response.status).toBe(400);
    const body = (await response.json()) as { 'validation-errors': { errors: { code: string; path: string }[] }[] };
    return body['validation-errors'].map(({ errors }) => errors.map(({ code, path }) => `${path} ${code}`));
  };
  const leadId = (): number => [...harness.platform.state.data.leads.keys()][0] ?? 0;

  it('lists two, whole and by what they are for', async () => {
    const front = { id: BOT, name: 'Front desk bot', type_functionality: 'regular', is_visual_editor: true, settings: { active: true } };
    expect(await (await get('/bots')).json()).toMatchObject({ _total_items: 2, _page: 1, _page_count: 1, _embedded: { items: [front, { id: 74018 }] } });
    expect(await (await get('/bots?filter[type_functionality][]=regular&limit=1&page=2')).json()).toMatchObject({ _embedded: { items: [{ id: 74018 }] } });
    expect((await get('/bots?filter[type_functionality][]=nps')).status).toBe(204);
    expect(await (await get(`/bots/${BOT}`)).json()).toEqual(front);
    expect((await get('/bots/1')).status).toBe(204);
  });

  it('takes a start with one word, and the ledger has it', async () => {
    const body = { entity_id: leadId(), entity_type: 'leads' };
    const started = await post(`/bots/${BOT}/run`, body);
    expect([started.status, await started.text(), started.headers.get('content-type')]).toEqual([202, 'Accepted', expect.stringContaining('text/plain')]);
    const [contactId] = harness.platform.state.data.contacts.keys();
    const many = [
      { bot_id: BOT, ...body },
      { bot_id: 74018, entity_id: contactId, entity_type: 'contacts' },
    ];
    expect((await post('/bots/run', many)).status).toBe(202);
    expect(harness.platform.state.data.ledger.slice(-2)).toMatchObject([
      { method: 'POST', path: `/api/v4/bots/${BOT}/run`, body, status: 202 },
      { method: 'POST', path: '/api/v4/bots/run', body: many, status: 202 },
    ]);
  });

  it('knows its bots, what they run on, and how many at once', async () => {
    const body = { entity_id: leadId(), entity_type: 'leads' };
    expect((await post('/bots/1/run', body)).status).toBe(404);
    expect(await problems(await post(`/bots/${BOT}/run`, { entity_id: 1, entity_type: 'leads' }))).toEqual([['entity_id NotSupportedChoice']]);
    expect(await problems(await post(`/bots/${BOT}/run`, { entity_id: leadId(), entity_type: 'companies' }))).toEqual([['entity_type NotSupportedChoice']]);
    expect(await problems(await post(`/bots/${BOT}/run`, { entity_id: '1' }))).toEqual([['entity_type FieldMissing', 'entity_id InvalidType']]);
    expect(await problems(await post('/bots/run', [{ bot_id: BOT, ...body }, body, { bot_id: 1, ...body }]))).toEqual([
      ['bot_id FieldMissing'],
      ['bot_id NotSupportedChoice'],
    ]);
    harness.clock.ms += 2000;
    expect(await (await post(`/bots/${BOT}/run`, {})).json()).toMatchObject({ status: 400, detail: 'Request data can not be empty' });
    expect(await (await post('/bots/run', Array(101).fill({ bot_id: BOT, ...body }))).json()).toMatchObject({ status: 422, detail: 'Limit 100 per request' });
    expect((await get(`/bots/${BOT}/run`)).status).toBe(405);
  });
});
