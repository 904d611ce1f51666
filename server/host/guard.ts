import { type Logger } from 'pino';

import { Refuse, Retry } from '../sdk/errors.ts';
import { type Plugin } from '../sdk/types.ts';
import { type CallTime } from './context.ts';
import { Deadline } from './deadline.ts';
import { intrinsics, putBack } from './intrinsics.ts';
import { type Standings } from './standings.ts';

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
  plugin: Pick<Plugin, 'id' | 'hosts'>;
  accountId: string;
  /** Which function it is. */
  call: string;
  /** Whether it does something outside: then an end nobody knows is `Retry.inDoubt`. */
  effect: boolean;
  run(time: CallTime): T | Promise<T>;
  /** Throws when the answer is none. */
  check(value: T): T;
}

interface Options {
  log: Pick<Logger, 'error'>;
  standings: Standings;
  /** Milliseconds a call may take. */
  deadlineMs: number;
}

const WATCHED_CALLS = 20;

/**
 * Every call into a plugin passes here: deadline, catch, stamp. `Retry` and `Refuse` are how plugins
 * talk and pass through. Anything else is a bug: counted, and five in a row pause that plugin for
 * that account for five minutes, so that it does not eat the queue.
 */
export class Guard {
  readonly #options: Options;
  /** Calls by plugin whose doings are still looked at. */
  readonly #watch = new Map<string, number>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws Retry, Refuse, PluginUnavailable, PluginError */
  async run<T>(call: GuardedCall<T>): Promise<T> {
    const { standings } = this.#options;
    await standings.refresh(call.accountId);
    standings.refuseUnavailable(call.accountId, call.plugin);
    try {
      return this.#well(call, await this.#withinDeadline(call.plugin.id, call.run));
    } catch (error) {
      throw this.#failed(call, error);
    }
  }

  /**
   * For what is asked millions of times: where the plugin answers at once there is no promise and no timer. After
   * `standings.refresh`. @throws as `run` does
   */
  ask<T, R>(call: Omit<GuardedCall<never>, 'run' | 'check'>, run: () => T | Promise<T>, check: (value: T) => R): R | Promise<R> {
    this.#options.standings.refuseUnavailable(call.accountId, call.plugin);
    try {
      const answer = this.#watched(call.plugin.id, run);
      if (!isThenable(answer)) return this.#well({ ...call, check }, answer);
      return this.#later(call, answer, check);
    } catch (error) {
      throw this.#failed(call, error);
    }
  }

  async #later<T, R>(call: Omit<GuardedCall<never>, 'run' | 'check'>, answer: PromiseLike<T>, check: (value: T) => R): Promise<R> {
    try {
      return this.#well({ ...call, check }, await this.#withinDeadline(call.plugin.id, () => answer as Promise<T>));
    } catch (error) {
      throw this.#failed(call, error);
    }
  }

  #well<T, R>({ accountId, plugin, check }: { accountId: string; plugin: { id: string }; check(value: T): R }, answer: T): R {
    const value = check(answer);
    this.#options.standings.wentWell(accountId, plugin.id);
    return value;
  }

  async #withinDeadline<T>(id: string, run: GuardedCall<T>['run']): Promise<T> {
    const deadline = new Deadline(this.#options.deadlineMs);
    try {
      return await Promise.race([Promise.resolve().then(() => this.#watched(id, () => run(deadline))), deadline.late]);
    } finally {
      deadline.end();
    }
  }

  /** Looking costs more than a question: it is done for a plugin's first calls, and for one that was caught always. */
  #watched<T>(id: string, run: () => T): T {
    const left = this.#watch.get(id) ?? WATCHED_CALLS;
    if (left === 0) return run();
    this.#watch.set(id, left - 1);
    const before = intrinsics();
    try {
      return run();
    } finally {
      const changed = putBack(before);
      if (changed.length > 0) {
        this.#watch.set(id, Infinity);
        // oxlint-disable-next-line no-unsafe-finally -- whatever it answered, this is what it did
        throw new Error(`it changed ${changed.slice(0, 5).join(', ')}, which is everybody's`);
      }
    }
  }

  #failed({ plugin, accountId, call, effect }: Omit<GuardedCall<never>, 'run' | 'check'>, cause: unknown): Error {
    const known = asKnown(cause);
    if (known) {
      this.#options.standings.wentWell(accountId, plugin.id);
      return known;
    }
    const error = new PluginError(plugin.id, wordsOf(cause), cause);
    const inARow = this.#options.standings.fault(accountId, plugin.id, call, wordsOf(cause));
    this.#options.log.error({ plugin: plugin.id, account: accountId, call, inARow, error }, 'a plugin failed');
    return effect ? new Retry(error.message, { inDoubt: true, cause: error }) : error;
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** What was thrown may be anything, also something that throws when it is looked at. */
export function wordsOf(cause: unknown): string {
  try {
    return (cause instanceof Error ? cause.message : String(cause)).slice(0, 1_000);
  } catch {
    return 'it threw something that cannot be shown';
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
