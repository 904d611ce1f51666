import { type DomainEvent } from '../../sdk/events.ts';

/**
 * The nearest card an event names itself, without a look-up: its lead, else its talk, its contact, what it hangs
 * on, or the thing itself. Who asks for a lead also asks for the lead's talks, contact and company (`cardsOf`).
 */
export function aboutOf(event: DomainEvent): string {
  const { leadId, talkId, contactId, entity } = event.data as Record<'leadId' | 'talkId' | 'contactId' | 'entity', unknown>;
  switch (event.name.slice(0, event.name.indexOf('.'))) {
    case 'message':
    case 'talk':
    case 'incoming_lead':
      if (isId(leadId)) return `lead:${leadId}`;
      if (isId(talkId)) return `talk:${talkId}`;
      return isId(contactId) && !event.name.startsWith('talk.') ? `contact:${contactId}` : event.subject;
    case 'task':
    case 'note':
    case 'call':
      return isId(entity) ? entity : event.subject;
    default:
      return event.subject;
  }
}

const isId = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 200;
