/** One connection to the embedded server: sign-in, and messages gathered into groups the backend can run in one call. */
import { timingSafeEqual } from 'node:crypto';
import { type Socket } from 'node:net';

import { askPassword, CANCEL_REQUEST, fatal, Framer, GSS_REQUEST, SSL_REQUEST, welcome } from './protocol.ts';
import { type Names, rewrite } from './rewrite.ts';

/** After these the client waits for an answer: query, sync, flush, function call, copy done, copy failed. */
const ENDS_GROUP = new Set(['Q', 'S', 'H', 'F', 'c', 'f']);

interface Events {
  /** A group of messages is ready for the backend. */
  onWork(client: WireClient): void;
  onClose(client: WireClient): void;
}

export class WireClient implements Names {
  readonly id: number;
  readonly statements = new Set<string>();
  readonly channels = new Set<string>();
  readonly ready: Buffer[] = [];
  closed = false;
  #socket: Socket;
  #password: Buffer;
  #events: Events;
  #framer = new Framer();
  #group: Buffer[] = [];
  #state: 'startup' | 'password' | 'open' = 'startup';

  constructor(id: number, socket: Socket, password: string, events: Events) {
    this.id = id;
    this.#socket = socket.setNoDelay(true);
    this.#password = Buffer.from(password);
    this.#events = events;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#close());
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  get open(): boolean {
    return this.#state === 'open' && !this.closed;
  }

  write(bytes: Buffer): void {
    if (!this.closed) this.#socket.write(bytes);
  }

  /** Ends the connection, with the reason if there is one the client should see. */
  end(reason?: Buffer): void {
    if (reason) this.#socket.end(reason);
    else this.#socket.destroy();
    this.#close();
  }

  #close(): void {
    if (this.closed) return;
    this.closed = true;
    this.ready.length = 0;
    this.#group = [];
    this.#events.onClose(this);
  }

  #receive(chunk: Buffer): void {
    this.#framer.push(chunk);
    try {
      while (!this.closed) {
        const bytes = this.#framer.next(this.#state === 'startup');
        if (!bytes) return;
        if (this.#state === 'startup') this.#startup(bytes);
        else if (this.#state === 'password') this.#checkPassword(bytes);
        else this.#message(bytes);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.end(fatal('08P01', 'protocol violation'));
    }
  }

  #startup(bytes: Buffer): void {
    const code = bytes.length < 8 ? 0 : bytes.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) return this.write(Buffer.from('N'));
    // One backend runs one call to its end: there is nothing that could be cancelled.
    if (code === CANCEL_REQUEST || code === 0) return this.end();
    this.#state = 'password';
    this.write(askPassword);
  }

  #checkPassword(bytes: Buffer): void {
    const given = bytes.subarray(5, -1);
    const right = bytes[0] === 0x70 && given.length === this.#password.length && timingSafeEqual(given, this.#password);
    if (!right) return this.end(fatal('28P01', 'password authentication failed'));
    this.#state = 'open';
    this.write(welcome(this.id));
  }

  #message(bytes: Buffer): void {
    const type = String.fromCharCode(bytes[0] ?? 0);
    if (type === 'X') return this.end();
    this.#group.push(rewrite(this, type, bytes));
    if (!ENDS_GROUP.has(type)) return;
    this.ready.push(Buffer.concat(this.#group));
    this.#group = [];
    this.#events.onWork(this);
  }
}
