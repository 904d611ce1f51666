/** The client against a real server on loopback that behaves as badly as providers do. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { type Config } from '../config.ts';
import { Egress } from '../egress/egress.ts';
import { LlmError } from './errors.ts';
import { Llm } from './llm.ts';
import { type LlmEvent, type LlmRequest } from './types.ts';

type Answer = (response: ServerResponse, body: string) => unknown;

const KEY = 'sk-canary-7f3a';
let server: Server;
let baseUrl: string;
let egress: Egress;
let answer: Answer;
let seen: { path: string; body: string; authorization: string | undefined }[] = [];
let gone = false;
let now = 0;

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', (part: string) => (body += part))
      .on('end', () => {
        seen.push({ path: request.url ?? '', body, authorization: request.headers.authorization });
        response.on('close', () => (gone = !response.writableFinished));
        answer(response, body);
      });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  baseUrl = `http://127.0.0.1:${port}/v1`;
  const config = { egressAllow: [`127.0.0.1:${port}`], kommo: { domains: ['kommo.com'] } } as unknown as Config;
  egress = new Egress({ config, log: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await egress.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  gone = false;
});

const client = (patience = {}): Llm =>
  new Llm({ config: { llm: { baseUrl, apiKey: KEY, model: 'base', embeddingModel: 'vec' } }, egress, clock: { now: () => new Date(now) } }, patience);
const request = (more: Partial<LlmRequest> = {}): LlmRequest => ({
  system: 'sys',
  messages: [{ role: 'user', content: 'hi there' }],
  signal: new AbortController().signal,
  ...more,
});
const collect = async (events: AsyncIterable<LlmEvent>): Promise<LlmEvent[]> => {
  const all: LlmEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
};
const chunk = (delta: object, finish: string | null = null, more: object = {}): string =>
  `data: ${JSON.stringify({ id: 'c', model: 'base-1', choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;
const sse =
  (...parts: string[]): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(parts.join(''));
  };
const status =
  (code: number, body = `{"error":{"message":"secret ${KEY}","code":${code}}}`): Answer =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json' });
    response.end(body);
  };
const failure = async (call: Promise<unknown>): Promise<LlmError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LlmError);
  return error as LlmError;
};

describe('a good answer', () => {
  test('comes piece by piece, with the provider usage', async () => {
    answer = sse(
      ': keep-alive\n\n',
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'При' }),
      chunk({ content: 'вет' }),
      chunk({}, 'stop'),
      'data: {"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":2}}\n\n',
      'data: [DONE]\n\n',
    );
    expect(await collect(client().stream(request({ model: 'chosen', maxTokens: 9, temperature: 0.2 })))).toEqual([
      { type: 'text', text: 'При' },
      { type: 'text', text: 'вет' },
      { type: 'done', usage: { in: 11, out: 2 }, estimated: false, finish: 'stop', model: 'base-1' },
    ]);
    expect(seen[0]).toMatchObject({ path: '/v1/chat/completions', authorization: `Bearer ${KEY}` });
    expect(JSON.parse(seen[0]!.body)).toEqual({
      model: 'chosen',
      stream: true,
      stream_options: { include_usage: true },
      messages: [
        { role: 'system', content: 'sys' },
        { role: 'user', content: 'hi there' },
      ],
      max_tokens: 9,
      temperature: 0.2,
    });
  });

  test('without usage it is estimated; without [DONE] it is complete when it says how it ended', async () => {
    answer = sse(chunk({ content: 'x'.repeat(40) }), chunk({}, 'length'));
    expect((await collect(client().stream(request()))).at(-1)).toEqual({
      type: 'done',
      usage: { in: 3, out: 10 },
      estimated: true,
      finish: 'length',
      model: 'base-1',
    });
  });

  test('tool calls are put together', async () => {
    const call = (more: object): string => chunk({ tool_calls: [{ index: 0, ...more }] });
    answer = sse(
      call({ id: 'a', function: { name: 'create_task', arguments: '{"te' } }),
      call({ function: { arguments: 'xt":"hi"}' } }),
      chunk({}, 'tool_calls'),
      'data: [DONE]\n\n',
    );
    expect((await collect(client().stream(request({ tools: [{ name: 'create_task', description: 'd', parameters: {} }] }))))[0]).toEqual({
      type: 'tool_call',
      id: 'a',
      name: 'create_task',
      arguments: { text: 'hi' },
    });
  });

  test('a reader that stops early ends the request', async () => {
    answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let at = 0; at < 400 && !response.destroyed; at += 1) {
        response.write(chunk({ content: 'x' }));
        await wait(5);
      }
      response.end();
    };
    for await (const event of client().stream(request())) if (event.type === 'text') break;
    await expect.poll(() => gone).toBe(true);
  });
});

describe('a bad one has a plain code', () => {
  const cases: [string, Answer, string][] = [
    ['cut: no end', sse(chunk({ content: 'Доставка стоит 4' })), 'cut'],
    [
      'cut: connection lost',
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chunk({ content: 'Дост' }), () => response.destroy());
      },
      'cut',
    ],
    ['cut: [DONE] only', sse('data: [DONE]\n\n'), 'cut'],
    ['nothing at all', sse(''), 'cut'],
    ['garbage in the stream', sse(chunk({ content: 'a' }), 'data: {not json\n\n'), 'bad_answer'],
    ['html', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>login</html>'), 'cut'],
    ['wrong shapes', sse('data: {"choices":[{"delta":{"content":{"a":1}}}]}\n\n'), 'bad_answer'],
    ['null chunk', sse('data: null\n\n'), 'bad_answer'],
    [
      'tool json broken',
      sse(chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'n', arguments: '{"a":' } }] }), chunk({}, 'tool_calls')),
      'bad_answer',
    ],
    [
      'too many tool calls',
      sse(
        ...Array.from({ length: 20 }, (_, index) => chunk({ tool_calls: [{ index, id: 'a', function: { name: 'n', arguments: '{}' } }] })),
        chunk({}, 'tool_calls'),
      ),
      'bad_answer',
    ],
    ['error inside the stream', sse(chunk({ content: 'a' }), 'data: {"error":{"code":402,"message":"no credit"}}\n\n'), 'payment_required'],
    ['finish "error"', sse(chunk({ content: 'a' }), chunk({}, 'error')), 'bad_answer'],
    ['401', status(401), 'unauthorized'],
    ['402', status(402), 'payment_required'],
    ['403', status(403), 'unauthorized'],
    ['429', status(429), 'rate_limited'],
    ['400', status(400), 'bad_answer'],
    ['404', status(404, 'not json'), 'bad_answer'],
    ['413', status(413), 'too_large'],
    ['500', status(500), 'unreachable'],
    ['503 html', status(503, '<html>'), 'unreachable'],
    ['302', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'bad_answer'],
    ['connection refused', (response) => response.destroy(), 'unreachable'],
    [
      '10 MB of text',
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (let at = 0; at < 10; at += 1) response.write(chunk({ content: 'x'.repeat(1024 * 1024) }));
        response.end(chunk({}, 'stop'));
      },
      'too_large',
    ],
    ['10 MB without a line end', (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end('x'.repeat(10 * 1024 * 1024)), 'too_large'],
  ];
  test.each(cases)('%s', async (_name, how, code) => {
    answer = how;
    const error = await failure(collect(client().stream(request())));
    expect(error.code).toBe(code);
    expect(`${error.message} ${String(error.cause)} ${error.stack}`).not.toContain(KEY);
    expect(seen).toHaveLength(1);
  });

  test('slow to begin', async () => {
    answer = () => undefined;
    expect((await failure(collect(client({ firstToken: 40 }).stream(request())))).code).toBe('timeout');
  });

  test('stalls in the middle', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk({ content: 'a' }));
    expect((await failure(collect(client({ idle: 40 }).stream(request())))).code).toBe('timeout');
  });

  test('never ends', async () => {
    answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      while (!response.destroyed) {
        response.write(chunk({ content: 'a' }));
        await wait(5);
      }
    };
    expect((await failure(collect(client({ total: 120, idle: 100 }).stream(request())))).code).toBe('timeout');
    await expect.poll(() => gone).toBe(true);
  });

  test("the caller's abort is thrown as it is, before, at and after the first piece", async () => {
    const reason = new Error('customer wrote again');
    await expect(collect(client().stream(request({ signal: AbortSignal.abort(reason) })))).rejects.toBe(reason);
    expect(seen).toHaveLength(0);
    for (const begin of ['', chunk({ content: 'a' })]) {
      const controller = new AbortController();
      answer = (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(begin || ': wait\n\n');
        setTimeout(() => controller.abort(reason), 20);
      };
      await expect(collect(client().stream(request({ signal: controller.signal })))).rejects.toBe(reason);
    }
  });
});

describe('embeddings', () => {
  const vectors =
    (list: unknown): Answer =>
    (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: list, usage: { prompt_tokens: 5 } }));

  test('come in the order of the texts', async () => {
    answer = vectors([
      { index: 1, embedding: [0, 1] },
      { index: 0, embedding: [1, 0] },
    ]);
    expect(await client().embed(['a', 'b'])).toEqual({
      vectors: [
        [1, 0],
        [0, 1],
      ],
      usage: { in: 5, out: 0 },
    });
    expect(JSON.parse(seen[0]!.body)).toEqual({ model: 'vec', input: ['a', 'b'] });
    expect(await client().embed([])).toEqual({ vectors: [], usage: { in: 0, out: 0 } });
  });

  test.each([
    ['one too few', [{ index: 0, embedding: [1] }]],
    [
      'of two lengths',
      [
        { index: 0, embedding: [1] },
        { index: 1, embedding: [1, 2] },
      ],
    ],
    [
      'twice the same place',
      [
        { index: 0, embedding: [1] },
        { index: 0, embedding: [1] },
      ],
    ],
    [
      'texts',
      [
        { index: 0, embedding: ['1'] },
        { index: 1, embedding: [1] },
      ],
    ],
    [
      'empty',
      [
        { index: 0, embedding: [] },
        { index: 1, embedding: [] },
      ],
    ],
    ['no list', {}],
  ])('are refused: %s', async (_name, list) => {
    answer = vectors(list);
    expect((await failure(client().embed(['a', 'b']))).code).toBe('bad_answer');
  });

  test('garbage, slowness and status have their codes', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":');
    expect((await failure(client().embed(['a']))).code).toBe('bad_answer');
    answer = () => undefined;
    expect((await failure(client().embed(['a'], { timeoutMs: 40 }))).code).toBe('timeout');
    answer = status(429);
    expect((await failure(client().embed(['a']))).code).toBe('rate_limited');
  });
});

describe('models and prices', () => {
  const list = {
    data: [
      { id: 'a', name: 'A', pricing: { prompt: '0.000003', completion: '0.000015' } },
      { id: 'b' },
      { id: 'auto', pricing: { prompt: '-1', completion: '-1' } },
      { id: 7 },
      null,
    ],
  };

  test('are read once in ten minutes', async () => {
    answer = status(200, JSON.stringify(list));
    const llm = client();
    expect(await llm.models()).toEqual([
      { id: 'a', name: 'A', price: { in: 3_000_000, out: 15_000_000 } },
      { id: 'b', name: 'b', price: null },
      { id: 'auto', name: 'auto', price: null },
    ]);
    expect(await llm.cost('a', { in: 1000, out: 100 })).toEqual({ micros: 4500, priced: true });
    expect(await llm.cost('b', { in: 1000, out: 100 })).toEqual({ micros: 0, priced: false });
    expect(await llm.cost('gone', { in: 1, out: 1 })).toEqual({ micros: 0, priced: false });
    expect(seen).toHaveLength(1);
    now += 600_001;
    await llm.models();
    expect(seen).toHaveLength(2);
  });

  test('a cost is known to be unknown when there is no list, and the list is not asked for each time', async () => {
    answer = status(500);
    const llm = client();
    for (let at = 0; at < 5; at += 1) expect(await llm.cost('a', { in: 1, out: 1 })).toEqual({ micros: 0, priced: false });
    expect(seen).toHaveLength(1);
    expect((await failure(llm.models())).code).toBe('unreachable');
    now += 30_001;
    answer = status(200, JSON.stringify(list));
    expect((await llm.cost('a', { in: 1_000_000, out: 0 })).micros).toBe(3_000_000);
  });
});
