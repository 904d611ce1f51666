import { signal, type ReadonlySignal } from '@preact/signals';

import { asApiError, type ApiError } from '../api/errors.ts';

export type Phase<T> = { name: 'loading' } | { name: 'failed'; error: ApiError } | { name: 'ready'; value: T };

export interface Resource<T> {
  readonly phase: ReadonlySignal<Phase<T>>;
  /** Loads again; what is shown stays until the new answer is there. */
  reload(): Promise<void>;
  set(value: T): void;
}

/** One answer of the server with its loading and its failure. Only the newest of several loads counts. */
export const createResource = <T>(load: () => Promise<T>): Resource<T> => {
  const phase = signal<Phase<T>>({ name: 'loading' });
  let turn = 0;
  return {
    phase,
    async reload() {
      const mine = (turn += 1);
      if (phase.value.name === 'failed') phase.value = { name: 'loading' };
      const next = await load().then(
        (value): Phase<T> => ({ name: 'ready', value }),
        (error: unknown): Phase<T> => ({ name: 'failed', error: asApiError(error) }),
      );
      if (mine === turn) phase.value = next;
    },
    set(value) {
      turn += 1;
      phase.value = { name: 'ready', value };
    },
  };
};
