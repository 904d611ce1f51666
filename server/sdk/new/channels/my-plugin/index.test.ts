import { readFileSync } from 'node:fs';

import { type Message } from 'souffleur/sdk';
import { fakeContext } from 'souffleur/sdk/testing';
import { beforeEach, expect, it } from 'vitest';

import plugin from './index.ts';

const API = 'https://api.example.com/v1/messages';
const message: Message = { key: 'k-1', talk: 'talk:555', text: 'Hello', firstTriedAt: new Date('2026-01-15T10:00:00Z') };
const sent = { id: 's-1', at: '2026-01-15T10:00:01Z' };
const raw = (body: string) => ({ headers: {}, body: new TextEncoder().encode(body), receivedAt: new Date() });
let ctx: ReturnType<typeof fakeContext<typeof plugin.settings>>;

beforeEach(() => {
  ctx = fakeContext(plugin.settings, { settings: { sender: 'Shop' } });
});

it('reads what the customer wrote', async () => {
  const { events } = await plugin.parse(raw(readFileSync(new URL('./fixtures/incoming.json', import.meta.url), 'utf8')), ctx);
  expect(events).toMatchObject([{ name: 'message.received', subject: 'message:m-1', data: { talkId: '555', text: 'How much is it?' } }]);
  expect(() => plugin.parse(raw('nonsense'), ctx)).toThrow(/no message/u);
});

it('sends once', async () => {
  ctx.http.respond({ method: 'POST', path: API }, { status: 201, body: sent });
  expect(await plugin.send(message, ctx)).toEqual({ ...sent, via: 'api' });
  expect(ctx.http.requests[0]?.body).toEqual({ to: '555', from: 'Shop', text: 'Hello' });
  expect(ctx.http.requests[0]?.headers.get('idempotency-key')).toBe('k-1');
});

it.each([
  [429, { name: 'Retry', inDoubt: false }],
  [503, { name: 'Retry', inDoubt: true }],
  [400, { name: 'Refuse' }],
])('%i says whether to try again', async (status, error) => {
  ctx.http.respond({ path: API }, { status });
  await expect(plugin.send(message, ctx)).rejects.toMatchObject(error);
});

it('looks up what is in doubt', async () => {
  ctx.http.respond({ path: API }, { status: 200, body: sent }).respond({ path: API }, { status: 404 }).respond({ path: API }, { status: 500 });
  expect(await plugin.readBack(message, ctx)).toMatchObject({ id: 's-1' });
  expect(await plugin.readBack(message, ctx)).toBeNull();
  await expect(plugin.readBack(message, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
});
