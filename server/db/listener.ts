/**
 * One connection that only listens (LISTEN/NOTIFY) and comes back by itself when it is lost. Who must not
 * miss anything looks again after `onReconnect`: what was said meanwhile is gone.
 */
import pg from 'pg';
import { type Logger } from 'pino';

type Handler = (payload: string) => void;

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

export class Listener {
  #url: string;
  #log: Pick<Logger, 'warn'>;
  #handlers = new Map<string, Set<Handler>>();
  #reconnected = new Set<() => void>();
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #wait = FIRST_WAIT_MS;
  #stopped = false;

  /** `url` holds a password: never logged. */
  constructor({ url, log }: { url: string; log: Pick<Logger, 'warn'> }) {
    this.#url = url;
    this.#log = log;
  }

  /** @throws if the first connection cannot be made. */
  async start(): Promise<void> {
    await this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  /** Calls `handler` for each message of the channel; resolves once the database sends them. */
  async listen(channel: string, handler: Handler): Promise<() => void> {
    const handlers = this.#handlers.get(channel);
    if (handlers) handlers.add(handler);
    else this.#handlers.set(channel, new Set([handler]));
    if (!handlers) await this.#client?.query(`listen ${pg.escapeIdentifier(channel)}`);
    return () => void this.#handlers.get(channel)?.delete(handler);
  }

  onReconnect(callback: () => void): () => void {
    this.#reconnected.add(callback);
    return () => void this.#reconnected.delete(callback);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, keepAlive: true, connectionTimeoutMillis: 5_000, application_name: 'souffleur-listener' });
    client.on('error', (error) => this.#lost(client, error.message));
    client.on('end', () => this.#lost(client, 'the connection was closed'));
    client.on('notification', ({ channel, payload }) => {
      for (const handler of this.#handlers.get(channel) ?? []) handler(payload ?? '');
    });
    await client.connect();
    for (const channel of this.#handlers.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    if (this.#stopped) return client.end();
    this.#client = client;
    this.#wait = FIRST_WAIT_MS;
  }

  #lost(client: pg.Client, reason: string): void {
    if (this.#client !== client || this.#stopped) return;
    this.#client = undefined;
    this.#log.warn({ reason }, 'Lost the connection for live messages');
    void client.end().catch(() => {});
    this.#retryLater();
  }

  async #reconnect(): Promise<void> {
    try {
      await this.#connect();
    } catch {
      return this.#retryLater();
    }
    for (const missed of this.#reconnected) missed();
  }

  #retryLater(): void {
    this.#timer = setTimeout(() => {
      void this.#reconnect();
    }, this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }
}
