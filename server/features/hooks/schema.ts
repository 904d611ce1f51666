import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';

export const HookState = z.enum(['received', 'processing', 'done', 'failed', 'quarantined']);

export const HookEvent = z
  .object({
    id: Id,
    source: z.string(),
    state: HookState,
    error: z.string().nullable(),
    receivedAt: Time,
    processedAt: Time.nullable(),
    bytes: z.number().int(),
    attempts: z.number().int(),
    events: z.array(
      z.object({
        name: z.string(),
        subject: z.string(),
        at: Time,
        key: z.string().nullable(),
        /** True: an earlier hook had brought the same occurrence; it was not acted on again. */
        duplicate: z.boolean(),
        data: z.record(z.string(), z.unknown()),
      }),
    ),
    caused: z.array(z.object({ kind: z.enum(['message', 'draft', 'job', 'lead', 'contact', 'talk']), id: z.string(), label: z.string() })),
  })
  .meta({ id: 'HookEvent' });

export const HookQuery = ListQuery.extend({
  state: HookState.optional(),
  /** An event name, e.g. `message.received`. */
  kind: z.string().max(60).optional(),
  from: Time.optional(),
  to: Time.optional(),
});
