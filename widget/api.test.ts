// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { ApiError, createApi, type Api } from './api.ts';
import { session, talkId } from './testing/fixtures.ts';
import { FakeServer, problem } from './testing/server.ts';

let server: FakeServer;
let api: Api;
let exchanges = 0;

beforeEach(async () => {
  server = await new FakeServer().start();
  exchanges = 0;
  api = createApi({
    baseUrl: server.url,
    firstWait: 5,
    exchange: async () => {
      exchanges += 1;
      return session(`session-${exchanges}`);
    },
  });
});

afterEach(async () => {
  api.close();
  await server.stop();
});

test('exchanges the one-time token once for many calls and sends our session', async () => {
  await Promise.all([api.get('/talks'), api.get('/talks'), api.get('/drafts')]);
  expect(exchanges).toBe(1);
  expect(server.calls.map((call) => call.headers.authorization)).toEqual(['Bearer session-1', 'Bearer session-1', 'Bearer session-1']);
});

test('the words of the server come in the language of the page, else of the member', async () => {
  await api.get('/talks');
  const russian = createApi({ baseUrl: server.url, language: 'ru', exchange: async () => session() });
  await russian.get('/talks');
  russian.close();
  expect(server.calls.map((call) => call.headers['accept-language'])).toEqual(['en', 'ru']);
});

test('a 401 is followed by one new exchange and the same call', async () => {
  server.answer = ({ headers }) => (headers.authorization === 'Bearer session-1' ? problem(401, 'unauthorized') : undefined);
  expect(await api.get('/talks')).toHaveProperty('items');
  expect(exchanges).toBe(2);
});

test('a second 401 is the answer: no loop', async () => {
  server.answer = () => problem(401, 'unauthorized');
  await expect(api.get('/talks')).rejects.toMatchObject({ code: 'unauthorized', status: 401 });
  expect(exchanges).toBe(2);
});

test('a problem becomes an ApiError with its code, gate and field errors', async () => {
  server.answer = () => problem(409, 'newer_message', { gate: 'newer_message', errors: [{ path: 'text', code: 'x', message: 'y' }] });
  const error = await api.write('POST', '/drafts/1/send', {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'newer_message', status: 409, gate: 'newer_message', errors: [{ path: 'text', message: 'y' }] });
});

test('reads are tried again while the server is unwell, then given up', async () => {
  let failures = 2;
  server.answer = () => (failures-- > 0 ? problem(503, 'busy') : undefined);
  expect(await api.get('/talks')).toHaveProperty('items');
  expect(server.calls).toHaveLength(3);
  server.answer = () => problem(503, 'busy');
  await expect(api.get('/talks')).rejects.toMatchObject({ status: 503 });
  expect(server.calls).toHaveLength(6);
});

test('a write whose answer was lost is repeated under the same idempotency key', async () => {
  let lost = false;
  server.answer = (_call, response) => {
    if (lost) return { status: 200, body: {} };
    lost = true;
    response.destroy();
    return 'taken';
  };
  await api.write('POST', '/drafts/1/send', { text: 'a' });
  const keys = server.calls.map((call) => call.headers['idempotency-key']);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(keys).size).toBe(1);
});

test('a write that was refused is not repeated', async () => {
  server.answer = () => problem(422, 'invalid');
  await expect(api.write('PATCH', '/talks/1', {})).rejects.toMatchObject({ status: 422 });
  expect(server.calls).toHaveLength(1);
});

test('no server at all is "offline"; an answer that is no JSON is "bad_answer"', async () => {
  server.answer = (_call, response) => {
    response.end('<html>');
    return 'taken';
  };
  await expect(api.get('/talks')).rejects.toMatchObject({ code: 'bad_answer' });
  await server.stop();
  await expect(api.get('/talks')).rejects.toMatchObject({ code: 'offline' });
  await server.start();
});

test('the live line delivers messages, comes back after a break and says so', async () => {
  const seen: unknown[] = [];
  const line: boolean[] = [];
  const hangUp = api.live({ message: (message) => seen.push(message), connected: (open) => line.push(open), lost: () => seen.push('lost') });
  await vi.waitFor(() => expect(line).toEqual([true]));
  server.live({ kind: 'draft.delta', talkId, draftId: 'd', from: 0, text: 'Hi' });
  await vi.waitFor(() => expect(seen).toEqual([{ kind: 'draft.delta', talkId, draftId: 'd', from: 0, text: 'Hi' }]));
  server.dropLines();
  await vi.waitFor(() => expect(line).toEqual([true, false, true]));
  hangUp();
  await vi.waitFor(() => expect(server.lines).toBe(0));
});

test('the live line gives up when the session is gone for good', async () => {
  server.answer = () => problem(401, 'unauthorized');
  const lost = vi.fn<(error: ApiError) => void>();
  api.live({ message: () => {}, connected: () => {}, lost });
  await vi.waitFor(() => expect(lost).toHaveBeenCalledWith(expect.objectContaining({ status: 401 })));
  expect(exchanges).toBe(2);
});

test('close ends the live line and a read under way, but lets a write through', async () => {
  api.live({ message: () => {}, connected: () => {}, lost: () => {} });
  await vi.waitFor(() => expect(server.lines).toBe(1));
  const answers: (() => void)[] = [];
  server.answer = ({ path }, response) => {
    if (path !== '/slow') return undefined;
    answers.push(() => response.end('{"done":true}'));
    return 'taken';
  };
  const read = api.get('/slow').catch((error: unknown) => error);
  const write = api.write('POST', '/slow', {});
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  api.close();
  for (const answer of answers) answer();
  expect(await read).toBeInstanceOf(ApiError);
  expect(await write).toEqual({ done: true });
  await vi.waitFor(() => expect(server.lines).toBe(0));
});
