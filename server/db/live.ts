/**
 * Small hints to the screens of one account, across threads and processes, over the database's NOTIFY.
 * Nothing is kept: who was not listening reads the resource again.
 */
import { type EntityManager } from '@mikro-orm/postgresql';
import { type Logger } from 'pino';

import { type LiveMessage } from '../http/live-messages.ts';
import { type Listener } from './listener.ts';
import { type OneTrip, type Statement } from './one-trip.ts';

const CHANNEL = 'souffleur_live';
/** PostgreSQL refuses a payload of 8,000 bytes. */
const MAX_BYTES = 7_900;

interface Envelope {
  account: string;
  message: LiveMessage;
}

interface Subscriber {
  receive: (message: LiveMessage) => void;
  missed: (() => void) | undefined;
}

export class Live {
  #oneTrip: OneTrip;
  #listener: Listener;
  #log: Pick<Logger, 'error'>;
  #subscribers = new Map<string, Set<Subscriber>>();
  /** By transaction that gathers. */
  #gathered = new WeakMap<EntityManager, string[]>();

  constructor({ oneTrip, listener, log }: { oneTrip: OneTrip; listener: Listener; log: Pick<Logger, 'error'> }) {
    this.#oneTrip = oneTrip;
    this.#listener = listener;
    this.#log = log;
  }

  async start(): Promise<void> {
    await this.#listener.listen(CHANNEL, (payload) => this.#receive(payload));
    this.#listener.onReconnect(() => {
      for (const subscribers of this.#subscribers.values()) for (const { missed } of subscribers) missed?.();
    });
  }

  /**
   * With `tx` it is sent when that transaction commits, and never if it is rolled back. Without, at once.
   * @throws RangeError when the message is larger than 7,900 bytes: send a hint to read the resource instead.
   */
  async publish(accountId: string, message: LiveMessage, tx?: EntityManager): Promise<void> {
    const values = this.told(accountId, message);
    const gathered = tx && this.#gathered.get(tx);
    if (gathered) gathered.push(values[1]);
    else if (tx) await tx.execute('select pg_notify(?, ?)', values);
    else await this.#oneTrip.run({ text: 'select pg_notify($1, $2)', values });
  }

  /**
   * Keeps what is published with this transaction from now on, for one statement of the caller's own at its end:
   * `select pg_notify(channel, payload)` for each payload. Whoever gathers must send.
   */
  gather(tx: EntityManager): { channel: string; payloads: readonly string[] } {
    const payloads: string[] = [];
    this.#gathered.set(tx, payloads);
    return { channel: CHANNEL, payloads };
  }

  /** What `pg_notify` takes, for a statement that publishes under a condition of its own. @throws as `publish` does. */
  told(accountId: string, message: LiveMessage): [channel: string, payload: string] {
    return [CHANNEL, payloadOf(accountId, message)];
  }

  /** The same message to several accounts, for a transaction that is not the ORM's. */
  statement(accountIds: readonly string[], message: LiveMessage): Statement {
    const payloads = accountIds.map((accountId) => payloadOf(accountId, message));
    return { text: 'select pg_notify($1, payload) from unnest($2::text[]) as payload', values: [CHANNEL, payloads] };
  }

  /** Returns the way out. `missed` is called when messages may have been lost: read everything shown again. */
  subscribe(accountId: string, receive: (message: LiveMessage) => void, missed?: () => void): () => void {
    const subscriber: Subscriber = { receive, missed };
    const subscribers = this.#subscribers.get(accountId) ?? new Set();
    this.#subscribers.set(accountId, subscribers.add(subscriber));
    return () => {
      subscribers.delete(subscriber);
      if (subscribers.size === 0 && this.#subscribers.get(accountId) === subscribers) this.#subscribers.delete(accountId);
    };
  }

  #receive(payload: string): void {
    const { account, message } = JSON.parse(payload) as Envelope;
    for (const { receive } of this.#subscribers.get(account) ?? []) {
      try {
        receive(message);
      } catch (error) {
        this.#log.error({ err: error }, 'A live subscriber failed');
      }
    }
  }
}

function payloadOf(account: string, message: LiveMessage): string {
  const payload = JSON.stringify({ account, message } satisfies Envelope);
  const bytes = Buffer.byteLength(payload);
  if (bytes > MAX_BYTES) throw new RangeError(`A live message of ${bytes} bytes is too large: at most ${MAX_BYTES}`);
  return payload;
}
