import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, startHarness } from '../testing.ts';

const CATALOG = 41122;

interface Page {
  _links: { next?: { href: string } };
  _embedded: Record<string, Record<string, unknown>[]>;
}

describe('lists', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await startHarness();
    token = (await harness.connect()).access_token;
    await harness.api('/api/v4/webhooks', { method: 'POST', token, body: { destination: `${harness.product.url}/h/`, settings: ['add_lead'] } });
  });
  beforeEach(() => {
    harness.clock.ms += 2000;
  });
  afterAll(() => harness.stop());

  const get = (path: string): Promise<Response> => harness.api(`/api/v4${path}`, { token });
  const page = async (path: string): Promise<Page> => (await (await get(path)).json()) as Page;
  const send = (method: string, path: string, body: unknown): Promise<Response> => harness.api(`/api/v4${path}`, { method, token, body });

  it('has one list of fifteen products with codes and prices as text', async () => {
    expect((await page('/catalogs'))._embedded['catalogs']).toEqual([expect.objectContaining({ id: CATALOG, name: 'Products', type: 'products' })]);
    const products = (await page(`/catalogs/${CATALOG}/elements?limit=250`))._embedded['elements'] ?? [];
    expect(products).toHaveLength(15);
    expect(products[0]).toMatchObject({
      id: 547561,
      name: 'Lighthouse Start',
      is_deleted: null,
      catalog_id: CATALOG,
      account_id: 31990217,
      custom_fields_values: [
        { field_id: 911934, field_name: 'SKU', field_code: 'SKU', field_type: 'text', values: [{ value: 'LH-START' }] },
        { field_id: 911938, field_name: 'Price', field_code: 'PRICE', field_type: 'numeric', values: [{ value: '289' }] },
        { field_code: 'DESCRIPTION' },
        { field_code: 'GROUP', values: [{ value: 'Espresso machines', enum_id: 668390 }] },
        { field_code: 'UNIT', values: [{ value: 'pc' }] },
      ],
    });
    expect(products[0]).not.toHaveProperty('custom_fields_values.0.is_computed');
    const codes = (await page(`/catalogs/${CATALOG}/custom_fields`))._embedded['custom_fields']?.map(({ code }) => code);
    expect(codes).toEqual(['SKU', 'DESCRIPTION', 'PRICE', 'GROUP', 'UNIT']);
  });

  it('walks pages, finds by id and by words, and has nothing to say of a foreign list', async () => {
    const first = await page(`/catalogs/${CATALOG}/elements?limit=10`);
    expect(first._links.next?.href).toContain('page=2');
    expect((await page(`/catalogs/${CATALOG}/elements?limit=10&page=2`))._embedded['elements']).toHaveLength(5);
    expect((await get(`/catalogs/${CATALOG}/elements?limit=10&page=3`)).status).toBe(204);
    expect((await page(`/catalogs/${CATALOG}/elements?query=grain64`))._embedded['elements']?.map(({ name }) => name)).toEqual(['Lighthouse Grain 64']);
    expect((await page(`/catalogs/${CATALOG}/elements?filter[id][]=547562`))._embedded['elements']).toHaveLength(1);
    expect((await get('/catalogs/41123')).status).toBe(204);
    harness.clock.ms += 2000;
    expect((await get('/catalogs/41123/elements')).status).toBe(404);
    expect((await get(`/catalogs/${CATALOG}/elements/1`)).status).toBe(204);
  });

  it('writes elements and tells subscriptions, which tick lists by hand in Kommo', async () => {
    const price = (value: string): unknown => [{ field_code: 'PRICE', values: [{ value }] }];
    const made = (await (await send('POST', `/catalogs/${CATALOG}/elements`, [{ name: 'Knock box', custom_fields_values: price('35') }])).json()) as Page;
    const id = Number(made._embedded['elements']?.[0]?.['id']);
    await send('PATCH', `/catalogs/${CATALOG}/elements`, [{ id, custom_fields_values: price('32') }]);
    const hooks = (await harness.product.until(2)).map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    const added = hooks.find((body) => 'catalogs[add][0][id]' in body);
    expect(added).toMatchObject({
      'catalogs[add][0][id]': String(id),
      'catalogs[add][0][catalog_id]': String(CATALOG),
      'catalogs[add][0][name]': 'Knock box',
      'catalogs[add][0][deleted]': '0',
      'catalogs[add][0][custom_fields][0][id]': '911938',
      'catalogs[add][0][custom_fields][0][values][0][value]': '35',
      'catalogs[add][0][custom_fields][0][code]': 'PRICE',
      'catalogs[add][0][type]': 'catalog',
    });
    expect(hooks.some((body) => body['catalogs[update][0][custom_fields][0][values][0][value]'] === '32')).toBe(true);
    expect((await send('POST', `/catalogs/${CATALOG}/elements`, [{ custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '1' }] }] }])).status).toBe(
      400,
    );
    expect((await send('PATCH', `/catalogs/${CATALOG}/elements/1`, { name: 'x' })).status).toBe(404);
  });
});
