import { type Context, type Message, parseSubject, type Receipt, Refuse } from 'souffleur/sdk';
import { z } from 'zod';

import { postJson } from './api.ts';
import { type Settings } from './schema.ts';

const Accepted = z.object({ id: z.string().min(1).max(128) });

/** Kommo takes 4,000 characters of plain text, and has no idempotency key: unclear ends are read back by the caller. */
const MAX_TEXT = 4_000;

export async function send(message: Message, ctx: Context<Settings>): Promise<Receipt> {
  if (message.text.trim() === '' || message.text.length > MAX_TEXT)
    throw new Refuse('invalid', `A message has 1 to ${MAX_TEXT} characters; this one has ${message.text.length}.`);
  const { body } = await postJson(ctx, `${talkPath(message)}/send_message`, { text: message.text });
  const id = Accepted.safeParse(body).data?.id;
  return { via: 'talks_api', at: ctx.clock.now().toISOString(), ...(id ? { id } : {}) };
}

/** @throws Refuse('invalid') when the conversation is no talk of Kommo */
export function talkPath({ talk }: Message): string {
  const { kind, id } = parseSubject(talk);
  if (kind !== 'talk' || !/^[1-9][0-9]{0,18}$/.test(id)) throw new Refuse('invalid', `"${talk}" is no talk of Kommo.`);
  return `/api/v4/talks/${id}`;
}
