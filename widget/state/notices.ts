import { signal, type ReadonlySignal } from '@preact/signals';

import { asApiError, type ApiError } from '../api/errors.ts';

/** One thing that went wrong, and how to try it again. */
export interface Notice {
  error: ApiError;
  retry: (() => void) | undefined;
}

export interface Notices {
  readonly current: ReadonlySignal<Notice | undefined>;
  show(error: unknown, retry?: () => void): void;
  clear(): void;
}

/** Only the newest is kept: a card of 320 px has room for one sentence. */
export const createNotices = (): Notices => {
  const current = signal<Notice | undefined>();
  return {
    current,
    show(error, retry) {
      current.value = { error: asApiError(error), retry };
    },
    clear() {
      current.value = undefined;
    },
  };
};
