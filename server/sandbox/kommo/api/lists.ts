import { type SandboxState } from '../state.ts';
import { asMap, type Query } from './body.ts';
import { type ApiContext, publicUrl, sendHal, sendNothing } from './context.ts';
import { unprocessable } from './problems.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 250;

const positive = (value: Query | undefined, fallback: number): number => {
  const number = typeof value === 'string' ? Number(value) : NaN;
  return Number.isSafeInteger(number) && number > 0 ? number : fallback;
};

const withPage = (url: string, page: number): string => {
  const next = new URL(url);
  next.searchParams.set('page', String(page));
  return next.href;
};

/** A page of a collection: nothing at all is 204 without a body, and `next` is the only sign of more. */
export const sendPage = <T>(
  ctx: ApiContext,
  state: SandboxState,
  name: string,
  items: T[],
  render: (item: T) => unknown,
  extra: { totals?: boolean } = {},
): void => {
  const limit = positive(ctx.state.query['limit'], DEFAULT_LIMIT);
  if (limit > MAX_LIMIT) throw unprocessable('Limit 250 per page');
  const page = positive(ctx.state.query['page'], 1);
  const slice = items.slice((page - 1) * limit, page * limit);
  if (slice.length === 0) {
    sendNothing(ctx);
    return;
  }
  const url = publicUrl(ctx, state);
  const more = items.length > page * limit;
  sendHal(ctx, {
    ...(extra.totals ? { _total_items: items.length } : {}),
    _page: page,
    ...(extra.totals ? { _page_count: Math.ceil(items.length / limit) } : {}),
    _links: { self: { href: url }, ...(more ? { next: { href: withPage(url, page + 1) } } : {}) },
    _embedded: { [name]: slice.map(render) },
  });
};

/** The part of `filter[...]` with that name, as texts: one value or a list. */
export const filterValues = (ctx: ApiContext, name: string): string[] | undefined => {
  const value = asMap(ctx.state.query['filter'])[name];
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value.split(',') : Object.values(asMap(value)).map(String);
};

/** `filter[name][from]` and `[to]`, both optional, inclusive. A bare value is an exact match. */
export const inRange = (ctx: ApiContext, name: string): ((value: number | null) => boolean) => {
  const filter = asMap(ctx.state.query['filter'])[name];
  if (filter === undefined) return () => true;
  if (typeof filter === 'string') return (value) => value === Number(filter);
  const { from = -Infinity, to = Infinity } = asMap(filter);
  const [lowest, highest] = [Number(from), Number(to)];
  return (value) => value !== null && value >= lowest && value <= highest;
};

export const isOneOf = (ctx: ApiContext, name: string): ((value: number | string | null) => boolean) => {
  const values = filterValues(ctx, name);
  if (!values) return () => true;
  const wanted = new Set(values);
  return (value) => value !== null && wanted.has(String(value));
};

/** Room for a place in the list below its key: both fit a double. */
const PLACES = 2 ** 21;

/** By one numeric field, equals in their order. Sorts numbers, not objects: an account may have many. */
const sortedBy = <T extends object>(items: T[], key: keyof T & string, sign: 1 | -1): T[] => {
  const keys = Float64Array.from(items, (item, place) => sign * Number(item[key]) * PLACES + place);
  // A date beyond the year 4000 leaves no room for the place.
  if (keys.some((value) => !Number.isSafeInteger(value))) return items.toSorted((a, b) => sign * (Number(a[key]) - Number(b[key])));
  if (keys.every((value, place) => place === 0 || value > (keys[place - 1] ?? 0))) return items;
  return Array.from(keys.sort(), (value) => items[((value % PLACES) + PLACES) % PLACES] as T);
};

/** `order[field]=asc|desc`; ids ascending when nothing (or an unknown field) is asked for. */
export const ordered = <T extends object>(ctx: ApiContext, items: T[], fields: readonly (keyof T & string)[], fallback: keyof T & string): T[] => {
  const [field, direction] = Object.entries(asMap(ctx.state.query['order']))[0] ?? [];
  return sortedBy(items, fields.find((candidate) => candidate === field) ?? fallback, direction === 'desc' ? -1 : 1);
};

/** The names in `with=`. */
export const withNames = (ctx: ApiContext): string[] => {
  const value = ctx.state.query['with'];
  return typeof value === 'string' ? value.split(',').map((name) => name.trim()) : [];
};
