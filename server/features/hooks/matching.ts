/**
 * Which events of the CRM's history do hooks already account for? By key where both sides make the same one; else by
 * subject, kind and the second. One hook stands for one occurrence, except that one `updated` may stand for several
 * fields that were changed together.
 */
import { type DomainEvent } from '../../sdk/events.ts';
import { isOnce, NEAR_MS, recoveredKey } from './recovered.ts';

export interface KnownEvent {
  id: string;
  name: string;
  subject: string;
  key?: string | null;
  at: Date;
}

/** `unsure`: something about the subject is known from just before; only a read tells whether this change is in it. */
export type Verdict = 'known' | 'unsure' | 'missing';

/** A hook without a time of its own counts as happening when it came, which Kommo's retries may put off this long. */
const LATE_MS = 2 * 3_600_000;

export class Matcher {
  readonly #bySubject = new Map<string, KnownEvent[]>();
  readonly #used: Set<string>;

  /** `used`: ids of known events that already stand for one; shared by the pages of one stretch. */
  constructor(known: readonly KnownEvent[], used = new Set<string>()) {
    this.#used = used;
    for (const event of known) this.#bySubject.set(event.subject, [...(this.#bySubject.get(event.subject) ?? []), event]);
  }

  /** In the order given. Equal keys are paired first, so that a near one does not take another's hook. */
  verdicts(events: readonly DomainEvent[]): Verdict[] {
    const exact = events.map((event) => this.#exact(event));
    return events.map((event, index) => (exact[index] ? 'known' : this.#near(event)));
  }

  #exact(event: DomainEvent): boolean {
    const own = recoveredKey(event);
    const found = this.#of(event).find(({ id, key }) => key && (key === event.key || key === own) && !this.#used.has(id));
    if (!found) return false;
    this.#used.add(found.id);
    return true;
  }

  #near(event: DomainEvent): Verdict {
    const known = this.#of(event);
    if (event.name.startsWith('call.')) return known.length > 0 ? 'known' : 'missing';
    if (isOnce(event)) return known.some(({ name }) => name === event.name) ? 'known' : 'missing';
    if (event.name.endsWith('.updated')) return updated(event, known);
    const at = Date.parse(event.at);
    const late = /\.(?:deleted|restored|closed)$/u.test(event.name) ? LATE_MS : NEAR_MS;
    const found = known
      .filter(({ id, name, at: then }) => name === event.name && !this.#used.has(id) && then.getTime() >= at - NEAR_MS && then.getTime() <= at + late)
      .toSorted((a, b) => Math.abs(a.at.getTime() - at) - Math.abs(b.at.getTime() - at))[0];
    if (!found) return 'missing';
    this.#used.add(found.id);
    return 'known';
  }

  #of({ subject }: DomainEvent): KnownEvent[] {
    return this.#bySubject.get(subject) ?? [];
  }
}

/** Of a lead, a move and a change of hands bring an `updated` of their own; of the others they replace it. */
function updated({ name, at }: DomainEvent, known: readonly KnownEvent[]): Verdict {
  const kind = name.slice(0, name.indexOf('.'));
  const covers = new Set([name, `${kind}.created`, `${kind}.restored`, ...(kind === 'lead' ? [] : [`${kind}.responsible_changed`, `${kind}.completed`])]);
  const then = Date.parse(at);
  const near = known.filter((event) => covers.has(event.name) && Math.abs(event.at.getTime() - then) <= NEAR_MS);
  if (near.length === 0) return 'missing';
  return near.some((event) => event.at.getTime() >= then) ? 'known' : 'unsure';
}
