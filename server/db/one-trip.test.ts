import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { newId } from './base.ts';
import { type Statement } from './one-trip.ts';
import { createAccount, testDatabase, type TestDatabase } from './testing.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.truncate());

const pipeline = (accountId: string, crmId: string): Statement => ({
  text: `insert into pipelines (id, account_id, crm_id, name, stages, created_at, updated_at) values ($1, $2, $3, 'Sales', '[]', now(), now()) returning crm_id`,
  values: [newId(), accountId, crmId],
});
const known: Statement = { text: 'select crm_id from pipelines order by crm_id', values: [] };

test('each statement sees what those before it did, and answers in its place', async () => {
  const { id: accountId } = await createAccount(db);
  expect(await db.oneTrip.transaction({ accountId }, [known, pipeline(accountId, '1'), known])).toEqual([[], [{ crm_id: '1' }], [{ crm_id: '1' }]]);
});

test('all or nothing; the first error is told, and the next transaction goes on', async () => {
  const { id: accountId } = await createAccount(db);
  const broken = db.oneTrip.transaction({ accountId }, [pipeline(accountId, '1'), pipeline(accountId, '1'), known]);
  await expect(broken).rejects.toThrow('duplicate key');
  for (let count = 0; count < 3; count += 1) expect(await db.oneTrip.transaction({ accountId }, [known])).toEqual([[]]);
});

test('shows and takes only rows of its account; an operator sees all', async () => {
  const [{ id: mine }, { id: theirs }] = [await createAccount(db), await createAccount(db)];
  await db.oneTrip.transaction({ accountId: mine }, [pipeline(mine, '1')]);
  await db.oneTrip.transaction({ accountId: theirs }, [pipeline(theirs, '2')]);
  expect(await db.oneTrip.transaction({ accountId: mine }, [known])).toEqual([[{ crm_id: '1' }]]);
  expect(await db.oneTrip.transaction('operator', [known])).toEqual([[{ crm_id: '1' }, { crm_id: '2' }]]);
  await expect(db.oneTrip.transaction({ accountId: mine }, [pipeline(theirs, '3')])).rejects.toThrow('row-level security');
  await expect(db.oneTrip.transaction({ accountId: `${mine}'; select '` }, [known])).rejects.toThrow(TypeError);
});

test.runIf(process.env['DATABASE_URL'])('a lost connection costs at most one transaction', async () => {
  const { id: accountId } = await createAccount(db);
  const [rows] = await db.oneTrip.transaction({ accountId }, [{ text: 'select pg_backend_pid() as pid', values: [] }]);
  await db.orm.em.fork().execute('select pg_terminate_backend(?)', [rows?.[0]?.['pid']]);
  const look = (): Promise<unknown> => db.oneTrip.transaction({ accountId }, [known]);
  expect(await look().catch(look)).toEqual([[]]);
});
