/** The client over a real socket: every answer Kommo is known to give, and the ways a connection breaks. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { Refuse, Retry } from 'souffleur/sdk';
import { afterEach, describe, expect, it } from 'vitest';

import { call } from './api.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.closeAllConnections() ?? server.close(resolve))));
});

async function kommo(listener: RequestListener): Promise<typeof fetch> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return (path, init) => fetch(`http://127.0.0.1:${port}${path as string}`, init);
}

const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  kommo((_, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(body);
  });

const outcome = async (fetch_: typeof fetch, method: 'GET' | 'POST' = 'GET', signal = new AbortController().signal): Promise<unknown> =>
  call({ fetch: fetch_, signal }, { method, path: '/api/v4/leads/1', ...(method === 'POST' ? { body: { a: 1 } } : {}) }).catch((error: unknown) => error);

describe('answers', () => {
  it('asks as told', async () => {
    const seen: unknown[] = [];
    const fetch_ = await kommo((request, response) => {
      const parts: Buffer[] = [];
      request
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () => {
          seen.push(request.method, request.url, request.headers['content-type'], Buffer.concat(parts).toString());
          response.end('{"id":1}');
        });
    });
    expect(await outcome(fetch_, 'POST')).toEqual({ id: 1 });
    expect(seen).toEqual(['POST', '/api/v4/leads/1', 'application/json', '{"a":1}']);
  });

  it('takes 204 for nothing', async () => {
    expect(await outcome(await answering(204, ''))).toBeNull();
  });

  it('takes the plain text of an accepted write', async () => {
    expect(await outcome(await answering(202, 'Accepted'), 'POST')).toBeNull();
  });

  it.each([
    [
      400,
      '{"status":400,"detail":"Request validation failed","validation-errors":[{"request_id":"0","errors":[{"code":"X","path":"status_id","detail":"must be int"}]}]}',
      'invalid',
      /status_id: must be int/,
    ],
    [401, '{"detail":"Invalid user name or password"}', 'unauthorized', /401/],
    [402, '{"detail":"Payment required"}', 'payment_required', /Payment/],
    [403, '{"detail":"Invalid scope"}', 'forbidden', /Invalid scope/],
    [404, '{"detail":"Cannot GET"}', 'not_found', /404/],
    [405, '{}', 'unsupported', /405/],
    [422, '{"detail":"Limit 250 per page"}', 'invalid', /250/],
    [418, 'not json at all', 'invalid', /418/],
  ])('%s is final', async (status, body, code, message) => {
    const error = await outcome(await answering(status, body));
    expect(error).toBeInstanceOf(Refuse);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    [429, '{"retry_after":300}', {}, 300_000],
    [429, '', { 'retry-after': '7' }, 7_000],
    [429, '{"retry_after":"soon"}', {}, 5_000],
    [429, '{"retry_after":999999999}', {}, 86_400_000],
    [403, '<html><head><title>403 Forbidden</title></head></html>', { 'content-type': 'text/html' }, 1_800_000],
    [500, '{"title":"ErrInternalServer"}', {}, undefined],
    [502, '<html></html>', {}, undefined],
    [504, '', {}, undefined],
    [302, '', { location: 'https://example.com/' }, undefined],
  ])('%s is for later', async (status, body, headers, afterMs) => {
    const fetch_ = await answering(status, body, headers as Record<string, string>);
    const error = await outcome((path, init) => fetch_(path, { ...init, redirect: 'manual' }));
    expect(error).toBeInstanceOf(Retry);
    expect(error).toMatchObject({ inDoubt: false, ...(afterMs ? { afterMs } : {}) });
  });

  it.each([
    [500, true],
    [502, true],
    [504, true],
    [503, false],
    [429, false],
  ])('a write answered %s is in doubt: %s', async (status, inDoubt) => {
    expect(await outcome(await answering(status, '{}'), 'POST')).toMatchObject({ name: 'Retry', inDoubt });
  });
});

describe('broken connections', () => {
  const cut = (head: (response: Parameters<RequestListener>[1]) => void) =>
    kommo((_, response) => {
      head(response);
      setImmediate(() => response.destroy());
    });

  it.each([
    ['GET', false],
    ['POST', true],
  ] as const)('%s without an answer is for later, in doubt: %s', async (method, inDoubt) => {
    expect(await outcome(await cut(() => undefined), method)).toMatchObject({ name: 'Retry', inDoubt });
  });

  it.each([
    ['GET', false],
    ['POST', true],
  ] as const)('%s cut in the middle of the body is for later, in doubt: %s', async (method, inDoubt) => {
    const fetch_ = await cut((response) => response.writeHead(200, { 'content-length': '100' }).write('{"id":'));
    expect(await outcome(fetch_, method)).toMatchObject({ name: 'Retry', inDoubt });
  });

  it('a body that is no JSON is for later', async () => {
    expect(await outcome(await answering(200, '{"id":'))).toMatchObject({ name: 'Retry', inDoubt: false });
  });

  it('silence ends with the signal', async () => {
    const fetch_ = await kommo(() => undefined);
    expect(await outcome(fetch_, 'POST', AbortSignal.timeout(30))).toMatchObject({ name: 'Retry', inDoubt: true });
  });

  it('knows that nothing left when the door says so', async () => {
    const closed: typeof fetch = () => Promise.reject(Object.assign(new Error('closed'), { sent: false }));
    expect(await outcome(closed, 'POST')).toMatchObject({ name: 'Retry', inDoubt: false });
  });

  it('lets the host’s own word pass', async () => {
    const refused = new Refuse('unauthorized', 'connect again');
    expect(await outcome(() => Promise.reject(refused), 'POST')).toBe(refused);
  });
});
