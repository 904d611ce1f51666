import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, startHarness } from '../testing.ts';
import { retryAfterMs } from './schedule.ts';
import { type Timers } from './sender.ts';

const MINUTE = 60_000;

/** Timers that fire when told to; what is due at once runs by itself. */
class ManualTimers implements Timers {
  readonly waits: number[] = [];
  #pending: (() => void) | undefined;

  set(work: () => void, ms: number): unknown {
    if (ms === 0) return setImmediate(work);
    this.waits.push(ms);
    this.#pending = work;
    return work;
  }

  clear(): void {
    this.#pending = undefined;
  }

  get idle(): boolean {
    return this.#pending === undefined;
  }

  fire(): void {
    const work = this.#pending;
    this.#pending = undefined;
    work?.();
  }
}

describe('retry schedule', () => {
  it.each([
    [1, 404, 5 * MINUTE],
    [2, 302, 15 * MINUTE],
    [3, 404, undefined],
    [3, 0, undefined],
    [3, 500, 15 * MINUTE],
    [3, 499, 15 * MINUTE],
    [4, 503, 60 * MINUTE],
    [5, 503, undefined],
  ])('after attempt %i answered %i waits %s', (attempts, status, expected) => {
    expect(retryAfterMs(attempts, status)).toBe(expected);
  });
});

describe('delivery', () => {
  let harness: Harness;
  let timers: ManualTimers;
  beforeEach(async () => {
    timers = new ManualTimers();
    harness = await startHarness({ timers });
    const { access_token: token } = await harness.connect();
    await harness.api('/api/v4/webhooks', { method: 'POST', token, body: { destination: `${harness.product.url}/h/`, settings: ['note_lead'] } });
  });
  afterEach(() => harness.stop());

  const note = (): Promise<unknown> => harness.act({ kind: 'note', leadId: [...harness.platform.state.data.leads.keys()][0], text: 'x' });
  const settled = async (): Promise<void> => {
    await expect.poll(() => !timers.idle || harness.platform.state.data.deliveries.size === 0).toBe(true);
  };

  it('makes five attempts at a server that fails, with the same body and request id', async () => {
    harness.product.answer = 503;
    await note();
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await harness.product.until(attempt);
      await settled();
      harness.clock.ms += timers.waits.at(-1) ?? 0;
      timers.fire();
    }
    expect(timers.waits).toEqual([5 * MINUTE, 15 * MINUTE, 15 * MINUTE, 60 * MINUTE]);
    expect(harness.product.received).toHaveLength(5);
    expect(new Set(harness.product.received.map(({ body }) => body)).size).toBe(1);
    expect(harness.platform.state.data.deliveries.size).toBe(0);
  });

  it('stops as soon as the answer is good', async () => {
    harness.product.answer = 404;
    await note();
    await harness.product.until(1);
    await settled();
    harness.product.answer = 204;
    harness.clock.ms += timers.waits.at(-1) ?? 0;
    timers.fire();
    await harness.product.until(2);
    await settled();
    expect(timers.waits).toEqual([5 * MINUTE]);
    expect(harness.platform.state.data.deliveries.size).toBe(0);
  });

  it('switches a subscription off after more than a hundred invalid answers', async () => {
    harness.product.answer = 404;
    const [webhook] = harness.platform.state.data.webhooks.values();
    if (webhook) webhook.failures = Array.from({ length: 100 }, () => harness.clock.ms);
    await note();
    await expect.poll(() => webhook?.disabled).toBe(true);
    await note();
    expect(harness.product.received).toHaveLength(1);
  });
});
