/** What each entity's rows become, field by field. */
import { describe, expect, it } from 'vitest';

import { fixture, only, parse, receivedAt } from '../testing.ts';

describe('leads', () => {
  it('reads every shape of field value', async () => {
    const { data } = await only('lead-add.form');
    expect(data).toEqual({
      id: '40117',
      name: 'Кофемашина для офиса',
      price: 84900,
      pipelineId: '731',
      stageId: '7301',
      responsibleId: '10431207',
      tags: ['сайт', 'office'],
      fields: [
        { id: '501', name: 'City', values: ['Казань'] },
        { id: '502', name: 'Delivery on', values: ['2026-01-16T10:00:00.000Z'] },
        { id: '503', name: 'Drink', values: ['Espresso'], enums: ['9001'] },
        { id: '504', name: 'Extras', values: ['Grinder', 'Tamper'], enums: ['9002', '9003'] },
        { id: '505', code: 'UTM_SOURCE', name: 'utm_source', values: ['yandex'] },
      ],
      createdAt: '2026-01-15T10:00:00.000Z',
      updatedAt: '2026-01-15T10:00:00.000Z',
    });
  });

  it('tells a move by the robot, with both ends', async () => {
    expect(await only('lead-status.form')).toMatchObject({
      actor: { kind: 'robot' },
      at: '2026-01-15T10:01:00.000Z',
      data: { stageId: '142', previousStageId: '7300', pipelineId: '731' },
    });
    expect((await only('lead-moved.form')).data).toMatchObject({ previousPipelineId: '732', pipelineId: '731' });
  });

  it('tells a move once although two bodies come of it', async () => {
    const update = await parse(fixture('lead-update.form'));
    expect(update.events.map(({ name }) => name)).toEqual(['lead.updated']);
    expect(update.events[0]?.data).toMatchObject({ previousStageId: '7300' });
    expect(update.events[0]?.data).not.toHaveProperty('name');
  });

  it('tells two changes of one second apart, and one change in another order of fields not', async () => {
    const row = (name: string) => `leads[update][0][id]=7&leads[update][0][name]=${name}&leads[update][0][updated_at]=1768471200`;
    const swapped = 'leads[update][0][updated_at]=1768471200&leads[update][0][name]=a&leads[update][0][id]=7';
    const keyOf = async (body: string) => (await parse(body)).events[0]?.key;
    expect(await keyOf(row('a'))).not.toBe(await keyOf(row('b')));
    expect(await keyOf(row('a'))).toBe(await keyOf(swapped));
  });

  it.each(['leads[delete]=123', 'leads[delete][0]=123', 'leads[delete][0][id]=123', 'leads[delete][id]=123'])('reads the deletion %s', async (body) => {
    const { events } = await parse(body);
    expect(events).toEqual([{ name: 'lead.deleted', subject: 'lead:123', at: receivedAt.toISOString(), actor: { kind: 'unknown' }, data: { id: '123' } }]);
  });

  it('takes 250 leads and 90 kB whole', async () => {
    const rows = Array.from(
      { length: 250 },
      (_, at) => `leads[update][${at}][id]=${at + 1}&leads[update][${at}][name]=${'x'.repeat(300)}&leads[update][${at}][updated_at]=1768471200`,
    );
    const { events } = await parse(rows.join('&'));
    expect(events).toHaveLength(250);
    expect(new Set(events.map(({ key }) => key)).size).toBe(250);
  });

  it('reads several entities of one body', async () => {
    const { events } = await parse('leads[delete][0][id]=1&contacts[delete][0][id]=2&contacts[delete][0][type]=contact&task[delete][0][id]=3');
    expect(events.map(({ name }) => name)).toEqual(['lead.deleted', 'contact.deleted', 'task.deleted']);
  });
});

describe('people', () => {
  it('reads phones, e-mails, company and leads', async () => {
    expect((await only('contact-add.form')).data).toMatchObject({
      phones: ['+79175550101', '88435550102'],
      emails: ['leila@example.com'],
      companyId: '50300',
      leadIds: ['40117', '40118'],
    });
  });

  it('tells who was responsible before', async () => {
    expect((await only('company-responsible.form')).data).toMatchObject({ responsibleId: '10431299', previousResponsibleId: '10431207' });
    expect((await only('customer-responsible.form')).data).toMatchObject({ responsibleId: '10431299', previousResponsibleId: '10431207' });
  });

  it('knows a company under the old name too', async () => {
    expect((await parse('companies[delete][0][id]=5')).events[0]?.name).toBe('company.deleted');
  });
});

describe('tasks', () => {
  it('takes times from the Unix fields only', async () => {
    expect((await only('task-add.form')).data).toMatchObject({
      entity: 'lead:40117',
      createdAt: '2026-01-15T10:00:00.000Z',
      dueAt: '2026-01-16T10:00:00.000Z',
      completed: false,
    });
    expect((await only('task-add-alone.form')).data).not.toHaveProperty('entity');
  });

  it('closes once: the second body brings the result', async () => {
    expect(await only('task-complete.form')).toMatchObject({ name: 'task.completed', data: { completed: true, result: 'Договорились' } });
    expect(await only('task-result.form')).toMatchObject({ name: 'task.updated', data: { completed: true, result: 'Отправил счёт' } });
  });

  it('tells both when one update hands over and closes', async () => {
    const { events } = await parse(
      'task[update][0][id]=9&task[update][0][action_close]=1&task[update][0][responsible_user_id]=2&task[update][0][old_responsible_user_id]=1&task[update][0][updated_at]=1768471200',
    );
    expect(events.map(({ name }) => name)).toEqual(['task.responsible_changed', 'task.completed']);
  });
});

describe('notes and calls', () => {
  it('names the author and the holder', async () => {
    expect(await only('note-lead.form')).toMatchObject({
      actor: { kind: 'user', id: '10431207', name: 'Nadia Ferro' },
      data: { entity: 'lead:40117', type: '4', text: 'Просит тихую кофемолку' },
    });
    expect((await only('note-customer.form')).data).toMatchObject({ entity: 'customer:80001' });
    expect((await only('note-company.form')).data).toMatchObject({ entity: 'company:50300' });
  });

  it('reads the text inside a text', async () => {
    expect((await only('note-sms.form')).data).toMatchObject({ text: 'Буду в пять', type: '102' });
    expect(await only('note-lead-system.form')).toMatchObject({ actor: { kind: 'robot' }, data: { text: 'Заявка отправлена снова' } });
  });

  it('reads calls', async () => {
    expect((await only('call-in.form')).data).toMatchObject({
      direction: 'in',
      duration: 63,
      status: 4,
      missed: false,
      phone: '+79175550101',
      recordingUrl: 'https://rec.example/1.mp3',
      entity: 'contact:50210',
    });
    expect(await only('call-missed.form')).toMatchObject({ key: 'call.missed:70011', data: { direction: 'in', duration: 0, missed: true } });
    expect((await only('call-out.form')).data).toMatchObject({ direction: 'out', missed: false, entity: 'lead:40117' });
  });

  it('keeps a name that is a text and a parent at once', async () => {
    const { events } = await parse(
      'leads[note][0][note][id]=5&leads[note][0][note][type]=3&leads[note][0][note][type][message_uuid]=x&leads[note][0][note][element_id]=7&leads[note][0][note][element_type]=2',
    );
    expect(events).toMatchObject([{ name: 'note.added', data: { id: '5', entity: 'lead:7' } }]);
  });
});

describe('messages and talks', () => {
  it('tells who wrote', async () => {
    expect(await only('message-in.form')).toMatchObject({
      actor: { kind: 'customer', name: 'Лейла' },
      data: {
        direction: 'in',
        talkId: '9021',
        contactId: '50210',
        leadId: '40117',
        origin: 'telegram',
        type: 'text',
        text: 'Сколько стоит доставка в Казань?',
      },
    });
    expect((await only('message-out.form')).actor).toEqual({ kind: 'user', id: '10431207', name: 'Nadia Ferro' });
    expect((await only('message-out-bot.form')).actor).toMatchObject({ kind: 'robot' });
    expect((await only('message-in-2016.form')).actor).toMatchObject({ kind: 'customer', id: 'c3a9e6d4' });
  });

  it('keeps an attachment and an empty text', async () => {
    expect((await only('message-voice.form')).data).toMatchObject({
      text: '',
      attachment: { type: 'voice', url: 'https://amojo.kommo.com/attachments/1/v.ogg', name: 'v.ogg' },
    });
  });

  it('is one occurrence whichever way the same message is told', async () => {
    expect((await only('message-in.form')).key).toBe((await only('message-in-2024.form')).key);
  });

  it('reads the flags of a talk', async () => {
    expect((await only('talk-closed.form')).data).toMatchObject({ open: false, read: true, leadId: '40117' });
    expect((await only('talk-read.form')).data).toMatchObject({ open: true, read: true });
  });
});

describe('the rest', () => {
  it('gives incoming leads one name for what came in many', async () => {
    expect((await only('unsorted-add-chat.form')).data).toMatchObject({ category: 'chats', leadId: '40117', contactId: '50210', from: 'Лейла' });
    expect(await only('unsorted-accept.form')).toMatchObject({ actor: { kind: 'user' }, data: { leadId: '40119', contactId: '50210' } });
    expect((await only('unsorted-decline.form')).data).toMatchObject({ leadId: '40120' });
  });

  it('reads triggers of a pipeline in both encodings', async () => {
    expect((await only('pipeline-status.form')).data).toEqual({
      type: 'status',
      pipelineId: '731',
      stageId: '7302',
      previousPipelineId: '731',
      previousStageId: '7301',
    });
    expect(await only('pipeline-widget.json')).toMatchObject({
      at: '2026-01-15T10:01:39.000Z',
      data: { type: 'lead_appeared_in_status', stageId: '7302', settings: { message: 'Здравствуйте' } },
    });
    const asForm = 'event[type_code]=chat&event[data][id]=40117&event[data][element_type]=2&event[time]=1768471200&account_id=31415926&subdomain=demo';
    expect(await parse(asForm)).toMatchObject({
      account: { id: '31415926', subdomain: 'demo' },
      events: [{ name: 'pipeline.triggered', subject: 'lead:40117' }],
    });
  });

  it('reads a product', async () => {
    expect((await only('catalog-update.form')).data).toMatchObject({ catalogId: '4100', name: 'Rancilio Silvia', price: 89_900 });
  });
});
