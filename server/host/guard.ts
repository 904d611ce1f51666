import { type Logger } from 'pino';

import { type Clock } from '../clock.ts';
import { Refuse, Retry } from '../sdk/errors.ts';
import { type CallTime } from './context.ts';
import { Deadline } from './deadline.ts';

/** A plugin did what no plugin may: threw something unforeseen, hung, or answered rubbish. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly pluginId: string;

  constructor(pluginId: string, message: string, cause?: unknown) {
    super(`Plugin ${pluginId}: ${message}`, { cause });
    this.pluginId = pluginId;
  }
}

export interface GuardedCall<T> {
  pluginId: string;
  accountId: string;
  /** Whether it does something outside: then an end nobody knows is `Retry.inDoubt`. */
  effect: boolean;
  run(time: CallTime): T | Promise<T>;
  /** Throws when the answer is none. */
  check(value: T): T;
}

interface Options {
  log: Pick<Logger, 'error' | 'warn'>;
  clock: Clock;
  /** Milliseconds a call may take. */
  deadlineMs: number;
}

const BUGS_IN_A_ROW = 5;
const PAUSE_MS = 5 * 60_000;

/**
 * Every call into a plugin passes here: deadline, catch, stamp. `Retry` and `Refuse` are how plugins
 * talk and pass through. Anything else is a bug: counted, and five in a row pause that plugin for
 * that account for five minutes, so that it does not eat the queue.
 */
export class Guard {
  readonly #options: Options;
  readonly #bugs = new Map<string, { count: number; pausedUntil: number }>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws Retry, Refuse, PluginError */
  async run<T>(call: GuardedCall<T>): Promise<T> {
    const place = `${call.accountId}/${call.pluginId}`;
    this.#refusePaused(call.pluginId, place);
    try {
      const value = call.check(await this.#withinDeadline(call));
      this.#bugs.delete(place);
      return value;
    } catch (error) {
      const known = asKnown(error);
      if (known) {
        this.#bugs.delete(place);
        throw known;
      }
      throw this.#bug(call, place, error);
    }
  }

  /** Until when, or null. */
  pausedUntil(pluginId: string, accountId: string): Date | null {
    const until = this.#bugs.get(`${accountId}/${pluginId}`)?.pausedUntil ?? 0;
    return until > this.#options.clock.now().getTime() ? new Date(until) : null;
  }

  #refusePaused(pluginId: string, place: string): void {
    const left = (this.#bugs.get(place)?.pausedUntil ?? 0) - this.#options.clock.now().getTime();
    if (left > 0) throw new Retry(`Plugin ${pluginId} is paused for this account after ${BUGS_IN_A_ROW} errors in a row.`, { afterMs: left });
  }

  async #withinDeadline<T>({ run }: GuardedCall<T>): Promise<T> {
    const deadline = new Deadline(this.#options.deadlineMs);
    try {
      return await Promise.race([Promise.resolve().then(() => run(deadline)), deadline.late]);
    } finally {
      deadline.end();
    }
  }

  #bug<T>({ pluginId, accountId, effect }: GuardedCall<T>, place: string, cause: unknown): Error {
    const count = (this.#bugs.get(place)?.count ?? 0) + 1;
    const isPaused = count >= BUGS_IN_A_ROW;
    this.#bugs.set(place, { count: isPaused ? 0 : count, pausedUntil: isPaused ? this.#options.clock.now().getTime() + PAUSE_MS : 0 });
    const error = new PluginError(pluginId, cause instanceof Error ? cause.message : String(cause), cause);
    this.#options.log.error({ plugin: pluginId, account: accountId, inARow: count, error }, 'a plugin failed');
    return effect ? new Retry(error.message, { inDoubt: true, cause: error }) : error;
  }
}

/** Also from another copy of the sdk, as a plugin from a package may bring. */
function asKnown(error: unknown): Retry | Refuse | undefined {
  if (error instanceof Retry || error instanceof Refuse) return error;
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'Retry') {
    const { afterMs, inDoubt } = error as Partial<Retry>;
    return new Retry(error.message, { ...(typeof afterMs === 'number' ? { afterMs } : {}), inDoubt: inDoubt === true, cause: error });
  }
  if (error.name === 'Refuse') return new Refuse((error as Partial<Refuse>).code ?? 'invalid', error.message, { cause: error });
  return undefined;
}
