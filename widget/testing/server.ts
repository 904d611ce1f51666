/** A real HTTP server that speaks our API's shapes, for tests of the widget. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

import type { LiveMessage } from '../../server/http/live-messages.ts';
import { draft, session, talk, talkId, why, type FullDraft, type FullTalk } from './fixtures.ts';

export interface Call {
  method: string;
  path: string;
  body: unknown;
  headers: IncomingMessage['headers'];
}

/** An answer for one call; `undefined` leaves it to the next in line. */
export type Answer = (call: Call, response: ServerResponse) => { status: number; body?: unknown } | 'taken' | undefined;

const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*', 'access-control-allow-methods': '*' };

export class FakeServer {
  readonly calls: Call[] = [];
  talks: FullTalk[] = [talk()];
  drafts: FullDraft[] = [draft()];
  gate: string | null = null;
  /** Asked before the usual answers. */
  answer: Answer = () => undefined;
  readonly #lines = new Set<ServerResponse>();
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  of(method: string, path: string): Call[] {
    return this.calls.filter((call) => call.method === method && call.path === path);
  }

  get lines(): number {
    return this.#lines.size;
  }

  live(message: LiveMessage): void {
    for (const line of this.#lines) line.write(`event: ${message.kind}\ndata: ${JSON.stringify(message)}\n\n`);
  }

  dropLines(): void {
    for (const line of this.#lines) line.destroy();
  }

  /** Stores a changed draft and tells every open card. */
  change(next: FullDraft): void {
    this.drafts = [next, ...this.drafts.filter((other) => other.id !== next.id)];
    this.live({ kind: 'draft.updated', talkId: next.talkId, draftId: next.id, state: next.state });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, CORS).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const call: Call = {
      method: request.method ?? '',
      path: (request.url ?? '').replace('/api/v1', ''),
      body: text ? JSON.parse(text) : undefined,
      headers: request.headers,
    };
    this.calls.push(call);
    for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
    const answer = this.answer(call, response) ?? this.#usual(call, response);
    if (answer === 'taken') return;
    response.writeHead(answer.status, { 'content-type': answer.status < 400 ? 'application/json' : 'application/problem+json' });
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  }

  #usual({ method, path }: Call, response: ServerResponse): { status: number; body?: unknown } | 'taken' {
    const [, noun, id, action] = path.split('?')[0]?.split('/') ?? [];
    if (noun === 'session') return { status: 200, body: session() };
    if (noun === 'live') return this.#open(response);
    if (noun === 'talks' && !id) return { status: 200, body: { items: this.talks, nextCursor: null } };
    if (noun === 'talks' && action === 'why') return { status: 200, body: { ...why(this.gate), talkId: id } };
    if (noun === 'talks' && method === 'GET') return { status: 200, body: this.talks.find((one) => one.id === id) };
    if (noun === 'drafts' && !id) return { status: 200, body: { items: this.drafts.filter((one) => path.includes(one.talkId ?? talkId)), nextCursor: null } };
    if (noun === 'drafts' && method === 'GET') return { status: 200, body: this.drafts.find((one) => one.id === id) };
    if (noun === 'notifications' && method === 'GET') return { status: 200, body: { items: [], nextCursor: null, unread: 0 } };
    return {
      status: 404,
      body: { type: 'about:blank', title: 'Not found', status: 404, code: 'not_found', detail: 'There is no such thing.', requestId: 'r' },
    };
  }

  #open(response: ServerResponse): 'taken' {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': open\n\n');
    this.#lines.add(response);
    response.on('close', () => this.#lines.delete(response));
    return 'taken';
  }
}

export const problem = (status: number, code: string, extra: object = {}): { status: number; body: unknown } => ({
  status,
  body: { type: 'about:blank', title: code, status, code, detail: 'English for logs.', requestId: 'r', ...extra },
});
