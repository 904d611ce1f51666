import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import { Refuse, Retry } from 'souffleur/sdk';
import { type FakeContext, fakeContext } from 'souffleur/sdk/testing';
import { beforeEach, expect, it } from 'vitest';

import kommo from './index.ts';

let ctx: FakeContext<typeof kommo.settings>;
beforeEach(() => {
  ctx = fakeContext(kommo.settings);
});

const problem = { title: 'Forbidden', status: 403, detail: 'Invalid scope' };

it.each([
  ['account', {}, 'GET', '/api/v4/account', undefined],
  ['users', {}, 'GET', '/api/v4/users?limit=10', undefined],
  ['pipelines', {}, 'GET', '/api/v4/leads/pipelines', undefined],
  ['lead', { leadId: '24510983' }, 'GET', '/api/v4/leads/24510983?with=contacts', undefined],
  ['contacts', { text: ' +7 (900) & more ' }, 'GET', '/api/v4/contacts?limit=5&query=%2B7%20(900)%20%26%20more', undefined],
  ['webhooks', {}, 'GET', '/api/v4/webhooks', undefined],
  ['talks', {}, 'GET', '/api/v4/talks?limit=10', undefined],
  ['messages', { talkId: '7' }, 'GET', '/api/v4/talks/7/messages?limit=10', undefined],
  ['add_note', { leadId: '5', text: 'Hi' }, 'POST', '/api/v4/leads/5/notes', [{ note_type: 'common', params: { text: 'Hi' } }]],
  ['send_message', { talkId: '7', text: 'Hi' }, 'POST', '/api/v4/talks/7/send_message', { text: 'Hi' }],
])('%s makes its call', async (id, input, method, path, body) => {
  ctx.http.respond({ method, path: path.split('?')[0] ?? '' }, { status: 200, body: { id: 1 } });
  const result = await kommo.probe(id, input, ctx);
  expect(result).toMatchObject({ request: { method, path }, status: 200, answer: { id: 1 } });
  expect(result.request.body).toEqual(body);
  expect(ctx.http.requests.map((request) => [request.method, request.path, request.body])).toEqual([[method, path.split('?')[0], body]]);
});

it('lists what can be tried, and which of it leaves something behind', () => {
  expect(kommo.probes.filter(({ effect }) => effect === 'write').map(({ id }) => id)).toEqual(['add_note', 'send_message']);
  expect(kommo.probes).toHaveLength(10);
});

it.each([
  [204, undefined, null],
  [402, { title: 'Payment Required' }, { title: 'Payment Required' }],
  [403, problem, problem],
  [403, '<html>blocked</html>', '<html>blocked</html>'],
  [202, 'Accepted', 'Accepted'],
  [429, { retry_after: 300 }, { retry_after: 300 }],
  [500, 'x'.repeat(100_000), 'x'.repeat(16_384)],
  [200, `{"long":"${'x'.repeat(100_000)}"}`, `{"long":"${'x'.repeat(16_384 - 9)}`],
])('shows a %s as it is', async (status, body, answer) => {
  ctx.http.respond({ path: '/api/v4/account' }, { status, body });
  expect(await kommo.probe('account', {}, ctx)).toMatchObject({ status, answer });
});

it('shows that no answer came', async () => {
  ctx.http.respond({ path: '/api/v4/account' }, new Error('ECONNREFUSED'));
  const { status, answer, ms } = await kommo.probe('account', {}, ctx);
  expect([status, answer]).toEqual([null, null]);
  expect(ms).toBeGreaterThanOrEqual(0);
});

it('and that it broke off, or took too long', async () => {
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/account')) response.writeHead(200, { 'content-length': '50' }).write('{"id":', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const real = fakeContext(kommo.settings, {
    fetch: (path, init) => fetch(`http://127.0.0.1:${port}${path as string}`, init),
    signal: AbortSignal.timeout(200),
  });
  expect(await kommo.probe('account', {}, real)).toMatchObject({ status: null, answer: null });
  expect(await kommo.probe('pipelines', {}, real)).toMatchObject({ status: null, answer: null });
  server.closeAllConnections();
  server.close();
});

it.each([new Refuse('unauthorized', 'connect again'), new Retry('not now', { afterMs: 5 })])('lets the host’s own word pass', async (word) => {
  ctx.http.respond({ path: '/api/v4/account' }, word);
  await expect(kommo.probe('account', {}, ctx)).rejects.toBe(word);
});

it('never shows where hooks go to: the path is a secret', async () => {
  const secret = 'canary-secret';
  const webhooks = [
    { id: 1, destination: `https://ours.example/hooks/kommo/${secret}/`, settings: ['add_lead'], note: `at "https://a.example/${secret}"` },
    { id: 2, destination: `http://other.example:8080?key=${secret}`, settings: ['add_lead'] },
  ];
  const body = { _links: { self: { href: `https://demo.kommo.com/${secret}` } }, _embedded: { webhooks } };
  const pages = [
    body,
    { webhooks },
    JSON.stringify(body).replaceAll('/', '\\/'),
    `<p>${JSON.stringify(body)}`,
    `{${JSON.stringify(body).replaceAll('/', '\\/')}`,
  ];
  for (const page of pages) {
    const fresh = fakeContext(kommo.settings);
    fresh.http.respond({ path: '/api/v4/webhooks' }, { status: 200, body: page });
    const { answer } = await kommo.probe('webhooks', {}, fresh);
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(JSON.stringify(answer)).toContain('ours.example');
  }
});

it.each([
  ['nothing', {}],
  ['account', { leadId: '1' }],
  ['lead', {}],
  ['lead', { leadId: '../users' }],
  ['lead', { leadId: '1?x' }],
  ['lead', { leadId: 1 }],
  ['messages', { talkId: '0' }],
  ['contacts', { text: '  ' }],
  ['contacts', { text: 'x'.repeat(101) }],
  ['add_note', { leadId: '1', text: 'x'.repeat(1_001) }],
  ['send_message', { talkId: '1' }],
  ['__proto__', {}],
])('refuses %s with %j', async (id, input) => {
  await expect(kommo.probe(id, input, ctx)).rejects.toMatchObject({ name: 'Refuse', code: 'invalid' });
  expect(ctx.http.requests).toEqual([]);
});
