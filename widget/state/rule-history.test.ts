// @vitest-environment node
import { expect, test } from 'vitest';

import { createHistory } from './rule-history.ts';

const at = (() => {
  let time = 0;
  return { now: () => time, pass: (ms: number) => (time += ms) };
})();

test('back and forth, and a new change takes the future away', () => {
  const history = createHistory('a', at.now);
  expect([history.canUndo.value, history.canRedo.value]).toEqual([false, false]);
  history.put('b');
  history.put('c');
  history.undo();
  expect(history.present.value).toBe('b');
  history.undo();
  history.undo();
  expect(history.present.value).toBe('a');
  history.redo();
  expect(history.present.value).toBe('b');
  history.put('d');
  expect(history.canRedo.value).toBe(false);
  history.redo();
  expect(history.present.value).toBe('d');
});

test('what is typed in one go is undone in one go', () => {
  const history = createHistory('', at.now);
  for (const typed of ['h', 'he', 'hey']) {
    at.pass(300);
    history.put(typed, 'name');
  }
  at.pass(2_000);
  history.put('hey you', 'name');
  history.put('hey you!', 'other');
  history.undo();
  expect(history.present.value).toBe('hey you');
  history.undo();
  expect(history.present.value).toBe('hey');
  history.undo();
  expect(history.present.value).toBe('');
});

test('typing after an undo is a step of its own', () => {
  const history = createHistory('', at.now);
  history.put('a', 'name');
  history.undo();
  history.put('b', 'name');
  history.undo();
  expect(history.present.value).toBe('');
});

test('remembers a long way, not forever; the same again is no step', () => {
  const history = createHistory(0, at.now);
  for (let index = 1; index <= 500; index++) history.put(index);
  history.put(500);
  let steps = 0;
  for (; history.canUndo.value; steps++) history.undo();
  expect(steps).toBe(200);
});
