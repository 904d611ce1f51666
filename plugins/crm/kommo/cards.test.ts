/** Cards changed and made: what goes over the wire for each type of field, and what an unclear end leads to. */
import { type CardValues, type Change, type FieldChange, type Subject } from 'souffleur/sdk';
import { type FakeContext, fakeContext } from 'souffleur/sdk/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import kommo from './index.ts';

const LEAD = '/api/v4/leads/40117';
const LEADS = '/api/v4/leads';
const FIELDS = '/api/v4/leads/custom_fields';

let ctx: FakeContext<typeof kommo.settings>;
beforeEach(() => {
  ctx = fakeContext(kommo.settings);
});

const update = (values: CardValues, subject: Subject = 'lead:40117', key = 'c-1'): Change => ({ key, kind: 'update_card', subject, values });
const asked = (method: string) => ctx.http.requests.filter((request) => request.method === method);
const bodies = (method: string): unknown[] => asked(method).map(({ body }) => body);
const fields = (...custom_fields: object[]) => ({ status: 200, body: { _embedded: { custom_fields } } });
const patched = { status: 200, body: { id: 40117, updated_at: 1768471200 } };

describe('changing a card', () => {
  it('sends what is to change and nothing else, once for one key', async () => {
    ctx.http.respond({ method: 'PATCH', path: LEAD }, patched);
    const change = update({
      name: 'Дом у моря',
      price: 1250,
      pipelineId: '731',
      stageId: '143',
      lossReasonId: '99',
      responsibleId: '10431207',
      addTags: ['vip', 'море'],
      removeTags: ['new'],
    });
    const receipt = await kommo.write(change, ctx);
    expect(receipt).toEqual({ id: '40117', via: 'leads_api', at: '2026-01-15T10:00:00.000Z' });
    expect(await kommo.write(change, ctx)).toEqual(receipt);
    expect(bodies('PATCH')).toEqual([
      {
        name: 'Дом у моря',
        price: 1250,
        pipeline_id: 731,
        status_id: 143,
        loss_reason_id: 99,
        responsible_user_id: 10431207,
        tags_to_add: [{ name: 'vip' }, { name: 'море' }],
        tags_to_delete: [{ name: 'new' }],
      },
    ]);
  });

  it.each<[Subject, string, string]>([
    ['contact:6003', '/api/v4/contacts/6003', 'contacts_api'],
    ['company:7003', '/api/v4/companies/7003', 'companies_api'],
  ])('writes %s where it lies', async (subject, path, via) => {
    ctx.http.respond({ method: 'PATCH', path }, { status: 200, body: {} });
    expect(await kommo.write(update({ responsibleId: '5' }, subject), ctx)).toMatchObject({ via });
    expect(bodies('PATCH')).toEqual([{ responsible_user_id: 5 }]);
  });

  it('sends the same again after an unclear end', async () => {
    ctx.http.respond({ method: 'PATCH', path: LEAD }, new Error('socket hang up')).respond({ method: 'PATCH', path: LEAD }, patched);
    await expect(kommo.write(update({ price: 5 }), ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    expect(await kommo.write(update({ price: 5 }), ctx)).toMatchObject({ id: '40117' });
    expect(bodies('PATCH')).toEqual([{ price: 5 }, { price: 5 }]);
  });

  it.each<[string, CardValues, Subject, string]>([
    ['nothing to change', {}, 'lead:1', 'invalid'],
    ['empty lists only', { addTags: [], fields: [] }, 'lead:1', 'invalid'],
    ['a stage without its pipeline', { stageId: '143' }, 'lead:1', 'invalid'],
    ['a pipeline without a stage', { pipelineId: '731' }, 'lead:1', 'invalid'],
    ['a loss reason of a lead that is not lost', { pipelineId: '731', stageId: '142', lossReasonId: '9' }, 'lead:1', 'invalid'],
    ['a broken price', { price: 12.5 }, 'lead:1', 'invalid'],
    ['a price of a contact', { price: 12 }, 'contact:1', 'invalid'],
    ['a stage of a company', { pipelineId: '731', stageId: '142' }, 'company:1', 'invalid'],
    ['what is no id', { responsibleId: 'me' }, 'lead:1', 'invalid'],
    ['a lead that is none', { price: 1 }, 'lead:../account', 'invalid'],
    ['customers', { name: 'x' }, 'customer:1', 'unsupported'],
    ['what is no card', { name: 'x' }, 'talk:1', 'unsupported'],
  ])('refuses %s', async (_, values, subject, code) => {
    await expect(kommo.write(update(values, subject), ctx)).rejects.toMatchObject({ name: 'Refuse', code });
    expect(ctx.http.requests).toEqual([]);
  });

  it('says what Kommo objects to', async () => {
    const errors = [{ code: 'NotSupportedChoice', path: 'status_id', detail: 'The value you selected is not a valid choice.' }];
    ctx.http.respond({ method: 'PATCH', path: LEAD }, { status: 400, body: { detail: 'Bad', 'validation-errors': [{ request_id: '0', errors }] } });
    await expect(kommo.write(update({ price: 5 }), ctx)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('status_id') as string });
  });
});

describe('custom fields', () => {
  const written = async (type: string, change: Omit<FieldChange, 'id'>, extra: object = {}): Promise<unknown> => {
    ctx.http.respond({ method: 'GET', path: FIELDS }, fields({ id: 9, type, ...extra })).respond({ method: 'PATCH', path: LEAD }, patched);
    await kommo.write(update({ fields: [{ id: '9', ...change }] }), ctx);
    return (bodies('PATCH')[0] as { custom_fields_values: { field_id: number; values: unknown }[] }).custom_fields_values;
  };

  it.each<[string, Omit<FieldChange, 'id'>, unknown]>([
    ['text', { values: ['true'] }, [{ value: 'true' }]],
    ['numeric', { values: ['250'] }, [{ value: '250' }]],
    ['url', { values: ['https://example.com'] }, [{ value: 'https://example.com' }]],
    ['tracking_data', { values: ['google'] }, [{ value: 'google' }]],
    ['checkbox', { values: ['true'] }, [{ value: true }]],
    ['checkbox', { values: ['0'] }, [{ value: false }]],
    ['date', { values: ['2026-01-01'] }, [{ value: 1767225600 }]],
    ['date_time', { values: ['2026-01-01T03:00:00+03:00'] }, [{ value: 1767225600 }]],
    ['birthday', { values: ['1980-01-12T00:00:00.000Z'] }, [{ value: 316483200 }]],
    ['select', { values: ['Дом'] }, [{ value: 'Дом' }]],
    ['select', { enums: ['31'] }, [{ enum_id: 31 }]],
    ['select', { values: ['Дом'], enums: ['31'] }, [{ enum_id: 31 }]],
    ['radiobutton', { values: ['Home'] }, [{ value: 'Home' }]],
    ['multiselect', { enums: ['31', '33'] }, [{ enum_id: 31 }, { enum_id: 33 }]],
    ['multitext', { values: ['+34600000001'] }, [{ value: '+34600000001' }]],
    ['multitext', { values: ['+34600000001'], enums: ['641280'] }, [{ value: '+34600000001', enum_id: 641280 }]],
    ['smart_address', { values: ['Gran Vía 1'] }, [{ value: 'Gran Vía 1', enum_code: 'address_line_1' }]],
    [
      'smart_address',
      { values: ['Gran Vía 1', 'Madrid'], enums: ['1', '3'] },
      [
        { value: 'Gran Vía 1', enum_id: 1 },
        { value: 'Madrid', enum_id: 3 },
      ],
    ],
    ['date', { values: [] }, null],
    ['legal_entity', { enums: [] }, null],
  ])('writes %s %j', async (type, change, values) => {
    expect(await written(type, change)).toEqual([{ field_id: 9, values }]);
  });

  it('gives a phone the first kind there is', async () => {
    const enums = [
      { id: 641276, value: 'WORK', code: 'WORK' },
      { id: 641280, value: 'MOB', code: 'MOB' },
    ];
    expect(await written('multitext', { values: ['+1', '+2'] }, { enums })).toEqual([
      {
        field_id: 9,
        values: [
          { value: '+1', enum_code: 'WORK' },
          { value: '+2', enum_code: 'WORK' },
        ],
      },
    ]);
  });

  it.each<[string, Omit<FieldChange, 'id'>, string]>([
    ['checkbox', { values: ['maybe'] }, 'invalid'],
    ['date', { values: ['tomorrow'] }, 'invalid'],
    ['date_time', { values: ['2026-01-01T03:00:00'] }, 'invalid'],
    ['select', { enums: ['red'] }, 'invalid'],
    ['legal_entity', { values: ['Маяк'] }, 'unsupported'],
    ['file', { values: ['a.pdf'] }, 'unsupported'],
  ])('refuses %s %j', async (type, change, code) => {
    await expect(written(type, change)).rejects.toMatchObject({ name: 'Refuse', code });
    expect(asked('PATCH')).toEqual([]);
  });

  it('reads the types once, and again for a field it does not know', async () => {
    ctx.http
      .respond({ method: 'GET', path: FIELDS }, fields({ id: 9, type: 'text' }))
      .respond({ method: 'GET', path: FIELDS }, fields({ id: 9, type: 'text' }, { id: 10, type: 'checkbox' }))
      .respond({ method: 'PATCH', path: LEAD }, patched);
    const set = (id: string, value: string, key: string) => kommo.write(update({ fields: [{ id, values: [value] }] }, 'lead:40117', key), ctx);
    await set('9', 'a', 'k-1');
    await set('9', 'b', 'k-2');
    expect(asked('GET')).toHaveLength(1);
    await set('10', 'true', 'k-3');
    expect(asked('GET')).toHaveLength(2);
    expect(bodies('PATCH').at(-1)).toEqual({ custom_fields_values: [{ field_id: 10, values: [{ value: true }] }] });
    await expect(set('11', 'x', 'k-4')).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('a new lead', () => {
  const lead: Change = {
    key: 'l-1',
    kind: 'create_lead',
    values: { name: 'Повторная покупка', price: 300, pipelineId: '731', stageId: '7301', addTags: ['repeat'] },
    contactId: '6003',
  };
  const made = { status: 200, body: { _embedded: { leads: [{ id: 40120, request_id: '0' }] } } };
  const listed = (changes: object = {}) => ({
    status: 200,
    body: { _embedded: { leads: [{ id: 40119, name: 'Повторная покупка', created_at: 1768471190, _embedded: { contacts: [{ id: 6003 }] }, ...changes }] } },
  });

  it('is made once for one key', async () => {
    ctx.http.respond({ method: 'POST', path: LEADS }, made);
    const first = await kommo.write(lead, ctx);
    expect(await kommo.write(lead, ctx)).toEqual(first);
    expect(first).toMatchObject({ id: '40120', via: 'leads_api' });
    expect(bodies('POST')).toEqual([
      [
        {
          name: 'Повторная покупка',
          price: 300,
          pipeline_id: 731,
          status_id: 7301,
          _embedded: { tags: [{ name: 'repeat' }], contacts: [{ id: 6003, is_main: true }] },
        },
      ],
    ]);
  });

  it.each([
    ['finds it', listed(), 1, '40119'],
    ['makes what is not there', { status: 204 }, 2, '40120'],
    ['does not take another name for it', listed({ name: 'Первая покупка' }), 2, '40120'],
    ['does not take another contact’s for it', listed({ _embedded: { contacts: [{ id: 6004 }] } }), 2, '40120'],
    ['does not take an older one for it', listed({ created_at: 1768000000 }), 2, '40120'],
  ])('after an unclear end it looks first: %s', async (_, list, posts, id) => {
    ctx.http
      .respond({ method: 'POST', path: LEADS }, new Error('socket hang up'))
      .respond({ method: 'POST', path: LEADS }, made)
      .respond({ method: 'GET', path: LEADS }, list);
    await expect(kommo.write(lead, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    expect(await kommo.write(lead, ctx)).toMatchObject({ id });
    expect(asked('POST')).toHaveLength(posts);
    expect(asked('GET')[0]?.query.get('filter[created_at][from]')).toBe('1768471140');
  });

  it('does not take the lead of another key for its own', async () => {
    const first = { status: 200, body: { _embedded: { leads: [{ id: 40119 }] } } };
    ctx.http
      .respond({ method: 'POST', path: LEADS }, first)
      .respond({ method: 'POST', path: LEADS }, new Error('socket hang up'))
      .respond({ method: 'POST', path: LEADS }, made)
      .respond({ method: 'GET', path: LEADS }, listed());
    expect(await kommo.write({ ...lead, key: 'l-0' }, ctx)).toMatchObject({ id: '40119' });
    await expect(kommo.write(lead, ctx)).rejects.toMatchObject({ inDoubt: true });
    expect(await kommo.write(lead, ctx)).toMatchObject({ id: '40120' });
  });

  it('needs a name or a contact', async () => {
    await expect(kommo.write({ key: 'l-2', kind: 'create_lead', values: { price: 5 } }, ctx)).rejects.toMatchObject({ code: 'invalid' });
    ctx.http.respond({ method: 'POST', path: LEADS }, made);
    await kommo.write({ key: 'l-3', kind: 'create_lead', values: { name: 'x' } }, ctx);
    expect(bodies('POST')).toEqual([[{ name: 'x' }]]);
  });
});
