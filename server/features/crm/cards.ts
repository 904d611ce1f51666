import { type EntityManager } from '@mikro-orm/postgresql';

import { type ContactData, type DomainEvent, type LeadData } from '../../sdk/events.ts';
import { parseSubject } from '../../sdk/subjects.ts';
import { cardClaim, contactClaim, leadClaim, type Source, timeOf } from './claims.ts';
import { type Company, type Customer, type Lead } from './entities.ts';
import { both, live, merge, type Outcome } from './merge.ts';
import { type Mirror } from './mirror.ts';

export type CardKind = 'lead' | 'contact' | 'company' | 'customer';

/** Leads, contacts, companies and customers: their events say the same things about them. */
export async function applyCard(mirror: Mirror, tx: EntityManager, event: DomainEvent, heardAt: Date): Promise<Outcome> {
  const { kind } = parseSubject(event.subject);
  const data = event.data as LeadData | ContactData;
  const verb = event.name.slice(event.name.indexOf('.') + 1);
  if (verb === 'deleted') {
    const row = await mirror.row(tx, kind as CardKind, data.id);
    return live(row, data.updatedAt ? { gone: Date.parse(data.updatedAt) } : { left: heardAt.getTime() });
  }
  const stage = kind === 'lead' ? (await mirror.row(tx, 'lead', data.id)).stageCrmId : null;
  const put = await putCard(mirror, tx, kind as CardKind, data, { created: verb === 'created' });
  if (kind === 'lead') enter(await mirror.row(tx, 'lead', data.id), stage, verb === 'stage_changed' || verb === 'created' ? data : {}, event);
  if (verb !== 'restored') return put;
  const row = await mirror.row(tx, kind as CardKind, data.id);
  return both(put, live(row, { back: timeOf(data) || heardAt.getTime(), heard: heardAt.getTime() }));
}

/** Whatever the order of hooks, the newest that told of the stage it is in tells since when. */
function enter(lead: Lead, before: string | null | undefined, { stageId }: LeadData | { stageId?: string }, { at }: DomainEvent): void {
  if ((lead.stageCrmId ?? null) !== (before ?? null)) lead.stageEnteredAt = null;
  if (!stageId || stageId !== lead.stageCrmId) return;
  const told = new Date(at);
  if (!lead.stageEnteredAt || lead.stageEnteredAt < told) lead.stageEnteredAt = told;
}

/** What a hook or a read says of one card. A read also says that it is there. */
export async function putCard(mirror: Mirror, tx: EntityManager, kind: CardKind, data: LeadData | ContactData, source: Source): Promise<Outcome> {
  const put = await putValues(mirror, tx, kind, data, source);
  if (!source.read) return put;
  const row = await mirror.row(tx, kind, data.id);
  row.readAt = source.read;
  return both(put, live(row, { seen: source.read.getTime() }));
}

async function putValues(mirror: Mirror, tx: EntityManager, kind: CardKind, data: LeadData | ContactData, source: Source): Promise<Outcome> {
  if (kind === 'lead') return merge(await mirror.row(tx, 'lead', data.id), leadClaim(data, source));
  if (kind !== 'contact') return merge<Company | Customer>(await mirror.row(tx, kind, data.id), cardClaim(data as ContactData, source));
  return merge(await mirror.row(tx, 'contact', data.id), contactClaim(data as ContactData, source));
}

/** A lead's contact as something else tells it: known until the lead itself says otherwise. */
export const linkContact = (lead: Lead, contactCrmId: string): Outcome => merge(lead, { at: 0, values: { contactCrmId }, hint: true });
