import { expect, it, vi } from 'vitest';

const fresh = async () => {
  vi.resetModules();
  return (await import('./base.ts')).newId;
};

it('rows of one moment keep the order in which they were made, in whichever process', async () => {
  const at = new Date('2026-11-20T10:00:00Z');
  const one = await fresh();
  const first = [one(at), one(at), one(at)];
  const other = await fresh();
  const theirs = other(at);
  // Two processes are told apart by the clock, which ticks sixteen times a millisecond.
  for (const began = performance.now(); performance.now() - began < 1;);
  const ids = [...first, theirs, one(at)];
  expect(ids.toSorted()).toEqual(ids);
  expect(one(new Date(at.getTime() - 1)) < (first[0] ?? '')).toBe(true);
});
