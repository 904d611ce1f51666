import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { CrmUsage } from '../../egress/entities.ts';
import { CrmUsageService } from './usage.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.truncate());

const NOW = '2026-01-15T10:30:00.000Z';
const read = (accountId: string, period: '24h' | '7d') =>
  new CrmUsageService({ accountId, oneTrip: db.oneTrip, clock: { now: () => new Date(NOW) } }).read({ period });
const use = (accountId: string, hour: string, feature: string) =>
  db.tenancy.forAccount(accountId).insert(CrmUsage, { id: newId(), accountId, hour: new Date(hour), feature, requests: 3, limited: 1, failed: 2, waited: 40 });

it('is told by hour and feature, of this account only', async () => {
  const [{ id: mine }, { id: theirs }] = [await createAccount(db), await createAccount(db)];
  await use(mine, '2026-01-15T10:00:00Z', 'sync');
  await use(mine, '2026-01-15T10:00:00Z', 'card');
  await use(mine, '2026-01-14T11:00:00Z', 'sync');
  await use(mine, '2026-01-14T10:00:00Z', 'sync');
  await use(mine, '2026-01-08T10:00:00Z', 'sync');
  await use(theirs, '2026-01-15T10:00:00Z', 'hooks');
  const counts = { requests: 3, limited: 1, failed: 2, waitedMs: 40 };
  expect(await read(mine, '24h')).toEqual({
    perSecond: 7,
    allowedNow: 7,
    hold: null,
    from: '2026-01-14T11:00:00.000Z',
    to: NOW,
    items: [
      { hour: '2026-01-14T11:00:00.000Z', feature: 'sync', ...counts },
      { hour: '2026-01-15T10:00:00.000Z', feature: 'card', ...counts },
      { hour: '2026-01-15T10:00:00.000Z', feature: 'sync', ...counts },
    ],
  });
  expect((await read(mine, '7d')).items).toHaveLength(4);
});
