import { signal, type ReadonlySignal } from '@preact/signals';

import { asApiError, type ApiError } from '../api/errors.ts';
import { dict, optional, readPage } from './read.ts';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface List<T> {
  readonly items: ReadonlySignal<readonly T[]>;
  readonly state: ReadonlySignal<'loading' | 'ready' | 'failed' | 'more'>;
  readonly error: ReadonlySignal<ApiError | undefined>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** From the top; what is shown stays until the answer is there. */
  reload(): Promise<void>;
  /** As `reload`, but empties the list first: another filter. */
  restart(): Promise<void>;
  more(): Promise<void>;
  /** Puts in a newer version of an item, at its place or on top. */
  put(item: T): void;
  remove(key: string): void;
}

/** Reads `{ items, nextCursor }`. */
export const readList = <T>(value: unknown, item: (value: unknown) => T): Page<T> => ({
  items: readPage(value, item),
  nextCursor: optional(dict(value)['nextCursor']),
});

/** A list that grows page by page (keyset paging). An item that comes twice, because the list moved meanwhile, is kept once. */
export const createList = <T>(load: (cursor: string | undefined) => Promise<Page<T>>, keyOf: (item: T) => string): List<T> => {
  const items = signal<readonly T[]>([]);
  const state = signal<'loading' | 'ready' | 'failed' | 'more'>('loading');
  const error = signal<ApiError | undefined>();
  const hasMore = signal(false);
  let cursor: string | undefined;
  let turn = 0;

  const fetchPage = async (from: string | undefined): Promise<void> => {
    const mine = (turn += 1);
    try {
      const page = await load(from);
      if (mine !== turn) return;
      const known = new Set(from === undefined ? [] : items.value.map(keyOf));
      items.value = [...(from === undefined ? [] : items.value), ...page.items.filter((item) => !known.has(keyOf(item)))];
      cursor = page.nextCursor ?? undefined;
      hasMore.value = cursor !== undefined;
      error.value = undefined;
      state.value = 'ready';
    } catch (thrown) {
      if (mine !== turn) return;
      error.value = asApiError(thrown);
      state.value = 'failed';
    }
  };

  return {
    items,
    state,
    error,
    hasMore,
    reload: () => fetchPage(undefined),
    restart() {
      items.value = [];
      state.value = 'loading';
      return fetchPage(undefined);
    },
    async more() {
      if (!hasMore.value || state.value === 'more') return;
      state.value = 'more';
      await fetchPage(cursor);
    },
    put(item) {
      const key = keyOf(item);
      const there = items.value.some((one) => keyOf(one) === key);
      items.value = there ? items.value.map((one) => (keyOf(one) === key ? item : one)) : [item, ...items.value];
    },
    remove(key) {
      items.value = items.value.filter((one) => keyOf(one) !== key);
    },
  };
};
