import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';

import { type ScopedCradle } from '../container.ts';
import { newId } from '../db/base.ts';
import { Listener } from '../db/listener.ts';
import { type TestDatabase, testDatabase } from '../db/testing.ts';
import { Refuse, Retry } from '../sdk/errors.ts';
import { type JobName, queues } from './names.ts';
import { Queue } from './queue.ts';
import { type JobHandlers, type JobRun, type Runner, startRunner } from './runner.ts';

const log = pino({ level: 'silent' });
const account = newId();
const reply = (messageId: string): { accountId: string; talkId: string; messageId: string } => ({ accountId: account, talkId: 't', messageId });

let db: TestDatabase;
let queue: Queue;
let listener: Listener;
let runner: Runner | undefined;
const ended: string[] = [];
const scopes = { open: 0, accounts: [] as (string | undefined)[] };

beforeAll(async () => {
  db = await testDatabase();
  queue = new Queue({ url: db.url, log, supervise: false, retryDelay: 0 });
  await queue.start();
  listener = new Listener({ url: db.url, log });
  await listener.start();
});
afterAll(async () => {
  await listener.stop();
  await queue.stop();
  await db.close();
});
beforeEach(async () => {
  await db.truncate();
  ended.length = 0;
  scopes.accounts.length = 0;
});
afterEach(async () => {
  await runner?.stop();
  runner = undefined;
});

async function run(work: (messageId: string, run: JobRun) => Promise<void>, options: { pollMs?: number; graceMs?: number } = {}): Promise<void> {
  const nothing = async (): Promise<void> => {};
  const idle = Object.fromEntries(Object.keys(queues).map((name) => [name, nothing])) as { [N in JobName]: () => Promise<void> };
  const handlers: JobHandlers = { ...idle, reply: ({ messageId }, context) => work(messageId, context) };
  runner = await startRunner({
    queue,
    oneTrip: db.oneTrip,
    listener,
    handlers,
    log,
    // The handlers of this file ask their scope for nothing but the account.
    makeScope: (accountId) => {
      scopes.open++;
      scopes.accounts.push(accountId);
      return { cradle: { accountId } as ScopedCradle, dispose: async () => void scopes.open-- };
    },
    metrics: { jobEnded: (name, outcome) => ended.push(`${name} ${outcome}`) },
    ...options,
  });
}

const until = async (happened: () => boolean): Promise<true> => vi.waitUntil(() => happened() || undefined, { timeout: 8_000, interval: 10 });

test('a job starts within milliseconds of its commit, in a scope of its account', async () => {
  const started = new Map<string, number>();
  const seen: (string | undefined)[] = [];
  await run(
    async (messageId, { cradle }) => {
      started.set(messageId, performance.now());
      seen.push(cradle.accountId);
    },
    { pollMs: 5_000 },
  );
  const waits: number[] = [];
  for (let index = 0; index < 20; index++) {
    await db.tenancy.forAccount(account).transactional(async (tx) => queue.send('reply', reply(String(index)), { tx }));
    const committed = performance.now();
    await until(() => started.has(String(index)));
    waits.push((started.get(String(index)) ?? 0) - committed);
  }
  waits.sort((a, b) => a - b);
  // By polling alone it would be 2.5 s.
  expect(waits[10]).toBeLessThan(100);
  await until(() => ended.length === 20);
  expect(new Set(seen)).toEqual(new Set([account]));
  expect(scopes.open).toBe(0);
});

test('jobs of one key run one at a time, in order; keys run side by side', async () => {
  const log_: string[] = [];
  let atOnce = 0;
  let most = 0;
  await run(async (messageId) => {
    log_.push(`${messageId} begins`);
    most = Math.max(most, ++atOnce);
    await new Promise((resolve) => setImmediate(resolve));
    atOnce--;
    log_.push(`${messageId} ends`);
  });
  await queue.sendMany(
    'reply',
    ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((id) => ({ data: reply(id), key: id[0] ?? '' })),
  );
  await until(() => ended.length === 6);
  expect(log_.filter((line) => line.startsWith('a'))).toEqual(['a1', 'a2', 'a3'].flatMap((id) => [`${id} begins`, `${id} ends`]));
  expect(most).toBeGreaterThan(1);
});

test('a failure is tried again to the last attempt; a refusal is not', async () => {
  const attempts: string[] = [];
  await run(async (messageId, { attempt, lastAttempt }) => {
    attempts.push(`${messageId} ${attempt}${lastAttempt ? ' last' : ''}`);
    if (messageId === 'refused') throw new Refuse('invalid', 'never');
    throw new Error('select * from messages: "canary words of a customer"');
  });
  await queue.send('reply', reply('broken'), { key: '1' });
  await queue.send('reply', reply('refused'), { key: '2' });
  await until(() => ended.filter((line) => line === 'reply dead').length === 2);
  expect(attempts.filter((line) => line.startsWith('broken'))).toEqual(['broken 1', 'broken 2', 'broken 3', 'broken 4 last']);
  expect(attempts.filter((line) => line.startsWith('refused'))).toEqual(['refused 1']);
  const { items } = await queue.list({ state: 'failed', limit: 5 }, account);
  // What a library said is for the log; what we said is for the screen.
  expect(new Set(items.map((job) => job.error))).toEqual(
    new Set(['It failed for a reason nobody foresaw. The details are in the server log under the id of this job.', 'never']),
  );
  expect(JSON.stringify((await db.orm.em.fork().execute('select output from pgboss.job')) as unknown)).not.toContain('canary');
  expect(scopes.open).toBe(0);
});

test('a retry comes when the other side asked for it', async () => {
  const at: number[] = [];
  await run(async () => {
    at.push(performance.now());
    if (at.length === 1) throw new Retry('slow down', { afterMs: 700 });
  });
  await queue.send('reply', reply('1'));
  await until(() => ended.includes('reply done'));
  const waited = (at[1] ?? 0) - (at[0] ?? 0);
  expect(waited).toBeGreaterThan(600);
  // The usual delay would have been none.
  expect(waited).toBeLessThan(5_000);
});

test('a delayed job starts at its time', async () => {
  let started = 0;
  await run(async () => void (started = performance.now()));
  const sent = performance.now();
  await queue.send('reply', reply('1'), { startAfter: 1 });
  await until(() => started > 0);
  expect(started - sent).toBeGreaterThan(950);
  expect(started - sent).toBeLessThan(3_000);
});

test('on stop a running job may end, and one that does not is given back untouched', async () => {
  let entered = 0;
  await run(
    async (messageId, { signal }) => {
      entered++;
      if (messageId === 'quick') return new Promise((resolve) => setTimeout(resolve, 50));
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
    { graceMs: 200 },
  );
  await queue.send('reply', reply('quick'), { key: '1' });
  await queue.send('reply', reply('slow'), { key: '2' });
  await until(() => entered === 2);
  await runner?.stop();
  runner = undefined;
  expect(ended.sort()).toEqual(['reply done', 'reply released']);
  const [slow] = (await queue.list({ state: 'retrying', limit: 5 }, account)).items;
  expect(slow?.data['messageId']).toBe('slow');
  expect(scopes.open).toBe(0);

  const again: string[] = [];
  await run(async (messageId) => void again.push(messageId));
  await until(() => again.length === 1);
  expect(again).toEqual(['slow']);
});

test('jobs of no account get a scope of none', async () => {
  await run(async () => {});
  await queue.send('cleanup', {});
  await until(() => ended.includes('cleanup done'));
  expect(scopes.accounts).toEqual([undefined]);
});
