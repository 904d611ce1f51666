import { expect, it } from 'vitest';

import { FairLine } from './fair-line.ts';

const item = (accountId: string, n: number, bytes = 10) => ({ accountId, n, bytes });
const plenty = { count: 200, bytes: 1_000_000 };

it('keeps the order inside an account', () => {
  const line = new FairLine<ReturnType<typeof item>>();
  for (let n = 0; n < 5; n += 1) line.push(item('a', n));
  expect(line.take(plenty).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
  expect(line.size).toBe(0);
});

it('gives each account its turn, and the next batch begins with who waited longest', () => {
  const line = new FairLine<ReturnType<typeof item>>();
  for (let n = 0; n < 100; n += 1) line.push(item('flood', n));
  line.push(item('b', 0));
  line.push(item('c', 0));
  expect(line.take({ count: 3, bytes: 1_000 }).map(({ accountId }) => accountId)).toEqual(['flood', 'b', 'c']);
  line.push(item('d', 0));
  expect(line.take({ count: 2, bytes: 1_000 }).map(({ accountId }) => accountId)).toEqual(['flood', 'd']);
});

it('counts bytes, but never starves one that is larger than a batch', () => {
  const line = new FairLine<ReturnType<typeof item>>();
  line.push(item('a', 0, 900));
  line.push(item('b', 0, 200));
  line.push(item('b', 1, 5_000));
  expect(line.take({ count: 9, bytes: 1_000 })).toHaveLength(1);
  expect(line.take({ count: 9, bytes: 1_000 })).toHaveLength(1);
  expect(line.waiting('b')).toEqual({ count: 1, bytes: 5_000 });
  expect(line.take({ count: 9, bytes: 1_000 })).toHaveLength(1);
  expect(line.waiting('b')).toEqual({ count: 0, bytes: 0 });
  expect(line.take(plenty)).toEqual([]);
});
