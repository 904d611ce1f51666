import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { notFound } from '../../errors.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { Draft } from '../replies/entities.ts';
import { Message } from '../talks/entities.ts';
import { HookEvent } from './entities.ts';
import { type HookEvent as HookShape, type HookQuery } from './schema.ts';

type Shape = z.output<typeof HookShape>;

/** Everything that came in, what it said and what it caused. */
export class HookHistory {
  readonly #em: ScopedCradle['em'];

  constructor({ em }: Pick<ScopedCradle, 'em'>) {
    this.#em = em;
  }

  /** Newest first. */
  async list(query: z.output<typeof HookQuery>): Promise<{ items: Shape[]; nextCursor: string | null }> {
    const after = parseCursor(query.cursor);
    const rows = await this.#em.find(
      HookEvent,
      {
        ...(query.state ? { state: query.state } : {}),
        ...(query.kind ? { events: { $contains: [{ name: query.kind }] } } : {}),
        ...(query.from || query.to
          ? { receivedAt: { ...(query.from ? { $gte: new Date(query.from) } : {}), ...(query.to ? { $lte: new Date(query.to) } : {}) } }
          : {}),
        ...(after ? { id: { $lt: after } } : {}),
      },
      { orderBy: { id: 'desc' }, limit: query.limit + 1 },
    );
    const page = pageOf(rows, query.limit);
    return { items: await this.#present(page.items), nextCursor: page.nextCursor };
  }

  async get(id: string): Promise<Shape> {
    const [shape] = await this.#present([await this.#find(id)]);
    if (!shape) throw notFound('hook');
    return shape;
  }

  /** The body as it came: bytes as base64, and as text for reading. */
  async body(id: string): Promise<{ headers: Record<string, string>; text: string; base64: string }> {
    const row = await this.#em.findOne(HookEvent, { id }, { populate: ['body'] });
    if (!row) throw notFound('hook');
    const bytes = Buffer.from(row.body);
    return { headers: row.headers, text: bytes.toString('utf8'), base64: bytes.toString('base64') };
  }

  async #find(id: string): Promise<HookEvent> {
    const row = await this.#em.findOne(HookEvent, { id });
    if (!row) throw notFound('hook');
    return row;
  }

  async #present(rows: HookEvent[]): Promise<Shape[]> {
    const idsOf = (row: HookEvent): string[] =>
      row.events.flatMap((event) => (event.name.startsWith('message.') && !event.duplicate && typeof event.data['id'] === 'string' ? [event.data['id']] : []));
    const messages = await this.#em.find(Message, { crmId: { $in: rows.flatMap(idsOf) } });
    const drafts = await this.#em.find(Draft, { inReplyTo: { $in: messages.map((message) => message.id) } }, { orderBy: { id: 'asc' } });
    return rows.map((row) => {
      const ids = new Set(idsOf(row));
      const own = messages.filter((message) => message.crmId && ids.has(message.crmId));
      const ownIds = new Set(own.map((message) => message.id));
      return {
        id: row.id,
        source: row.source,
        state: row.state,
        error: row.error ?? null,
        receivedAt: row.receivedAt.toISOString(),
        processedAt: row.processedAt?.toISOString() ?? null,
        bytes: row.bytes,
        attempts: row.attempts,
        events: row.events,
        caused: [
          ...own.map((message) => ({ kind: 'message' as const, id: message.id, label: message.text.slice(0, 80) })),
          ...drafts
            .filter((draft) => draft.inReplyTo && ownIds.has(draft.inReplyTo))
            .map((draft) => ({ kind: 'draft' as const, id: draft.id, label: draft.state })),
        ],
      };
    });
  }
}
