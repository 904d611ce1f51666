import { expect, it } from 'vitest';

import { type ChangeBody } from '../../sdk/changes.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { placesOf, targetOf, tells } from './echoes.ts';

const event = (name: DomainEvent['name'], subject: string, data: Record<string, unknown>): DomainEvent =>
  ({ name, subject, at: '2026-11-18T12:00:00.000Z', actor: { kind: 'unknown' }, data }) as DomainEvent;
const receipt = (id: string) => ({ id, via: 'x', at: '2026-11-18T12:00:00.000Z' });
const card = (values: Extract<ChangeBody, { kind: 'update_card' }>['values'], subject = 'lead:1'): ChangeBody =>
  ({ kind: 'update_card', subject, values }) as ChangeBody;
const moved = card({ pipelineId: '5', stageId: '9' });
const note: ChangeBody = { kind: 'add_note', subject: 'lead:1', text: 'a\nb ' };
const task: ChangeBody = { kind: 'add_task', subject: 'lead:1', text: 'Call', dueAt: '2026-11-18T12:00:00.000Z' };

it.each<[string, DomainEvent, ChangeBody]>([
  ['a move', event('lead.stage_changed', 'lead:1', { id: '1', stageId: '9', pipelineId: '5' }), moved],
  ['the update beside the move', event('lead.updated', 'lead:1', { id: '1', stageId: '9', pipelineId: '5', price: 3 }), moved],
  ['a price', event('lead.updated', 'lead:1', { id: '1', price: 300 }), card({ price: 300 })],
  ['somebody else in charge', event('lead.responsible_changed', 'lead:1', { id: '1', responsibleId: '2' }), card({ responsibleId: '2' })],
  ['tags, in any case', event('lead.updated', 'lead:1', { id: '1', tags: ['VIP', 'old'] }), card({ addTags: ['vip'], removeTags: ['gone'] })],
  ['a field', event('lead.updated', 'lead:1', { id: '1', fields: [{ id: '7', values: ['Oak'] }] }), card({ fields: [{ id: '7', values: ['oak'] }] })],
  ['a field that was cleared', event('lead.updated', 'lead:1', { id: '1', fields: [] }), card({ fields: [{ id: '7', values: [] }] })],
  [
    'an option by its id',
    event('lead.updated', 'lead:1', { id: '1', fields: [{ id: '7', values: ['Oak'], enums: ['70'] }] }),
    card({ fields: [{ id: '7', enums: ['70'] }] }),
  ],
  ['a contact', event('contact.updated', 'contact:3', { id: '3', name: 'Ann' }), card({ name: 'Ann' }, 'contact:3')],
  ['a note', event('note.added', 'note:8', { id: '8', entity: 'lead:1', type: '4', text: 'a\r\nb' }), note],
  ['a task', event('task.created', 'task:9', { id: '9', entity: 'lead:1', text: 'Call' }), task],
  ['a task on nothing', event('task.created', 'task:9', { id: '9', text: 'Call' }), { ...task, subject: undefined } as unknown as ChangeBody],
  ['a task that was completed', event('task.completed', 'task:9', { id: '9' }), { kind: 'complete_task', taskId: '9' }],
  ['a lead', event('lead.created', 'lead:77', { id: '77', name: 'Repeat' }), { kind: 'create_lead', values: { name: 'Repeat' } }],
])('%s is told by its event, and looked for where it is filed', (_, told, change) => {
  expect(tells(told, change, null)).toBe(true);
  expect(placesOf(told)).toContain(targetOf({ kind: 'crm', change }));
});

it.each<[string, DomainEvent, ChangeBody]>([
  ['another stage', event('lead.stage_changed', 'lead:1', { id: '1', stageId: '10', pipelineId: '5' }), moved],
  ['another pipeline', event('lead.stage_changed', 'lead:1', { id: '1', stageId: '9', pipelineId: '6' }), moved],
  ['another lead', event('lead.stage_changed', 'lead:2', { id: '2', stageId: '9', pipelineId: '5' }), moved],
  ['a move, where only the price was set', event('lead.stage_changed', 'lead:1', { id: '1', stageId: '9', price: 300 }), card({ price: 300 })],
  ['a handover, where only the price was set', event('lead.responsible_changed', 'lead:1', { id: '1', price: 300 }), card({ price: 300 })],
  ['another price', event('lead.updated', 'lead:1', { id: '1', price: 301 }), card({ price: 300 })],
  ['a price that is right beside a name that is not', event('lead.updated', 'lead:1', { id: '1', price: 300, name: 'b' }), card({ price: 300, name: 'a' })],
  ['a tag that is missing', event('lead.updated', 'lead:1', { id: '1', tags: ['old'] }), card({ addTags: ['vip'] })],
  ['a tag that is still there', event('lead.updated', 'lead:1', { id: '1', tags: ['gone'] }), card({ removeTags: ['gone'] })],
  [
    'another value of the field',
    event('lead.updated', 'lead:1', { id: '1', fields: [{ id: '7', values: ['Elm'] }] }),
    card({ fields: [{ id: '7', values: ['Oak'] }] }),
  ],
  ['a deletion', event('lead.deleted', 'lead:1', { id: '1' }), card({ price: 300 })],
  ['another text of a note', event('note.added', 'note:8', { id: '8', entity: 'lead:1', type: '4', text: 'c' }), note],
  ['a note elsewhere', event('note.added', 'note:8', { id: '8', entity: 'lead:2', type: '4', text: 'a\nb' }), note],
  ['another task', event('task.created', 'task:9', { id: '9', entity: 'lead:1', text: 'Write' }), task],
  ['the completion of another task', event('task.completed', 'task:8', { id: '8' }), { kind: 'complete_task', taskId: '9' }],
  ['another lead that came', event('lead.created', 'lead:77', { id: '77', name: 'Other' }), { kind: 'create_lead', values: { name: 'Repeat' } }],
])('%s is no echo', (_, told, change) => {
  expect(tells(told, change, null)).toBe(false);
});

it('once the CRM has answered, its id decides', () => {
  const made = event('task.created', 'task:9', { id: '9', entity: 'lead:1', text: 'Call' });
  expect(tells(made, task, receipt('9'))).toBe(true);
  expect(tells(made, task, receipt('10'))).toBe(false);
  const lead = event('lead.created', 'lead:77', { id: '77', name: 'As Kommo renamed it' });
  expect(tells(lead, { kind: 'create_lead', values: { name: 'Repeat' } }, receipt('77'))).toBe(true);
});
