import { type Context, type ListPage, type ListQuery, type Snapshot } from 'souffleur/sdk';
import { fakeContext } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';

import kommo from './index.ts';

const T = 1768471200;

async function one(query: ListQuery, body: unknown, status = 200): Promise<ListPage & { asked: string }> {
  const ctx = fakeContext(kommo.settings);
  const asked: string[] = [];
  const fetch_: typeof fetch = async (input) => {
    asked.push(decodeURIComponent(input as string));
    return Response.json(body ?? null, { status });
  };
  return { ...(await kommo.list(query, { ...ctx, fetch: fetch_ })), asked: asked.join(' ') };
}

describe('what can be listed', () => {
  it.each<[ListQuery, string, unknown, Snapshot]>([
    [
      { what: 'task_types' },
      '/api/v4/account?with=task_types&',
      { task_types: [{ id: 1, name: 'Follow-up', code: 'FOLLOW_UP', color: null, icon_id: 2 }] },
      { kind: 'definition', data: { id: '1', type: 'task_type', name: 'Follow-up', code: 'FOLLOW_UP' } },
    ],
    [
      { what: 'fields', of: 'lead' },
      '/api/v4/leads/custom_fields?',
      { custom_fields: [{ id: 9, name: 'Тип', type: 'select', code: null, sort: 510, enums: [{ id: 3, value: 'Дом', sort: 1 }] }] },
      { kind: 'definition', data: { id: '9', type: 'field', of: 'lead', name: 'Тип', sort: 510, valueType: 'select', options: [{ id: '3', name: 'Дом' }] } },
    ],
    [
      { what: 'fields', of: '41122' },
      '/api/v4/catalogs/41122/custom_fields?',
      { custom_fields: [{ id: 9, name: 'Price', type: 'numeric', code: 'PRICE' }] },
      { kind: 'definition', data: { id: '9', type: 'field', of: '41122', name: 'Price', code: 'PRICE', valueType: 'numeric' } },
    ],
    [
      { what: 'catalogs' },
      '/api/v4/catalogs?',
      { catalogs: [{ id: 41122, name: 'Товары', sort: 1, type: 'products' }] },
      { kind: 'definition', data: { id: '41122', type: 'catalog', name: 'Товары', sort: 1, valueType: 'products' } },
    ],
    [
      { what: 'tags', of: 'company' },
      '/api/v4/companies/tags?',
      { tags: [{ id: 4, name: 'vip', color: 'FF0000' }] },
      { kind: 'definition', data: { id: '4', type: 'tag', of: 'company', name: 'vip', color: 'FF0000' } },
    ],
    [
      { what: 'loss_reasons' },
      '/api/v4/leads/loss_reasons?',
      { loss_reasons: [{ id: 8, name: 'Дорого', sort: 10000 }] },
      { kind: 'definition', data: { id: '8', type: 'loss_reason', name: 'Дорого', sort: 10000 } },
    ],
    [
      { what: 'bots' },
      '/api/v4/bots?limit=',
      { items: [{ id: 321, name: 'Front desk bot', type_functionality: 'regular', is_visual_editor: true, settings: { active: true } }] },
      { kind: 'definition', data: { id: '321', type: 'bot', name: 'Front desk bot', valueType: 'regular' } },
    ],
    [
      { what: 'subscriptions' },
      '/api/v4/webhooks?',
      { webhooks: [{ id: 5, destination: 'https://us.example/h/', disabled: true, settings: ['add_lead'] }] },
      { kind: 'subscription', data: { id: '5', url: 'https://us.example/h/', enabled: false, names: ['add_lead'] } },
    ],
    [
      { what: 'products', of: '41122' },
      '/api/v4/catalogs/41122/elements?',
      {
        elements: [
          {
            id: 547577,
            name: 'Номер',
            is_deleted: null,
            updated_at: T,
            custom_fields_values: [
              { field_id: 1, field_code: 'SKU', values: [{ value: 'DLX' }] },
              { field_id: 2, field_code: 'PRICE', values: [{ value: '125.50' }] },
            ],
          },
        ],
      },
      {
        kind: 'product',
        data: {
          id: '547577',
          catalogId: '41122',
          name: 'Номер',
          sku: 'DLX',
          price: 125.5,
          fields: [
            { id: '1', code: 'SKU', values: ['DLX'] },
            { id: '2', code: 'PRICE', values: ['125.50'] },
          ],
          updatedAt: '2026-01-15T10:00:00.000Z',
        },
      },
    ],
    [
      { what: 'leads', since: '2026-01-15T10:00:00Z', pipelineIds: ['731'] },
      `/api/v4/leads?with=contacts&filter[pipeline_id][]=731&order[updated_at]=asc&filter[updated_at][from]=${T}&limit=250&page=1`,
      { leads: [{ id: 7, name: 'Дом', _embedded: { contacts: [{ id: 6 }] } }] },
      { kind: 'lead', data: { id: '7', name: 'Дом', contactIds: ['6'] } },
    ],
    [
      { what: 'contacts', ids: ['6', '8'] },
      '/api/v4/contacts?filter[id][]=6&filter[id][]=8&order[id]=asc&limit=250&page=1',
      { contacts: [{ id: 6, name: 'Лейла' }] },
      { kind: 'contact', data: { id: '6', name: 'Лейла' } },
    ],
    [
      { what: 'companies' },
      '/api/v4/companies?order[updated_at]=asc&limit=',
      { companies: [{ id: 6, name: 'Север' }] },
      { kind: 'company', data: { id: '6', name: 'Север' } },
    ],
    [
      { what: 'tasks', open: true },
      '/api/v4/tasks?filter[is_completed]=0&order[id]=asc&',
      { tasks: [{ id: 3, text: 'Позвонить', entity_id: 7, entity_type: 'leads', is_completed: false, result: [] }] },
      { kind: 'task', data: { id: '3', text: 'Позвонить', entity: 'lead:7', completed: false } },
    ],
    [
      { what: 'talks', open: true },
      '/api/v4/talks?filter[only_in_work]=1&',
      {
        talks: [
          { talk_id: 1914, contact_id: 6, entity_id: 7, entity_type: 'lead', is_in_work: true, origin: 'waba' },
          { talk_id: 1915, is_in_work: false },
        ],
      },
      { kind: 'talk', data: { id: '1914', contactId: '6', leadId: '7', open: true, origin: 'waba' }, messages: [] },
    ],
    [
      { what: 'notes', of: 'contact', ids: ['5'] },
      '/api/v4/contacts/notes?filter[id][]=5&',
      { notes: [{ id: 5, entity_id: 6, note_type: 'call_in', params: { duration: 0, call_status: 6, phone: '+7917' } }] },
      { kind: 'call', data: { id: '5', entity: 'contact:6', direction: 'in', duration: 0, status: 6, missed: true, phone: '+7917' } },
    ],
    [
      { what: 'messages', of: '1914', since: '2026-01-15T10:00:00Z' },
      `/api/v4/talks/1914/messages?filter[created_at][from]=${T}&`,
      { messages: [{ id: 'm-1', type: 'incoming', text: 'Да', created_at: T, author: { type: 'external', id: 'c' } }] },
      {
        kind: 'talk',
        data: { id: '1914' },
        messages: [{ id: 'm-1', talkId: '1914', direction: 'in', text: 'Да', author: { kind: 'customer', id: 'c' }, at: '2026-01-15T10:00:00.000Z' }],
      },
    ],
  ])('%j', async (query, path, embedded, expected) => {
    const { items, next, asked } = await one(query, { _embedded: embedded });
    expect(items).toEqual([expected]);
    expect(next).toBeUndefined();
    expect(asked).toContain(path);
  });

  it('nothing there is an empty list', async () => {
    const ctx = fakeContext(kommo.settings);
    ctx.http.respond({ path: '/api/v4/leads' }, { status: 204 });
    expect(await kommo.list({ what: 'leads' }, ctx)).toEqual({ items: [] });
    expect(await kommo.list({ what: 'leads', ids: [] }, fakeContext(kommo.settings))).toEqual({ items: [] });
  });

  it.each([
    [402, 'payment_required'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [401, 'unauthorized'],
  ])('%i is told apart', async (status, code) => {
    await expect(one({ what: 'tags', of: 'lead' }, { detail: 'no' }, status)).rejects.toMatchObject({ name: 'Refuse', code });
  });

  it.each<ListQuery>([
    { what: 'fields' },
    { what: 'fields', of: '../account' },
    { what: 'products', of: 'x' },
    { what: 'tags', of: 'talk' },
    { what: 'messages', of: '1/../2' },
    { what: 'leads', cursor: 'next' },
    { what: 'leads', cursor: 't1.1' },
    { what: 'leads', ids: ['1&x=2'] },
    { what: 'leads', ids: Array.from({ length: 201 }, (_, index) => String(index + 1)) },
    { what: 'leads', pipelineIds: ['a'] },
  ])('refuses %j', async (query) => {
    await expect(one(query, {})).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
  });

  it('a bad item costs only itself, a bad page is asked for again', async () => {
    const { items } = await one({ what: 'leads' }, { _embedded: { leads: [{ id: 'x' }, { id: 7 }, null] } });
    expect(items.map(({ data }) => data.id)).toEqual(['7']);
    await expect(one({ what: 'leads' }, { _embedded: { leads: [{ id: 'x' }] } })).rejects.toMatchObject({ name: 'Retry' });
    await expect(one({ what: 'leads' }, { _embedded: { leads: 'x' } })).rejects.toMatchObject({ name: 'Retry' });
  });
});

interface Row {
  id: number;
  updated_at: number;
  is_completed: boolean;
}

/** A list as Kommo serves it, while `change` happens before each of its answers but the first. */
async function readWhileChanging(
  what: 'leads' | 'tasks',
  rows: Row[],
  change: (rows: Row[], page: number) => void,
): Promise<{ seen: Set<number>; pages: number }> {
  const ctx = fakeContext(kommo.settings);
  const fetch_: typeof fetch = async (input) => {
    const query = new URL(input as string, 'https://demo.kommo.com').searchParams;
    const from = Number(query.get('filter[updated_at][from]') ?? 0);
    const by = query.get('order[updated_at]') ? 'updated_at' : 'id';
    const shown = rows
      .filter((row) => row.updated_at >= from && !(query.get('filter[is_completed]') === '0' && row.is_completed))
      .toSorted((a, b) => a[by] - b[by] || a.id - b.id);
    const [limit, page] = [Number(query.get('limit')), Number(query.get('page'))];
    const items = shown.slice((page - 1) * limit, page * limit);
    if (items.length === 0) return new Response(null, { status: 204 });
    return Response.json({ _links: shown.length > page * limit ? { next: {} } : {}, _embedded: { [what]: items } });
  };
  const seen = new Set<number>();
  let pages = 0;
  let cursor: string | undefined;
  do {
    if (pages > 0) change(rows, pages);
    const page = await kommo.list({ what, open: true, ...(cursor === undefined ? {} : { cursor }) }, { ...ctx, fetch: fetch_ } as Context);
    for (const { data } of page.items) seen.add(Number(data.id));
    cursor = page.next;
    pages += 1;
  } while (cursor !== undefined && pages < 200);
  return { seen, pages };
}

const made = (count: number, at: (index: number) => number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, updated_at: at(index), is_completed: false }));

describe('while the account changes', () => {
  it('no lead is lost when others change, leave and come', async () => {
    let now = T + 5_000;
    const rows = made(2_000, (index) => T + index);
    const left = new Set<number>();
    const { seen } = await readWhileChanging('leads', rows, (all, page) => {
      for (let index = 0; index < 40; index += 1) Object.assign(all[(page * 137 + index * 11) % all.length]!, { updated_at: now++ });
      for (let index = 0; index < 30; index += 1) left.add(all.splice((page * 53 + index * 7) % all.length, 1)[0]!.id);
    });
    expect(rows.filter(({ id }) => !seen.has(id))).toEqual([]);
    expect(left.size).toBeGreaterThan(100);
  });

  it('a thousand changed in one second are all read, and it ends', async () => {
    const rows = made(1_000, () => T);
    const { seen, pages } = await readWhileChanging('leads', rows, () => undefined);
    expect(seen.size).toBe(1_000);
    expect(pages).toBe(5);
  });

  it('no open task is lost when some are completed between two pages', async () => {
    const rows = made(1_200, () => T);
    const { seen } = await readWhileChanging('tasks', rows, (all, page) => {
      for (let index = 0; index < 5; index += 1) all[page * 20 + index]!.is_completed = true;
    });
    expect(rows.filter(({ id, is_completed }) => !is_completed && !seen.has(id))).toEqual([]);
  });
});
