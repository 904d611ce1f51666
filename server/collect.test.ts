import { setTimeout as delay } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';

import { afterEach, expect, it, vi } from 'vitest';

import { collect, collectAtRest } from './collect.ts';

const LOOK_MS = 100;
const LOOKS_MS = 5 * LOOK_MS;

let end = (): void => {};
afterEach(() => end());

/** Objects of 20 MB that only the result holds. */
const fill = (): unknown[] => Array.from({ length: 500_000 }, (_, index) => ({ index, twice: [index] }));

it('gives memory back once, and again when there is more to give', async () => {
  const give = vi.fn<() => void>(collect);
  end = collectAtRest({ lookMs: LOOK_MS, give });
  await vi.waitFor(() => expect(give).toHaveBeenCalledTimes(1), 5_000);
  await delay(LOOKS_MS);
  expect(give).toHaveBeenCalledTimes(1);
  const before = process.memoryUsage().heapUsed;
  fill();
  await vi.waitFor(() => expect(give).toHaveBeenCalledTimes(2), 5_000);
  expect(process.memoryUsage().heapUsed).toBeLessThan(before + 6_000_000);
});

it('leaves the flags of V8 as they were, or compiled code would be thrown away', () => {
  collect();
  expect(runInNewContext('typeof gc')).toBe('undefined');
});

it('never pauses a thread at work', async () => {
  const give = vi.fn<() => void>();
  end = collectAtRest({ lookMs: LOOK_MS, give });
  for (const until = performance.now() + LOOKS_MS; performance.now() < until; await delay(1)) {
    const busy = performance.now() + 20;
    while (performance.now() < busy);
  }
  expect(give).not.toHaveBeenCalled();
});
