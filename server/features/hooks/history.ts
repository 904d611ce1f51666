import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { notFound } from '../../errors.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { HookEvent } from './entities.ts';
import { whereOf } from './filter.ts';
import { readableBody } from './read-body.ts';
import { type HookBody, type HookDetail, type HookEvent as HookShape, type HookQuery } from './schema.ts';

type Shape = z.output<typeof HookShape>;

/** Everything that came in, what it said and what it caused. */
export class HookHistory {
  readonly #em: ScopedCradle['em'];
  readonly #causes: ScopedCradle['hookCauses'];

  constructor({ em, hookCauses }: Pick<ScopedCradle, 'em' | 'hookCauses'>) {
    this.#em = em;
    this.#causes = hookCauses;
  }

  /** Newest first. */
  async list(query: z.output<typeof HookQuery>): Promise<{ items: Shape[]; nextCursor: string | null }> {
    const after = parseCursor(query.cursor);
    const where = { $and: [(await whereOf(this.#em, query))(), ...(after ? [{ id: { $lt: after } }] : [])] };
    const rows = await this.#em.fork().find(HookEvent, where, { orderBy: { id: 'desc' }, limit: query.limit + 1 });
    const page = pageOf(rows, query.limit);
    const caused = await this.#causes.inBrief(page.items);
    return { items: page.items.map((row) => ({ ...present(row), caused: caused.get(row.id) ?? [] })), nextCursor: page.nextCursor };
  }

  async get(id: string): Promise<z.output<typeof HookDetail>> {
    const row = await this.#em.fork().findOne(HookEvent, { id });
    if (!row) throw notFound('hook');
    return { ...present(row), events: row.events, caused: await this.#causes.whole(row) };
  }

  /** The body as it came, and ready to be read. */
  async body(id: string): Promise<z.output<typeof HookBody>> {
    const row = await this.#em.fork().findOne(HookEvent, { id }, { populate: ['body'] });
    if (!row) throw notFound('hook');
    return readableBody(row.headers, Buffer.from(row.body));
  }
}

export const present = (row: HookEvent): Omit<Shape, 'caused'> => ({
  id: row.id,
  source: row.source,
  state: row.state,
  error: row.error ?? null,
  problem: row.problem ?? null,
  receivedAt: row.receivedAt.toISOString(),
  processedAt: row.processedAt?.toISOString() ?? null,
  bytes: row.bytes,
  attempts: row.attempts,
  retryAt: row.retryAt?.toISOString() ?? null,
  events: row.events.map(({ name, subject, at, key, duplicate }) => ({ name, subject, at, key, duplicate })),
});
