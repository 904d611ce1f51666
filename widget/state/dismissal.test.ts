// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createDismissal, UNDO_TIME } from './dismissal.ts';

const commit = vi.fn<(draftId: string, reason: string | undefined) => void>();

beforeEach(() => {
  vi.useFakeTimers();
  commit.mockReset();
});
afterEach(() => void vi.useRealTimers());

test('becomes final after the time, once', () => {
  createDismissal(commit).start('a');
  vi.advanceTimersByTime(UNDO_TIME - 1);
  expect(commit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(UNDO_TIME * 3);
  expect(commit.mock.calls).toEqual([['a', undefined]]);
});

test('taken back in time, it never happened', () => {
  const dismissal = createDismissal(commit);
  dismissal.start('a');
  dismissal.undo();
  vi.advanceTimersByTime(UNDO_TIME * 3);
  expect(commit).not.toHaveBeenCalled();
  expect(dismissal.pending.value).toBeUndefined();
});

test('a reason gives the time anew and goes along', () => {
  const dismissal = createDismissal(commit);
  dismissal.start('a');
  vi.advanceTimersByTime(UNDO_TIME - 1);
  dismissal.because('wrong_tone');
  vi.advanceTimersByTime(UNDO_TIME - 1);
  expect(commit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(commit.mock.calls).toEqual([['a', 'wrong_tone']]);
});

test('waits while it is held', () => {
  const dismissal = createDismissal(commit);
  dismissal.start('a');
  dismissal.hold(true);
  vi.advanceTimersByTime(UNDO_TIME * 10);
  expect(commit).not.toHaveBeenCalled();
  dismissal.hold(false);
  vi.advanceTimersByTime(UNDO_TIME);
  expect(commit).toHaveBeenCalledOnce();
});

test('another one makes the first final', () => {
  const dismissal = createDismissal(commit);
  dismissal.start('a');
  dismissal.start('b');
  expect(commit.mock.calls).toEqual([['a', undefined]]);
  dismissal.flush();
  expect(commit.mock.calls.at(-1)).toEqual(['b', undefined]);
});
