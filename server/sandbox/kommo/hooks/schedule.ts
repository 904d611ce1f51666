import { type Webhook } from '../integration.ts';

const MINUTE_MS = 60_000;

/** Milliseconds before attempts 2, 3, 4 and 5. */
export const RETRY_DELAYS_MS: readonly number[] = [5 * MINUTE_MS, 15 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS];

/** The platform gave up waiting. */
export const TIMED_OUT = 499;

export const isValid = (status: number): boolean => status >= 100 && status < 300;

/**
 * When to try again after an invalid answer: everything gets three attempts, silence and server
 * errors five. `undefined` = the event is lost.
 *
 * @param attempts how many were made so far, at least 1
 */
export const retryAfterMs = (attempts: number, status: number, delays: readonly number[] = RETRY_DELAYS_MS): number | undefined => {
  const patient = attempts <= 2 || status === TIMED_OUT || (status >= 500 && status < 600);
  return patient ? delays[attempts - 1] : undefined;
};

const WINDOW_MS = 2 * 60 * MINUTE_MS;
const TOLERATED = 100;

/** Notes an invalid answer; more than 100 in two hours switch the subscription off. */
export const noteFailure = (webhook: Webhook, nowMs: number, timeScale = 1): void => {
  webhook.failures = [...webhook.failures.filter((at) => at > nowMs - WINDOW_MS / timeScale), nowMs];
  if (webhook.failures.length > TOLERATED) webhook.disabled = true;
};
