/** One event, every condition with its value, and what the actions would do in words. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { Refuse } from '../../../sdk/errors.ts';
import { type DomainEvent } from '../../../sdk/events.ts';
import { type Facts } from '../../../sdk/facts.ts';
import { type Language } from '../../../sdk/types.ts';
import { parseSubject, type Subject } from '../../../sdk/subjects.ts';
import { Event } from '../../hooks/entities.ts';
import { languageOf } from '../language.ts';
import { type StoredFacts } from '../../subjects/schema.ts';
import { evaluate } from '../matching/evaluate.ts';
import { type Rehearsing } from './rehearser.ts';
import { emptyResult } from './results.ts';
import { type RehearsalInput, type RehearsalResult } from '../schema.ts';

export async function dryRun({ deps, rehearsal, rule }: Rehearsing): Promise<RehearsalResult> {
  const { em, host, subjects, accountId, clock } = deps;
  const reader = em.fork();
  const { event, facts: stored } = await occasionOf(reader, rehearsal.input, rule.event, clock.now(), (one) => subjects.read(reader, [one]));
  const [account, names] = [await subjects.account(reader), await subjects.names(reader)];
  const facts = subjects.wrap({ event, stored, account, names, reach: 'stored', em: reader });
  const tester = await host.conditions(accountId);
  const judged = await evaluate(rule.definition.conditions, ({ condition, input }) => tester.test(condition, input, event, facts));
  const would: RehearsalResult['would'] = [];
  for (const [index, { action, input }] of rule.definition.actions.entries())
    would.push({ position: index + 1, action, ...(await said(deps, action, input, { event, facts, language: languageOf(account.language) })) });
  const { name, subject, at, data } = event;
  return { ...emptyResult(), holds: judged.holds ?? null, conditions: judged.results, would, event: { name, subject, at, data: { ...data } } };
}

async function said(
  { host, accountId, effects }: Rehearsing['deps'],
  action: string,
  input: Record<string, unknown>,
  about: { event: DomainEvent; facts: Facts; language: Language },
): Promise<{ says: string; error: string | null }> {
  try {
    const filled = effects.filled(action, input, { event: about.event, facts: about.facts, steps: new Map() });
    return { says: await host.preview(accountId, action, filled, about), error: null };
  } catch (error) {
    return { says: '', error: (error instanceof Error ? error.message : String(error)).slice(0, 300) };
  }
}

type Read = (event: DomainEvent) => Promise<{ facts: StoredFacts[] }>;

/** A stored event with what was known then; else one made now, of a real lead where one is named. */
async function occasionOf(
  em: EntityManager,
  { eventId, leadId, example }: RehearsalInput,
  name: DomainEvent['name'],
  now: Date,
  read: Read,
): Promise<{ event: DomainEvent; facts: StoredFacts }> {
  if (eventId) {
    const row = await em.findOne(Event, { id: eventId }, { populate: ['facts'] });
    if (!row) throw new Refuse('not_found', 'The event is not kept any more: choose another.');
    const event = eventOfRow(row);
    return { event, facts: row.facts ?? (await first(read, event)) };
  }
  const again = leadId && !example ? await lastOf(em, name, leadId, now) : null;
  const event = again ?? madeUp(example?.name ?? name, leadId, example?.data ?? {}, example?.at ?? now.toISOString());
  const known = await first(read, event);
  return { event, facts: example ? thoughtOf(event, known) : known };
}

/** What a lead itself does not say, such as the words of a message, is as it was the last time. */
async function lastOf(em: EntityManager, name: DomainEvent['name'], leadId: string, now: Date): Promise<DomainEvent | null> {
  const row = await em.findOne(Event, { name, about: `lead:${leadId}` }, { orderBy: { id: 'desc' } });
  if (!row || parseSubject(row.subject as Subject).kind === 'lead') return null;
  const { key: _, ...event } = eventOfRow(row);
  return { ...event, at: now.toISOString() } as DomainEvent;
}

/** What an example says of its own card or talk counts as known: there is nothing else to know it from. */
function thoughtOf(event: DomainEvent, known: StoredFacts): StoredFacts {
  const { kind } = parseSubject(event.subject);
  const data = event.data as Record<string, unknown> & { id: string };
  if (kind === 'lead') return { ...known, lead: { sources: [], openTasks: 0, ...known.lead, ...data } };
  if (kind === 'contact' || kind === 'company' || kind === 'task' || kind === 'call') return { ...known, [kind]: { ...known[kind], ...data } };
  const { origin, talkId } = data;
  if (kind !== 'message' || typeof origin !== 'string') return known;
  return { ...known, talk: { id: typeof talkId === 'string' ? talkId : 'example', open: true, ...known.talk, origin } };
}

const first = async (read: Read, event: DomainEvent): Promise<StoredFacts> =>
  (await read(event)).facts[0] ?? { lead: null, contact: null, company: null, talk: null, task: null, call: null, history: null };

export const eventOfRow = ({ name, subject, at, key, actor, data }: Event): DomainEvent =>
  ({ name, subject, at: at.toISOString(), ...(key ? { key } : {}), actor, data }) as DomainEvent;

/** Plugins check nothing of an event: what its data must have is filled in. */
function madeUp(name: DomainEvent['name'], leadId: string | undefined, data: Record<string, unknown>, at: string): DomainEvent {
  const family = name.slice(0, name.indexOf('.'));
  const isLead = family === 'lead' || family === 'time' || family === 'rule';
  const id = typeof data['id'] === 'string' ? data['id'] : isLead && leadId ? leadId : 'example';
  const subject: Subject = `${isLead ? 'lead' : (family as 'task')}:${id}`;
  const usual =
    family === 'message'
      ? { direction: name === 'message.sent' ? 'out' : 'in', text: '', author: { kind: 'customer' }, at }
      : family === 'call'
        ? { direction: 'in', duration: 0, missed: name === 'call.missed' }
        : family === 'note'
          ? { type: 'common' }
          : {};
  const about = leadId && !isLead ? (family === 'message' || family === 'talk' ? { leadId } : { entity: `lead:${leadId}` }) : {};
  return { name, subject, at, actor: { kind: 'unknown' }, data: { ...usual, ...about, ...data, id } } as unknown as DomainEvent;
}
