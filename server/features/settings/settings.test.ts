import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { newId } from '../../db/base.ts';
import { createAccount, type TestDatabase, testDatabase } from '../../db/testing.ts';
import { Audit } from '../accounts/audit.ts';
import { AuditEntry, Member } from '../accounts/entities.ts';
import { Activity } from '../activity/entities.ts';
import { ActivityService } from '../activity/service.ts';
import { SettingsService } from './service.ts';

let db: TestDatabase;
let accountId: string;
let memberId: string;
let published: unknown[];
let settings: SettingsService;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  accountId = (await createAccount(db)).id;
  memberId = newId();
  const member = { id: memberId, accountId, crmUserId: '1', name: 'Ada', role: 'admin' as const, language: 'en', active: true };
  const em = db.tenancy.forAccount(accountId);
  em.create(Member, member);
  await em.flush();
  published = [];
  const live = { publish: (_account: string, message: unknown) => Promise.resolve(void published.push(message)) };
  const deps = { accountId, caller: undefined, clock: { now: () => new Date('2026-11-20T10:00:00Z') }, live };
  const activity = new ActivityService(deps as never);
  const caller = { memberId };
  settings = new SettingsService({
    em: db.tenancy.forAccount(accountId),
    accountId,
    caller,
    activity,
    audit: new Audit({ tenancy: db.tenancy, clock: deps.clock }),
  } as never);
});

test('what was never set has its default', async () => {
  expect(await settings.read('callbacks')).toMatchObject({ enabled: true, dueInMinutes: 30, quietHours: { from: '20:00', to: '09:00' } });
  expect(await settings.get('sync')).toMatchObject({ values: { pipelines: [], days: 90 }, version: 0, updatedAt: null });
});

test('what is saved is read, logged, and described by its schema', async () => {
  const saved = await settings.put('callbacks', { dueInMinutes: 15, quietHours: null }, 0);
  expect(saved).toMatchObject({ version: 1, values: { enabled: true, dueInMinutes: 15, quietHours: null } });
  expect(saved.schema).toMatchObject({ type: 'object', properties: { dueInMinutes: { type: 'integer', minimum: 5 } } });
  expect(await settings.read('callbacks')).toMatchObject({ dueInMinutes: 15, quietHours: null });
  const [entry] = await db.tenancy.forAccount(accountId).find(Activity, {});
  expect(entry).toMatchObject({ kind: 'settings.changed', data: { section: 'callbacks' } });
  expect(published).toEqual([{ kind: 'activity.created', activityId: entry?.id }]);
  const audited = await db.tenancy.forAccount(accountId).find(AuditEntry, {});
  expect(audited).toMatchObject([{ actor: `member:${memberId}`, action: 'settings.changed', target: 'callbacks', result: 'done' }]);
});

test('a wrong value is refused by field and nothing is kept', async () => {
  await expect(settings.put('callbacks', { dueInMinutes: 1 })).rejects.toMatchObject({ status: 422, errors: [{ path: 'values.dueInMinutes' }] });
  expect(await settings.get('callbacks')).toMatchObject({ version: 0 });
  expect(await db.tenancy.forAccount(accountId).count(Activity, {})).toBe(0);
});

test('two who change the same version: the second sees both sides', async () => {
  await settings.put('sync', { days: 30 }, 0);
  await expect(settings.put('sync', { days: 60 }, 0)).rejects.toMatchObject({ status: 409, code: 'version_conflict' });
  expect(await settings.read('sync')).toMatchObject({ days: 30 });
});

test('of several who save the same version at once, one gets through', async () => {
  for (const version of [0, 1]) {
    const tries = await Promise.allSettled([10, 20, 30, 40].map((days) => settings.put('sync', { days }, version)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code: string }] : []));
    expect(reasons.map(({ code }) => code)).toEqual(['version_conflict', 'version_conflict', 'version_conflict']);
    expect(await settings.get('sync')).toMatchObject({ version: version + 1 });
  }
});
