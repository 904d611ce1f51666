/** Each kind of hook Kommo sends, what it does not name, and what is no hook. */
import { readdirSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { fixture, parse, receivedAt } from './testing.ts';

const kinds: [file: string, events: [name: string, subject: string][]][] = [
  ['call-in.form', [['call.finished', 'call:70010']]],
  ['call-missed.form', [['call.missed', 'call:70011']]],
  ['call-out.form', [['call.finished', 'call:70012']]],
  ['catalog-add.form', [['product.created', 'product:90001']]],
  ['catalog-delete.form', [['product.deleted', 'product:90001']]],
  ['catalog-update.form', [['product.updated', 'product:90001']]],
  ['company-add.form', [['company.created', 'company:50300']]],
  ['company-delete.form', [['company.deleted', 'company:50300']]],
  ['company-responsible.form', [['company.responsible_changed', 'company:50300']]],
  ['company-restore.form', [['company.restored', 'company:50300']]],
  ['company-update.form', [['company.updated', 'company:50300']]],
  ['contact-add.form', [['contact.created', 'contact:50210']]],
  ['contact-delete.form', [['contact.deleted', 'contact:50210']]],
  ['contact-responsible.form', [['contact.responsible_changed', 'contact:50210']]],
  ['contact-restore.form', [['contact.restored', 'contact:50210']]],
  ['contact-update.form', [['contact.updated', 'contact:50210']]],
  ['customer-add.form', [['customer.created', 'customer:80001']]],
  ['customer-delete.form', [['customer.deleted', 'customer:80001']]],
  ['customer-responsible.form', [['customer.responsible_changed', 'customer:80001']]],
  ['customer-update.form', [['customer.updated', 'customer:80001']]],
  ['lead-add.form', [['lead.created', 'lead:40117']]],
  [
    'lead-bulk.form',
    [
      ['lead.updated', 'lead:40117'],
      ['lead.updated', 'lead:40118'],
      ['lead.updated', 'lead:40119'],
    ],
  ],
  ['lead-delete.form', [['lead.deleted', 'lead:40117']]],
  ['lead-moved.form', [['lead.stage_changed', 'lead:40117']]],
  ['lead-responsible.form', [['lead.responsible_changed', 'lead:40117']]],
  ['lead-restore.form', [['lead.restored', 'lead:40117']]],
  ['lead-status.form', [['lead.stage_changed', 'lead:40117']]],
  ['lead-update.form', [['lead.updated', 'lead:40117']]],
  ['message-bare.form', [['message.received', 'message:0a52c1de-7b11-4c7e-9d2a-3f1e5b7a9c02']]],
  ['message-in-2016.form', [['message.received', 'message:0a52c1de-7b11-4c7e-9d2a-3f1e5b7a9c01']]],
  ['message-in-2024.form', [['message.received', 'message:0a52c1de-7b11-4c7e-9d2a-3f1e5b7a9c01']]],
  ['message-in.form', [['message.received', 'message:0a52c1de-7b11-4c7e-9d2a-3f1e5b7a9c01']]],
  ['message-out-bot.form', [['message.sent', 'message:0a52c1de-7b11-4c7e-9d2a-3f1e5b7a9c04']]],
  ['message-out.form', [['message.sent', 'message:0a52c1de-7b11-4c7e-9d2a-3f1e5b7a9c03']]],
  ['message-voice.form', [['message.received', 'message:0a52c1de-7b11-4c7e-9d2a-3f1e5b7a9c01']]],
  ['note-company.form', [['note.added', 'note:70005']]],
  ['note-contact.form', [['note.added', 'note:70004']]],
  ['note-customer.form', [['note.added', 'note:70006']]],
  ['note-lead-file.form', [['note.added', 'note:70002']]],
  ['note-lead-system.form', [['note.added', 'note:70003']]],
  ['note-lead.form', [['note.added', 'note:70001']]],
  ['note-sms.form', [['note.added', 'note:70007']]],
  ['pipeline-add.form', [['pipeline.triggered', 'lead:40117']]],
  ['pipeline-call.form', [['pipeline.triggered', 'lead:40117']]],
  ['pipeline-period.form', [['pipeline.triggered', 'customer:80001']]],
  ['pipeline-status.form', [['pipeline.triggered', 'lead:40117']]],
  ['pipeline-widget.json', [['pipeline.triggered', 'lead:40117']]],
  ['talk-add.form', [['talk.opened', 'talk:9021']]],
  ['talk-closed.form', [['talk.closed', 'talk:9021']]],
  ['talk-read.form', [['talk.updated', 'talk:9021']]],
  ['task-add-alone.form', [['task.created', 'task:61001']]],
  ['task-add.form', [['task.created', 'task:61001']]],
  ['task-complete.form', [['task.completed', 'task:61001']]],
  ['task-delete.form', [['task.deleted', 'task:61001']]],
  ['task-responsible.form', [['task.responsible_changed', 'task:61001']]],
  ['task-result.form', [['task.updated', 'task:61001']]],
  ['task-text.form', [['task.updated', 'task:61001']]],
  ['task-wrapped-twice.form', [['task.completed', 'task:61001']]],
  ['template-review.form', [['template.reviewed', 'template:8101']]],
  ['unsorted-accept.form', [['incoming_lead.accepted', 'incoming_lead:f00d1c77be2240f3b6c0d5e8f7a13259']]],
  ['unsorted-add-chat.form', [['incoming_lead.created', 'incoming_lead:f00d1c77be2240f3b6c0d5e8f7a1325a']]],
  ['unsorted-add-form.form', [['incoming_lead.created', 'incoming_lead:f00d1c77be2240f3b6c0d5e8f7a13259']]],
  ['unsorted-decline.form', [['incoming_lead.declined', 'incoming_lead:f00d1c77be2240f3b6c0d5e8f7a1325b']]],
  ['unsorted-update.form', [['incoming_lead.updated', 'incoming_lead:f00d1c77be2240f3b6c0d5e8f7a13259']]],
];

describe('kinds', () => {
  it.each(kinds)('%s', async (file, expected) => {
    const { events } = await parse(fixture(file));
    expect(events.map(({ name, subject }) => [name, subject])).toEqual(expected);
  });

  it('has a case for every hook among the fixtures', () => {
    const bodies = readdirSync(new URL('./fixtures/', import.meta.url))
      .filter((name) => !name.startsWith('api-'))
      .toSorted();
    expect(kinds.map(([file]) => file).toSorted()).toEqual(bodies);
  });

  it.each(kinds)('%s names its account, or none', async (file) => {
    const { account } = await parse(fixture(file));
    expect([undefined, '31415926']).toContain(account?.id);
    expect(account?.id === undefined).toBe(file === 'message-bare.form');
  });

  it.each(kinds)('%s is the same occurrence when it is sent again', async (file) => {
    const [first, second] = [await parse(fixture(file)), await parse(fixture(file))];
    expect(second.events.map(({ key }) => key)).toEqual(first.events.map(({ key }) => key));
    const keys = first.events.flatMap(({ key }) => key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('what is not known', () => {
  it.each([
    [
      'an entity',
      'invoices[add][0][id]=1&invoices[add][0][sum]=5',
      { name: 'unknown.received', subject: 'unknown:invoices.add', data: { kind: 'invoices.add', id: '1', sum: '5' } },
    ],
    ['an action', 'leads[merge][0][id]=1', { name: 'unknown.received', subject: 'unknown:leads.merge', data: { id: '1' } }],
    [
      'an id',
      'leads[update][0][id]=DROP&leads[update][0][name]=x',
      { name: 'unknown.received', subject: 'unknown:leads.update', data: { id: 'DROP', name: 'x' } },
    ],
    ['a bare row', 'add[0][id]=1&add[0][x]=2', { name: 'unknown.received', subject: 'unknown:add', data: { x: '2' } }],
  ])('keeps %s it does not know', async (_, body, expected) => {
    expect((await parse(body)).events).toMatchObject([expected]);
  });

  it('handles the other rows of such a body', async () => {
    const { events } = await parse('leads[delete][0][id]=x&leads[delete][1][id]=2');
    expect(events.map(({ name }) => name)).toEqual(['unknown.received', 'lead.deleted']);
  });

  it('does not keep the bearer token of a Salesbot request', async () => {
    const { events } = await parse('token=eyJ.secret.x&data[message]=hi&return_url=https%3A%2F%2Fdemo.kommo.com%2Fx');
    expect(events).toMatchObject([{ name: 'unknown.received', data: { 'data.message': 'hi' } }]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });
});

describe('bad input', () => {
  it.each([
    ['nothing', ''],
    ['noise', '%%%&&&==[[['],
    ['only an account', 'account[id]=1&account[subdomain]=demo'],
    ['flat fields', 'a=1&b=2'],
    ['thousands of parameters', Array.from({ length: 5_000 }, (_, at) => `p${at}=1`).join('&')],
    ['broken JSON', '{"event":'],
    ['a prototype name', 'leads[add][0][id]=1&leads[add][0][__proto__][x]=1'],
    ['a prototype name in JSON', '{"leads":{"add":[{"id":1,"__proto__":{"x":1}}]}}'],
    ['two accounts', 'account[id]=1&leads[add][0][id]=1&leads[add][0][account_id]=2'],
    ['too deep', `leads${'[a]'.repeat(13)}=1`],
    ['too deep JSON', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`],
  ])('refuses %s and says why', async (_, body) => {
    await expect(parse(body)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid', message: expect.stringMatching(/^The body|^A parameter/) });
    expect({}).not.toHaveProperty('x');
  });

  it('strips what stops a database or fools a reader, and keeps the rest', async () => {
    const text = encodeURIComponent('a\0b\u202Ec\u{E0041}d\u2066e 👩‍🍳 ق');
    const { events } = await parse(`message[add][0][id]=m-1&message[add][0][text]=${text}%ED%A0%80%zz&message[add][0][chat_id]=c`);
    expect(events[0]?.data).toMatchObject({ text: expect.stringMatching(/^abcde 👩‍🍳 ق\uFFFD*%zz$/) });
    expect(JSON.stringify(events)).not.toContain('\\u0000');
  });

  it('strips lone surrogates of a JSON text inside a text', async () => {
    const inner = encodeURIComponent('{"TEXT":"a\\ud800b\\u0000c"}');
    const { events } = await parse(`leads[note][0][note][id]=1&leads[note][0][note][note_type]=102&leads[note][0][note][text]=${inner}`);
    expect(events[0]?.data).toMatchObject({ text: 'abc' });
  });

  it('takes no nonsense for a time, a number or an id', async () => {
    const { events } = await parse(
      'leads[update][0][id]=5&leads[update][0][updated_at]=99999999999999&leads[update][0][price]=1e99&leads[update][0][responsible_user_id]=-1',
    );
    expect(events).toEqual([{ name: 'lead.updated', subject: 'lead:5', at: receivedAt.toISOString(), actor: { kind: 'unknown' }, data: { id: '5' } }]);
  });
});
