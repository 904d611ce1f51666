const PER_SECOND = 7;
const ABUSE_WINDOW_MS = 60_000;
const ABUSE_COUNT = 100;
const BLOCK_MS = 5 * 60_000;

type Verdict = 'ok' | 'too_many' | 'blocked';

/**
 * Seven requests in any second. Whoever keeps on gets 403 for everything until five minutes have passed
 * without a request; the platform gives no figures for that, these are ours.
 */
export class RateLimit {
  readonly #nowMs: () => number;
  #taken: number[] = [];
  #refused: number[] = [];
  #blockedUntil = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  take(): Verdict {
    const now = this.#nowMs();
    if (now < this.#blockedUntil) {
      this.#blockedUntil = now + BLOCK_MS;
      return 'blocked';
    }
    this.#taken = this.#taken.filter((at) => at > now - 1000);
    if (this.#taken.length < PER_SECOND) {
      this.#taken.push(now);
      return 'ok';
    }
    this.#refused = [...this.#refused.filter((at) => at > now - ABUSE_WINDOW_MS), now];
    if (this.#refused.length < ABUSE_COUNT) return 'too_many';
    this.#refused = [];
    this.#blockedUntil = now + BLOCK_MS;
    return 'blocked';
  }

  reset(): void {
    this.#taken = [];
    this.#refused = [];
    this.#blockedUntil = 0;
  }
}
