/**
 * PostgreSQL wire server over one PGlite backend, so that the embedded and the real database are reached
 * by the same driver and URL. A client owns the backend from its first message until the backend reports
 * that no transaction is open; the others wait in line. Whatever a vanished owner left open is ended.
 */
import { type AddressInfo, createServer, type Server } from 'node:net';

import { type PGlite } from '@electric-sql/pglite';

import { WireClient } from './client.ts';
import { fatal, messagesOf, query, sync, textAt } from './protocol.ts';
import { privateName } from './rewrite.ts';

interface Options {
  db: PGlite;
  password: string;
  /** A client that holds an open transaction this long without a word loses it. */
  idleInTransactionMs: number;
  /** The backend itself broke (not an SQL error): the instance cannot go on. */
  onBroken: (error: unknown) => void;
}

/** Between this many calls the event loop gets a turn; PGlite answers in microtasks and would starve it. */
const CALLS_PER_TURN = 16;

export class WireServer {
  #options: Options;
  #server: Server;
  #clients = new Set<WireClient>();
  #waiting = new Set<WireClient>();
  #owner: WireClient | undefined;
  #idle: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #lastId = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#server = createServer((socket) => {
      const client = new WireClient(++this.#lastId, socket, options.password, {
        onWork: (from) => this.#enqueue(from),
        onClose: (from) => this.#drop(from),
      });
      this.#clients.add(client);
    });
  }

  /** Listens on a free port of the loopback address and returns it. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** Lets the running call end, drops every client and ends what they left open. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#idle);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const client of this.#clients) client.end();
    await closed;
    await this.#running;
    if (this.#owner) await this.#release(this.#owner);
  }

  #enqueue(client: WireClient): void {
    if (this.#owner !== client) this.#waiting.add(client);
    this.#pump();
  }

  #drop(client: WireClient): void {
    this.#clients.delete(client);
    this.#waiting.delete(client);
    if (this.#stopped) return;
    if (this.#owner !== client && client.statements.size > 0) this.#waiting.add(client);
    this.#pump();
  }

  #pump(): void {
    if (this.#running || this.#stopped) return;
    this.#running = this.#run()
      .catch((error: unknown) => this.#options.onBroken(error))
      .finally(() => {
        this.#running = undefined;
        if (this.#hasWork()) this.#pump();
      });
  }

  #hasWork(): boolean {
    if (this.#stopped) return false;
    return this.#owner ? this.#owner.closed || this.#owner.ready.length > 0 : this.#waiting.size > 0;
  }

  async #run(): Promise<void> {
    for (let calls = 1; this.#hasWork(); calls++) {
      const client = (this.#owner ??= this.#takeNext());
      const group = client.ready.shift();
      if (group && !client.closed) {
        clearTimeout(this.#idle);
        this.#settle(client, this.#deliver(client, await this.#call(group)));
      } else {
        await this.#release(client);
      }
      if (calls % CALLS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #takeNext(): WireClient {
    const [next] = this.#waiting;
    if (!next) throw new Error('nobody waits for the backend');
    this.#waiting.delete(next);
    return next;
  }

  /** Gives the backend back, or, inside a transaction, keeps it for the owner's next message. */
  #settle(client: WireClient, status: string | undefined): void {
    if (status !== 'I') return this.#armIdle(client);
    this.#owner = undefined;
    if (client.ready.length > 0 || (client.closed && client.statements.size > 0)) this.#waiting.add(client);
  }

  /** `execProtocolRaw` would parse every answer as well, and keep all of them for good. */
  async #call(bytes: Buffer): Promise<Buffer> {
    const pieces: Buffer[] = [];
    // A piece lies in memory that the backend uses again.
    await this.#options.db.execProtocolRawStream(bytes, { syncToFs: true, onRawData: (piece) => pieces.push(Buffer.from(piece)) });
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }

  /** Sends the answer, hands notifications to whoever listens, and returns the transaction status of the last ReadyForQuery. */
  #deliver(client: WireClient, answer: Buffer): string | undefined {
    let status: string | undefined;
    let from = 0;
    const parts: Buffer[] = [];
    for (const { type, bytes, start, end } of messagesOf(answer)) {
      if (type === 'Z') {
        // After an error the backend says that it is ready, and once more at the sync: a client that pipelines would lose count.
        if (status !== undefined) {
          parts.push(answer.subarray(from, start));
          from = end;
        }
        status = String.fromCharCode(bytes[5] ?? 0);
      }
      if (type !== 'A') continue;
      parts.push(answer.subarray(from, start));
      from = end;
      const channel = textAt(bytes, 9);
      for (const listener of this.#clients) {
        if (!listener.open || !listener.channels.has(channel)) continue;
        if (listener === client) parts.push(bytes);
        else listener.write(bytes);
      }
    }
    parts.push(answer.subarray(from));
    client.write(Buffer.concat(parts));
    return status;
  }

  #armIdle(client: WireClient): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      const busy = this.#owner !== client || this.#running || client.ready.length > 0;
      if (!busy) client.end(fatal('25P03', 'terminating connection due to idle-in-transaction timeout'));
    }, this.#options.idleInTransactionMs).unref();
  }

  /** Ends whatever a vanished client left open, and forgets its prepared statements. */
  async #release(client: WireClient): Promise<void> {
    clearTimeout(this.#idle);
    if (client.closed) {
      await this.#call(sync);
      await this.#call(query('rollback'));
      for (const name of client.statements) await this.#call(query(`deallocate "${privateName(client, name).replaceAll('"', '""')}"`));
      client.statements.clear();
    }
    this.#owner = undefined;
  }
}
