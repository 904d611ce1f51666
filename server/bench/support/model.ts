/** An OpenAI-compatible model of known latency: what is measured on top of it is ours. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface ModelOptions {
  /** ms from the request's last byte. */
  firstTokenMs: number;
  /** ms between tokens. */
  tokenMs: number;
  /** The tokens of an answer. Is given the whole prompt as one text. */
  answer: (prompt: string) => readonly string[];
}

export interface Model {
  /** With `/v1`. */
  baseUrl: string;
  stop(): Promise<void>;
}

const DIMENSIONS = 256;

export async function startModel(options: ModelOptions): Promise<Model> {
  const server = createServer((request, response) => {
    serve(options, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(options: ModelOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  if (request.url === '/v1/models') return json(response, { object: 'list', data: [{ id: 'bench', pricing: { prompt: '0.000001', completion: '0.000002' } }] });
  if (request.url === '/v1/embeddings') {
    const { input } = JSON.parse(body) as { input: string | string[] };
    const data = [input].flat().map((item, index) => ({ object: 'embedding', index, embedding: embed(item) }));
    return json(response, { object: 'list', data, usage: { prompt_tokens: 8, total_tokens: 8 } });
  }
  if (request.url !== '/v1/chat/completions') return void response.writeHead(404).end();
  const { messages } = JSON.parse(body) as { messages: { content: string }[] };
  await chat(options, messages.map((message) => message.content).join('\n'), response);
}

async function chat({ firstTokenMs, tokenMs, answer }: ModelOptions, prompt: string, response: ServerResponse): Promise<void> {
  const tokens = answer(prompt);
  const chunk = (delta: object, finish: string | null): string =>
    `data: ${JSON.stringify({ id: 'chat', object: 'chat.completion.chunk', model: 'bench', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  response.socket?.setNoDelay(true);
  await delay(firstTokenMs);
  for (const [index, token] of tokens.entries()) {
    if (index > 0 && tokenMs > 0) await delay(tokenMs);
    if (response.destroyed) return;
    response.write(chunk({ content: token }, null));
  }
  const usage = { prompt_tokens: Math.ceil(prompt.length / 4), completion_tokens: tokens.length };
  response.end(`${chunk({}, 'stop')}data: ${JSON.stringify({ model: 'bench', choices: [], usage })}\n\ndata: [DONE]\n\n`);
}

/** Texts with the same words point in the same direction. Length 1. */
function embed(input: string): number[] {
  const vector = Array.from({ length: DIMENSIONS }, () => 0);
  for (const [word] of input.toLowerCase().matchAll(/\p{L}{3,}/gu)) {
    const digest = createHash('sha1').update(word.slice(0, 5)).digest();
    const at = digest[0] ?? 0;
    vector[at] = (vector[at] ?? 0) + ((digest[1] ?? 0) % 2 === 0 ? 1 : -1);
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

async function text(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
