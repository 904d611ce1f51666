import { field } from 'souffleur/sdk';
import { z } from 'zod';

/** Set once for the account by an admin. No secrets. */
export const settings = z.object({
  signature: z
    .string()
    .max(100)
    .default('')
    .meta(field({ label: { en: 'Signature' } })),
});

/** Filled in by the author of each rule; `{{lead.name}}` and its like are filled in before the plugin sees the text. */
export const input = z
  .object({
    text: z
      .string()
      .min(1)
      .max(1_000)
      .meta(field({ label: { en: 'Text' }, template: 'text', long: true })),
  })
  .meta({ examples: [{ text: 'Thank you, {{contact.name}}!' }] });
