import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import pg from 'pg';

import { Account } from '../features/accounts/entities.ts';
import { createAccount, testDatabase, type TestDatabase } from './testing.ts';

let db: TestDatabase;
let id = '';
beforeAll(async () => {
  db = await testDatabase({ poolSize: 1 });
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  ({ id } = await createAccount(db));
});

it('opens a transaction and names its account in one message', async () => {
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  try {
    expect(await db.tenancy.forAccount(id).count(Account, {})).toBe(1);
    expect(spy.mock.calls.map(([text]) => String(text).slice(0, 6))).toEqual(['begin;', 'select', 'commit']);
  } finally {
    spy.mockRestore();
  }
});

it('a transaction that fails at its first statement is rolled back, and the connection serves the next account', async () => {
  const other = await createAccount(db);
  const broken = db.orm.em.fork({ session: { variables: { 'app.account_id': id, role: 'nobody_here' } } });
  await expect(broken.count(Account, {})).rejects.toThrow(/nobody_here/);
  const rows = await db.tenancy.forAccount(other.id).find(Account, {});
  expect(rows.map((row) => row.id)).toEqual([other.id]);
});

it('undoes what a failed transaction wrote, also without an account', async () => {
  const failed = db.orm.em.fork().transactional(async (tx) => {
    await tx.execute('update accounts set name = ? where id = ?', ['Changed', id]);
    throw new Error('stop');
  });
  await expect(failed).rejects.toThrow('stop');
  expect((await db.tenancy.forAccount(id).findOneOrFail(Account, { id })).name).toBe('Test shop');
  await db.orm.em.fork().transactional(() => Promise.resolve());
  expect(await db.tenancy.forAccount(id).count(Account, {})).toBe(1);
});
