import { field } from 'souffleur/sdk';
import { z } from 'zod';

/** Set once for the account by an admin. No secrets. */
export const settings = z.object({
  sender: z
    .string()
    .max(20)
    .default('')
    .meta(field({ label: { en: 'Sender' }, hint: { en: 'Shown to the customer; empty: the number.' } })),
});

/** What the other side sends us. */
export const Incoming = z.object({ id: z.string().min(1), from: z.string().min(1), text: z.string(), at: z.iso.datetime() });

/** What it answers when we send. */
export const Sent = z.object({ id: z.string().min(1), at: z.iso.datetime() });
