import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Limiter } from './limiter.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('lets no window of a second see more than seven starts', async () => {
  const limiter = new Limiter(7);
  const starts: number[] = [];
  const begin = performance.now();
  for (let i = 0; i < 50; i++) void limiter.take().then(() => starts.push(performance.now() - begin));
  await vi.advanceTimersByTimeAsync(9000);

  expect(starts).toHaveLength(50);
  for (const start of starts) expect(starts.filter((other) => other >= start && other < start + 1000).length).toBeLessThanOrEqual(7);
});

it('serves in the order of coming', async () => {
  const limiter = new Limiter(1);
  const order: string[] = [];
  for (const name of ['a', 'b', 'c']) void limiter.take().then(() => order.push(name));
  await vi.advanceTimersByTimeAsync(6000);
  expect(order).toEqual(['a', 'b', 'c']);
});

it('forgets who gave up waiting', async () => {
  const limiter = new Limiter(1);
  await limiter.take();
  const gone = new AbortController();
  const first = limiter.take(gone.signal);
  const second = limiter.take();
  gone.abort(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  await vi.advanceTimersByTimeAsync(1050);
  await second;
  await expect(limiter.take(gone.signal)).rejects.toThrow('gone');
});
