import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type Message, Refuse } from 'souffleur/sdk';
import { type FakeContext, fakeContext } from 'souffleur/sdk/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import channel from './index.ts';

const SEND = '/api/v4/talks/9021/send_message';
const HISTORY = '/api/v4/talks/9021/messages';
const message: Message = { key: 'delivery-1', talk: 'talk:9021', text: 'От 490 ₽, 2–3 дня', firstTriedAt: new Date('2026-01-15T10:00:00Z') };

let ctx: FakeContext<typeof channel.settings>;
beforeEach(() => {
  ctx = fakeContext(channel.settings);
});

describe('window', () => {
  it.each([
    ['waba', 24],
    ['facebook', 24],
    ['instagram_business', 24],
    ['telegram', null],
    ['amo.ext.12345678', null],
    [undefined, null],
  ])('%s: %s', (origin, hours) => {
    expect(channel.window(origin)).toBe(hours);
  });
});

describe('hooks', () => {
  it('has none of its own', async () => {
    expect(await channel.parse({ headers: {}, body: Buffer.from('message[add][0][id]=1'), receivedAt: new Date() }, ctx)).toEqual({ events: [] });
  });
});

describe('sending', () => {
  it('posts the text and keeps the id', async () => {
    ctx.http.respond({ method: 'POST', path: SEND }, { status: 202, body: { id: 'm-9' } });
    expect(await channel.send(message, ctx)).toEqual({ id: 'm-9', via: 'talks_api', at: '2026-01-15T10:00:00.000Z' });
    expect(ctx.http.requests).toMatchObject([{ body: { text: message.text } }]);
  });

  it('is sent when it was accepted without an id', async () => {
    ctx.http.respond({ method: 'POST', path: SEND }, { status: 202, body: 'Accepted' });
    expect(await channel.send(message, ctx)).toEqual({ via: 'talks_api', at: '2026-01-15T10:00:00.000Z' });
  });

  it.each([
    [401, { detail: 'Unauthorized' }, 'unauthorized'],
    [402, { detail: 'Over chat API limit' }, 'payment_required'],
    [403, { detail: 'Invalid scope' }, 'forbidden'],
    [404, { detail: 'Not Found' }, 'not_found'],
    [422, { detail: 'Talk is closed' }, 'closed'],
    [400, { detail: 'Request data can not be empty' }, 'invalid'],
  ])('%s is final', async (status, body, code) => {
    ctx.http.respond({ method: 'POST', path: SEND }, { status, body });
    await expect(channel.send(message, ctx)).rejects.toMatchObject({ name: 'Refuse', code, message: expect.stringContaining(body.detail) });
  });

  it.each([
    [429, { retry_after: 300 }, { afterMs: 300_000, inDoubt: false }],
    [429, {}, { afterMs: 5_000, inDoubt: false }],
    [403, '<html>403 Forbidden</html>', { afterMs: 1_800_000, inDoubt: false }],
    [503, {}, { inDoubt: false }],
    [500, {}, { inDoubt: true }],
    [504, '', { inDoubt: true }],
  ])('%s is for later', async (status, body, expected) => {
    ctx.http.respond({ method: 'POST', path: SEND }, { status, body });
    await expect(channel.send(message, ctx)).rejects.toMatchObject({ name: 'Retry', ...expected });
  });

  it('sends nothing that could not be a message', async () => {
    for (const bad of [{ text: ' ' }, { text: 'x'.repeat(4_001) }, { talk: 'lead:1' as const }, { talk: 'talk:../1' as const }]) {
      await expect(channel.send({ ...message, ...bad }, ctx)).rejects.toMatchObject({ code: 'invalid' });
    }
    expect(ctx.http.requests).toEqual([]);
  });

  it('is in no doubt when nothing left', async () => {
    ctx.http.respond({ path: SEND }, Object.assign(new Error('refused'), { sent: false }));
    await expect(channel.send(message, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: false });
  });

  it('lets the host’s own word pass', async () => {
    const word = new Refuse('unauthorized', 'connect again');
    ctx.http.respond({ path: SEND }, word);
    await expect(channel.send(message, ctx)).rejects.toBe(word);
  });
});

describe('a connection that breaks', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => (server.closeAllConnections(), server.close())));

  async function against(listener: RequestListener, signal?: AbortSignal): Promise<unknown> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const real = fakeContext(channel.settings, {
      fetch: (path, init) => fetch(`http://127.0.0.1:${port}${path as string}`, init),
      ...(signal ? { signal } : {}),
    });
    return channel.send(message, real).catch((error: unknown) => error);
  }

  it('before the answer: in doubt', async () => {
    expect(await against((request) => request.on('end', () => request.socket.destroy()).resume())).toMatchObject({ name: 'Retry', inDoubt: true });
  });

  it('in the middle of it: in doubt', async () => {
    const cut: RequestListener = (_, response) => {
      response.writeHead(202, { 'content-length': '50' }).write('{"id":');
      setImmediate(() => response.destroy());
    };
    expect(await against(cut)).toMatchObject({ name: 'Retry', inDoubt: true });
  });

  it('by silence: in doubt', async () => {
    expect(await against(() => undefined, AbortSignal.timeout(30))).toMatchObject({ name: 'Retry', inDoubt: true });
  });
});

describe('reading back', () => {
  const history = JSON.parse(readFileSync(new URL('./fixtures/messages.json', import.meta.url), 'utf8')) as {
    _links: object;
    _embedded: { messages: object[] };
  };

  it('finds the outgoing message with the same text since the first try', async () => {
    ctx.http.respond({ path: HISTORY }, { status: 200, body: history });
    expect(await channel.readBack(message, ctx)).toEqual({ id: 'm-ours', via: 'talks_api', at: '2026-01-15T10:00:01.000Z' });
    expect(ctx.http.requests[0]?.query.get('filter[created_at][from]')).toBe(String(1768471200 - 60));
  });

  it('is certain that another text is not it', async () => {
    ctx.http.respond({ path: HISTORY }, { status: 200, body: history });
    expect(await channel.readBack({ ...message, text: 'Другой ответ' }, ctx)).toBeNull();
  });

  it('is certain when there is nothing', async () => {
    ctx.http.respond({ path: HISTORY }, { status: 204 });
    expect(await channel.readBack(message, ctx)).toBeNull();
  });

  it('looks at the next page', async () => {
    const first = { ...history, _links: { next: { href: 'x' } }, _embedded: { messages: [] } };
    ctx.http.respond({ path: HISTORY }, { status: 200, body: first }).respond({ path: HISTORY }, { status: 200, body: history });
    expect(await channel.readBack(message, ctx)).toMatchObject({ id: 'm-ours' });
    expect(ctx.http.requests.map(({ query }) => query.get('page'))).toEqual(['1', '2']);
  });

  it('cannot tell in an endless list', async () => {
    ctx.http.respond({ path: HISTORY }, { status: 200, body: { ...history, _links: { next: {} }, _embedded: { messages: [] } } });
    await expect(channel.readBack(message, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
  });

  it.each([
    [403, { detail: 'Invalid scope' }],
    [402, { detail: 'Payment required' }],
    [200, { messages: [] }],
  ])('cannot tell after %s', async (status, body) => {
    ctx.http.respond({ path: HISTORY }, { status, body });
    await expect(channel.readBack(message, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true, afterMs: 600_000 });
  });

  it('cannot tell when it is switched off', async () => {
    ctx = fakeContext(channel.settings, { settings: { readBack: false } });
    await expect(channel.readBack(message, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    expect(ctx.http.requests).toEqual([]);
  });
});
