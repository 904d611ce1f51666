/** `history`: one page of Kommo's own event list. */
import { type Context, type HistoryPage, type HistoryQuery, Refuse } from 'souffleur/sdk';
import { z } from 'zod';

import { call } from './api.ts';
import { Happened, happened } from './v4/happened.ts';

/** amoCRM takes no more than the second. */
const LIMITS = [250, 100] as const;

const Page = z.object({
  _links: z.object({ next: z.unknown().optional() }).optional().catch(undefined),
  _embedded: z.object({ events: z.array(z.unknown()).catch([]) }).catch({ events: [] }),
});

/**
 * The stretch lies in the past, so that pages by number lose nothing: no event is added to it any more. Kommo lists
 * the newest first; within a page they are turned round.
 */
export async function history({ from, to, cursor }: HistoryQuery, ctx: Context): Promise<HistoryPage> {
  const [, page = '1', limit] = /^([0-9]{1,7})\.(250|100)$/.exec(cursor ?? '') ?? [];
  if (cursor !== undefined && !limit) throw new Refuse('invalid', 'The cursor is none of the history.');
  const range = `filter[created_at][from]=${seconds(from)}&filter[created_at][to]=${seconds(to)}`;
  const ask = (size: number): Promise<unknown> => call(ctx, { path: `/api/v4/events?${range}&limit=${size}&page=${page}` });
  let size: number = limit ? Number(limit) : LIMITS[0];
  const answer = await ask(size).catch((error: unknown) => {
    if (limit || !(error instanceof Refuse) || error.code !== 'invalid') throw error;
    size = LIMITS[1];
    return ask(size);
  });
  if (answer === null) return { events: [] };
  const { _links: links, _embedded: embedded } = Page.parse(answer);
  const items = embedded.events.flatMap((raw) => Happened.safeParse(raw).data ?? []);
  const events = items.flatMap((item) => happened(item) ?? []).toReversed();
  return links?.next ? { events, next: `${Number(page) + 1}.${size}` } : { events };
}

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);
