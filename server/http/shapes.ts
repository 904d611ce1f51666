/** Shapes that every resource of the API shares. */
import { z } from 'zod';

/** ISO 8601 UTC. */
export const Time = z.iso.datetime().meta({ description: 'ISO 8601, UTC' });
/** Random id (UUIDv7). */
export const Id = z.uuid();
export const IdParams = z.object({ id: Id });

/** Query of every list. `limit` 1-200. */
export const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`nextCursor` of the page before.' }),
});

export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** `application/problem+json` (RFC 9457). */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().meta({ description: 'Stable, for programs.' }),
    detail: z.string().meta({ description: 'For people: what is wrong and what to do.' }),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
