import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type DomainEvent, type MessageData, type TalkData } from '../../sdk/events.ts';
import { Delivery, Message, Talk } from './entities.ts';

/** Where messages of Kommo's talks are answered. */
const KOMMO_TALKS = 'kommo-talks';
/** How long after an attempt a message with the same words is taken for that attempt's. */
const ECHO_MS = 15 * 60_000;

/** Hooks come within seconds; what is told later than this was missed and found again, or repeated. */
const SETTLED_MS = 2 * 60_000;

const SETTLED = `select exists (
  select from messages o where o.talk_id = ? and o.direction = 'out' and o.at > ?
    and (o.delivery_id is null or exists (select from messages i where i.talk_id = o.talk_id and i.direction = 'in' and i.at > ? and i.at <= o.at))
) as settled`;

/** What a message means for the reply. */
export interface Heard {
  talk: Talk;
  message: Message;
  /** `customer`: to be answered. `human`: a person of the account wrote. `ours`: an echo of what we sent. `other`: none of these. */
  kind: 'customer' | 'human' | 'ours' | 'other';
}

/** Turns talk and message events into rows, inside the hook's own transaction. */
export class TalkIntake {
  readonly #deps: Pick<ScopedCradle, 'accountId' | 'clock' | 'crm' | 'live'>;

  constructor({ accountId, clock, crm, live }: Pick<ScopedCradle, 'accountId' | 'clock' | 'crm' | 'live'>) {
    this.#deps = { accountId, clock, crm, live };
  }

  /** `stored`: CRM ids of the hook's messages that are there already. */
  async apply(tx: EntityManager, event: DomainEvent, stored: Set<string>): Promise<Heard | undefined> {
    switch (event.name) {
      case 'talk.opened':
      case 'talk.updated':
      case 'talk.closed':
        await this.#putTalk(tx, event.data);
        return undefined;
      case 'message.received':
      case 'message.sent':
        return this.#hear(tx, event.data, stored);
      default:
        return undefined;
    }
  }

  /** A talk as the CRM has it now. Whether it was new. */
  async save(tx: EntityManager, data: TalkData): Promise<boolean> {
    const isNew = (await tx.count(Talk, { crmId: data.id })) === 0;
    const talk = await this.#putTalk(tx, data);
    // Also where nothing changed: the list of open talks tells by it which were not in it.
    talk.updatedAt = new Date();
    return isNew;
  }

  /** After the list of all open talks: what it did not bring since `before` was closed without our hearing of it. How many. */
  async closeUnseen(tx: EntityManager, before: Date): Promise<number> {
    const open = await tx.find(Talk, { channel: KOMMO_TALKS, open: true, updatedAt: { $lt: before } });
    // Other names are those of chats, whose talk we do not know.
    const listed = open.filter(({ crmId }) => /^[0-9]+$/.test(crmId));
    for (const talk of listed) talk.open = false;
    return listed.length;
  }

  /** A message from any source, stored once; undefined when it was there already. */
  async #hear(tx: EntityManager, data: MessageData, stored: Set<string>): Promise<Heard | undefined> {
    if (stored.has(data.id)) return undefined;
    stored.add(data.id);
    const talk = await this.#talkOf(tx, data);
    if (data.direction === 'out' && (await this.#isReceiptOf(tx, talk, data))) return undefined;
    const echo = data.direction === 'out' ? await this.#echoOf(tx, talk, data) : undefined;
    const meant = this.#meaning(data, echo);
    const kind = meant === 'customer' && (await this.#isSettled(tx, talk, data)) ? 'other' : meant;
    const message = this.store(tx, talk, data);
    if (echo) {
      message.deliveryId = echo.id;
      message.authorKind = 'robot';
    }
    if (kind === 'customer') {
      // One that comes late, after a newer one, is as unanswered as any: the next draft answers both.
      if (!talk.lastInAt || message.at > talk.lastInAt) talk.lastInAt = message.at;
      talk.lastInMessageId = message.id;
    }
    await this.#deps.live.publish(
      this.#deps.accountId,
      { kind: 'message.created', talkId: talk.id, messageId: message.id, direction: data.direction, leadCrmId: data.leadId ?? null },
      tx,
    );
    return { talk, message, kind };
  }

  /**
   * Adds a row and moves the talk's clock forward; never back. Kommo's times have whole seconds:
   * within one, ids follow the order of arrival, or `position` for messages read from a list.
   */
  store(tx: EntityManager, talk: Talk, data: MessageData, position?: number): Message {
    const at = new Date(data.at);
    const lag = position ?? this.#deps.clock.now().getTime() - at.getTime();
    if (!talk.lastMessageAt || at > talk.lastMessageAt) talk.lastMessageAt = at;
    return tx.create(Message, {
      id: newId(new Date(at.getTime() + Math.min(999, Math.max(0, lag)))),
      accountId: this.#deps.accountId,
      talkId: talk.id,
      crmId: data.id,
      direction: data.direction,
      authorKind: data.author.kind,
      authorId: data.author.id ?? null,
      authorName: data.author.name ?? null,
      text: data.text,
      attachment: data.attachment ?? null,
      at,
    });
  }

  /**
   * A message we hear of long after it was written, when somebody has written to the customer since: it was answered,
   * or passed over. A reply of ours settles it only if it answers a newer message of the customer: else it did not know
   * it. What comes in time is never taken so, for such a reply may be on its way.
   */
  async #isSettled(tx: EntityManager, talk: Talk, data: MessageData): Promise<boolean> {
    const at = new Date(data.at);
    if (this.#deps.clock.now().getTime() - at.getTime() < SETTLED_MS) return false;
    const [row] = await tx.execute<{ settled: boolean }[]>(SETTLED, [talk.id, at, at]);
    return row?.settled === true;
  }

  #meaning(data: MessageData, echo: Delivery | undefined): Heard['kind'] {
    if (echo) return 'ours';
    if (data.direction === 'in') return 'customer';
    return data.author.kind === 'user' ? 'human' : 'other';
  }

  /** Kommo may tell us of our own message before it has answered our call: the words and the time give it away. */
  async #echoOf(tx: EntityManager, talk: Talk, data: MessageData): Promise<Delivery | undefined> {
    const open = await tx.find(
      Delivery,
      { talkId: talk.id, state: { $in: ['sending', 'in_doubt'] }, firstTriedAt: { $gte: sinceOf(data) } },
      { orderBy: { id: 'asc' }, limit: 20 },
    );
    return open.find((delivery) => sameWords(delivery.text, data.text));
  }

  /** Kommo took the message without telling its id: this hook does, and the row is there already. */
  async #isReceiptOf(tx: EntityManager, talk: Talk, data: MessageData): Promise<boolean> {
    const nameless = await tx.find(
      Message,
      { talkId: talk.id, crmId: null, deliveryId: { $ne: null }, at: { $gte: sinceOf(data) } },
      { orderBy: { id: 'asc' }, limit: 20 },
    );
    const own = nameless.find((message) => sameWords(message.text, data.text));
    if (own) own.crmId = data.id;
    return own !== undefined;
  }

  async #talkOf(tx: EntityManager, data: MessageData): Promise<Talk> {
    return this.#putTalk(tx, { id: data.talkId ?? (await this.#talkIdOfChat(tx, data)), ...pick(data) });
  }

  /** Bodies of before 2024 name only the chat (api.md 23.2): the newest talk of that chat is meant. */
  async #talkIdOfChat(tx: EntityManager, data: MessageData): Promise<string> {
    const known = data.chatId ? await tx.findOne(Talk, { chatId: data.chatId }, { orderBy: { id: 'desc' } }) : null;
    return known?.crmId ?? `chat:${data.chatId ?? data.id}`;
  }

  async #putTalk(tx: EntityManager, data: TalkData): Promise<Talk> {
    const { accountId, crm } = this.#deps;
    const talk =
      (await tx.findOne(Talk, { crmId: data.id })) ??
      tx.create(Talk, { accountId, crmId: data.id, channel: KOMMO_TALKS, mode: 'auto', open: true, version: 1 });
    const updatedAt = data.updatedAt ? new Date(data.updatedAt) : null;
    const stale = updatedAt && talk.crmUpdatedAt && updatedAt < talk.crmUpdatedAt;
    if (data.origin) talk.origin = data.origin;
    if (data.chatId) talk.chatId = data.chatId;
    if (data.open !== undefined && !stale) talk.open = data.open;
    if (updatedAt && !stale) talk.crmUpdatedAt = updatedAt;
    if (data.leadId) {
      const lead = await crm.lead(tx, data.leadId);
      if (data.contactId) crm.linkContact(lead, data.contactId);
      talk.leadId = lead.id;
    }
    if (data.contactId) talk.contactId = (await crm.contact(tx, data.contactId)).id;
    return talk;
  }
}

const sinceOf = ({ at }: MessageData): Date => new Date(new Date(at).getTime() - ECHO_MS);

/** Channels trim texts and change line ends. */
const sameWords = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();

const pick = ({ chatId, contactId, leadId, origin }: MessageData): Omit<TalkData, 'id'> => ({
  ...(chatId ? { chatId } : {}),
  ...(contactId ? { contactId } : {}),
  ...(leadId ? { leadId } : {}),
  ...(origin ? { origin } : {}),
});
