import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { conflict, notFound } from '../../errors.ts';
import { parseCursor, pageOf } from '../../http/paging.ts';
import { Contact, Lead } from '../crm/entities.ts';
import { type Mode } from '../accounts/schema.ts';
import { Delivery, Message, Talk } from './entities.ts';
import { presentMessage, presentTalk } from './present.ts';
import { type TalkMessage, type TalkQuery, type Talk as TalkShape } from './schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'live' | 'host' | 'agents' | 'accounts' | 'talkIntake' | 'log'>;

/** Conversations as the card sees them: read, switch, pause. */
export class TalkService {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, live, host, agents, accounts, talkIntake, log }: Deps) {
    this.#deps = { em, accountId, clock, live, host, agents, accounts, talkIntake, log };
  }

  /** Newest message first. */
  async list(query: z.output<typeof TalkQuery>): Promise<{ items: z.output<typeof TalkShape>[]; nextCursor: string | null }> {
    const { em } = this.#deps;
    const lead = query.leadCrmId ? await em.findOne(Lead, { crmId: query.leadCrmId }) : null;
    if (query.leadCrmId && !lead) return { items: [], nextCursor: null };
    const leadId = query.leadId ?? lead?.id;
    const after = parseCursor(query.cursor);
    const rows = await em.find(
      Talk,
      { ...(leadId ? { leadId } : {}), ...(after ? { id: { $lt: after } } : {}) },
      { orderBy: { id: 'desc' }, limit: query.limit + 1 },
    );
    const page = pageOf(rows, query.limit);
    return { items: await this.#present(page.items), nextCursor: page.nextCursor };
  }

  async get(id: string): Promise<z.output<typeof TalkShape>> {
    return this.#one(await this.#find(this.#deps.em, id));
  }

  /** Newest first. */
  async messages(
    talkId: string,
    query: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: z.output<typeof TalkMessage>[]; nextCursor: string | null }> {
    const { em } = this.#deps;
    await this.#find(em, talkId);
    const after = parseCursor(query.cursor);
    const rows = await em.find(Message, { talkId, ...(after ? { id: { $lt: after } } : {}) }, { orderBy: { id: 'desc' }, limit: query.limit + 1 });
    const page = pageOf(rows, query.limit);
    const deliveryIds = page.items.flatMap((row) => (row.deliveryId ? [row.deliveryId] : []));
    const deliveries = new Map((await em.find(Delivery, { id: { $in: deliveryIds } })).map((row) => [row.id, row]));
    return { items: page.items.map((row) => presentMessage(row, row.deliveryId ? deliveries.get(row.deliveryId) : undefined)), nextCursor: page.nextCursor };
  }

  /** Sets the talk's own mode. Throws `conflict` with the current talk when `version` is not the newest. */
  async setMode(id: string, mode: Mode, version: number | undefined): Promise<z.output<typeof TalkShape>> {
    return this.#change(
      id,
      (talk) => {
        talk.mode = mode;
      },
      version,
    );
  }

  /** A member pauses the agent in this talk. */
  async pause(id: string, minutes: number): Promise<z.output<typeof TalkShape>> {
    return this.#change(id, (talk) => {
      talk.pausedUntil = new Date(this.#deps.clock.now().getTime() + minutes * 60_000);
      talk.pauseReason = 'paused';
    });
  }

  async resume(id: string): Promise<z.output<typeof TalkShape>> {
    return this.#change(id, (talk) => {
      talk.pausedUntil = null;
      talk.pauseReason = null;
    });
  }

  /** Fetches what was said before we knew of the talk. Once; a CRM that does not answer is asked again next time. */
  async readHistory(id: string): Promise<void> {
    const { em, host, accountId, clock, talkIntake, log } = this.#deps;
    const talk = await this.#find(em.fork(), id);
    if (talk.historyReadAt || talk.crmId.startsWith('chat:')) return;
    const snapshot = await host.read(accountId, `talk:${talk.crmId}`, { priority: 'reply', feature: 'replies' }).catch((error: unknown) => {
      log.warn({ error, talk: talk.id }, 'could not read the history of a talk');
      return undefined;
    });
    if (snapshot === undefined) return;
    await em.transactional(async (tx) => {
      const row = await this.#find(tx, id);
      if (snapshot?.kind === 'talk') {
        const known = new Set((await tx.find(Message, { crmId: { $in: snapshot.messages.map((item) => item.id) } })).map((item) => item.crmId));
        const missing = snapshot.messages.filter((item) => !known.has(item.id)).toSorted((a, b) => a.at.localeCompare(b.at));
        for (const [position, item] of missing.entries()) talkIntake.store(tx, row, item, position);
      }
      row.historyReadAt = clock.now();
    });
  }

  async #change(id: string, change: (talk: Talk) => void, version?: number): Promise<z.output<typeof TalkShape>> {
    const { em, live, accountId } = this.#deps;
    const talk = await em.transactional(async (tx) => {
      const row = await this.#find(tx, id);
      if (version !== undefined && version !== row.version)
        throw conflict('version_conflict', 'Someone else changed this talk meanwhile. Look at its current state and try again.', {
          current: await this.#one(row),
        });
      change(row);
      row.version += 1;
      await live.publish(accountId, { kind: 'talk.updated', talkId: row.id, leadCrmId: null }, tx);
      return row;
    });
    return this.#one(talk);
  }

  async #find(em: EntityManager, id: string): Promise<Talk> {
    const talk = await em.findOne(Talk, { id });
    if (!talk) throw notFound('talk');
    return talk;
  }

  async #one(talk: Talk): Promise<z.output<typeof TalkShape>> {
    const [shape] = await this.#present([talk]);
    if (!shape) throw notFound('talk');
    return shape;
  }

  async #present(talks: Talk[]): Promise<z.output<typeof TalkShape>[]> {
    const em = this.#deps.em.fork();
    const [leads, contacts, agents, account] = await Promise.all([
      em.fork().find(Lead, { id: { $in: talks.flatMap((talk) => (talk.leadId ? [talk.leadId] : [])) } }),
      em.fork().find(Contact, { id: { $in: talks.flatMap((talk) => (talk.contactId ? [talk.contactId] : [])) } }),
      this.#deps.agents.all(),
      this.#deps.accounts.current(),
    ]);
    const leadById = new Map(leads.map((row) => [row.id, row]));
    const contactById = new Map(contacts.map((row) => [row.id, row]));
    const now = this.#deps.clock.now();
    return talks.map((talk) => {
      const lead = talk.leadId ? leadById.get(talk.leadId) : undefined;
      return presentTalk({
        talk,
        lead,
        contact: talk.contactId ? contactById.get(talk.contactId) : undefined,
        agent: this.#deps.agents.pick(agents, talk, lead),
        model: this.#deps.agents.modelOf,
        accountMode: account.mode,
        now,
      });
    });
  }
}
