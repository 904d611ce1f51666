import { type Snapshot, type Subject } from 'souffleur/sdk';
import { type FakeContext, fakeContext } from 'souffleur/sdk/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import kommo from './index.ts';

let ctx: FakeContext<typeof kommo.settings>;
beforeEach(() => {
  ctx = fakeContext(kommo.settings);
});

const read = (subject: Subject): Promise<Snapshot | null> => kommo.read(subject, ctx);
const answer = (path: string, body: unknown, status = 200) => ctx.http.respond({ method: 'GET', path: `/api/v4${path}` }, { status, body });
const T = 1768471200;

describe('entities', () => {
  it('reads a lead, its main contact first', async () => {
    answer('/leads/40117', {
      id: 40117,
      name: 'Кофемашина',
      price: 84900,
      status_id: 7301,
      pipeline_id: 731,
      responsible_user_id: 10431207,
      is_deleted: false,
      custom_fields_values: [
        { field_id: 1, field_name: 'Ready', field_code: null, field_type: 'checkbox', values: [{ value: true }] },
        { field_id: 2, field_name: 'When', field_code: null, field_type: 'date', values: [{ value: T }] },
        { field_id: 3, field_name: 'File', field_code: 'F', field_type: 'file', values: [{ value: { file_uuid: 'x', file_name: 'schet.pdf' } }] },
        { field_id: 4, field_name: 'Drink', field_code: null, field_type: 'select', values: [{ value: 'Espresso', enum_id: 9, enum_code: null }] },
      ],
      created_at: T,
      updated_at: T + 1,
      _embedded: {
        tags: [{ id: 1, name: 'сайт', color: null }],
        contacts: [
          { id: 5, is_main: false },
          { id: 6, is_main: true },
        ],
        companies: [{ id: 7 }],
      },
    });
    expect(await read('lead:40117')).toEqual({
      kind: 'lead',
      data: {
        id: '40117',
        name: 'Кофемашина',
        price: 84900,
        stageId: '7301',
        pipelineId: '731',
        responsibleId: '10431207',
        contactIds: ['6', '5'],
        companyId: '7',
        tags: ['сайт'],
        fields: [
          { id: '1', name: 'Ready', values: ['1'] },
          { id: '2', name: 'When', values: ['2026-01-15T10:00:00.000Z'] },
          { id: '3', code: 'F', name: 'File', values: ['schet.pdf'] },
          { id: '4', name: 'Drink', values: ['Espresso'], enums: ['9'] },
        ],
        createdAt: '2026-01-15T10:00:00.000Z',
        updatedAt: '2026-01-15T10:00:01.000Z',
      },
    });
    expect(ctx.http.requests[0]?.query.get('with')).toBe('contacts');
  });

  it('reads a contact and a company with nulls where values could be', async () => {
    answer('/contacts/6', {
      id: 6,
      name: 'Лейла',
      custom_fields_values: [{ field_id: 1, field_code: 'PHONE', values: [{ value: '+7917', enum_code: 'WORK' }] }],
      _embedded: { tags: [], leads: [{ id: 40117 }], companies: [{ id: 7 }] },
    });
    answer('/companies/7', { id: 7, name: 'Север', custom_fields_values: null, closest_task_at: null });
    expect(await read('contact:6')).toMatchObject({ kind: 'contact', data: { phones: ['+7917'], leadIds: ['40117'], companyId: '7' } });
    expect(await read('company:7')).toMatchObject({ kind: 'company', data: { name: 'Север' } });
  });

  it('reads a task whose result is an empty list', async () => {
    answer('/tasks', {
      _embedded: {
        tasks: [{ id: 9, text: 'Call', entity_id: 40117, entity_type: 'leads', result: [], is_completed: false, complete_till: T, task_type_id: 1 }],
      },
    });
    expect(await read('task:9')).toMatchObject({ kind: 'task', data: { entity: 'lead:40117', dueAt: '2026-01-15T10:00:00.000Z', completed: false } });
  });

  it('looks for a note among all that may have one', async () => {
    answer('/leads/notes/3', undefined, 204);
    answer('/contacts/notes/3', { id: 3, entity_id: 6, note_type: 'call_in', params: { duration: 0, call_status: 6, link: '', phone: 7917 }, created_at: T });
    expect(await read('call:3')).toMatchObject({ kind: 'call', data: { missed: true, entity: 'contact:6', phone: '7917' } });
  });

  it('does not mind that customers are off', async () => {
    for (const path of ['leads', 'contacts', 'companies']) answer(`/${path}/notes/3`, { detail: 'Not found' }, 404);
    answer('/customers/notes/3', { detail: 'Endpoint not available for current account tariff' }, 402);
    expect(await read('note:3')).toBeNull();
  });

  it.each(['lead:1', 'contact:1', 'company:1', 'talk:1', 'user:1'] as const)('%s is null when it is not there', async (subject) => {
    const path = { lead: 'leads', contact: 'contacts', company: 'companies', talk: 'talks', user: 'users' }[subject.split(':')[0] as 'lead'];
    answer(`/${path}/1`, undefined, 204);
    expect(await read(subject)).toBeNull();
  });

  it('is null when it was deleted', async () => {
    answer('/leads/1', { id: 1, is_deleted: true });
    expect(await read('lead:1')).toBeNull();
  });

  it('does not ask for what could not be', async () => {
    await expect(read('lead:../account')).rejects.toMatchObject({ code: 'invalid' });
    await expect(read('product:1')).rejects.toMatchObject({ code: 'unsupported' });
    expect(ctx.http.requests).toEqual([]);
  });

  it('asks again later when an answer is not of its shape', async () => {
    answer('/leads/1', { leads: [] });
    await expect(read('lead:1')).rejects.toMatchObject({ name: 'Retry', message: expect.stringContaining('/leads/1') });
  });
});

describe('talks', () => {
  const talk = {
    talk_id: 9021,
    contact_id: 6,
    entity_id: 40117,
    entity_type: 'lead',
    chat_id: 'c-1',
    origin: 'waba',
    is_in_work: true,
    is_read: false,
    updated_at: T,
  };

  it('reads the messages oldest first, with who wrote them', async () => {
    answer('/talks/9021', talk);
    answer('/talks/9021/messages', {
      _embedded: {
        messages: [
          { id: 'm-2', type: 'outgoing', text: 'Да', created_at: T + 5, author: { id: 'u', type: 'bot', name: 'Bot' } },
          {
            id: 'm-1',
            type: 'incoming',
            text: 'Есть?',
            created_at: T,
            author: { id: 'x', type: 'external', name: 'Лейла' },
            attachment: { type: 'picture', link: 'https://a.example/1.jpg' },
          },
        ],
      },
    });
    expect(await read('talk:9021')).toMatchObject({
      data: { id: '9021', leadId: '40117', contactId: '6', open: true },
      messages: [
        { id: 'm-1', direction: 'in', author: { kind: 'customer', name: 'Лейла' }, attachment: { url: 'https://a.example/1.jpg' } },
        { id: 'm-2', direction: 'out', author: { kind: 'robot' }, talkId: '9021' },
      ],
    });
  });

  it('is still a talk when its messages may not be read', async () => {
    answer('/talks/9021', talk);
    answer('/talks/9021/messages', { detail: 'Invalid scope' }, 403);
    expect(await read('talk:9021')).toMatchObject({ kind: 'talk', messages: [] });
    expect(ctx.lines).toMatchObject([{ level: 'warn', fields: { code: 'forbidden' } }]);
  });
});

describe('the account', () => {
  beforeEach(() => {
    answer('/account', {
      id: 31415926,
      name: 'Маяк',
      subdomain: 'demo',
      language: 'ru',
      currency: 'RUB',
      _embedded: { datetime_settings: { timezone: 'Europe/Moscow' } },
    });
    const status = (id: number, type = 0) => ({ id, name: `S${id}`, sort: 10, type, color: '#fff' });
    const pipeline = {
      id: 731,
      name: 'Продажи',
      sort: 1,
      is_main: true,
      is_archive: false,
      _embedded: { statuses: [status(7299, 1), status(7300), status(142), status(143)] },
    };
    answer('/leads/pipelines', { _embedded: { pipelines: [pipeline, { ...pipeline, id: 732, is_archive: true }] } });
  });

  it('comes with users of every page and stages told apart', async () => {
    const user = (id: number, rights: object) => ({ id, name: `U${id}`, email: 'a@b.example', lang: 'ru', rights });
    answer('/users', { _links: { next: { href: 'x' } }, _embedded: { users: [user(1, { is_admin: true, is_active: true, is_free: false })] } });
    answer('/users', { _links: {}, _embedded: { users: [user(2, { is_admin: 1, is_active: false })] } });
    expect(await read('account:self')).toEqual({
      kind: 'account',
      data: {
        id: '31415926',
        name: 'Маяк',
        subdomain: 'demo',
        language: 'ru',
        currency: 'RUB',
        timezone: 'Europe/Moscow',
        users: [
          { id: '1', name: 'U1', email: 'a@b.example', admin: true, active: true, language: 'ru' },
          { id: '2', name: 'U2', email: 'a@b.example', admin: false, active: false, language: 'ru' },
        ],
        pipelines: [
          {
            id: '731',
            name: 'Продажи',
            main: true,
            sort: 1,
            stages: [
              { id: '7299', name: 'S7299', kind: 'incoming', sort: 10, color: '#fff' },
              { id: '7300', name: 'S7300', kind: 'open', sort: 10, color: '#fff' },
              { id: '142', name: 'S142', kind: 'won', sort: 10, color: '#fff' },
              { id: '143', name: 'S143', kind: 'lost', sort: 10, color: '#fff' },
            ],
          },
        ],
      },
    });
    expect(ctx.http.requests.filter(({ path }) => path.endsWith('/users')).map(({ query }) => query.get('page'))).toEqual(['1', '2']);
  });

  it('is usable without the right to list users', async () => {
    answer('/users', { detail: 'Forbidden' }, 403);
    expect(await read('account:self')).toMatchObject({ data: { users: [] } });
  });
});
