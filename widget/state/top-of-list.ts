import { type List, type Page } from './list.ts';

/**
 * Brings the first page of a list up to date and leaves the pages below it alone: what is new comes on top, what
 * changed is changed at its place, what should stand among these and does not (another state, a filter) goes.
 */
export const refreshTop = async <T extends { id: string }>(list: List<T>, load: () => Promise<Page<T>>): Promise<void> => {
  const page = await load();
  const last = page.items.at(-1)?.id;
  const there = new Set(page.items.map(({ id }) => id));
  const isWhole = page.nextCursor === null;
  for (const { id } of list.items.value) if (!there.has(id) && (isWhole || (last !== undefined && id > last))) list.remove(id);
  for (const item of page.items.toReversed()) list.put(item);
};
