import { type Context, Refuse, Retry } from 'souffleur/sdk';
import { z } from 'zod';

import { call } from '../api.ts';

const API = '/api/v4';
const PAGE = 50;
const MAX_PAGES = 20;

type Caller = Pick<Context, 'fetch' | 'signal' | 'log'>;

/** One entity; null when it is not there, which Kommo says by 204 or by 404. */
export async function get<T extends z.ZodType>(ctx: Caller, path: string, shape: T): Promise<z.output<T> | null> {
  try {
    const answer = await call(ctx, { path: `${API}${path}` });
    return answer === null ? null : shaped(answer, shape, path);
  } catch (error) {
    if (error instanceof Refuse && error.code === 'not_found') return null;
    throw error;
  }
}

/** A whole collection, at most 1,000 items. More pages exist only while `_links.next` says so. */
export async function getAll<T extends z.ZodType>(ctx: Caller, path: string, name: string, shape: T): Promise<z.output<T>[]> {
  const Page = z.object({ _links: z.object({ next: z.unknown().optional() }).optional().catch(undefined), _embedded: z.record(z.string(), z.unknown()) });
  const items: z.output<T>[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await get(ctx, `${path}${path.includes('?') ? '&' : '?'}page=${page}&limit=${PAGE}`, Page);
    if (!answer) return items;
    items.push(...shaped(answer._embedded[name], z.array(shape), path));
    if (!answer._links?.next) return items;
  }
  ctx.log.warn('A list was longer than what is read of it', { path, read: items.length });
  return items;
}

function shaped<T extends z.ZodType>(answer: unknown, shape: T, path: string): z.output<T> {
  const result = shape.safeParse(answer);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new Retry(`Kommo's answer to ${path.split('?')[0]} is not of its documented shape (at "${where}").`, { cause: result.error });
}
