import { type OnWait } from '../egress/use.ts';
import { type CallTime } from './context.ts';

/** After its signal a well-behaved plugin gets this long to say how far it came. */
const GRACE_MS = 250;

/** A call's time. It stands still while at least one request of the call waits for its turn at the CRM. */
export class Deadline implements CallTime {
  readonly #ms: number;
  readonly #abort = new AbortController();
  readonly #late = Promise.withResolvers<never>();
  /** Milliseconds left when the clock last began to run. */
  #left: number;
  #since = performance.now();
  #waits = 0;
  #alarm: NodeJS.Timeout | undefined;
  #end: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(ms: number) {
    this.#ms = ms;
    this.#left = ms;
    // Nobody may be looking when it comes.
    this.#late.promise.catch(() => undefined);
    this.#run();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Rejects when the call has not even heeded its signal. */
  get late(): Promise<never> {
    return this.#late.promise;
  }

  readonly onWait: OnWait = () => {
    if (this.#waits++ === 0) this.#stop();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--this.#waits === 0) this.#run();
    };
  };

  end(): void {
    this.#ended = true;
    clearTimeout(this.#alarm);
    clearTimeout(this.#end);
  }

  #run(): void {
    if (this.#ended || this.signal.aborted) return;
    this.#since = performance.now();
    this.#alarm = setTimeout(() => this.#abort.abort(new Error(`The call took longer than ${this.#ms} ms.`)), this.#left);
    this.#end = setTimeout(() => this.#late.reject(new Error(`it hung: no answer ${GRACE_MS} ms after its deadline of ${this.#ms} ms`)), this.#left + GRACE_MS);
  }

  /** Once the signal is given there is nothing to stop. */
  #stop(): void {
    if (this.#ended || this.signal.aborted) return;
    clearTimeout(this.#alarm);
    clearTimeout(this.#end);
    this.#left = Math.max(0, this.#left - (performance.now() - this.#since));
  }
}

/** How long a call waited for its turns. */
export class Waits {
  ms = 0;

  readonly onWait: OnWait = () => {
    const since = performance.now();
    return () => void (this.ms += performance.now() - since);
  };
}
