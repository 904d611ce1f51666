import { computed, signal, type ReadonlySignal } from '@preact/signals';

export interface History<T> {
  readonly present: ReadonlySignal<T>;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  /** `typing`: changes of one field that follow each other soon are one step. */
  put(next: T, typing?: string): void;
  undo(): void;
  redo(): void;
}

const MOST = 200;
const SOON = 1_000;

/** What was, and what was undone. */
export const createHistory = <T>(first: T, now: () => number = Date.now): History<T> => {
  const present = signal(first);
  const past = signal<readonly T[]>([]);
  const future = signal<readonly T[]>([]);
  let last: { typing: string; at: number } | undefined;
  return {
    present,
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    put(next, typing) {
      if (next === present.value) return;
      const at = now();
      const goesOn = typing !== undefined && last?.typing === typing && at - last.at < SOON;
      last = typing === undefined ? undefined : { typing, at };
      if (!goesOn) past.value = [...past.value, present.value].slice(-MOST);
      future.value = [];
      present.value = next;
    },
    undo() {
      const before = past.value.at(-1);
      if (before === undefined) return;
      last = undefined;
      future.value = [present.value, ...future.value];
      past.value = past.value.slice(0, -1);
      present.value = before;
    },
    redo() {
      const [next, ...rest] = future.value;
      if (next === undefined) return;
      last = undefined;
      past.value = [...past.value, present.value];
      future.value = rest;
      present.value = next;
    },
  };
};
