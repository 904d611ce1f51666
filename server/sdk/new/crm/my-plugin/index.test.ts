import { readFileSync } from 'node:fs';

import { fakeContext } from 'souffleur/sdk/testing';
import { beforeEach, expect, it } from 'vitest';

import plugin from './index.ts';

const lead = { id: 7, title: 'Delivery', amount: 1_200, changed: '2026-01-15T10:00:00Z' };
const read = { kind: 'lead', data: { id: '7', name: 'Delivery', price: 1_200 } };
const raw = (body: string) => ({ headers: {}, body: new TextEncoder().encode(body), receivedAt: new Date() });
let ctx: ReturnType<typeof fakeContext<typeof plugin.settings>>;

beforeEach(() => {
  ctx = fakeContext(plugin.settings);
});

it('turns a hook into an event', async () => {
  const { events } = await plugin.parse(raw(readFileSync(new URL('./fixtures/lead-updated.json', import.meta.url), 'utf8')), ctx);
  expect(events).toMatchObject([{ name: 'lead.updated', subject: 'lead:7', key: 'lead:7:2026-01-15T10:00:00Z', data: { name: 'Delivery' } }]);
  expect(() => plugin.parse(raw('a=b'), ctx)).toThrow(/no hook/u);
});

it('reads a lead, or finds none', async () => {
  ctx.http.respond({ path: '/api/leads/7' }, { status: 200, body: lead }).respond({ path: '/api/leads/8' }, { status: 404 });
  expect(await plugin.read('lead:7', ctx)).toMatchObject(read);
  expect([await plugin.read('lead:8', ctx), await plugin.read('contact:1', ctx)]).toEqual([null, null]);
});

it('reads page by page', async () => {
  ctx.http.respond({ path: '/api/leads' }, { status: 200, body: { leads: [lead], next: 'p2' } });
  expect(await plugin.list({ what: 'leads' }, ctx)).toMatchObject({ items: [read], next: 'p2' });
  await expect(plugin.list({ what: 'talks' }, ctx)).rejects.toMatchObject({ code: 'unsupported' });
  await expect(plugin.history({ from: lead.changed, to: lead.changed }, ctx)).rejects.toMatchObject({ code: 'unsupported' });
});

it('writes a note, once by its key', async () => {
  ctx.http.respond({ method: 'POST', path: '/api/notes' }, { status: 201, body: { id: 5 } }).respond({ method: 'POST', path: '/api/notes' }, { status: 503 });
  expect(await plugin.write({ key: 'k-1', kind: 'add_note', subject: 'lead:7', text: 'Hi' }, ctx)).toMatchObject({ id: '5', via: 'api' });
  expect(ctx.http.requests[0]?.headers.get('idempotency-key')).toBe('k-1');
  await expect(plugin.write({ key: 'k-2', kind: 'add_note', subject: 'lead:7', text: 'Hi' }, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
  await expect(plugin.write({ key: 'k-3', kind: 'run_bot', subject: 'lead:7', botId: '1' }, ctx)).rejects.toMatchObject({ code: 'unsupported' });
});

it('can be tried by hand', async () => {
  ctx.http.respond({ path: '/api/leads' }, { status: 401, body: { error: 'sign in' } });
  expect(await plugin.probe('leads', {}, ctx)).toMatchObject({ status: 401, answer: { error: 'sign in' } });
});
