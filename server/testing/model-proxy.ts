/** Stands before the offline model and behaves as badly as it is told to. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

export type ModelMood = 'good' | 'wrong-number' | 'error' | 'garbage' | 'cut' | 'slow' | 'unpaid';

export class ModelProxy {
  readonly #server: Server;
  readonly #target: () => string;
  mood: ModelMood = 'good';
  /** Chat requests seen. */
  chats = 0;

  private constructor(target: () => string) {
    this.#target = target;
    this.#server = createServer((request, response) => void this.#serve(request, response).catch(() => response.destroy()));
  }

  /** `target`: origin of the server with the real model; asked at each request. */
  static async start(target: () => string): Promise<ModelProxy> {
    const proxy = new ModelProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const chat = request.url?.endsWith('/chat/completions') ?? false;
    if (chat) this.chats += 1;
    const mood = chat ? this.mood : 'good';
    if (mood === 'error' || mood === 'unpaid')
      return void response.writeHead(mood === 'error' ? 500 : 402, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}');
    if (mood === 'garbage') return void response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: {not json\n\n');
    const upstream = await fetch(`${this.#target()}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json' },
      ...(pieces.length > 0 ? { body: Buffer.concat(pieces) } : {}),
    });
    let body = Buffer.from(await upstream.arrayBuffer());
    if (mood === 'wrong-number') body = Buffer.from(body.toString('utf8').replaceAll('490', '590'));
    response.writeHead(upstream.status, { 'content-type': upstream.headers.get('content-type') ?? 'application/json' });
    if (mood === 'cut') {
      response.write(body.subarray(0, Math.floor(body.length / 2)));
      setTimeout(() => response.destroy(), 50);
      return;
    }
    // A slow model: the first half at once, the rest when the talk has moved on.
    if (mood === 'slow') {
      const half = body.indexOf('\n\n', Math.floor(body.length / 2)) + 2;
      response.write(body.subarray(0, half));
      setTimeout(() => response.end(body.subarray(half)), 1500);
      return;
    }
    response.end(body);
  }
}
