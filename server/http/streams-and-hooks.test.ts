import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../db/testing.ts';
import { FakeKommo } from '../features/accounts/fake-kommo.testing.ts';
import { Edge } from './testing.ts';

let db: TestDatabase;
let edge: Edge;
const kommo = new FakeKommo();
let origin = '';
beforeAll(async () => {
  db = await testDatabase();
  origin = await kommo.start();
});
afterAll(async () => {
  await kommo.stop();
  await db.close();
});
beforeEach(async () => {
  await db.truncate();
  edge = new Edge(db, kommo, origin);
  await edge.start();
  return () => edge.stop();
});

const call = (path: string, init?: RequestInit): Promise<Response> => edge.call(path, init);
const post = (path: string, body: unknown, headers?: Record<string, string>): Promise<Response> => edge.post(path, body, headers);
const signIn = (claims?: object): Promise<Record<string, string>> => edge.signIn(claims);

describe('streams', () => {
  const read = async (path: string, until: RegExp, headers: Record<string, string>): Promise<string> => {
    const answer = await call(path, { headers });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(piece).toString();
      if (until.test(text)) break;
    }
    return text;
  };

  it('carry events as they happen, a heartbeat, and end with the client', async () => {
    const headers = await signIn();
    const text = read('/api/v1/live', /draft\.updated[\s\S]*\n:\n/, headers);
    await expect.poll(() => edge.made).toBe(2);
    await expect.poll(() => (edge.publish({ kind: 'draft.updated', talkId: 't', draftId: 'd', state: 'ready' }), edge.left)).toBe(1);
    expect(await text).toMatch(/^event: ready\ndata: {}\n\n/);
    expect(await text).toContain('event: draft.updated\ndata: {"kind":"draft.updated"');
    await expect.poll(() => edge.disposed).toBe(2);
  });

  it('carry what is for one member to that member only', async () => {
    const admin = await signIn();
    const { member } = (await (await call('/api/v1/me', { headers: admin })).json()) as { member: { id: string } };
    const [bell, other] = [member.id, '00000000-0000-7000-8000-00000000dead'].map((memberId) => ({
      kind: 'notification.created' as const,
      notificationId: 'n',
      memberId,
    }));
    const text = read('/api/v1/live', /hook\.updated/, admin);
    await expect.poll(() => edge.subscribed).toBe(1);
    for (const message of [other, bell, { kind: 'hook.updated' as const, hookId: 'h', state: 'done' }]) if (message) edge.publish(message);
    const events = (await text).match(/memberId":"[^"]+/g);
    expect(events).toEqual([`memberId":"${member.id}`]);
  });

  it('end when the session is ended', async () => {
    const headers = await signIn();
    const answer = await call('/api/v1/live', { headers });
    await call('/api/v1/sessions', { method: 'DELETE', headers });
    await answer.text();
    await expect.poll(() => edge.left).toBe(1);
  });

  it('answer an early failure as a problem and a late one as an event', async () => {
    const headers = await signIn();
    expect((await call('/api/v1/failing', { headers })).status).toBe(404);
    expect(await read('/api/v1/counting', /event: error/, headers)).toMatch(/event: one\ndata: {"text":"a\\nb"}\n\nevent: error\ndata: {.*"code":"not_found"/);
    await expect.poll(() => edge.disposed).toBe(edge.made);
  });
});

describe('hooks', () => {
  const SECRET = 'secretsecretsecretsecret';
  const hook = (body: NonNullable<RequestInit['body']>, path = `/hooks/kommo/${SECRET}`, headers: Record<string, string> = {}) =>
    call(path, { method: 'POST', body, headers });

  it('are stored as they came, with or without the slash', async () => {
    const bytes = Buffer.from([0, 255, 37, 48, 48]);
    for (const path of [`/hooks/kommo/${SECRET}`, `/hooks/kommo/${SECRET}/`]) {
      const answer = await hook(bytes, path, { 'content-type': 'application/x-www-form-urlencoded' });
      expect([answer.status, await answer.text()]).toEqual([200, '']);
    }
    expect(edge.effects).toMatchObject([{ pluginId: 'kommo', secret: SECRET, body: bytes }, { body: bytes }]);
  });

  it('are inflated within the same bound', async () => {
    expect((await hook(gzipSync('a=1'), undefined, { 'content-encoding': 'gzip' })).status).toBe(200);
    expect(String((edge.effects[0] as { body: Buffer }).body)).toBe('a=1');
    expect((await hook(gzipSync(Buffer.alloc(1024 * 1024 + 1)), undefined, { 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await hook('not gzip', undefined, { 'content-encoding': 'gzip' })).status).toBe(200);
  });

  it('are bounded', async () => {
    expect((await hook(Buffer.alloc(1024 * 1024))).status).toBe(200);
    expect((await hook(Buffer.alloc(1024 * 1024 + 1))).status).toBe(413);
    expect(edge.effects).toHaveLength(1);
  });

  it('are refused in a way that a client reads which writes to its end first', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024);
    const text = await new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(edge.port, '127.0.0.1', () => {
        socket.pause().write(`POST /hooks/kommo/${SECRET} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`);
        socket.write(body, () => socket.resume());
      });
      socket
        .on('data', (piece) => (answer += piece.toString()))
        .on('close', () => resolve(answer))
        .on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1.1 413 [\s\S]*connection: close/i);
    expect(edge.effects).toHaveLength(0);
  });

  it('have one answer for what is not theirs, another for what could not be kept', async () => {
    for (const path of [
      '/hooks/kommo/unknownunknownunknown',
      '/hooks/kommo/short',
      '/hooks/kommo',
      '/hooks/',
      `/hooks/kommo/${SECRET}/x`,
      `/hooks/kom%20mo/${SECRET}`,
    ])
      expect((await hook('x', path)).status).toBe(404);
    expect((await call(`/hooks/kommo/${SECRET}`)).status).toBe(404);
    expect((await hook('x', '/hooks/kommo/brokenbrokenbroken')).status).toBe(503);
    expect(edge.effects).toHaveLength(0);
  });

  it('are cut when they come too slowly', async () => {
    const text = await new Promise<string>((resolve) => {
      let answer = '';
      const socket = connect(edge.port, '127.0.0.1', () => socket.write(`POST /hooks/kommo/${SECRET} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf`));
      socket.on('data', (piece) => (answer += piece.toString())).on('close', () => resolve(answer));
    });
    expect(text).toMatch(/^HTTP\/1.1 408 [\s\S]*connection: close/i);
    expect(edge.effects).toHaveLength(0);
  });

  it('survive a client that leaves in the middle', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(edge.port, '127.0.0.1', () => {
        socket.write(`POST /hooks/kommo/${SECRET} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf`);
        socket.end();
      });
      socket
        .on('close', () => resolve())
        .on('error', () => resolve())
        .resume();
    });
    expect(edge.effects).toHaveLength(0);
    expect((await hook('x')).status).toBe(200);
  });
});

describe('connecting', () => {
  it('walks from the widget over the consent page and back', async () => {
    const { url } = (await (await post('/api/v1/crm/connect', {}, await signIn())).json()) as { url: string };
    const start = await call(new URL(url).pathname + new URL(url).search);
    expect(start.status).toBe(302);
    const consent = new URL(start.headers.get('location') ?? '');
    const [cookie = ''] = (start.headers.get('set-cookie') ?? '').split(';');
    expect(start.headers.get('set-cookie')).toMatch(/path=\/oauth\/kommo.*samesite=lax; httponly/i);
    kommo.codes.add('c1');
    const back = `/oauth/kommo/callback?code=c1&state=${consent.searchParams.get('state')}&referer=demo.kommo.com&client_id=${consent.searchParams.get('client_id')}`;
    expect((await call(back, { headers: { cookie: 'souffleur_oauth=other' } })).status).toBe(400);
    expect((await call(back, { headers: { cookie } })).status).toBe(400);
    const again = (await (await post('/api/v1/crm/connect', {}, await signIn())).json()) as { url: string };
    const second = await call(new URL(again.url).pathname + new URL(again.url).search);
    const [kept = ''] = (second.headers.get('set-cookie') ?? '').split(';');
    const state = new URL(second.headers.get('location') ?? '').searchParams.get('state');
    const done = await call(`/oauth/kommo/callback?code=c1&state=${state}&referer=demo.kommo.com`, { headers: { cookie: kept } });
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('Connected')]);
  });

  it('walks from a plain link, for an account that is not known', async () => {
    const start = await call('/oauth/kommo/install');
    expect(start.status).toBe(302);
    const [cookie = ''] = (start.headers.get('set-cookie') ?? '').split(';');
    expect(start.headers.get('set-cookie')).toMatch(/path=\/oauth\/kommo.*samesite=lax; httponly/i);
    const state = new URL(start.headers.get('location') ?? '').searchParams.get('state');
    kommo.codes.add('c1');
    const back = `/oauth/kommo/callback?code=c1&state=${state}&referer=demo.kommo.com`;
    expect((await call(back)).status).toBe(400);
    const done = await call(back, { headers: { cookie } });
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('Connected')]);
    expect(done.headers.get('set-cookie')).toMatch(/souffleur_oauth=;.*expires=Thu, 01 Jan 1970/i);
  });

  it('signs in to the console in the browser that began, whatever link another one is given', async () => {
    const walk = async (): Promise<{ code: string; cookie: string }> => {
      const { url } = (await (await post('/api/v1/session/console/start', { subdomain: 'demo' })).json()) as { url: string };
      const start = await call(new URL(url).pathname + new URL(url).search);
      const [kept = ''] = (start.headers.get('set-cookie') ?? '').split(';');
      const state = new URL(start.headers.get('location') ?? '').searchParams.get('state');
      kommo.codes.add('c1');
      const done = await call(`/oauth/kommo/callback?code=c1&state=${state}&referer=demo.kommo.com`, { headers: { cookie: kept } });
      const given = done.headers.getSetCookie().find((line) => line.startsWith('souffleur_console=')) ?? '';
      expect(given).toMatch(/path=\/api\/v1\/session\/console; .*samesite=strict; httponly/i);
      return { code: new URL(done.headers.get('location') ?? '').hash.slice('#code='.length), cookie: given.split(';')[0] ?? '' };
    };
    const theirs = await walk();
    expect((await post('/api/v1/session/console', { code: theirs.code })).status).toBe(401);
    const mine = await walk();
    expect((await post('/api/v1/session/console', { code: mine.code }, { cookie: theirs.cookie })).status).toBe(401);
    const own = await walk();
    const session = await post('/api/v1/session/console', { code: own.code }, { cookie: own.cookie });
    expect([session.status, session.headers.getSetCookie()]).toEqual([200, []]);
  });

  it('takes the disconnect call only with its signature', async () => {
    expect((await call('/oauth/kommo/disabled?client_uuid=x&account_id=31415926&signature=00')).status).toBe(404);
    expect((await call('/api/v1/me', { headers: await signIn() })).status).toBe(200);
  });
});

it('no log line holds a token, a code or the secret of a hook', async () => {
  const headers = await signIn();
  await call('/api/v1/me', { headers });
  await call('/hooks/kommo/brokencanarybrokencanary', { method: 'POST', body: 'x' });
  await call('/oauth/kommo/callback?code=code-canary&state=state-canary&referer=demo.kommo.com');
  await call('/api/v1/fault');
  const lines = edge.logged.join('');
  expect(lines).toContain('"path":"/api/v1/me"');
  expect(lines).toContain('a hook could not be stored');
  expect(lines).not.toMatch(/canarybroken|code-canary|state-canary/);
  expect(lines).not.toContain(headers.authorization?.split(' ')[1]);
});
