import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { newId } from '../../db/base.ts';
import { Listener } from '../../db/listener.ts';
import { Live } from '../../db/live.ts';
import { type OneTrip, type Statement } from '../../db/one-trip.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { type LiveMessage } from '../../http/live-messages.ts';
import { Queue } from '../../jobs/queue.ts';
import { HookEvent } from './entities.ts';
import { HookIntake } from './intake.ts';

const log = pino({ level: 'silent' });

let db: TestDatabase;
let queue: Queue;
let listener: Listener;
let live: Live;
let flood = '';
let quiet = '';

beforeAll(async () => {
  db = await testDatabase();
  queue = new Queue({ url: db.url, log, supervise: false });
  await queue.start();
  listener = new Listener({ url: db.url, log });
  await listener.start();
  live = new Live({ oneTrip: db.oneTrip, listener, log });
  await live.start();
});
afterAll(async () => {
  await listener.stop();
  await queue.stop();
  await db.close();
});
beforeEach(async () => {
  await db.truncate();
  flood = (await createAccount(db)).id;
  quiet = (await createAccount(db)).id;
});

/** The real intake; `commits` tells after how many commits something was stored. The secret of a hook is its account here. */
function intake() {
  const commits = { count: 0 };
  const oneTrip = {
    transaction: async (whose: Parameters<OneTrip['transaction']>[0], statements: readonly Statement[]) => {
      const rows = await db.oneTrip.transaction(whose, statements);
      commits.count += 1;
      return rows;
    },
  } as Pick<OneTrip, 'transaction'>;
  const hooks = new HookIntake({ oneTrip, queue, live, clock: { now: () => new Date() }, hookDirectory: { find: async (_plugin, secret) => secret } });
  const send = (accountId: string, body = Buffer.from('leads[add][0][id]=1')) => hooks.accept({ pluginId: 'kommo', secret: accountId, headers: {}, body });
  return { send, commits };
}

const countOf = (accountId: string): Promise<number> => db.tenancy.forAccount(accountId).count(HookEvent, {});

it('one account at a hundred times the pace of another does not make the other wait', async () => {
  const { send, commits } = intake();
  const crowd = Array.from({ length: 1_500 }, () => send(flood));
  // Everything above is in the line before this one comes.
  await Promise.resolve();
  let quietAfter = 0;
  const one = send(quiet).then(() => (quietAfter = commits.count));
  await Promise.all([...crowd, one]);
  // The commit that was under way, and the next one.
  expect(quietAfter).toBeLessThanOrEqual(2);
  expect(commits.count).toBeGreaterThan(5);
  expect([await countOf(flood), await countOf(quiet)]).toEqual([1_500, 1]);
});

it('has a bound for what waits of one account; the others are taken', async () => {
  const { send } = intake();
  const answers = await Promise.allSettled([...Array.from({ length: 2_300 }, () => send(flood)), send(quiet)]);
  const refused = answers.filter((answer) => answer.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ reason }) => (reason as { status: number }).status === 503)).toBe(true);
  expect(answers.at(-1)?.status).toBe('fulfilled');
  expect(await countOf(flood)).toBe(2_300 - refused.length);
});

it('tells the screens of the account that something came, once a commit', async () => {
  const told: LiveMessage[] = [];
  const strange: LiveMessage[] = [];
  const leave = [live.subscribe(quiet, (message) => void told.push(message)), live.subscribe(flood, (message) => void strange.push(message))];
  const { send, commits } = intake();
  await Promise.all(Array.from({ length: 50 }, () => send(quiet)));
  await expect.poll(() => told.length, { timeout: 5_000 }).toBe(commits.count);
  expect(told[0]).toEqual({ kind: 'hook.received' });
  expect(strange).toEqual([]);
  leave.forEach((off) => off());
});

it('a hook that cannot be stored does not cost the others of its commit', async () => {
  const { send } = intake();
  const gone = '00000000-0000-7000-8000-000000000000';
  const answers = await Promise.allSettled([send(quiet), send(gone), send(flood), send(quiet), send(gone)]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'rejected']);
  expect([await countOf(flood), await countOf(quiet)]).toEqual([1, 2]);
});

it('has a bound for what waits of all accounts together while the database stands still', async () => {
  const answer = Promise.withResolvers<never>();
  const oneTrip = { transaction: () => answer.promise } as Pick<OneTrip, 'transaction'>;
  const hooks = new HookIntake({ oneTrip, queue, live, clock: { now: () => new Date() }, hookDirectory: { find: async (_plugin, secret) => secret } });
  const body = Buffer.alloc(1024 * 1024, 'a');
  const refused: string[] = [];
  const send = async (account: string): Promise<void> => {
    await hooks.accept({ pluginId: 'kommo', secret: account, headers: {}, body }).catch(({ status }) => status === 503 && refused.push(account));
  };
  const crowd = Array.from({ length: 8 }, () => newId());
  const sent = crowd.flatMap((account) => Array.from({ length: 60 }, () => send(account)));
  await vi.waitFor(() => expect(refused.length).toBeGreaterThan(50));
  const before = refused.length;
  sent.push(send(quiet));
  answer.reject(new Error('The database is gone.'));
  await Promise.all(sent);
  expect(refused.slice(before)).not.toContain(quiet);
});
