/** The effects' part of the API, and what texts of actions may refer to. */
import { z } from 'zod';

import { Time } from '../../http/shapes.ts';

export { unknownVariables, variables } from './variables.ts';

export const SigningKeyHint = z
  .object({
    hint: z.string().nullable().meta({ description: 'Its last four characters; null: none was needed yet.' }),
    createdAt: Time.nullable(),
  })
  .meta({ id: 'SigningKeyHint' });

export const NewSigningKey = z
  .object({
    key: z.string().meta({ description: 'Shown only now. `Souffleur-Signature` is `v1=` and the HMAC-SHA256, in hex, of `id.time.body` under it.' }),
    hint: z.string(),
    createdAt: Time,
  })
  .meta({ id: 'NewSigningKey' });
