import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type TestDatabase, testDatabase } from '../db/testing.ts';
import { startClock } from './clock.ts';
import { databaseJobs } from './jobs.ts';
import { queues } from './names.ts';
import { Queue } from './queue.ts';
import { periodKey, ticks } from './timetable.ts';

const log = pino({ level: 'silent' });
let db: TestDatabase;
let queue: Queue;
beforeAll(async () => {
  db = await testDatabase();
  queue = new Queue({ url: db.url, log, supervise: false });
  await queue.start();
});
afterAll(async () => {
  await queue.stop();
  await db.close();
});

const count = async (): Promise<unknown> => (await queue.db.executeSql('select count(*)::int as n from pgboss.job')).rows[0]?.n;

test('every tick has its queue, once, and a time', () => {
  for (const tick of ticks) {
    expect(Object.keys(queues)).toContain(tick.job);
    expect(tick.cron.split(' ')).toHaveLength(5);
  }
  expect(new Set(ticks.map((tick) => tick.job)).size).toBe(ticks.length);
});

test('a period has one key, the next one another', () => {
  const [hourly, daily] = [ticks.find((tick) => tick.period === 'hour'), ticks.find((tick) => tick.period === 'day')];
  if (!hourly || !daily) throw new Error('the timetable has neither');
  const at = new Date('2026-11-20T03:07:00.010Z');
  expect(periodKey(hourly, at)).toBe(periodKey(hourly, new Date('2026-11-20T03:59:59Z')));
  expect(periodKey(hourly, at)).not.toBe(periodKey(hourly, new Date('2026-11-20T04:07:00Z')));
  expect(periodKey(daily, at)).toBe(periodKey(daily, new Date('2026-11-20T23:00:00Z')));
  expect(periodKey(daily, at)).not.toBe(periodKey(daily, new Date('2026-11-21T03:07:00Z')));
});

test('two clocks enqueue a tick once a period', async () => {
  let hour = '2026-11-20T03';
  const now = (): Date => new Date(`${hour}:07:00Z`);
  const sent: string[] = [];
  const counted: Pick<Queue, 'send'> = {
    send: async (name, data, options) => {
      await queue.send(name, data, options);
      sent.push(`${name} ${options?.once}`);
    },
  };
  const entries = [{ job: 'cleanup', cron: '7 * * * *', period: 'hour', everyMs: 300 }] as const;
  const clocks = await Promise.all([startClock({ queue: counted, log, now, entries }), startClock({ queue: counted, log, now, entries })]);
  await expect.poll(() => sent.length, { timeout: 10_000 }).toBeGreaterThan(3);
  expect(await count()).toBe(1);
  hour = '2026-11-20T04';
  await expect.poll(() => sent.at(-1), { timeout: 10_000 }).toBe('cleanup 2026-11-20T04');
  expect(await count()).toBe(2);
  await Promise.all(clocks.map((clock) => clock.stop()));
});

test('the real timetable starts and stops', async () => {
  const before = await count();
  const clock = await startClock({ queue, log });
  await clock.stop();
  expect(await count()).toBe(before);
});

test('nightly maintenance throws old jobs away and runs on both databases', async () => {
  await queue.send('cleanup', {}, { once: 'old' });
  const [job] = await queue.boss.fetch('cleanup');
  await queue.boss.complete('cleanup', job?.id ?? '');
  const before = Number(await count());
  const tomorrow = (): Date => new Date(Date.now() + 2 * 86_400_000);
  for (const embedded of [true, false]) {
    const handler = databaseJobs({ queue, orm: db.orm, embedded, now: tomorrow })['maintain-database'];
    await handler({}, { signal: AbortSignal.timeout(5_000), attempt: 1, lastAttempt: false } as Parameters<typeof handler>[1]);
  }
  expect(await count()).toBe(before - 1);
});
