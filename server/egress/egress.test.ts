import { type LookupAddress } from 'node:dns';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterEach, describe, expect, it } from 'vitest';

import { type Config } from '../config.ts';
import { type Lookup } from './dispatchers.ts';
import { Egress, EgressError, type EgressInit } from './egress.ts';

const open: (Server | Egress)[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) {
    if (thing instanceof Egress) await thing.close();
    else {
      thing.closeAllConnections();
      await new Promise((resolve) => thing.close(resolve));
    }
  }
});

/** A loopback server that counts what reaches it. */
async function canary(answer: RequestListener = (_request, response) => void response.end('here')): Promise<{ port: number; hits: IncomingMessage[] }> {
  const hits: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    hits.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return { port: (server.address() as AddressInfo).port, hits };
}

const resolver = (...answers: string[][]): { lookup: Lookup; asked: string[] } => {
  const asked: string[] = [];
  const lookup: Lookup = (host, _options, done) => {
    asked.push(host);
    const list = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    done(
      null,
      list.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookup, asked };
};

function door(options: { allow?: string[]; override?: string; lookup?: Lookup } = {}): { egress: Egress; logged: unknown[] } {
  const logged: unknown[] = [];
  const config = { egressAllow: options.allow ?? [], kommo: { domains: ['kommo.com'], originOverride: options.override } } as unknown as Config;
  const egress = new Egress({ config, log: { warn: (...line: unknown[]) => void logged.push(line) } }, { lookup: options.lookup });
  open.push(egress);
  return { egress, logged };
}

async function failure(call: Promise<Response>): Promise<EgressError> {
  const error = await call
    .then((answer) => answer.text())
    .then(
      () => undefined,
      (caught: unknown) => caught,
    );
  expect(error).toBeInstanceOf(EgressError);
  return error as EgressError;
}

describe('inward addresses', () => {
  it.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'http://127.0.0.1/',
    'https://localhost/',
    'https://[::ffff:127.0.0.1]/',
    'not a url',
  ])('%s is refused before anything leaves', async (url) => {
    const { port, hits } = await canary();
    const { egress } = door();
    const error = await failure(egress.fetch(url.replace(/\/$/, `:${port}/`)));
    expect(error.sent).toBe(false);
    expect((await failure(egress.fetch(url))).message).toBe(error.message);
    expect(hits).toHaveLength(0);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['mixed', ['8.8.8.8', '10.0.0.1']],
    ['mapped', ['::ffff:127.0.0.1']],
    ['mixed families', ['2606:4700:4700::1111', '::1']],
    ['empty', []],
  ])('a name with %s answers is refused', async (_name, answers) => {
    const { lookup, asked } = resolver(answers);
    const { egress, logged } = door({ lookup });
    expect((await failure(egress.fetch('https://rebind.example.com/'))).sent).toBe(false);
    expect(asked).toEqual(['rebind.example.com']);
    expect(JSON.stringify(logged)).toContain('EBLOCKED');
  });

  it('a name is looked up and vetted again at every attempt', async () => {
    const { lookup, asked } = resolver(['127.0.0.1'], ['169.254.169.254'], ['10.1.1.1']);
    const { egress } = door({ lookup });
    for (let attempt = 0; attempt < 3; attempt++) await failure(egress.fetch('https://rebind.example.com/'));
    expect(asked).toHaveLength(3);
  });

  it('an allowed pair opens exactly that port', async () => {
    const here = await canary();
    const other = await canary();
    const { egress, logged } = door({ allow: [`127.0.0.1:${here.port}`] });
    expect(await (await egress.fetch(`http://127.0.0.1:${here.port}/x`)).text()).toBe('here');
    await failure(egress.fetch(`http://127.0.0.1:${other.port}/x`));
    await failure(egress.fetch(`http://localhost:${here.port}/x`));
    await failure(egress.fetch(`http://user@127.0.0.1:${here.port}/x`));
    expect([here.hits.length, other.hits.length]).toEqual([1, 0]);
    expect(JSON.stringify(logged[0])).toContain(`127.0.0.1:${here.port}`);
  });

  it('a redirect inward is the answer and is not followed', async () => {
    const secret = await canary();
    const front = await canary((_request, response) => void response.writeHead(302, { location: `http://127.0.0.1:${secret.port}/` }).end());
    const { egress } = door({ allow: [`127.0.0.1:${front.port}`, `127.0.0.1:${secret.port}`] });
    const answer = await egress.fetch(`http://127.0.0.1:${front.port}/`);
    expect(answer.status).toBe(302);
    expect(secret.hits).toHaveLength(0);
  });

  it('no proxy of the environment is used', async () => {
    const proxy = await canary();
    const here = await canary();
    Object.assign(process.env, { HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, http_proxy: `http://127.0.0.1:${proxy.port}` });
    try {
      await (await door({ allow: [`127.0.0.1:${here.port}`] }).egress.fetch(`http://127.0.0.1:${here.port}/`)).text();
    } finally {
      delete process.env.HTTP_PROXY;
      delete process.env.http_proxy;
    }
    expect([proxy.hits.length, here.hits.length]).toEqual([0, 1]);
  });
});

describe('what a caller may say', () => {
  it.each([
    [{ host: 'evil.example' }],
    [{ 'Content-Length': '3' }],
    [{ 'transfer-encoding': 'chunked' }],
    [{ connection: 'upgrade' }],
    [{ 'proxy-authorization': 'x' }],
    [{ 'X-Forwarded-Host': 'other.kommo.com' }],
    [{ 'x-a': 'b\r\nHost: evil' }],
    [{ 'x-a': 'b\r\n' }],
    [{ 'x-a': 'b\0' }],
    [{ 'x a': 'b' }],
    [{ '': 'b' }],
  ])('header %j is refused', async (headers) => {
    const { port, hits } = await canary();
    const { egress } = door({ allow: [`127.0.0.1:${port}`] });
    expect((await failure(egress.fetch(`http://127.0.0.1:${port}/`, { headers }))).sent).toBe(false);
    expect(hits).toHaveLength(0);
  });

  it('sends ordinary headers and bodies', async () => {
    const { port, hits } = await canary((request, response) => void request.pipe(response));
    const answer = await door({ allow: [`127.0.0.1:${port}`] }).egress.fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: 'привет',
    });
    expect(await answer.text()).toBe('привет');
    expect(hits[0]?.headers.authorization).toBe('Bearer x');
  });

  it('keeps a caller to its own hosts', async () => {
    const { port, hits } = await canary();
    const { egress } = door({ allow: [`127.0.0.1:${port}`] });
    await failure(egress.fetch(`http://127.0.0.1:${port}/`, { allowHosts: ['api.example.com'] }));
    expect(hits).toHaveLength(0);
  });
});

describe('answers', () => {
  const fetchFrom = async (answer: RequestListener, init?: EgressInit): Promise<Response> => {
    const { port } = await canary(answer);
    return door({ allow: [`127.0.0.1:${port}`] }).egress.fetch(`http://127.0.0.1:${port}/`, init);
  };

  it('an endless body is cut off', async () => {
    let alive = true;
    const error = await failure(
      fetchFrom((_request, response) => {
        const pump = (): void => void (alive && response.write('x'.repeat(16_384), pump));
        response.on('close', () => (alive = false));
        pump();
      }),
    );
    expect(error.sent).toBe(true);
  });

  it('the cap counts what comes out of decompression', async () => {
    const bomb: RequestListener = (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('0'.repeat(200_000)));
    await failure(fetchFrom(bomb));
    expect((await (await fetchFrom(bomb, { maxBytes: 200_000 })).text()).length).toBe(200_000);
  });

  it('a body of exactly the cap passes, one byte more does not', async () => {
    expect((await (await fetchFrom((_request, response) => void response.end('12345'), { maxBytes: 5 })).text()).length).toBe(5);
    await failure(fetchFrom((_request, response) => void response.end('123456'), { maxBytes: 5 }));
  });

  it('the deadline holds before and inside the body', async () => {
    expect((await failure(fetchFrom(() => undefined, { deadlineMs: 60 }))).sent).toBe(true);
    await failure(fetchFrom((_request, response) => void response.write('begin'), { deadlineMs: 60 }));
  });

  it('headers beyond 16 KiB are refused', async () => {
    expect((await failure(fetchFrom((_request, response) => void response.writeHead(200, { 'x-big': 'x'.repeat(17_000) }).end()))).sent).toBe(true);
  });

  it('a 204 has no body and a caller may stop with its own reason', async () => {
    expect(await (await fetchFrom((_request, response) => void response.writeHead(204).end())).text()).toBe('');
    const stop = new AbortController();
    const call = fetchFrom(() => stop.abort(new Error('newer message')), { signal: stop.signal });
    await expect(call).rejects.toThrow('newer message');
  });

  it('streams arrive piece by piece', async () => {
    let finish = (): void => undefined;
    const answer = await fetchFrom((_request, response) => {
      response.write('one');
      finish = () => void response.end('two');
    });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('one');
    finish();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe('two');
    expect((await reader.read()).done).toBe(true);
  });

  it('open, closed and silent ports read the same; only the operator sees why', async () => {
    const closed = await new Promise<number>((resolve) => {
      const server = createTcp().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(port));
      });
    });
    const silent = await canary(() => undefined);
    const { egress, logged } = door({ allow: [`127.0.0.1:${closed}`, `127.0.0.1:${silent.port}`] });
    const texts = [
      await failure(egress.fetch(`http://127.0.0.1:${closed}/secret-path`)),
      await failure(egress.fetch(`http://127.0.0.1:${silent.port}/secret-path`, { deadlineMs: 40 })),
      await failure(egress.fetch('http://127.0.0.1:1/secret-path')),
    ];
    expect(new Set(texts.map((error) => error.message)).size).toBe(1);
    expect(texts.map((error) => error.sent)).toEqual([false, true, false]);
    expect(JSON.stringify(logged)).toContain('ECONNREFUSED');
    expect(JSON.stringify(logged)).not.toContain('secret-path');
  });
});

describe('hosts of CRM accounts', () => {
  it('go to the local Kommo when there is one, which is told the account', async () => {
    const kommo = await canary();
    const { egress } = door({ override: `http://127.0.0.1:${kommo.port}`, lookup: resolver(['127.0.0.1']).lookup });
    await (await egress.fetch('https://demo.kommo.com/api/v4/account?with=users', { headers: { authorization: 'Bearer x' } })).text();
    expect(kommo.hits[0]?.url).toBe('/api/v4/account?with=users');
    expect(kommo.hits[0]?.headers['x-forwarded-host']).toBe('demo.kommo.com');
    for (const url of ['https://www.kommo.com/', 'https://demo.kommo.com.evil.example/', 'http://demo.kommo.com/']) await failure(egress.fetch(url));
    expect(kommo.hits).toHaveLength(1);
  });

  it('take at most seven requests a second each', async () => {
    const kommo = await canary();
    const { egress } = door({ override: `http://127.0.0.1:${kommo.port}` });
    const begin = performance.now();
    const times = await Promise.all(Array.from({ length: 8 }, () => egress.fetch('https://demo.kommo.com/').then(() => performance.now() - begin)));
    const other = await egress.fetch('https://other.kommo.com/').then(() => performance.now() - begin);
    expect(times.filter((time) => time < 900)).toHaveLength(7);
    expect(Math.max(...times)).toBeGreaterThan(1000);
    expect(other - Math.max(...times)).toBeLessThan(500);
  });
});
