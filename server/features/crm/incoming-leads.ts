import { type EntityManager } from '@mikro-orm/postgresql';

import { type DomainEvent, type IncomingLeadData } from '../../sdk/events.ts';
import { linkContact } from './cards.ts';
import { type IncomingLead } from './entities.ts';
import { merge, type Outcome } from './merge.ts';
import { type Mirror } from './mirror.ts';

/** Its hooks carry no time of change: what became of it tells their order. */
const ORDER: Partial<Record<DomainEvent['name'], number>> = {
  'incoming_lead.created': 1,
  'incoming_lead.updated': 2,
  'incoming_lead.declined': 3,
  'incoming_lead.accepted': 4,
};
const VERDICTS: Partial<Record<DomainEvent['name'], IncomingLead['state']>> = {
  'incoming_lead.declined': 'declined',
  'incoming_lead.accepted': 'accepted',
};

/** The request itself, and the lead and contact behind it, which are there before anybody takes it. */
export async function applyIncomingLead(mirror: Mirror, tx: EntityManager, event: DomainEvent & { data: IncomingLeadData }): Promise<Outcome> {
  const { id, category, source, leadId, contactId, pipelineId } = event.data;
  const row = await mirror.row(tx, 'incoming_lead', id);
  const order = ORDER[event.name] ?? 1;
  const put = merge(row, {
    at: order,
    values: {
      category,
      source: source ?? textOf(event.data['source_name']) ?? textOf(event.data['source_data.source_name']),
      leadCrmId: leadId,
      contactCrmId: contactId,
      pipelineCrmId: pipelineId,
      state: VERDICTS[event.name] ?? 'waiting',
    },
  });
  // When it came in: the earliest time that any of its hooks tells.
  const at = new Date(event.at);
  if (row.at.getTime() === 0 || at < row.at) row.at = at;
  if (leadId) {
    const lead = await mirror.row(tx, 'lead', leadId);
    merge(lead, { at: 0, values: { pipelineCrmId: pipelineId }, hint: true });
    if (contactId) linkContact(lead, contactId);
  }
  if (contactId) await mirror.row(tx, 'contact', contactId);
  return { changed: put.changed, unsure: false };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined);
