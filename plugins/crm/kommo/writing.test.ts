import { type Change } from 'souffleur/sdk';
import { type FakeContext, fakeContext } from 'souffleur/sdk/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import kommo from './index.ts';

const HOOKS = '/api/v4/webhooks';
const NOTES = '/api/v4/leads/40117/notes';

let ctx: FakeContext<typeof kommo.settings>;
beforeEach(() => {
  ctx = fakeContext(kommo.settings);
});

const subscribe = { key: 'k', kind: 'subscribe_hooks', url: 'https://app.example/hooks/kommo/secret' } as const;
const listed = (settings: string[] = [], disabled = false) => ({
  status: 200,
  body: { _embedded: { webhooks: [{ id: 29, destination: `${subscribe.url}/`, disabled, settings }] } },
});
const posts = () => ctx.http.requests.filter(({ method }) => method === 'POST').map(({ body }) => body as { destination: string; settings: string[] });

describe('subscribing', () => {
  it('asks for everything at an address with a trailing slash, and reads it back', async () => {
    ctx.http.respond({ method: 'POST', path: HOOKS }, { status: 201, body: { id: 29 } }).respond({ method: 'GET', path: HOOKS }, listed(['add_lead']));
    expect(await kommo.write(subscribe, ctx)).toEqual({ id: '29', via: 'webhooks_api', at: '2026-01-15T10:00:00.000Z' });
    expect(posts()[0]?.destination).toBe('https://app.example/hooks/kommo/secret/');
    expect(posts()[0]?.settings).toEqual(
      expect.arrayContaining([
        'add_lead',
        'status_lead',
        'note_contact',
        'restore_company',
        'add_message',
        'add_outgoing_message',
        'add_talk',
        'update_talk',
        'update_task',
        'add_unsorted',
        'add_customer',
        'add_chat_template_review',
      ]),
    );
    expect(new Set(posts()[0]?.settings).size).toBe(posts()[0]?.settings.length);
    expect(ctx.http.requests[1]?.query.get('filter[destination]')).toBe('https://app.example/hooks/kommo/secret/');
    expect(ctx.lines.at(-1)).toMatchObject({ level: 'warn', fields: { missing: expect.arrayContaining(['add_talk']) } });
  });

  it('leaves out what the settings say', async () => {
    ctx = fakeContext(kommo.settings, { settings: { incomingLeads: false, customers: false } });
    ctx.http.respond({ method: 'POST', path: HOOKS }, { status: 201, body: {} }).respond({ method: 'GET', path: HOOKS }, listed());
    await kommo.write(subscribe, ctx);
    expect(posts()[0]?.settings.filter((name) => /unsorted|customer/.test(name))).toEqual([]);
  });

  it.each([400, 422])('drops uncertain names one by one on %s, the named one first', async (status) => {
    const refusal = (detail: string) => ({ status, body: { status, detail } });
    ctx.http
      .respond({ method: 'POST', path: HOOKS }, refusal('add_outgoing_message is not a valid choice'))
      .respond({ method: 'POST', path: HOOKS }, refusal('invalid'))
      .respond({ method: 'POST', path: HOOKS }, { status: 201, body: {} })
      .respond({ method: 'GET', path: HOOKS }, listed());
    await kommo.write(subscribe, ctx);
    const [all = [], second = [], third = []] = posts().map(({ settings }) => settings);
    expect(all.filter((name) => !second.includes(name))).toEqual(['add_outgoing_message']);
    expect(second.filter((name) => !third.includes(name))).toEqual(['delete_unsorted']);
  });

  it('gives up when the certain names are refused too', async () => {
    ctx.http.respond({ method: 'POST', path: HOOKS }, { status: 400, body: { detail: 'Request validation failed' } });
    await expect(kommo.write(subscribe, ctx)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
    expect(posts().at(-1)?.settings).toContain('add_lead');
    expect(posts().at(-1)?.settings).not.toContain('update_talk');
  });

  it('does not take a refused address for a wrong name', async () => {
    ctx.http.respond(
      { method: 'POST', path: HOOKS },
      { status: 400, body: { detail: 'x', 'validation-errors': [{ errors: [{ path: 'destination', detail: 'This value is not a valid URL.' }] }] } },
    );
    await expect(kommo.write(subscribe, ctx)).rejects.toMatchObject({ code: 'invalid' });
    expect(posts()).toHaveLength(1);
  });

  it('does not take a missing right for a wrong name', async () => {
    ctx.http.respond({ method: 'POST', path: HOOKS }, { status: 403, body: { detail: 'Forbidden' } });
    await expect(kommo.write(subscribe, ctx)).rejects.toMatchObject({ code: 'forbidden' });
    expect(posts()).toHaveLength(1);
  });

  it('unsubscribes, also what is not there', async () => {
    ctx.http.respond({ method: 'DELETE', path: HOOKS }, { status: 404, body: {} });
    expect(await kommo.write({ ...subscribe, kind: 'unsubscribe_hooks' }, ctx)).toMatchObject({ via: 'webhooks_api' });
    expect(ctx.http.requests[0]?.body).toEqual({ destination: 'https://app.example/hooks/kommo/secret/' });
  });
});

describe('notes', () => {
  const note: Change = { key: 'n-1', kind: 'add_note', subject: 'lead:40117', text: 'Просит тихую' };
  const made = { status: 200, body: { _embedded: { notes: [{ id: 70001 }] } } };

  it('writes a note once for one key', async () => {
    ctx.http.respond({ method: 'POST', path: NOTES }, made);
    const first = await kommo.write(note, ctx);
    expect(await kommo.write(note, ctx)).toEqual(first);
    expect(first).toMatchObject({ id: '70001', via: 'notes_api' });
    expect(ctx.http.requests.map(({ body }) => body)).toEqual([[{ note_type: 'common', params: { text: 'Просит тихую' } }]]);
  });

  it.each([
    [
      'finds',
      { status: 200, body: { _embedded: { notes: [{ id: 70009, note_type: 'common', params: { text: 'Просит тихую' }, created_at: 1768471190 }] } } },
      1,
      '70009',
    ],
    ['writes again what is not there', { status: 204 }, 2, '70001'],
    [
      'does not take an older one for it',
      { status: 200, body: { _embedded: { notes: [{ id: 70009, note_type: 'common', params: { text: 'Просит тихую' }, created_at: 1768000000 }] } } },
      2,
      '70001',
    ],
  ])('after an unclear end it looks first: %s', async (_, history, expectedPosts, id) => {
    ctx.http
      .respond({ method: 'POST', path: NOTES }, new Error('socket hang up'))
      .respond({ method: 'POST', path: NOTES }, made)
      .respond({ method: 'GET', path: NOTES }, history);
    await expect(kommo.write(note, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    expect(await kommo.write(note, ctx)).toMatchObject({ id });
    expect(posts()).toHaveLength(expectedPosts);
  });

  it('refuses what carries no notes', async () => {
    await expect(kommo.write({ ...note, subject: 'talk:1' }, ctx)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('tasks', () => {
  const TASKS = '/api/v4/tasks';
  const task: Change = {
    key: 't-1',
    kind: 'add_task',
    subject: 'contact:50210',
    text: 'Перезвонить',
    dueAt: '2026-01-15T11:00:00.000Z',
    responsibleId: '10431207',
  };
  const made = { status: 200, body: { _embedded: { tasks: [{ id: 81 }] } } };
  const known = { id: 82, text: 'Перезвонить', complete_till: 1768474800, created_at: 1768471190 };

  it('writes a task once for one key', async () => {
    ctx.http.respond({ method: 'POST', path: TASKS }, made);
    const first = await kommo.write(task, ctx);
    expect(await kommo.write(task, ctx)).toEqual(first);
    expect(first).toMatchObject({ id: '81', via: 'tasks_api' });
    expect(ctx.http.requests.map(({ body }) => body)).toEqual([
      [{ text: 'Перезвонить', complete_till: 1768474800, entity_type: 'contacts', entity_id: 50210, responsible_user_id: 10431207 }],
    ]);
  });

  it('leaves out what it is not told', async () => {
    ctx.http.respond({ method: 'POST', path: TASKS }, made);
    await kommo.write({ key: 't-2', kind: 'add_task', text: 'x', dueAt: '2026-01-15T11:00:00.000Z', typeId: '2' }, ctx);
    expect(ctx.http.requests[0]?.body).toEqual([{ text: 'x', complete_till: 1768474800, task_type_id: 2 }]);
  });

  it.each([
    ['finds', { status: 200, body: { _embedded: { tasks: [known] } } }, 1, '82'],
    ['writes again what is not there', { status: 204 }, 2, '81'],
    ['does not take another deadline for it', { status: 200, body: { _embedded: { tasks: [{ ...known, complete_till: 1768474860 }] } } }, 2, '81'],
    ['does not take an older one for it', { status: 200, body: { _embedded: { tasks: [{ ...known, created_at: 1768000000 }] } } }, 2, '81'],
  ])('after an unclear end it looks first: %s', async (_, list, expectedPosts, id) => {
    ctx.http
      .respond({ method: 'POST', path: TASKS }, new Error('socket hang up'))
      .respond({ method: 'POST', path: TASKS }, made)
      .respond({ method: 'GET', path: TASKS }, list);
    await expect(kommo.write(task, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    expect(await kommo.write(task, ctx)).toMatchObject({ id });
    expect(posts()).toHaveLength(expectedPosts);
    expect(ctx.http.requests.find(({ method }) => method === 'GET')?.query.get('filter[entity_id][]')).toBe('50210');
  });

  it.each([
    ['what carries no tasks', { subject: 'talk:1' as const }, 'unsupported'],
    ['no deadline', { dueAt: 'soon' }, 'invalid'],
    ['no text', { text: '' }, 'invalid'],
  ])('refuses %s', async (_, changes, code) => {
    await expect(kommo.write({ ...task, ...changes }, ctx)).rejects.toMatchObject({ code });
  });
});

describe('completing a task', () => {
  const TASK = '/api/v4/tasks/81';
  const done: Change = { key: 'd-1', kind: 'complete_task', taskId: '81', result: 'Дозвонились' };

  it('writes the result once for one key', async () => {
    ctx.http.respond({ method: 'PATCH', path: TASK }, { status: 200, body: { id: 81 } });
    const first = await kommo.write(done, ctx);
    expect(await kommo.write(done, ctx)).toEqual(first);
    await kommo.write({ key: 'd-2', kind: 'complete_task', taskId: '81' }, ctx);
    expect(first).toMatchObject({ id: '81', via: 'tasks_api' });
    expect(ctx.http.requests.map(({ body }) => body)).toEqual([{ is_completed: true, result: { text: 'Дозвонились' } }, { is_completed: true }]);
  });

  it('sends the same again after an unclear end, and refuses what is no task', async () => {
    ctx.http.respond({ method: 'PATCH', path: TASK }, { status: 504 }).respond({ method: 'PATCH', path: TASK }, { status: 200, body: { id: 81 } });
    await expect(kommo.write(done, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    expect(await kommo.write(done, ctx)).toMatchObject({ id: '81' });
    await expect(kommo.write({ ...done, key: 'd-3', taskId: '81/../82' }, ctx)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('linking a product', () => {
  const LINK = '/api/v4/leads/40117/link';
  const link = { key: 'p-1', kind: 'link_product', leadId: '40117', catalogId: '41122', productId: '547577', quantity: 2 } as const;

  it('says which and how many, once for one key', async () => {
    ctx.http.respond({ method: 'POST', path: LINK }, new Error('socket hang up')).respond({ method: 'POST', path: LINK }, { status: 200, body: {} });
    await expect(kommo.write(link, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    const receipt = await kommo.write(link, ctx);
    expect(receipt).toMatchObject({ id: '547577', via: 'links_api' });
    expect(await kommo.write(link, ctx)).toEqual(receipt);
    const body = [{ to_entity_id: 547577, to_entity_type: 'catalog_elements', metadata: { quantity: 2, catalog_id: 41122 } }];
    expect(posts()).toEqual([body, body]);
  });

  it.each([{ quantity: 0 }, { quantity: Number.NaN }, { productId: 'x' }, { catalogId: '0' }, { leadId: '' }])('refuses %j', async (changes) => {
    await expect(kommo.write({ ...link, ...changes }, ctx)).rejects.toMatchObject({ code: 'invalid' });
    expect(posts()).toEqual([]);
  });
});
