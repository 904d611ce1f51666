/** Keeps one sender from starving the rest (security C6). Counted in this process. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

import { AppError } from '../errors.ts';

/** Requests a minute. */
export interface Limits {
  /** Without a sign-in, from one address. */
  anonymous: number;
  /** By one member. */
  member: number;
  /** By all members of one account together. */
  account: number;
}

export const DEFAULT_LIMITS: Limits = { anonymous: 600, member: 3000, account: 12_000 };

export class RateLimits {
  readonly #limiters: Record<keyof Limits, RateLimiterMemory>;

  constructor(limits: Limits = DEFAULT_LIMITS) {
    const make = (keyPrefix: keyof Limits): RateLimiterMemory => new RateLimiterMemory({ keyPrefix, points: limits[keyPrefix], duration: 60 });
    this.#limiters = { anonymous: make('anonymous'), member: make('member'), account: make('account') };
  }

  /** @throws AppError 429 with the seconds to wait in `detail.retryAfter`. */
  async take(kind: keyof Limits, key: string): Promise<void> {
    try {
      await this.#limiters[kind].consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const retryAfter = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new AppError(429, 'too_many_requests', `Too many requests. Try again in ${retryAfter} seconds.`, { detail: { retryAfter } });
    }
  }
}
