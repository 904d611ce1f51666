import { hash } from 'node:crypto';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Account } from '../accounts/entities.ts';
import { HookSecret } from './entities.ts';
import { HookDirectory } from './secrets.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

it('an account that was switched off gets no hooks, and gets them again when it is back', async () => {
  const { id: accountId } = await createAccount(db);
  const em = db.tenancy.forAccount(accountId);
  await em.insert(HookSecret, {
    id: newId(),
    accountId,
    pluginId: 'kommo',
    digest: hash('sha256', 'its-secret'),
    sealed: Buffer.from('x'),
    createdAt: new Date(),
  });
  let now = Date.parse('2026-11-20T10:00:00Z');
  const directory = new HookDirectory({ tenancy: db.tenancy, clock: { now: () => new Date(now) } });
  const find = (): Promise<string | undefined> => {
    now += 6_000;
    return directory.find('kommo', 'its-secret');
  };
  expect(await find()).toBe(accountId);
  await em.nativeUpdate(Account, { id: accountId }, { uninstalledAt: new Date() });
  expect(await find()).toBeUndefined();
  await em.nativeUpdate(Account, { id: accountId }, { uninstalledAt: null });
  expect(await find()).toBe(accountId);
});
