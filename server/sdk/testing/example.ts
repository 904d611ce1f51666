/** Something to try a plugin on: a customer asked for a price, in the talk of a lead that is under way. */
import { type DomainEvent } from '../events.ts';
import { type Facts } from '../facts.ts';
import { type Schema } from '../types.ts';
import { fakeFacts } from './facts.ts';

const AT = '2026-01-15T10:00:00.000Z';
const TEXT = 'Hello, how much is delivery?';

export const exampleEvent: Extract<DomainEvent, { name: 'message.received' }> = {
  name: 'message.received',
  subject: 'message:m-1',
  at: AT,
  key: 'message:m-1',
  actor: { kind: 'customer', id: 'c-1', name: 'Ann' },
  data: { id: 'm-1', talkId: '30', contactId: '20', direction: 'in', text: TEXT, author: { kind: 'customer', name: 'Ann' }, at: AT },
};

export const exampleFacts = (): Facts =>
  fakeFacts({
    now: AT,
    text: TEXT,
    lead: {
      id: '10',
      name: 'Delivery to Lisbon',
      price: 1_200,
      pipelineId: '1',
      stageId: '2',
      responsibleId: '5',
      contactIds: ['20'],
      tags: ['new'],
      fields: [],
      createdAt: AT,
      updatedAt: AT,
      stageKind: 'open',
      stageEnteredAt: AT,
      sources: ['telegram'],
      openTasks: 0,
    },
    contact: { id: '20', name: 'Ann', phones: ['+351910000000'], emails: ['ann@example.com'], leadIds: ['10'], fields: [] },
    talk: { id: '30', origin: 'telegram', open: true, lastInAt: AT },
    history: {
      leads: 1,
      openLeads: 1,
      wonLeads: 0,
      lostLeads: 0,
      spent: 0,
      messagesIn: 1,
      messagesOut: 0,
      callsAnswered: 0,
      callsMissed: 0,
      firstSeenAt: AT,
    },
    users: [{ id: '5', name: 'Nadia', active: true, admin: true, openLeads: 3, openTasks: 1 }],
    names: { user: { '5': 'Nadia' }, pipeline: { '1': 'Sales' }, stage: { '1:2': 'Negotiation' } },
  });

/** What a form can be filled with: the schema's first example, else its defaults. */
export function exampleInput(schema: Schema): Record<string, unknown> {
  const examples: unknown = schema.meta()?.examples;
  return (Array.isArray(examples) ? (examples[0] as Record<string, unknown> | undefined) : undefined) ?? {};
}
