import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type ScopedCradle } from '../container.ts';
import { testDatabase, type TestDatabase } from '../db/testing.ts';
import { FakeKommo, REP } from '../features/accounts/fake-kommo.testing.ts';
import { createApp } from './app.ts';
import { Metrics } from './metrics.ts';
import { type Route } from './route.ts';
import { Edge, OTHER } from './testing.ts';

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

describe('signing in', () => {
  it('exchanges once, says who, signs out', async () => {
    const headers = { 'x-auth-token': edge.world.token() };
    const first = await call('/api/v1/session', { method: 'POST', headers });
    const { token, member, account } = (await first.json()) as { token: string; member: object; account: object };
    expect([member, account]).toMatchObject([{ role: 'admin' }, { subdomain: 'demo', mode: 'draft' }]);
    expect((await call('/api/v1/session', { method: 'POST', headers })).status).toBe(401);
    const authorization = `Bearer ${token}`;
    expect(await (await call('/api/v1/me', { headers: { authorization } })).json()).toMatchObject({ member, account });
    expect((await call('/api/v1/session', { method: 'DELETE', headers: { authorization } })).status).toBe(204);
    expect((await call('/api/v1/me', { headers: { authorization } })).status).toBe(401);
  });

  it('answers every fault with the same words', async () => {
    const bodies = await Promise.all(
      ['', 'x', edge.world.token({ secret: 'another-secret-of-32-bytes-or-more!!' }), edge.world.token({ claims: { account_id: 5 } })].map(async (token) => {
        const answer = await call('/api/v1/session', { method: 'POST', headers: { 'x-auth-token': token } });
        return { ...((await answer.json()) as object), requestId: '' };
      }),
    );
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  });
});

describe('who may do what', () => {
  const filled = (path: string): string => path.replace(':id', OTHER);

  const declared = (...access: Route['access'][]) =>
    new Edge({} as TestDatabase, kommo, '').routes.filter((each) => access.includes(each.access)).map(({ method, path }) => [method, path] as const);

  it.each(declared('member', 'admin'))('%s %s is closed to nobody', async (method, path) => {
    const url = `/api/v1${filled(path)}`;
    const as = (headers: Record<string, string>) => call(url, { method: method.toUpperCase(), headers });
    for (const authorization of ['', 'Bearer x', 'Basic eDp5', `Bearer ${'A'.repeat(22)}.${'A'.repeat(43)}`])
      expect((await as({ authorization })).status).toBe(401);
    expect(edge.effects).toHaveLength(0);
  });

  it.each(declared('admin'))('%s %s is closed to a rep', async (method, path) => {
    const answer = await call(`/api/v1${filled(path)}`, { method: method.toUpperCase(), headers: await signIn({ user_id: Number(REP) }) });
    expect(answer.status).toBe(403);
    expect(edge.effects).toHaveLength(0);
  });

  it('keeps accounts apart', async () => {
    const theirs = await signIn({ account_id: 2, iss: 'https://other.kommo.com', subdomain: 'other' });
    expect(await (await call('/api/v1/me', { headers: theirs })).json()).toMatchObject({ account: { subdomain: 'other' } });
    await call('/api/v1/account', {
      method: 'PATCH',
      headers: { ...theirs, 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'off', id: edge.world.accountId, accountId: edge.world.accountId }),
    });
    expect(await (await call('/api/v1/me', { headers: await signIn() })).json()).toMatchObject({ account: { mode: 'draft' } });
    const { items } = (await (await call('/api/v1/members', { headers: theirs })).json()) as { items: { id: string }[] };
    expect(items).toHaveLength(2);
  });

  it('an undeclared or doubled route stops the start', () => {
    const bare = {
      cradle: { ...edge.world.services(), metrics: new Metrics() },
      ready: [],
      makeScope: () => ({ cradle: {} as ScopedCradle, dispose: async () => undefined }),
    };
    const [first] = edge.routes as [Route];
    expect(() => createApp({ ...bare, routes: [{ ...first, access: undefined as never }] })).toThrow(/does not declare who may use it/);
    expect(() => createApp({ ...bare, routes: [first, first] })).toThrow(/declared twice/);
  });
});

describe('input', () => {
  it('is checked by field, and what is not declared is dropped in and out', async () => {
    const headers = await signIn();
    const bad = await post('/api/v1/things', { name: 'x', nested: { count: 'many' } }, headers);
    expect([bad.status, bad.headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(await bad.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'name' }, { path: 'nested.count' }] });
    const good = await post('/api/v1/things', { name: 'chair\u0000\u202e', admin: true, __proto__: { polluted: true } }, headers);
    expect(good.status).toBe(201);
    expect(Object.keys((await good.json()) as object).sort()).toEqual(['at', 'name']);
    expect(edge.effects).toEqual([{ name: 'chair' }]);
    expect((await call('/api/v1/things/nonsense', { headers })).status).toBe(400);
    expect((await call(`/api/v1/things/${OTHER}?limit=9`, { headers })).status).toBe(400);
    expect(await (await call(`/api/v1/things/${OTHER}?limit=5&x=1`, { headers })).json()).toEqual({ id: OTHER, limit: 5 });
  });

  it.each([
    ['ru', 'ru'],
    ['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
    ['de,es;q=0.5', 'es'],
    ['de', null],
    ['*', null],
  ])('asked for in %j it answers in %j', async (header, asked) => {
    const headers = { ...(await signIn()), 'accept-language': header };
    expect(await (await call('/api/v1/language', { headers })).json()).toEqual({ asked });
  });

  it.each<[number, string, Record<string, string>]>([
    [415, 'name=chair', { 'content-type': 'application/x-www-form-urlencoded' }],
    [415, '{"name":"chair"}', { 'content-type': 'text/plain' }],
    [415, '{"name":"chair"}', { 'content-type': 'multipart/form-data; boundary=application/json' }],
    [415, '{"name":"chair"}', { 'content-encoding': 'gzip' }],
    [400, '{"name":', {}],
    [400, '', {}],
    [400, `{"name":"chair","x":${'['.repeat(64)}${']'.repeat(64)}}`, {}],
    [413, JSON.stringify({ name: 'x'.repeat(256 * 1024) }), {}],
  ])('%i for a body like %.40s', async (status, body, headers) => {
    const answer = await post('/api/v1/things', body, { ...(await signIn()), ...headers });
    expect(answer.status).toBe(status);
    expect(edge.effects).toHaveLength(0);
  });

  it('takes brackets inside strings and depth up to the limit', async () => {
    expect((await post('/api/v1/things', `{"name":"${'['.repeat(500)}\\"{","x":${'['.repeat(63)}${']'.repeat(63)}}`, await signIn())).status).toBe(201);
  });

  it('shows nothing of a fault of ours', async () => {
    const answer = await call('/api/v1/fault');
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toMatch(/canary|select|\.ts|Error:/);
    expect(JSON.parse(text)).toMatchObject({ code: 'internal_error', requestId: answer.headers.get('x-request-id') });
  });
});

describe('idempotency', () => {
  it('repeats the first answer, refuses another body, and keeps accounts apart', async () => {
    const headers = { ...(await signIn()), 'idempotency-key': 'key-1' };
    const first = await post('/api/v1/things', { name: 'chair' }, headers);
    const again = await post('/api/v1/things', { name: 'chair' }, headers);
    expect(await again.text()).toBe(await first.text());
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect((await post('/api/v1/things', { name: 'table' }, headers)).status).toBe(422);
    const theirs = await signIn({ account_id: 2, iss: 'https://other.kommo.com', subdomain: 'other' });
    expect((await post('/api/v1/things', { name: 'lamp' }, { ...theirs, 'idempotency-key': 'key-1' })).status).toBe(201);
    expect(edge.effects).toHaveLength(2);
  });

  it('lets twenty copies have one effect, and forgets after a day', async () => {
    const headers = { ...(await signIn()), 'idempotency-key': 'key-2' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/api/v1/things', { name: 'chair' }, headers)));
    expect(edge.effects).toHaveLength(1);
    for (const { status } of answers) expect([201, 409]).toContain(status);
    edge.world.clock.forward(24 * 3_600_000 + 1);
    expect((await post('/api/v1/things', { name: 'table' }, { ...headers, ...(await signIn()) })).status).toBe(201);
  });

  it('does not hold on to a failure', async () => {
    const headers = { ...(await signIn()), 'idempotency-key': 'key 3' };
    expect((await post('/api/v1/things', { name: 'chair' }, headers)).status).toBe(400);
  });
});

describe('the browser', () => {
  const preflight = (from: string) =>
    call('/api/v1/me', {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-auth-token' },
    });

  it.each(['https://demo.kommo.com', 'http://localhost:3001'])('of %s may call', async (from) => {
    const answer = await preflight(from);
    expect(answer.headers.get('access-control-allow-origin')).toBe(from);
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('x-auth-token');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await call('/api/v1/me', { headers: { origin: from } })).headers.get('access-control-allow-origin')).toBe(from);
  });

  it.each(['null', 'https://nobody.kommo.com', 'https://demo.kommo.com.evil.example', 'http://demo.kommo.com'])('of %s may not', async (from) => {
    for (const answer of [await preflight(from), await call('/api/v1/me', { headers: { origin: from } })])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('gets the same guards with every answer', async () => {
    for (const path of ['/api/health', '/api/v1/me', '/nothing', '/oauth/kommo/callback', '/api-docs', '/api/openapi.json']) {
      const { headers } = await call(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*(unsafe|\*)/);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('content-type')).toMatch(/charset=utf-8/);
      expect(headers.get('set-cookie')).toBeNull();
    }
  });
});

describe('limits', () => {
  it('stop one address and one member, with the time to wait', async () => {
    const headers = await signIn();
    const answers = await Promise.all(Array.from({ length: 120 }, () => call('/api/v1/fault')));
    const limited = answers.find((answer) => answer.status === 429);
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await limited?.json()).toMatchObject({ code: 'too_many_requests' });
    expect((await call('/api/v1/me', { headers })).status).toBe(200);
  });
});

describe('health', () => {
  it('tells alive from ready', async () => {
    expect(await (await call('/api/health')).json()).toMatchObject({ status: 'alive', version: '0.0.0' });
    expect((await call('/api/health/ready')).status).toBe(200);
    edge.ready = false;
    const answer = await call('/api/health/ready');
    const text = await answer.text();
    expect([answer.status, text.includes('canary')]).toEqual([503, false]);
    expect(JSON.parse(text)).toMatchObject({ code: 'not_ready', reasons: ['database'] });
    expect((await call('/api/health')).status).toBe(200);
  });

  it('shows figures, and the API as a document', async () => {
    await call('/api/v1/me');
    expect(await (await call('/metrics')).text()).toMatch(/http_request_duration_seconds_count{method="GET",route="\/me",status="401"} 1/);
    const document = (await (await call('/api/openapi.json')).json()) as { openapi: string; paths: Record<string, Record<string, object>> };
    expect(document.openapi).toBe('3.1.1');
    for (const { method, path } of edge.routes) expect(document.paths[`/api/v1${path.replace(':id', '{id}')}`]).toHaveProperty(method);
    expect((await call('/api-docs/swagger-ui-bundle.js')).status).toBe(200);
    for (const path of ['/api-docs/package.json', '/api-docs/../package.json', '/api-docs/%2e%2e/package.json']) expect((await call(path)).status).toBe(404);
    expect((await call('/api/v1/nothing')).status).toBe(404);
    expect((await call('/api/v1/me', { method: 'PUT' })).status).toBe(405);
  });
});
