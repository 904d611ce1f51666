import { type DomainEvent } from 'souffleur/sdk';
import { fakeContext } from 'souffleur/sdk/testing';
import { expect, it } from 'vitest';

import kommo from './index.ts';
import { fixture, parse } from './testing.ts';

const FROM = '2026-01-15T10:00:00Z';
const TO = '2026-01-15T10:05:00Z';
const PATH = '/api/v4/events';

async function page(body: unknown): Promise<{ events: DomainEvent[]; next?: string; query: URLSearchParams | undefined }> {
  const ctx = fakeContext(kommo.settings);
  ctx.http.respond({ method: 'GET', path: PATH }, { status: body === null ? 204 : 200, body });
  const read = await kommo.history({ from: FROM, to: TO }, ctx);
  return { ...read, query: ctx.http.requests[0]?.query };
}
const recorded = (): unknown => JSON.parse(Buffer.from(fixture('api-events.json')).toString());

it('turns the list into the events hooks bring, oldest first, and leaves out what no hook tells', async () => {
  const { events, next, query } = await page(recorded());
  expect(events.map(({ name, subject, key }) => [name, subject, key])).toEqual([
    ['lead.created', 'lead:40118', 'lead.created:40118:2026-01-15T10:00:05.000Z'],
    ['talk.closed', 'talk:1914', undefined],
    ['contact.deleted', 'contact:6003', undefined],
    ['task.completed', 'task:55', 'task.completed:55:2026-01-15T10:00:20.000Z'],
    ['note.added', 'note:6600702', 'note.added:6600702:2026-01-15T10:00:25.000Z'],
    ['call.finished', 'call:6600701', undefined],
    ['message.sent', 'message:c7c40e12-5d3a-4f0b-9a61-0e2f7c118d45', 'message.sent:c7c40e12-5d3a-4f0b-9a61-0e2f7c118d45'],
    ['message.received', 'message:b7c40e12-5d3a-4f0b-9a61-0e2f7c118d45', 'message.received:b7c40e12-5d3a-4f0b-9a61-0e2f7c118d45'],
    ['lead.updated', 'lead:40117', undefined],
    ['lead.responsible_changed', 'lead:40117', 'lead.responsible_changed:40117:2026-01-15T10:00:50.000Z:10431299'],
    ['lead.stage_changed', 'lead:40117', 'lead.stage_changed:40117:2026-01-15T10:01:00.000Z:731.7302'],
  ]);
  expect(events.at(-1)).toMatchObject({
    actor: { kind: 'user', id: '10431207' },
    data: { id: '40117', pipelineId: '731', stageId: '7302', previousStageId: '7301', updatedAt: '2026-01-15T10:01:00.000Z' },
  });
  expect(events.find(({ name }) => name === 'message.received')).toMatchObject({
    actor: { kind: 'customer' },
    data: { talkId: '1914', contactId: '6001', leadId: '40117', origin: 'waba', direction: 'in' },
  });
  expect(events.find(({ name }) => name === 'message.sent')?.data).toMatchObject({ contactId: '6002', author: { kind: 'user', id: '10431207' } });
  expect(events.find(({ name }) => name === 'call.finished')?.data).toMatchObject({ direction: 'in', entity: 'contact:6001' });
  expect(events.find(({ name }) => name === 'note.added')?.data).toMatchObject({ entity: 'company:7001' });
  expect(next).toBe('2.250');
  expect(query?.get('filter[created_at][from]')).toBe('1768471200');
  expect(query?.get('filter[created_at][to]')).toBe('1768471500');
});

it('makes the keys that hooks have, so that one occurrence is one', async () => {
  const at = 1768471200;
  const item = { id: '1', created_by: 5, created_at: at, entity_id: 7, entity_type: 'lead', value_before: [] };
  const { events } = await page({
    _embedded: {
      events: [
        { ...item, type: 'lead_status_changed', value_after: [{ lead_status: { id: 3, pipeline_id: 2 } }] },
        { ...item, type: 'entity_responsible_changed', value_after: [{ responsible_user: { id: 9 } }] },
        { ...item, type: 'lead_added', value_after: [] },
        { ...item, type: 'contact_added', entity_type: 'contact', value_after: [] },
        { ...item, type: 'task_added', entity_type: 'task', value_after: [] },
        { ...item, type: 'incoming_chat_message', value_after: [{ message: { id: 'm-1', talk_id: 4 } }] },
      ],
    },
  });
  const hooks = await Promise.all(
    [
      `leads[status][0][id]=7&leads[status][0][status_id]=3&leads[status][0][pipeline_id]=2&leads[status][0][updated_at]=${at}`,
      `leads[responsible][0][id]=7&leads[responsible][0][responsible_user_id]=9&leads[responsible][0][updated_at]=${at}`,
      `leads[add][0][id]=7&leads[add][0][created_at]=${at}&leads[add][0][name]=x`,
      `contacts[add][0][id]=7&contacts[add][0][created_at]=${at}&contacts[add][0][type]=contact`,
      `task[add][0][id]=7&task[add][0][created_at]=${at}`,
      `message[add][0][id]=m-1&message[add][0][created_at]=${at}&message[add][0][type]=incoming&message[add][0][talk_id]=4`,
    ].map(parse),
  );
  const keys = hooks.flatMap((hook) => hook.events.map(({ key }) => key)).toReversed();
  expect(events.map(({ key }) => key)).toEqual(keys);
});

it('is done when Kommo says so', async () => {
  expect((await page(null)).events).toEqual([]);
  expect(await page({ _embedded: { events: [] } })).toMatchObject({ events: [] });
});

it('asks for fewer where 250 are too many, and keeps to it', async () => {
  const ctx = fakeContext(kommo.settings);
  ctx.http.respond({ method: 'GET', path: PATH }, { status: 422, body: { detail: 'Limit 100 per page' } });
  ctx.http.respond({ method: 'GET', path: PATH }, { status: 200, body: recorded() });
  const { next } = await kommo.history({ from: FROM, to: TO }, ctx);
  expect(next).toBe('2.100');
  await kommo.history({ from: FROM, to: TO, cursor: '2.100' }, ctx);
  expect(ctx.http.requests.map(({ query }) => [query.get('limit'), query.get('page')])).toEqual([
    ['250', '1'],
    ['100', '1'],
    ['100', '2'],
  ]);
});

it.each(['x', '0', '-1.250', '2.999'])('refuses the cursor %j', async (cursor) => {
  await expect(kommo.history({ from: FROM, to: TO, cursor }, fakeContext(kommo.settings))).rejects.toMatchObject({ code: 'invalid' });
});
