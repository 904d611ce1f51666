// @vitest-environment node
import { expect, test } from 'vitest';

import { ApiError } from '../api/errors.ts';
import { createList, type Page, readList } from './list.ts';
import { createResource } from './resource.ts';

/** A load that is answered when the test says so. */
const deferred = <T>() => {
  const asked: { with: string | undefined; answer: (value: T) => void; fail: (error: unknown) => void }[] = [];
  const load = (cursor?: string): Promise<T> => new Promise((answer, fail) => asked.push({ with: cursor, answer, fail }));
  return { asked, load };
};

test('a list grows by its cursor, and keeps an item that moved once', async () => {
  const pages: Record<string, Page<string>> = { '': { items: ['a', 'b'], nextCursor: 'x' }, x: { items: ['b', 'c'], nextCursor: null } };
  const list = createList(
    async (cursor = '') => pages[cursor] ?? { items: [], nextCursor: null },
    (item) => item,
  );
  await list.reload();
  expect([list.items.value, list.hasMore.value, list.state.value]).toEqual([['a', 'b'], true, 'ready']);
  await list.more();
  await list.more();
  expect([list.items.value, list.hasMore.value]).toEqual([['a', 'b', 'c'], false]);
});

test('only the newest of several loads counts', async () => {
  const { asked, load } = deferred<Page<string>>();
  const list = createList(load, (item) => item);
  const old = list.reload();
  const newer = list.restart();
  asked[1]?.answer({ items: ['new'], nextCursor: null });
  asked[0]?.answer({ items: ['old'], nextCursor: 'x' });
  await Promise.all([old, newer]);
  expect([list.items.value, list.hasMore.value]).toEqual([['new'], false]);
});

test('a failure keeps what is there, and goes with the next success', async () => {
  const { asked, load } = deferred<Page<string>>();
  const list = createList(load, (item) => item);
  const first = list.reload();
  asked[0]?.answer({ items: ['a'], nextCursor: 'x' });
  await first;
  const more = list.more();
  expect(list.state.value).toBe('more');
  asked[1]?.fail(new ApiError({ code: 'offline' }));
  await more;
  expect([list.items.value, list.state.value, list.error.value?.code]).toEqual([['a'], 'failed', 'offline']);
  const again = list.reload();
  asked[2]?.answer({ items: ['b'], nextCursor: null });
  await again;
  expect([list.items.value, list.state.value, list.error.value]).toEqual([['b'], 'ready', undefined]);
});

test('a newer version takes its place, a new item comes on top', () => {
  const list = createList<{ id: string; n: number }>(
    async () => ({ items: [], nextCursor: null }),
    ({ id }) => id,
  );
  list.put({ id: 'a', n: 1 });
  list.put({ id: 'b', n: 1 });
  list.put({ id: 'a', n: 2 });
  expect(list.items.value).toEqual([
    { id: 'b', n: 1 },
    { id: 'a', n: 2 },
  ]);
  list.remove('b');
  expect(list.items.value).toHaveLength(1);
});

test.each([null, 'text', { items: 'none' }, { items: [], nextCursor: { evil: true } }])('an answer such as %j is an empty page', (body) => {
  expect(readList(body, String)).toEqual({ items: [], nextCursor: null });
});

test('a resource shows the old value while it reads the new one, and only the newest answer', async () => {
  const { asked, load } = deferred<number>();
  const resource = createResource(load);
  const first = resource.reload();
  expect(resource.phase.value.name).toBe('loading');
  asked[0]?.answer(1);
  await first;
  const second = resource.reload();
  const third = resource.reload();
  expect(resource.phase.value).toEqual({ name: 'ready', value: 1 });
  asked[2]?.answer(3);
  asked[1]?.fail(new Error('late'));
  await Promise.all([second, third]);
  expect(resource.phase.value).toEqual({ name: 'ready', value: 3 });
});
