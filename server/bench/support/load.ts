/**
 * Keep-alive load on this machine: N connections, each with one request under way. Written on plain sockets so
 * that the generator, which shares two cores with what it measures, costs as little as possible.
 */
import { createConnection, type Socket } from 'node:net';

import { quantile, round } from './report.ts';

export interface LoadOptions {
  /** Loopback only. */
  url: string;
  connections: number;
  /** ms; no request begins after it. */
  forMs: number;
  /** Most requests in all. */
  limit?: number;
  body: () => Buffer;
}

export interface LoadResult {
  rps: number;
  /** ms */
  p50: number;
  /** ms */
  p99: number;
  /** Requests that were answered 200. */
  ok: number;
  /** Requests that were not. */
  failed: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const MAX_HEAD = 4_096;
const ANSWER_MS = 10_000;

/** @throws for an address elsewhere. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const url = new URL(options.url);
  if (url.hostname !== '127.0.0.1') throw new Error('load is for this machine only');
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const times: number[] = [];
  let begun = 0;
  let failed = 0;
  const start = performance.now();
  const end = start + options.forMs;
  const connection = async (): Promise<void> => {
    let client: Client | undefined;
    while (performance.now() < end && begun < limit) {
      begun += 1;
      client ??= await Client.open(url);
      const sent = performance.now();
      const status = await client.post(options.body()).catch(() => 0);
      if (status === 200) times.push(performance.now() - sent);
      else failed += 1;
      if (status === 0) client = undefined;
    }
    client?.close();
  };
  await Promise.all(Array.from({ length: options.connections }, connection));
  const seconds = (performance.now() - start) / 1000;
  return { rps: round(times.length / seconds, 0), p50: round(quantile(times, 0.5), 2), p99: round(quantile(times, 0.99), 2), ok: times.length, failed };
}

/** Understands exactly the answers measured here: a head and no body. */
class Client {
  readonly #socket: Socket;
  readonly #head: string;
  #received: Buffer = Buffer.alloc(0);
  #settle: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket, url: URL) {
    this.#socket = socket;
    this.#head = `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\nuser-agent: amoCRM-Webhooks/3.0\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: `;
    socket.setNoDelay(true);
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('no answer')));
    socket.on('data', (piece) => this.#take(piece));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('closed')));
  }

  static open(url: URL): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ host: url.hostname, port: Number(url.port) }, () => {
        socket.off('error', reject);
        resolve(new Client(socket, url));
      });
      socket.once('error', reject);
    });
  }

  post(body: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(Buffer.concat([Buffer.from(`${this.#head}${body.length}\r\n\r\n`, 'latin1'), body]));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(piece: Buffer): void {
    this.#received = this.#received.length === 0 ? piece : Buffer.concat([this.#received, piece]);
    const end = this.#received.indexOf(HEAD_END);
    if (end < 0 && this.#received.length < MAX_HEAD) return;
    const head = this.#received.toString('latin1', 0, end);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? 0);
    if (!/content-length: 0\r?$/im.test(head) || end + HEAD_END.length !== this.#received.length) return this.#fail(new Error('an answer with a body'));
    this.#received = Buffer.alloc(0);
    this.#settle?.resolve(status);
    this.#settle = undefined;
  }

  #fail(error: Error): void {
    this.#settle?.reject(error);
    this.#settle = undefined;
    this.#socket.destroy();
  }
}
