import { type Context, type Receipt } from 'souffleur/sdk';
import { z } from 'zod';

export const Tried = z.object({
  at: z.iso.datetime(),
  receipt: z.object({ id: z.string().optional(), via: z.string(), at: z.string() }).optional(),
});

interface Work {
  /** Of the receipt. */
  via: string;
  /** Ids of what an attempt since that Unix second may have left behind. Absent where writing again changes nothing. */
  left?: (since: number) => Promise<string[]>;
  /** The id of what was written, where it is known. */
  write: () => Promise<string | undefined>;
}

/** Between Kommo's clock and ours. */
const SKEW_MS = 60_000;

/**
 * Kommo has no idempotency key: what was tried under `key` is remembered, and looked for before it is tried again. What
 * one key has made is not taken for what another one left.
 */
export async function once(key: string, { via, left, write }: Work, ctx: Context): Promise<Receipt> {
  const tried = Tried.safeParse(await ctx.store.get(key)).data;
  if (tried?.receipt) return tried.receipt;
  const at = tried?.at ?? ctx.clock.now().toISOString();
  const found = tried && left ? await firstOwn(key, via, await left(Math.floor((Date.parse(at) - SKEW_MS) / 1000)), ctx) : undefined;
  if (!tried && left) await ctx.store.set(key, { at });
  const id = found ?? (await write());
  if (left && id) await ctx.store.set(madeKey(via, id), key);
  const receipt: Receipt = { via, at: ctx.clock.now().toISOString(), ...(id ? { id } : {}) };
  await ctx.store.set(key, { at, receipt });
  return receipt;
}

async function firstOwn(key: string, via: string, ids: readonly string[], ctx: Context): Promise<string | undefined> {
  for (const id of ids) {
    const maker = await ctx.store.get(madeKey(via, id));
    if (maker === undefined || maker === key) return id;
  }
  return undefined;
}

const madeKey = (via: string, id: string): string => `made:${via}:${id}`;
