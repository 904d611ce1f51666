/** Reads what events are about, in as few requests as there are lists of a hundred. */
import { Refuse } from '../../sdk/errors.ts';
import { type DomainEvent, type MessageData } from '../../sdk/events.ts';
import { type ListPage, type ListQuery, type Snapshot } from '../../sdk/crm-data.ts';
import { listOf } from './unread.ts';

const AT_ONCE = 100;
const SLACK_MS = 2_000;
/** Of one talk: 2,500 messages. */
const PAGES_MAX = 10;

export class Lookups {
  requests = 0;
  /** Whether the words of messages were kept from us. */
  unreadable = false;
  readonly #read: (query: ListQuery) => Promise<ListPage>;

  constructor(read: (query: ListQuery) => Promise<ListPage>) {
    this.#read = read;
  }

  /** Leads, contacts, companies and tasks, by subject. What is not there (any more) is absent. */
  async cards(events: readonly DomainEvent[]): Promise<Map<string, Snapshot>> {
    const living = events.filter(({ name }) => !name.endsWith('.deleted'));
    const found = new Map<string, Snapshot>();
    for (const kind of ['lead', 'contact', 'company', 'task'] as const) {
      const ids = idsOf(living.filter(({ name }) => name.startsWith(`${kind}.`)));
      for (const page of await this.#byIds({ what: listOf[kind] }, ids)) found.set(`${kind}:${page.data.id}`, page);
    }
    return found;
  }

  /** Notes and calls. */
  async notes(events: readonly DomainEvent[]): Promise<Map<string, Snapshot>> {
    const found = new Map<string, Snapshot>();
    const noted = events.filter((event) => event.name === 'note.added' || event.name === 'call.finished');
    const holders = Map.groupBy(noted, ({ data }) => String('entity' in data ? data.entity : '').split(':')[0] ?? '');
    for (const [holder, own] of holders) {
      if (holder === '' || holder === 'undefined') continue;
      for (const note of await this.#byIds({ what: 'notes', of: holder }, idsOf(own))) found.set(`${note.kind}:${note.data.id}`, note);
    }
    return found;
  }

  /** With their words, by subject. */
  async messages(events: readonly DomainEvent[]): Promise<Map<string, DomainEvent>> {
    const found = new Map<string, DomainEvent>();
    const said = events.filter((event) => event.name === 'message.received' || event.name === 'message.sent');
    for (const [talkId, own] of Map.groupBy(said, ({ data }) => data.talkId ?? '')) {
      if (talkId === '') continue;
      const wanted = new Map(own.map((event) => [event.data.id, event]));
      for (const message of await this.#messagesOf(talkId, own).catch((error: unknown) => this.#withheld(error))) {
        const event = wanted.get(message.id);
        if (event) found.set(event.subject, { ...event, at: message.at, actor: message.author, data: { ...event.data, ...defined(message) } });
      }
    }
    return found;
  }

  #withheld(error: unknown): never[] {
    if (!(error instanceof Refuse) || error.code === 'unauthorized') throw error;
    if (error.code !== 'not_found') this.unreadable = true;
    return [];
  }

  async #messagesOf(talkId: string, events: readonly DomainEvent[]): Promise<MessageData[]> {
    const since = new Date(Math.min(...events.map(({ at }) => Date.parse(at))) - SLACK_MS).toISOString();
    const ids = new Set(idsOf(events));
    const messages: MessageData[] = [];
    let cursor: string | undefined;
    for (let page = 1; page <= PAGES_MAX; page += 1) {
      this.requests += 1;
      const { items, next } = await this.#read({ what: 'messages', of: talkId, since, ...(cursor === undefined ? {} : { cursor }) });
      for (const item of items) if (item.kind === 'talk') messages.push(...item.messages.filter(({ id }) => ids.has(id)));
      cursor = next;
      if (cursor === undefined || messages.length === ids.size) break;
    }
    return messages;
  }

  async #byIds(query: ListQuery, ids: readonly string[]): Promise<Snapshot[]> {
    const items: Snapshot[] = [];
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      this.requests += 1;
      items.push(...(await this.#read({ ...query, ids: ids.slice(start, start + AT_ONCE) })).items);
    }
    return items;
  }
}

const idsOf = (events: readonly DomainEvent[]): string[] => [...new Set(events.map(({ subject }) => subject.slice(subject.indexOf(':') + 1)))];

const defined = (message: MessageData): MessageData =>
  Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined)) as unknown as MessageData;
