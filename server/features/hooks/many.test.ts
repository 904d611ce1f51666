/** Large numbers, on a real database. */
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Queue } from '../../jobs/queue.ts';
import { Audit } from '../accounts/audit.ts';
import { AuditEntry } from '../accounts/entities.ts';
import { Activity } from '../activity/entities.ts';
import { ActivityService } from '../activity/service.ts';
import { HookEvent, type HookState } from './entities.ts';
import { HookExport } from './export.ts';
import { HookRetries } from './retries.ts';

let db: TestDatabase;
let queue: Queue;
let accountId = '';
beforeAll(async () => {
  db = await testDatabase();
  queue = new Queue({ url: db.url, log: pino({ level: 'silent' }), supervise: false });
  await queue.start();
});
afterAll(async () => {
  await queue.stop();
  await db.close();
});
beforeEach(async () => {
  await db.truncate();
  ({ id: accountId } = await createAccount(db));
});

const clock = { now: () => new Date('2026-11-20T12:00:00Z') };
const live = { publish: async () => undefined } as unknown as ScopedCradle['live'];

async function hooks(count: number, state: HookState, account = accountId, error: string | null = null): Promise<string[]> {
  const em = db.tenancy.forAccount(account);
  const shared = { accountId: account, source: 'kommo', headers: {}, body: Buffer.from('a=1'), bytes: 3, digest: 'd', attempts: 5, events: [] };
  const ids = Array.from({ length: count }, () => newId());
  for (const id of ids) em.create(HookEvent, { id, state, error, ...shared, receivedAt: clock.now() });
  await em.flush();
  return ids;
}

const em = () => db.tenancy.forAccount(accountId);
const exporter = () =>
  new HookExport({
    em: em(),
    clock,
    accountId,
    audit: new Audit({ tenancy: db.tenancy, clock }),
    caller: { accountId, sessionId: newId(), memberId: 'm-1', role: 'admin' },
  });
const retries = () => new HookRetries({ em: em(), accountId, queue, live, activity: new ActivityService({ accountId, caller: undefined, clock, live }) });

it('tries at most a thousand again, says what is left, and asking twice changes nothing', async () => {
  await hooks(1_050, 'failed');
  const other = await createAccount(db);
  await hooks(3, 'failed', other.id);
  const [a, b] = await Promise.all([retries().many({ filter: { state: 'failed' } }), retries().many({ filter: { state: 'failed' } })]);
  expect(a.retried + b.retried).toBeGreaterThanOrEqual(1_000);
  expect(a.retried + b.retried + (await em().count(HookEvent, { state: 'failed' }))).toBe(1_050);
  await retries().many({ filter: {} });
  expect(await retries().many({ filter: {} })).toEqual({ retried: 0, skipped: 0 });
  expect(await em().count(HookEvent, { state: 'received', attempts: 0, error: null })).toBe(1_050);
  expect(await db.tenancy.forAccount(other.id).count(HookEvent, { state: 'failed' })).toBe(3);
  const told = await em().find(Activity, { kind: 'action.executed' });
  expect(told.reduce((sum, { data }) => sum + Number(data['count']), 0)).toBe(1_050);
});

it('does not touch hooks of another account, named or not', async () => {
  const other = await createAccount(db);
  const ids = await hooks(2, 'failed', other.id);
  expect(await retries().many({ ids })).toEqual({ retried: 0, skipped: 2 });
  await expect(retries().one(ids[0] ?? '')).rejects.toMatchObject({ status: 404 });
  expect(await em().count(Activity, {})).toBe(0);
});

it('exports every row once over many pages, and no formula', async () => {
  await hooks(430, 'done');
  await hooks(1, 'failed', accountId, '=HYPERLINK("http://x","y")');
  const { pieces, name } = await exporter().file({ format: 'csv' }, new AbortController().signal);
  let text = '';
  for await (const piece of pieces) text += piece;
  const lines = text.trim().split('\r\n');
  expect(name).toBe('hooks-2026-11-20.csv');
  expect(lines).toHaveLength(432);
  expect(new Set(lines).size).toBe(432);
  expect(await em().find(AuditEntry, {})).toMatchObject([{ actor: 'member:m-1', action: 'hooks.exported' }]);
  expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
});

it('stops reading when nobody takes the file any more', async () => {
  await hooks(450, 'done');
  const stop = new AbortController();
  const { pieces } = await exporter().file({ format: 'csv' }, stop.signal);
  let taken = 0;
  for await (const _ of pieces) if ((taken += 1) === 2) stop.abort();
  expect(taken).toBe(2);
});
