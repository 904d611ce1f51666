/** What was true a moment ago, so that a burst of requests reads the database once. Bounded in time and number. */
import { type Clock } from '../../clock.ts';

/** Shorter than the five seconds in which an ended session must be dead everywhere (security A2). */
const TTL_MS = 4000;
const MAX_ENTRIES = 10_000;

export class ShortCache<T> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { value: T; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > this.#clock.now().getTime() ? entry.value : undefined;
  }

  set(key: string, value: T): void {
    const oldest = this.#entries.size >= MAX_ENTRIES ? this.#entries.keys().next().value : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
    // Set anew at the end, so that the first key is always the oldest.
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: this.#clock.now().getTime() + TTL_MS });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  deleteWhere(test: (value: T) => boolean): void {
    for (const [key, { value }] of this.#entries) if (test(value)) this.#entries.delete(key);
  }
}
