import { type EntityManager } from '@mikro-orm/postgresql';

import { type DomainEvent } from '../../../sdk/events.ts';
import { parseSubject, type Subject } from '../../../sdk/subjects.ts';
import { Contact, Lead } from '../../crm/entities.ts';
import { type RuleRun } from '../../rules/entities.ts';
import { Talk } from '../../talks/entities.ts';
import { Stopped } from '../outcome.ts';

/** The talk that was named, else the event's own, else the newest open one of the lead or the contact. @throws Stopped */
export async function talkOf(em: EntityManager, { event, leadCrmId }: Pick<RuleRun, 'event' | 'leadCrmId'>, named: Subject | undefined): Promise<Talk> {
  const crmId = named ? parseSubject(named).id : talkIn(event);
  const talk = (crmId ? await em.findOne(Talk, { crmId }) : null) ?? (named ? null : await newestOf(em, event, leadCrmId ?? null));
  if (!talk) throw new Stopped('no_talk', 'There is no conversation with this customer to write in.');
  return talk;
}

const talkIn = (event: DomainEvent): string | undefined =>
  event.name.startsWith('talk.')
    ? parseSubject(event.subject).id
    : 'talkId' in event.data && typeof event.data.talkId === 'string'
      ? event.data.talkId
      : undefined;

async function newestOf(em: EntityManager, event: DomainEvent, leadCrmId: string | null): Promise<Talk | null> {
  const newest = { orderBy: [{ lastMessageAt: 'desc nulls last' as const }, { id: 'desc' as const }] };
  const lead = leadCrmId ? await em.findOne(Lead, { crmId: leadCrmId }) : null;
  if (lead) return em.findOne(Talk, { leadId: lead.id, open: true }, newest);
  const contact = event.name.startsWith('contact.') ? await em.findOne(Contact, { crmId: parseSubject(event.subject).id }) : null;
  return contact && em.findOne(Talk, { contactId: contact.id, open: true }, newest);
}
