import { signal, type ReadonlySignal } from '@preact/signals';

/** Milliseconds in which a dismissal can be taken back. */
export const UNDO_TIME = 5000;

export interface Dismissal {
  /** The draft that is about to be dismissed. Nothing has been sent to the server yet. */
  readonly pending: ReadonlySignal<{ draftId: string; reason: string | undefined } | undefined>;
  start(draftId: string): void;
  /** Picks a reason; the time starts anew. */
  because(reason: string): void;
  undo(): void;
  /** Holds the clock while the person is at the undo bar. */
  hold(held: boolean): void;
  /** Makes it final now. */
  flush(): void;
}

/** A dismissal waits here before it is made: taking back what was never sent needs nobody's permission. */
export const createDismissal = (commit: (draftId: string, reason: string | undefined) => void): Dismissal => {
  const pending = signal<{ draftId: string; reason: string | undefined } | undefined>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    const what = pending.value;
    pending.value = undefined;
    if (what) commit(what.draftId, what.reason);
  };
  const arm = (): void => {
    clearTimeout(timer);
    timer = setTimeout(flush, UNDO_TIME);
  };

  return {
    pending,
    start(draftId) {
      flush();
      pending.value = { draftId, reason: undefined };
      arm();
    },
    because(reason) {
      if (!pending.value) return;
      pending.value = { ...pending.value, reason };
      arm();
    },
    undo() {
      clearTimeout(timer);
      pending.value = undefined;
    },
    hold(held) {
      clearTimeout(timer);
      if (!held && pending.value) arm();
    },
    flush,
  };
};
