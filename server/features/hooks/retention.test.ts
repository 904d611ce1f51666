import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { CrmUsage } from '../../egress/entities.ts';
import { Queue } from '../../jobs/queue.ts';
import { Member } from '../accounts/entities.ts';
import { Activity } from '../activity/entities.ts';
import { Callback, type CallbackState } from '../callbacks/entities.ts';
import { Call } from '../crm/entities.ts';
import { Notification } from '../notifications/entities.ts';
import { Delivery, type DeliveryState, Talk } from '../talks/entities.ts';
import { HookEvent } from './entities.ts';
import { Retention } from './retention.ts';

const log = pino({ level: 'silent' });
const later = new Date(Date.now() + 10 * 60_000);

let db: TestDatabase;
let queue: Queue;
let accountId = '';
beforeAll(async () => {
  db = await testDatabase();
  queue = new Queue({ url: db.url, log, supervise: false, retryDelay: 0 });
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

const takeUp = (now = later): Promise<void> => new Retention({ tenancy: db.tenancy, clock: { now: () => now }, queue, log }).takeUp();
const jobs = async (): Promise<[string, unknown][]> => (await queue.list({ limit: 50 }, accountId)).items.map(({ name, data }) => [name, data]);

async function delivery(state: DeliveryState): Promise<Delivery> {
  const em = db.tenancy.forAccount(accountId);
  const talk = em.create(Talk, { id: newId(), accountId, crmId: newId(), channel: 'kommo-talks', mode: 'auto', open: true, version: 1 });
  const row = em.create(Delivery, { id: newId(), accountId, talkId: talk.id, channel: 'kommo-talks', text: 'Hi', state, attempts: 1 });
  await em.flush();
  return row;
}

it('gives a job to a message whose worker was killed in the last attempt', async () => {
  const { id } = await delivery('sending');
  await delivery('sent');
  await takeUp();
  expect(await jobs()).toEqual([['deliver', { accountId, deliveryId: id }]]);
});

async function callback(state: CallbackState): Promise<Callback> {
  const em = db.tenancy.forAccount(accountId);
  const call = em.create(Call, { id: newId(), accountId, crmId: newId(), direction: 'in', duration: 0, missed: true, callerKey: '600112233', at: new Date() });
  const row = em.create(Callback, { id: newId(), accountId, callId: call.id, callerKey: newId(), state, missed: 1, text: '', dueAt: new Date() });
  await em.flush();
  return row;
}

it('gives a job to a callback that was never written into the CRM', async () => {
  const { id } = await callback('planned');
  await callback('open');
  await callback('failed');
  await takeUp();
  await takeUp();
  expect(await jobs()).toEqual([['write-callback', { accountId, callbackId: id }]]);
});

it('leaves alone what has a job, and what is young', async () => {
  const { id, talkId } = await delivery('queued');
  await queue.send('deliver', { accountId, deliveryId: id }, { key: talkId });
  await takeUp();
  expect(await jobs()).toHaveLength(1);
  await delivery('queued');
  await takeUp(new Date());
  expect(await jobs()).toHaveLength(1);
});

it('gives a job to hooks that wait without one', async () => {
  const em = db.tenancy.forAccount(accountId);
  em.create(HookEvent, {
    id: newId(),
    accountId,
    source: 'kommo',
    headers: {},
    body: Buffer.from('a=1'),
    bytes: 3,
    digest: 'd',
    state: 'received',
    attempts: 0,
    events: [],
    receivedAt: new Date(),
  });
  await em.flush();
  await takeUp();
  expect(await jobs()).toEqual([['process-hooks', { accountId }]]);
});

it('forgets after a month what the CRM was asked for', async () => {
  const hour = (day: string): Date => new Date(`2026-${day}T10:00:00Z`);
  const em = db.tenancy.forAccount(accountId);
  await em.insertMany(
    CrmUsage,
    ['01-01', '02-10'].map((day) => ({ id: newId(), accountId, hour: hour(day), feature: 'sync', requests: 1, limited: 0, failed: 0, waited: 0 })),
  );
  await new Retention({ tenancy: db.tenancy, clock: { now: () => hour('02-11') }, queue, log }).cleanUp();
  expect(await em.find(CrmUsage, {})).toMatchObject([{ hour: hour('02-10') }]);
});

it('forgets notifications after three months and the log after a year', async () => {
  const now = new Date('2026-11-20T12:00:00Z');
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * 24 * 3_600_000);
  const em = db.tenancy.forAccount(accountId);
  const memberId = em.create(Member, { id: newId(), accountId, crmUserId: '1', name: 'Nadia' }).id;
  for (const days of [89, 91]) {
    const at = daysAgo(days);
    em.create(Notification, { id: newId(at), accountId, memberId, kind: 'call_missed', at, key: String(days), data: {} });
  }
  for (const days of [364, 366]) {
    const at = daysAgo(days);
    em.create(Activity, { id: newId(at), accountId, kind: 'lead.created', at, actorKind: 'system', data: {} });
  }
  await em.flush();
  await new Retention({ tenancy: db.tenancy, clock: { now: () => now }, queue, log }).cleanUp();
  const left = db.tenancy.forAccount(accountId);
  expect((await left.find(Notification, {})).map(({ at }) => at)).toEqual([daysAgo(89)]);
  expect((await left.find(Activity, {})).map(({ at }) => at)).toEqual([daysAgo(364)]);
});
