/**
 * Keeps one host under its request limit in this process: at most `limit` starts in any window, first come first
 * served. For the few calls to an account that is not connected yet; all others take turns with the other processes.
 */

/** Milliseconds added to the window, because requests do not arrive in the rhythm they were sent in. */
const JITTER = 50;

interface Waiting {
  start: () => void;
  signal: AbortSignal | undefined;
}

export class Limiter {
  readonly #limit: number;
  readonly #window: number;
  #starts: number[] = [];
  readonly #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `windowMs` in milliseconds. */
  constructor(limit: number, windowMs = 1000) {
    this.#limit = limit;
    this.#window = windowMs + JITTER;
  }

  get idle(): boolean {
    return this.#timer === undefined && (this.#starts.at(-1) ?? 0) + this.#window < performance.now();
  }

  /** Resolves when the request may start; rejects with the signal's reason when it is aborted first. */
  async take(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const queue = this.#queue;
      const abort = (): void => {
        const at = queue.indexOf(waiting);
        if (at >= 0) queue.splice(at, 1);
        reject(signal?.reason as Error);
      };
      const waiting: Waiting = {
        signal,
        start: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      queue.push(waiting);
      this.#drain();
    });
  }

  #drain(): void {
    const now = performance.now();
    this.#starts = this.#starts.filter((start) => start > now - this.#window);
    while (this.#starts.length < this.#limit) {
      const next = this.#queue.shift();
      if (!next) return;
      this.#starts.push(now);
      next.start();
    }
    if (this.#timer !== undefined) return;
    const wait = (this.#starts[0] ?? now) + this.#window - now;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#drain();
      },
      Math.max(1, wait),
    );
  }
}
