/**
 * Who may ask the CRM next. In the database the slots, which all processes share; in front of them, in this
 * process, a line for each account in which a live reply overtakes a member's click and both overtake background work.
 */
import { type Logger } from 'pino';

import { type Clock } from '../clock.ts';
import { type OneTrip } from '../db/one-trip.ts';
import { Refuse, Retry } from '../sdk/errors.ts';
import { isOpenTo, type Pause, type PauseReason, type Slot, Slots } from './slots.ts';
import { type CrmUse, type OnWait, type Priority } from './use.ts';
import { WaitingLine } from './waiting-line.ts';

/** How a request ended. */
export interface Outcome {
  /** False: no answer came; the request may still be on its way for a moment. */
  answered: boolean;
  failed: boolean;
  /** The CRM said how long it wants to hear nothing. */
  pause?: Pause;
}

/** The right to make one request now. */
export interface Turn {
  /** At the beginning of the answer: the CRM has counted the request then. Once. */
  end(outcome: Outcome): void;
}

interface Waiting extends CrmUse {
  since: number;
  start(turn: Turn): void;
  fail(error: unknown): void;
}

interface Queue {
  line: WaitingLine<Waiting>;
  /** performance.now() before which it is no use to ask, by what is next in line. */
  fullUntil: Record<Priority, number>;
  paused: { reason: PauseReason; until: number } | undefined;
  asking: boolean;
  /** Requests on their way. */
  running: number;
  timer: NodeJS.Timeout | undefined;
}

/** Milliseconds somebody waits for a slot at most. */
const PATIENCE: Record<Priority, number> = { reply: 5_000, click: 5_000, background: 60_000 };
/** Background work waits out only a short pause: its job can come again, and holds nobody up meanwhile. */
const PAUSE_PATIENCE: Record<Priority, number> = { ...PATIENCE, background: 2_000 };
const PRIORITIES: readonly Priority[] = ['reply', 'click', 'background'];
const REST_MS = 1_000;
/** A request that was cut off may arrive a little later. */
const CUT_OFF_REST_MS = 3_000;
/** What another process holds is given back no sooner than this, and no later is told: so this is how often is asked. */
const LOOK_AGAIN_MS = 1_000;
const TRIES = 3;

export class Governor {
  readonly #slots: Slots;
  readonly #clock: Clock;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #patience: Record<Priority, number>;
  readonly #queues = new Map<string, Queue>();
  readonly #ending = new Set<Promise<void>>();

  /** `patience` in milliseconds. */
  constructor(
    { oneTrip, clock, log }: { oneTrip: Pick<OneTrip, 'transaction'>; clock: Clock; log: Pick<Logger, 'warn'> },
    { patience = {} }: { patience?: Partial<Record<Priority, number>> } = {},
  ) {
    this.#slots = new Slots(oneTrip);
    this.#clock = clock;
    this.#log = log;
    this.#patience = { ...PATIENCE, ...patience };
  }

  /**
   * Resolves when a request may leave, at once. The turn must be ended.
   * @throws Retry when it would take too long, Refuse for an account that does not exist, the signal's reason
   */
  async take(accountId: string, use: CrmUse, { signal, onWait }: { signal?: AbortSignal | undefined; onWait?: OnWait | undefined } = {}): Promise<Turn> {
    signal?.throwIfAborted();
    const queue = this.#queue(accountId);
    const left = pauseLeft(queue);
    if (queue.paused && left > PAUSE_PATIENCE[use.priority]) throw told(queue.paused.reason, left);
    const waited = onWait?.();
    try {
      return await this.#wait(accountId, queue, use, signal);
    } finally {
      waited?.();
    }
  }

  /** Nobody waits any more; what has ended is written down. */
  async close(): Promise<void> {
    for (const queue of this.#queues.values()) {
      clearTimeout(queue.timer);
      for (const waiting of queue.line.all()) waiting.fail(new Retry('The server is stopping.'));
    }
    this.#queues.clear();
    await Promise.all(this.#ending);
  }

  #wait(accountId: string, queue: Queue, use: CrmUse, signal: AbortSignal | undefined): Promise<Turn> {
    return new Promise((resolve, reject) => {
      const patience = this.#patience[use.priority];
      const settle = (): void => {
        queue.line.remove(waiting);
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const fail = (error: unknown): void => {
        settle();
        reject(error as Error);
      };
      const start = (turn: Turn): void => {
        settle();
        resolve(turn);
      };
      const waiting: Waiting = { ...use, since: performance.now(), start, fail };
      const abort = (): void => fail(signal?.reason);
      const timer = setTimeout(
        () => fail(new Retry(`The CRM allows few requests a second, and after ${patience / 1000} s others still came first.`, { afterMs: LOOK_AGAIN_MS })),
        patience,
      );
      signal?.addEventListener('abort', abort, { once: true });
      queue.line.add(waiting);
      void this.#serve(accountId, queue);
    });
  }

  /** Asks for slots as long as somebody waits and it is of use; then sleeps until it is again. */
  async #serve(accountId: string, queue: Queue): Promise<void> {
    if (queue.asking) return;
    queue.asking = true;
    try {
      for (let next = queue.line.first; next; next = queue.line.first) {
        const wait = Math.max(queue.fullUntil[next.priority], queue.paused?.until ?? 0) - performance.now();
        if (wait > 0) {
          this.#wake(accountId, queue, wait);
          break;
        }
        const asked = await this.#slots.ask(accountId, next.priority);
        if (asked.kind === 'taken') this.#give(accountId, queue, asked.slot);
        else if (asked.kind === 'paused') pause(queue, asked.pause);
        else queue.fullUntil[next.priority] = performance.now() + Math.min(Math.max(Math.ceil(asked.ms) + 1, 2), LOOK_AGAIN_MS);
      }
    } catch (error) {
      for (const waiting of queue.line.all()) waiting.fail(unavailable(error));
    } finally {
      queue.asking = false;
      if (queue.line.size === 0 && queue.running === 0) this.#forget(accountId, queue);
    }
  }

  /** To whoever is first now: somebody more urgent may have come while we asked. */
  #give(accountId: string, queue: Queue, slot: Slot): void {
    const waiting = queue.line.first;
    if (!waiting) return this.#giveBack(accountId, { slot, restMs: 0, pause: undefined, used: this.#used({ feature: 'test' }, {}) });
    queue.running += 1;
    const waited = performance.now() - waiting.since;
    let ended = false;
    waiting.start({
      end: (outcome) => {
        if (ended) return;
        ended = true;
        queue.running -= 1;
        if (outcome.pause) pause(queue, outcome.pause);
        const { answered, failed, pause: told } = outcome;
        const used = this.#used(waiting, { requests: 1, limited: told ? 1 : 0, failed: failed && !told ? 1 : 0, waited });
        this.#giveBack(accountId, { slot, restMs: answered ? REST_MS : CUT_OFF_REST_MS, pause: told, used }, queue);
      },
    });
  }

  #used({ feature }: Pick<Waiting, 'feature'>, counts: { requests?: number; limited?: number; failed?: number; waited?: number }) {
    return { at: this.#clock.now(), feature, requests: 0, limited: 0, failed: 0, waited: 0, ...counts };
  }

  /** Nobody waits for it. What cannot be written is free again when its holding has run out. */
  #giveBack(accountId: string, what: Parameters<Slots['giveBack']>[1], queue?: Queue): void {
    const ending = this.#tryGiveBack(accountId, what).then(() => {
      this.#ending.delete(ending);
      if (!queue) return;
      const free = performance.now() + what.restMs + 1;
      for (const priority of PRIORITIES) if (isOpenTo(priority, what.slot.number)) queue.fullUntil[priority] = Math.min(queue.fullUntil[priority], free);
      void this.#serve(accountId, queue);
    });
    this.#ending.add(ending);
  }

  async #tryGiveBack(accountId: string, what: Parameters<Slots['giveBack']>[1]): Promise<void> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      try {
        return await this.#slots.giveBack(accountId, what);
      } catch (error) {
        if (isGone(error)) return;
        if (attempt === TRIES) this.#log.warn({ err: error, account: accountId }, 'a request to the CRM could not be counted');
      }
    }
  }

  #queue(accountId: string): Queue {
    const known = this.#queues.get(accountId);
    if (known) return known;
    const made: Queue = {
      line: new WaitingLine(),
      fullUntil: { reply: 0, click: 0, background: 0 },
      paused: undefined,
      asking: false,
      running: 0,
      timer: undefined,
    };
    this.#queues.set(accountId, made);
    return made;
  }

  #wake(accountId: string, queue: Queue, ms: number): void {
    clearTimeout(queue.timer);
    queue.timer = setTimeout(() => void this.#serve(accountId, queue), Math.ceil(ms));
  }

  #forget(accountId: string, queue: Queue): void {
    clearTimeout(queue.timer);
    if (this.#queues.get(accountId) === queue && pauseLeft(queue) <= 0) this.#queues.delete(accountId);
  }
}

const pauseLeft = ({ paused }: Queue): number => (paused ? paused.until - performance.now() : 0);

/** Who cannot wait it out is told so. */
function pause(queue: Queue, { reason, ms }: Pause): void {
  const until = performance.now() + ms;
  if (!queue.paused || queue.paused.until < until) queue.paused = { reason, until };
  for (const waiting of queue.line.all()) if (ms > PAUSE_PATIENCE[waiting.priority]) waiting.fail(told(reason, ms));
}

const told = (reason: PauseReason, ms: number): Retry =>
  new Retry(
    reason === 'blocked'
      ? 'The CRM has blocked this server’s address for a while; nothing is asked until then.'
      : 'The CRM said that there were too many requests; nothing is asked until it allows it.',
    { afterMs: Math.ceil(ms) },
  );

/** The foreign key of an account that does not exist, or does no longer. */
const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '23503';

const unavailable = (error: unknown): Error =>
  isGone(error)
    ? new Refuse('unauthorized', 'There is no such account, so its CRM cannot be asked.', { cause: error })
    : new Retry('It could not be found out whether the CRM may be asked now.', { cause: error });
