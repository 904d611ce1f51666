import { type EntityManager, type FilterQuery, raw } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { eventNames } from '../../sdk/event-names.ts';
import { Call, IncomingLead, Lead, Task } from '../crm/entities.ts';
import { Talk } from '../talks/entities.ts';
import { type HookEvent } from './entities.ts';
import { type HookFilter } from './schema.ts';

/** What the history and its export ask the database for; called anew for each query, for a raw part serves once. */
export async function whereOf(em: EntityManager, { state, kind, source, lead, from, to }: z.output<typeof HookFilter>): Promise<() => FilterQuery<HookEvent>> {
  const cards = lead ? await cardsOf(em, lead) : [];
  return () => ({
    $and: [
      ...(state ? [state.length === 1 ? { state: state[0] as (typeof state)[number] } : { state: { $in: state } }] : []),
      ...(source ? [{ source }] : []),
      ...(from ? [{ receivedAt: { $gte: new Date(from) } }] : []),
      ...(to ? [{ receivedAt: { $lte: new Date(to) } }] : []),
      ...(kind ? [{ $or: namesOf(kind).map((name) => ({ events: { $contains: [{ name }] } })) }] : []),
      ...(lead ? [about(cards)] : []),
    ],
  });
}

/** Whole names stand for themselves, a family for all of its names; a name nobody knows finds nothing. */
const namesOf = (kind: string): string[] =>
  kind.split(',').flatMap((item) => {
    const family = eventNames.filter((name) => name.startsWith(`${item}.`));
    return family.length > 0 ? family : [item];
  });

/** Two lookups in an index of text; the union is made before any hook is read. */
function about(cards: string[]): FilterQuery<HookEvent> {
  const marks = cards.map(() => '?').join(', ');
  const sql = (alias: string): string =>
    `${alias}.id in (select hook_event_id from events where about in (${marks}) union select hook_event_id from hook_copies where about in (${marks}))`;
  return { [raw((alias) => sql(alias), [...cards, ...cards])]: [] };
}

/** A lead, and everything by which an event may name it without saying so. */
async function cardsOf(em: EntityManager, leadCrmId: string): Promise<string[]> {
  const lead = await em.fork().findOne(Lead, { crmId: leadCrmId });
  const own = [`lead:${leadCrmId}`];
  const waiting = await em.fork().find(IncomingLead, { leadCrmId }, { fields: ['crmId'] });
  own.push(...waiting.map(({ crmId }) => `incoming_lead:${crmId}`));
  if (!lead) return own;
  if (lead.contactCrmId) own.push(`contact:${lead.contactCrmId}`);
  if (lead.companyCrmId) own.push(`company:${lead.companyCrmId}`);
  const [talks, tasks, calls] = await Promise.all([
    em.fork().find(Talk, { leadId: lead.id }, { fields: ['crmId'] }),
    em.fork().find(Task, { subject: { $in: own } }, { fields: ['crmId'] }),
    em.fork().find(Call, { subject: { $in: own } }, { fields: ['crmId'] }),
  ]);
  return [...own, ...talks.map(({ crmId }) => `talk:${crmId}`), ...tasks.map(({ crmId }) => `task:${crmId}`), ...calls.map(({ crmId }) => `call:${crmId}`)];
}
