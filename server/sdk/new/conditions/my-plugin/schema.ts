import { field } from 'souffleur/sdk';
import { z } from 'zod';

/** Set once for the account by an admin. No secrets. */
export const settings = z.object({});

/** Filled in by the author of each rule. */
export const input = z.object({
  atLeast: z
    .int()
    .min(1)
    .default(200)
    .meta(field({ label: { en: 'Characters' } })),
  tags: z
    .array(z.string().max(100))
    .max(50)
    .default([])
    .meta(field({ label: { en: 'Only leads with one of these tags' }, ref: 'tag' })),
});
