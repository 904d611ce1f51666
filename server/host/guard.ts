import { type Logger } from 'pino';

import { Refuse, Retry } from '../sdk/errors.ts';
import { type Plugin } from '../sdk/types.ts';
import { type CallTime } from './context.ts';
import { Deadline } from './deadline.ts';
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

/**
 * Every call into a plugin passes here: deadline, catch, stamp. `Retry` and `Refuse` are how plugins
 * talk and pass through. Anything else is a bug: counted, and five in a row pause that plugin for
 * that account for five minutes, so that it does not eat the queue.
 */
export class Guard {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** @throws Retry, Refuse, PluginUnavailable, PluginError */
  async run<T>(call: GuardedCall<T>): Promise<T> {
    const { standings } = this.#options;
    await standings.refresh(call.accountId);
    standings.refuseUnavailable(call.accountId, call.plugin);
    try {
      return this.#well(call, await this.#withinDeadline(call));
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
      const answer = run();
      if (!isThenable(answer)) return this.#well({ ...call, check }, answer);
      return this.#later(call, answer, check);
    } catch (error) {
      throw this.#failed(call, error);
    }
  }

  async #later<T, R>(call: Omit<GuardedCall<never>, 'run' | 'check'>, answer: PromiseLike<T>, check: (value: T) => R): Promise<R> {
    try {
      return this.#well({ ...call, check }, await this.#withinDeadline({ run: () => answer as Promise<T> }));
    } catch (error) {
      throw this.#failed(call, error);
    }
  }

  #well<T, R>({ accountId, plugin, check }: { accountId: string; plugin: { id: string }; check(value: T): R }, answer: T): R {
    const value = check(answer);
    this.#options.standings.wentWell(accountId, plugin.id);
    return value;
  }

  async #withinDeadline<T>({ run }: Pick<GuardedCall<T>, 'run'>): Promise<T> {
    const deadline = new Deadline(this.#options.deadlineMs);
    try {
      return await Promise.race([Promise.resolve().then(() => run(deadline)), deadline.late]);
    } finally {
      deadline.end();
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
