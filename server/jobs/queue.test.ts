import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { newId } from '../db/base.ts';
import { type TestDatabase, testDatabase } from '../db/testing.ts';
import { type JobName, queues } from './names.ts';
import { Queue } from './queue.ts';
import { WorkerSide } from './worker-side.ts';

const log = pino({ level: 'silent' });
const account = newId();
const reply = (messageId: string, accountId = account): { accountId: string; talkId: string; messageId: string } => ({ accountId, talkId: 't', messageId });

let db: TestDatabase;
let queue: Queue;
let side: WorkerSide;
beforeAll(async () => {
  db = await testDatabase();
  queue = new Queue({ url: db.url, log, supervise: false, retryDelay: 0 });
  await queue.start();
  side = new WorkerSide({ queue, oneTrip: db.oneTrip });
});
afterAll(async () => {
  await queue.stop();
  await db.close();
});
beforeEach(() => db.truncate());

const taken = async (name: JobName, limit = 10): Promise<string[]> =>
  (await side.take(name, limit)).map((job) => ('messageId' in job.data ? job.data.messageId : job.name));

test('a job goes with its transaction: gone with a rollback, there after a commit', async () => {
  const em = db.tenancy.forAccount(account);
  const failed = em.transactional(async (tx) => {
    await queue.send('reply', reply('lost'), { tx });
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await em.transactional(async (tx) => {
    await queue.send('reply', reply('kept'), { tx });
    await queue.sendMany('index-article', [{ data: { accountId: account, articleId: 'a', version: 1 } }], tx);
  });
  expect(await taken('reply')).toEqual(['kept']);
  expect(await taken('index-article')).toEqual(['index-article']);
});

test('an entity manager without a transaction is refused', async () => {
  await expect(queue.send('reply', reply('1'), { tx: db.tenancy.forAccount(account) })).rejects.toThrow('no open transaction');
});

test('jobs of one key come one after another in their order, other keys do not wait for them', async () => {
  for (const [key, id] of [
    ['a', 'a1'],
    ['a', 'a2'],
    ['a', 'a3'],
    ['b', 'b1'],
    ['c', 'c1'],
  ] as const)
    await queue.send('reply', reply(id), { key });
  const first = await side.take('reply', 10);
  expect(first.map((job) => job.data.messageId).sort()).toEqual(['a1', 'b1', 'c1']);
  expect(await taken('reply')).toEqual([]);
  const a1 = first.find((job) => job.data.messageId === 'a1');
  if (!a1) throw new Error('a1 was not taken');
  await side.complete(a1);
  expect(await taken('reply')).toEqual(['a2']);
});

test('workers that look at the same moment never get two jobs of one key', async () => {
  await queue.sendMany(
    'reply',
    Array.from({ length: 40 }, (_, index) => ({ data: reply(String(index)), key: `k${index % 4}` })),
  );
  const other = new Queue({ url: db.url, log, supervise: false, retryDelay: 0 });
  await other.start();
  const second = new WorkerSide({ queue: other, oneTrip: db.oneTrip });
  const looks = await Promise.all(Array.from({ length: 8 }, async (_, index) => (index % 2 ? side : second).take('reply', 5)));
  expect(looks.flat()).toHaveLength(4);
  await other.stop();
});

test('equal keys of two accounts do not wait for each other', async () => {
  const foreign = newId();
  await queue.send('reply', reply('mine'), { key: 'same' });
  await queue.send('reply', reply('theirs', foreign), { key: 'same' });
  expect((await taken('reply')).sort()).toEqual(['mine', 'theirs']);
});

test('a job that fails is tried again, then kept as failed, and can be given one more try', async () => {
  await queue.send('reply', reply('bad'));
  const tries = queues.reply.retries + 1;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const [job] = await side.take('reply', 1);
    expect(job).toMatchObject({ attempt, lastAttempt: attempt === tries });
    if (job) await side.fail(job, `failed ${attempt}`);
  }
  expect(await taken('reply')).toEqual([]);
  const { items } = await queue.list({ state: 'failed', limit: 10 }, account);
  expect(items).toMatchObject([{ name: 'reply', state: 'failed', attempts: tries, error: `failed ${tries}` }]);

  const id = items[0]?.id ?? '';
  expect(await queue.retry(id, newId())).toBe(false);
  expect(await queue.retry(id, account)).toBe(true);
  const [again] = await side.take('reply', 1);
  expect(again).toMatchObject({ id, lastAttempt: true });
  if (again) await side.complete(again);
  expect((await queue.get(id, account))?.state).toBe('done');
});

test('a final failure is not tried again, and one with a time waits for it', async () => {
  await queue.send('deliver', { accountId: account, deliveryId: 'refused' }, { key: '1' });
  await queue.send('deliver', { accountId: account, deliveryId: 'later' }, { key: '2' });
  const [refused, later] = (await side.take('deliver', 2)).sort((a, b) => b.data.deliveryId.localeCompare(a.data.deliveryId));
  if (!refused || !later) throw new Error('not taken');
  await side.fail(refused, 'never', { final: true });
  await side.fail(later, 'busy', { retryInMs: 60_000 });
  expect((await queue.get(refused.id, account))?.state).toBe('failed');
  const waiting = await queue.get(later.id, account);
  expect(waiting?.state).toBe('retrying');
  expect((waiting?.startAfter.getTime() ?? 0) - Date.now()).toBeGreaterThan(50_000);
  expect(await side.take('deliver', 5)).toEqual([]);
});

test('a list shows one account, newest first, page by page', async () => {
  for (let index = 0; index < 5; index++) await queue.send('reply', reply(String(index)));
  await queue.send('reply', reply('foreign', newId()));
  const seen: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await queue.list({ limit: 2, ...(cursor && { cursor }) }, account);
    seen.push(...page.items.map((job) => job.data['messageId']));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual(['4', '3', '2', '1', '0']);
  expect((await queue.list({ limit: 9, name: 'deliver' }, account)).items).toEqual([]);
  expect(await queue.get('not-an-id', account)).toBeUndefined();
});

test('a waiting job can be taken back, a running one cannot', async () => {
  await queue.send('reply', reply('x'), { startAfter: 3600 });
  await queue.send('reply', reply('y'));
  const [y, x] = (await queue.list({ limit: 2 }, account)).items;
  await taken('reply');
  expect(await queue.cancel(y?.id ?? '', account)).toBe(false);
  expect(await queue.cancel(x?.id ?? '', newId())).toBe(false);
  expect(await queue.cancel(x?.id ?? '', account)).toBe(true);
  expect((await queue.get(x?.id ?? '', account))?.state).toBe('cancelled');
});

test('a worker learns which of its jobs are not its own any more', async () => {
  await queue.send('reply', reply('1'), { key: '1' });
  await queue.send('reply', reply('2'), { key: '2' });
  const jobs = await side.take('reply', 2);
  const [lost] = jobs;
  if (!lost) throw new Error('not taken');
  await side.release([lost]);
  await side.take('reply', 2);
  expect(await side.touch('reply', jobs)).toEqual([lost.id]);
});

test('what was sent once for a period is one job, whoever sends it', async () => {
  const other = new Queue({ url: db.url, log, supervise: false, retryDelay: 0 });
  await other.start();
  await Promise.all([queue, other, queue].map((each) => each.send('cleanup', {}, { once: '2026-11-20T14' })));
  await queue.send('cleanup', {}, { once: '2026-11-20T15' });
  const { rows } = await queue.db.executeSql(`select count(*)::int as n from pgboss.job where name = 'cleanup'`);
  expect(rows).toEqual([{ n: 2 }]);
  await other.stop();
});

test('services may enqueue but not read jobs', async () => {
  await queue.send('reply', reply('1'));
  await expect(db.tenancy.forAccount(account).execute('select data from pgboss.job_common')).rejects.toThrow('permission denied');
  await expect(db.tenancy.forAccount(account).execute('delete from pgboss.job_common')).rejects.toThrow('permission denied');
});

test('finished jobs are thrown away after a while, failed ones are kept', async () => {
  await queue.send('reply', reply('good'), { key: '1' });
  await queue.send('reply', reply('bad'), { key: '2' });
  const [good, bad] = await side.take('reply', 2);
  if (!good || !bad) throw new Error('not taken');
  await side.complete(good);
  await side.fail(bad, 'no', { final: true });
  expect(await queue.rows.prune(new Date(Date.now() - 60_000))).toBe(0);
  expect(await queue.rows.prune(new Date(Date.now() + 60_000))).toBe(1);
  expect((await queue.get(bad.id, account))?.state).toBe('failed');
});

test('of an account that left, what has not begun is taken back; others keep theirs', async () => {
  const other = newId();
  await queue.sendMany('reply', [
    { data: reply('running'), key: 'a' },
    { data: reply('waiting'), key: 'b' },
    { data: reply('later'), key: 'c', startAfter: 60 },
    { data: reply('theirs', other), key: 'd' },
  ]);
  expect(await taken('reply', 1)).toEqual(['running']);
  await queue.cancelAll(account);
  const states = async (id: string): Promise<string[]> => (await queue.list({ limit: 10 }, id)).items.map(({ state }) => state).toSorted();
  expect(await states(account)).toEqual(['cancelled', 'cancelled', 'running']);
  expect(await states(other)).toEqual(['waiting']);
});
