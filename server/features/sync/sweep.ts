import { type ScopedCradle } from '../../container.ts';
import { type CrmUse } from '../../egress/use.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { type Snapshot } from '../../sdk/crm-data.ts';
import { type StageProgress, type SyncRun } from './entities.ts';
import { Lookups } from './lookups.ts';
import { wordsOf } from './problems.ts';
import { type Step } from './reader.ts';

type Deps = Pick<ScopedCradle, 'accountId' | 'clock' | 'host' | 'crm' | 'hookRecovery' | 'accounts'>;

const USE: CrmUse = { priority: 'background', feature: 'sweep' };
/** History is worked through in stretches, oldest first, so that what was missed comes in its order. Kommo lists the newest first. */
const STRETCH_MS = 10 * 60_000;
const STRETCHES_MAX = 300;
const SECOND = 1_000;

/** Looks in the CRM's own history for what no hook brought. */
export class SyncSweep {
  readonly #deps: Deps;

  constructor({ accountId, clock, host, crm, hookRecovery, accounts }: Deps) {
    this.#deps = { accountId, clock, host, crm, hookRecovery, accounts };
  }

  /** One stretch of history. */
  async step(run: SyncRun, { cursor }: StageProgress, signal: AbortSignal): Promise<Step> {
    const { clock, crm, hookRecovery } = this.#deps;
    const since = run.since ?? run.createdAt;
    const until = run.until ?? run.createdAt;
    const from = cursor === null ? since : new Date(cursor);
    const stretch = Math.max(STRETCH_MS, Math.ceil((until.getTime() - since.getTime()) / STRETCHES_MAX));
    const to = new Date(Math.min(from.getTime() + stretch, until.getTime()));
    const comparedAt = new Date();
    const { read, requests, missing, unsure } = await this.#compare(from, to, signal);
    const readAt = clock.now();
    const found = await this.#lookUp(missing, unsure, signal);
    const next = to < until ? { next: { part: 0, cursor: new Date(to.getTime() + SECOND).toISOString() } } : {};
    return {
      read,
      requests: requests + found.requests,
      ...next,
      ...(found.unreadable ? { problem: wordsOf('messages', (await this.#deps.accounts.current()).language) } : {}),
      store: async (tx) => {
        const changed = await crm.saveAll(tx, found.snapshots, readAt);
        return { changed, recovered: await hookRecovery.inject(tx, found.events, comparedAt) };
      },
    };
  }

  async #compare(from: Date, to: Date, signal: AbortSignal): Promise<{ read: number; requests: number; missing: DomainEvent[]; unsure: DomainEvent[] }> {
    const { host, accountId, hookRecovery } = this.#deps;
    const range = { from: from.toISOString(), to: to.toISOString() };
    const result = { read: 0, requests: 0, missing: [] as DomainEvent[], unsure: [] as DomainEvent[] };
    const used = new Set<string>();
    let cursor: string | undefined;
    do {
      signal.throwIfAborted();
      const page = await host.readHistory(accountId, { ...range, ...(cursor === undefined ? {} : { cursor }) }, USE);
      const verdicts = await hookRecovery.compare(page.events, used);
      result.read += page.events.length;
      result.requests += 1;
      for (const [index, event] of page.events.entries()) {
        const verdict = verdicts[index];
        if (verdict === 'missing') result.missing.push(event);
        if (verdict === 'unsure') result.unsure.push(event);
      }
      cursor = page.next;
    } while (cursor !== undefined);
    result.missing.sort((a, b) => a.at.localeCompare(b.at));
    return result;
  }

  /** The list says that something happened; what it was is read, many at a time. */
  async #lookUp(missing: DomainEvent[], unsure: DomainEvent[], signal: AbortSignal) {
    const { host, accountId } = this.#deps;
    const lookups = new Lookups((query) => {
      signal.throwIfAborted();
      return host.readList(accountId, query, USE);
    });
    const cards = await lookups.cards([...missing, ...unsure]);
    const notes = await lookups.notes(missing);
    const messages = await lookups.messages(missing);
    const events = missing.flatMap((event) => whole(event, { cards, notes, messages }));
    // What an event brings whole is news there; the rest is put right beside it.
    const told = new Set(events.flatMap(({ name, subject }) => (name.endsWith('.created') || name.endsWith('.updated') ? [subject] : [])));
    const snapshots = [...cards].flatMap(([subject, card]) => (told.has(subject as DomainEvent['subject']) ? [] : [card]));
    return { events, snapshots, requests: lookups.requests, unreadable: lookups.unreadable };
  }
}

interface Found {
  cards: Map<string, Snapshot>;
  notes: Map<string, Snapshot>;
  messages: Map<string, DomainEvent>;
}

/** With what was read about it; without an event where there is nothing left to act on. */
function whole(event: DomainEvent, { cards, notes, messages }: Found): DomainEvent[] {
  if (event.name.startsWith('message.')) return [messages.get(event.subject) ?? []].flat();
  if (event.name === 'call.finished') {
    const call = notes.get(event.subject);
    if (call?.kind !== 'call') return [];
    return [{ ...event, name: call.data.missed ? 'call.missed' : 'call.finished', data: call.data }];
  }
  const card = event.name === 'note.added' ? notes.get(event.subject) : cards.get(event.subject);
  const isState = event.name.endsWith('.created') || event.name.endsWith('.updated') || event.name === 'note.added';
  // A move or a change of hands is told as it happened, not as things stand now.
  return [card && isState ? ({ ...event, data: { ...event.data, ...defined(card.data) } } as DomainEvent) : event];
}

const defined = (data: object): object => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
