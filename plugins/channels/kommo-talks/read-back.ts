import { type Context, type Message, type Receipt, Refuse, Retry } from 'souffleur/sdk';
import { z } from 'zod';

import { getJson } from './api.ts';
import { type Settings } from './schema.ts';
import { talkPath } from './send.ts';

/** Kommo's clock and ours may differ by this much. */
const SKEW_MS = 60_000;
/** When the history cannot be read, a person may mend that; ask again rarely. */
const CANNOT_TELL_MS = 10 * 60_000;
const PAGE = 250;
const MAX_PAGES = 4;

const Page = z.object({
  _links: z.object({ next: z.unknown().optional() }).optional().catch(undefined),
  _embedded: z.object({
    messages: z.array(z.object({ id: z.string(), type: z.string(), text: z.string().nullish(), created_at: z.number() })),
  }),
});

/**
 * The receipt of an outgoing message with the same text since the first attempt; null when there
 * certainly is none.
 *
 * @throws Retry when the history cannot be read: then nobody knows, and nothing may be sent again
 */
export async function readBack(message: Message, ctx: Context<Settings>): Promise<Receipt | null> {
  if (!ctx.settings.readBack) throw cannotTell('reading talks back is switched off');
  const since = message.firstTriedAt.getTime() - SKEW_MS;
  const wanted = normal(message.text);
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await history(message, Math.floor(since / 1000), page, ctx);
    const hit = answer?._embedded.messages.find(({ type, text, created_at: at }) => type === 'outgoing' && at * 1000 >= since && normal(text ?? '') === wanted);
    if (hit) return { id: hit.id, via: 'talks_api', at: new Date(hit.created_at * 1000).toISOString() };
    if (!answer?._links?.next) return null;
  }
  throw cannotTell('the talk has too many newer messages to look through');
}

async function history(message: Message, from: number, page: number, ctx: Context<Settings>) {
  try {
    const { status, body } = await getJson(ctx, `${talkPath(message)}/messages?limit=${PAGE}&page=${page}&filter[created_at][from]=${from}`);
    if (status === 204) return undefined;
    const parsed = Page.safeParse(body);
    if (!parsed.success) throw cannotTell('its answer is not of the documented shape');
    return parsed.data;
  } catch (error) {
    if (error instanceof Refuse && (error.code === 'forbidden' || error.code === 'payment_required')) throw cannotTell(error.message, error);
    throw error;
  }
}

const cannotTell = (why: string, cause?: unknown): Retry =>
  new Retry(`Cannot tell whether the message was sent: ${why}.`, { afterMs: CANNOT_TELL_MS, inDoubt: true, cause });

/** Channels trim texts and change line ends. */
const normal = (text: string): string => text.replaceAll('\r\n', '\n').trim();
