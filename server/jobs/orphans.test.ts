import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';

import { newId } from '../db/base.ts';
import { type TestDatabase, testDatabase } from '../db/testing.ts';
import { adoptOrphans, type Presence } from './orphans.ts';
import { Queue } from './queue.ts';
import { WorkerSide } from './worker-side.ts';

let db: TestDatabase;
let queue: Queue;
let side: WorkerSide;
const present: Presence[] = [];

beforeAll(async () => {
  db = await testDatabase();
  queue = new Queue({ url: db.url, log: pino({ level: 'silent' }), supervise: false, retryDelay: 0 });
  await queue.start();
  side = new WorkerSide({ queue, oneTrip: db.oneTrip });
});
afterAll(async () => {
  await queue.stop();
  await db.close();
});
beforeEach(() => db.truncate());
afterEach(async () => {
  await Promise.all(present.splice(0).map((each) => each.end()));
});

async function worker(): Promise<Presence> {
  const presence = await adoptOrphans({ url: db.url, side, onError: (error) => expect.unreachable(String(error)) });
  present.push(presence);
  return presence;
}

const take = async (): Promise<number> => (await side.take('reply', 9)).length;

async function running(): Promise<void> {
  await queue.send('reply', { accountId: newId(), talkId: 't', messageId: 'm' });
  expect(await take()).toBe(1);
  expect(await take()).toBe(0);
}

test('the only worker takes up at once what a killed one left, and nothing that began after it', async () => {
  await running();
  await worker();
  expect(await take()).toBe(1);
  expect(await take()).toBe(0);
});

// The embedded database has one worker, whatever asks: its clients share a session.
test.runIf(process.env['DATABASE_URL'])('what a living worker runs is left to it, until it dies', async () => {
  const first = await worker();
  await running();
  await worker();
  expect(await take()).toBe(0);
  present.splice(present.indexOf(first), 1);
  await first.end();
  await vi.waitUntil(async () => (await take()) === 1, { timeout: 4_000, interval: 50 });
});
