import { hash } from 'node:crypto';

import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { Message } from '../talks/entities.ts';
import { Event, HookEvent } from './entities.ts';
import { type KnownEvent, Matcher, type Verdict } from './matching.ts';
import { bodyOf, recoveredKey, SWEEP } from './recovered.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'queue'>;

/** Clocks differ; ids are made when a hook was worked through, never before what it tells. */
const SKEW_MS = 10 * 60_000;
/** When the sweep compared, on its hooks. */
const COMPARED = 'x-compared-at';

/** Says what of the CRM's history no hook brought, and puts it into the line of hooks, where it is worked through like one. */
export class HookRecovery {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, queue }: Deps) {
    this.#deps = { em, accountId, clock, queue };
  }

  /** One verdict for each. `used` is shared by the pages of one stretch of history. */
  async compare(events: readonly DomainEvent[], used: Set<string>): Promise<Verdict[]> {
    if (events.length === 0) return [];
    const em = this.#deps.em.fork();
    const verdicts = new Matcher(await knownEvents(em, events, oldestOf(events)), used).verdicts(events);
    const messageIds = events.flatMap((event) => (event.name === 'message.received' || event.name === 'message.sent' ? [event.data.id] : []));
    // Read from the talk, or sent by ourselves: no hook is missed then.
    const stored = new Set((await em.find(Message, { crmId: { $in: messageIds } }, { fields: ['crmId'] })).map((row) => row.crmId));
    return verdicts.map((verdict, index) => (stored.has(events[index]?.data['id' as never] ?? null) ? 'known' : verdict));
  }

  /** Each becomes a hook of its own, in this order. How many were not there already. `comparedAt`: before they were compared. */
  async inject(tx: EntityManager, events: readonly DomainEvent[], comparedAt: Date): Promise<number> {
    const { accountId, clock, queue } = this.#deps;
    const keyed = new Map(events.map((event) => [hash('sha256', recoveredKey(event)), { ...event, key: recoveredKey(event) }]));
    if (keyed.size === 0) return 0;
    const waiting = await tx.find(
      HookEvent,
      { source: SWEEP, digest: { $in: [...keyed.keys()] }, id: { $gte: newId(oldestOf(events)) } },
      { fields: ['digest'] },
    );
    for (const { digest } of waiting) keyed.delete(digest);
    for (const [digest, event] of keyed) {
      const body = bodyOf(event);
      const headers = { 'content-type': 'application/json', [COMPARED]: comparedAt.toISOString() };
      tx.create(HookEvent, { id: newId(), accountId, source: SWEEP, headers, body, bytes: body.length, digest, receivedAt: clock.now() });
    }
    await tx.flush();
    if (keyed.size > 0) await queue.send('process-hooks', { accountId }, { key: accountId, tx });
    return keyed.size;
  }
}

/** Of a hook of the sweep: which of its events did a hook bring after all, between the comparing and its turn? */
export async function overtaken(tx: EntityManager, { headers }: Pick<HookEvent, 'headers'>, events: readonly DomainEvent[]): Promise<boolean[]> {
  const since = new Date(headers[COMPARED] ?? 0);
  const known = (await knownEvents(tx, events, since)).filter(({ key }) => !key?.startsWith(`${SWEEP}:`));
  return new Matcher(known).verdicts(events).map((verdict) => verdict !== 'missing');
}

/** Stored events about the same subjects. */
async function knownEvents(em: EntityManager, events: readonly DomainEvent[], since: Date): Promise<KnownEvent[]> {
  const subjects = [...new Set(events.map(({ subject }) => subject))];
  return em.find(
    Event,
    { subject: { $in: subjects }, id: { $gte: newId(since) } },
    { fields: ['name', 'subject', 'key', 'at'], orderBy: { id: 'asc' }, disableIdentityMap: true },
  );
}

const oldestOf = (events: readonly DomainEvent[]): Date =>
  new Date(events.reduce((least, { at }) => Math.min(least, Date.parse(at)), Number.MAX_SAFE_INTEGER) - SKEW_MS);
