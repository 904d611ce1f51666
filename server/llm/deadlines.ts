/** Ends a call that does not begin, stalls or lasts too long. The caller's own signal ends it too, as itself. */
import { LlmError } from './errors.ts';

/** Milliseconds. */
export interface Patience {
  firstToken: number;
  /** Between two pieces of the answer. */
  idle: number;
  total: number;
}

export const PATIENCE: Patience = { firstToken: 20_000, idle: 15_000, total: 60_000 };

export class Deadlines {
  readonly #own = new AbortController();
  readonly #idleMs: number;
  readonly #total: NodeJS.Timeout;
  readonly #next: NodeJS.Timeout;
  #idle: NodeJS.Timeout | undefined;
  /** For the request. */
  readonly signal: AbortSignal;

  constructor({ firstToken, idle, total }: Patience, outer: AbortSignal | undefined) {
    this.#idleMs = idle;
    this.#total = setTimeout(this.#expire, total);
    this.#next = setTimeout(this.#expire, firstToken);
    this.signal = outer ? AbortSignal.any([outer, this.#own.signal]) : this.#own.signal;
  }

  /** Something came: the wait for the next piece begins anew. */
  alive(): void {
    clearTimeout(this.#next);
    if (this.#idle) this.#idle.refresh();
    else this.#idle = setTimeout(this.#expire, this.#idleMs);
  }

  /** Also ends whatever is still running. */
  end(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#next);
    clearTimeout(this.#idle);
    this.#own.abort();
  }

  get expired(): boolean {
    return this.#own.signal.reason instanceof LlmError;
  }

  readonly #expire = (): void => this.#own.abort(new LlmError('timeout'));
}
