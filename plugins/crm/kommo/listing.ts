/**
 * `list`: one page of entities or definitions, one request.
 *
 * Nothing may be lost while the account changes between two pages. Leads, contacts and companies come in the order of
 * their last change, and the next page begins at the time where this one ended instead of at a page number: what
 * changes meanwhile moves to the end and comes again, what leaves the list shifts nothing. Only within one second
 * pages are counted. Tasks and talks cannot be asked for by time: there the pages overlap, so that what a few that
 * left the list shift to the page before is still seen. Items may come twice; whoever stores them does not mind.
 */
import { type Context, type ListPage, type ListQuery, Refuse, Retry, type Snapshot } from 'souffleur/sdk';
import { z } from 'zod';

import { call } from './api.ts';
import { type Source, sourceOf } from './v4/sources.ts';

const LIMIT = 250;
const IDS_MAX = 200;
/** Items that two neighbouring pages have in common; pages grow shorter for it, down to this. */
const OVERLAP = 25;
const SHORTEST = 50;

interface Place {
  /** Unix seconds: only what changed then or later. */
  from: number | undefined;
  page: number;
  limit: number;
}

const Page = z.object({
  _links: z.object({ next: z.unknown().optional() }).optional().catch(undefined),
  _embedded: z.record(z.string(), z.unknown()).catch({}),
});

/** @throws Refuse, also `not_found` and `unsupported` for what this account does not have; Retry */
export async function list(query: ListQuery, ctx: Context): Promise<ListPage> {
  if (query.ids?.length === 0) return { items: [] };
  if ((query.ids?.length ?? 0) > IDS_MAX) throw new Refuse('invalid', `At most ${IDS_MAX} ids can be asked for at once.`);
  const source = sourceOf(query);
  const place = placeOf(query, source);
  const answer = await call(ctx, { path: `/api/v4${source.path}?${paramsOf(source, place).join('&')}` });
  if (answer === null) return { items: [] };
  const page = Page.safeParse(answer).data;
  const rows = page?._embedded[source.name] ?? [];
  if (!Array.isArray(rows)) throw new Retry(`Kommo's list of ${query.what} is not of its documented shape.`);
  const items = snapshots(rows, source, query, ctx);
  return page?._links?.next ? { items, next: nextOf(source, place, rows) } : { items };
}

function placeOf({ cursor, since }: ListQuery, { order }: Source): Place {
  const from = since && order === 'time' ? Math.floor(Date.parse(since) / 1000) : undefined;
  if (cursor === undefined) return { from, page: 1, limit: LIMIT };
  const [, time, page, limit] = /^(?:t([0-9]{1,12})|o)\.([0-9]{1,7})\.([0-9]{1,3})$/.exec(cursor) ?? [];
  if (!page || !limit) throw new Refuse('invalid', 'The cursor is none of this list.');
  return { from: time ? Number(time) : from, page: Number(page), limit: Number(limit) };
}

function paramsOf({ params, order }: Source, { from, page, limit }: Place): string[] {
  const sorting = order === 'time' ? ['order[updated_at]=asc'] : order === 'id' ? ['order[id]=asc'] : [];
  return [...params, ...sorting, ...(from === undefined ? [] : [`filter[updated_at][from]=${from}`]), `limit=${limit}`, `page=${page}`];
}

/** One item that is not as documented does not cost the others; a page of them does. */
function snapshots(rows: unknown[], { item }: Source, { what }: ListQuery, ctx: Context): Snapshot[] {
  const items: Snapshot[] = [];
  let bad = 0;
  for (const row of rows) {
    try {
      const snapshot = item(row);
      if (snapshot) items.push(snapshot);
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      bad += 1;
    }
  }
  if (bad > 0 && bad === rows.length) throw new Retry(`Kommo's list of ${what} is not of its documented shape.`);
  if (bad > 0) ctx.log.warn('Some items of a list are not of their documented shape', { what, bad });
  return items;
}

function nextOf({ order }: Source, { from, page, limit }: Place, rows: readonly unknown[]): string {
  const last = order === 'time' ? lastChange(rows) : undefined;
  if (last !== undefined) return last > (from ?? 0) ? `t${last}.1.${limit}` : `t${last}.${page + 1}.${limit}`;
  const shorter = limit - Math.ceil(OVERLAP / page);
  return `${from === undefined ? 'o' : `t${from}`}.${page + 1}.${shorter < SHORTEST ? limit : shorter}`;
}

/** Of the last item; undefined where Kommo did not keep to the order asked for. */
function lastChange(rows: readonly unknown[]): number | undefined {
  const times = rows.map((row) => (typeof row === 'object' && row !== null && 'updated_at' in row ? row.updated_at : undefined));
  let last = 0;
  for (const time of times) {
    if (typeof time !== 'number' || time < last) return undefined;
    last = time;
  }
  return last;
}
