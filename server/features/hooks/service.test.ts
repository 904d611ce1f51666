import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Refuse } from '../../sdk/errors.ts';
import { Member } from '../accounts/entities.ts';
import { Notification } from '../notifications/entities.ts';
import { Notify } from '../notifications/notify.ts';
import { HookEvent } from './entities.ts';
import { HookService } from './service.ts';

let db: TestDatabase;
let accountId = '';
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  ({ id: accountId } = await createAccount(db));
});

async function arrive(count: number): Promise<void> {
  const em = db.tenancy.forAccount(accountId);
  const shared = { accountId, source: 'kommo', headers: {}, body: Buffer.from('a=1'), bytes: 3, digest: 'd', attempts: 0, events: [], receivedAt: new Date() };
  for (let index = 0; index < count; index += 1) em.create(HookEvent, { id: newId(), state: 'received', ...shared });
  await em.flush();
}

const waiting = (): Promise<number> => db.tenancy.forAccount(accountId).count(HookEvent, { state: 'received' });

/** The real table and service; hooks here say nothing, so that no other noun is asked. */
function service(onParse: () => void = () => undefined, notify: Pick<Notify, 'send'> = { send: async () => undefined }) {
  const sent: string[] = [];
  const deps = {
    em: db.tenancy.forAccount(accountId),
    accountId,
    clock: { now: () => new Date() },
    live: { publish: async () => undefined, gather: () => ({ channel: 'test', payloads: [] }) },
    queue: { send: async (name: string) => void sent.push(name) },
    host: {
      parse: async () => {
        onParse();
        return { events: [] };
      },
    },
    subjects: { read: async () => ({ facts: [], rulesVersion: 0 }) },
    ruleEngine: { tester: async () => undefined, hear: async () => undefined },
    notify,
    accounts: { current: async () => ({ crmId: '1', subdomain: 'demo' }) },
    metrics: { hooks: { inc: () => undefined } },
    log: pino({ level: 'silent' }),
  };
  return { hooks: new HookService(deps as unknown as ScopedCradle), sent };
}

it('is not done when it is stopped in the middle: the job must come again', async () => {
  await arrive(3);
  const stop = new AbortController();
  const { hooks } = service(() => stop.abort(new Error('the worker stops')));
  await expect(hooks.processWaiting(stop.signal)).rejects.toThrow('the worker stops');
  expect(await waiting()).toBe(2);
});

it('gives other accounts their turn', async () => {
  await arrive(101);
  const { hooks, sent } = service();
  await hooks.processWaiting(new AbortController().signal);
  expect(await waiting()).toBe(1);
  expect(sent).toEqual(['process-hooks']);
  await hooks.processWaiting(new AbortController().signal);
  expect(await waiting()).toBe(0);
  expect(sent).toHaveLength(1);
});

it('tells administrators of hooks that failed for good, once an hour', async () => {
  await arrive(2);
  const em = db.tenancy.forAccount(accountId);
  const memberId = em.create(Member, { id: newId(), accountId, crmUserId: '1', name: 'Nadia', role: 'admin' }).id;
  await em.flush();
  const refuse = (): void => {
    throw new Refuse('invalid', 'This is no hook.');
  };
  await service(refuse, new Notify({ accountId, clock: { now: () => new Date() }, live: { publish: async () => undefined } } as never)).hooks.processWaiting(
    new AbortController().signal,
  );
  expect(await db.tenancy.forAccount(accountId).find(Notification, {})).toMatchObject([{ memberId, kind: 'hooks_failed' }]);
});
