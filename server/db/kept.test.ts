import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { kept, runKept } from './kept.ts';
import { createAccount, testDatabase, type TestDatabase } from './testing.ts';

const NAMES = kept('select a.name, $1::int + 1 as more from accounts a where a.id = any($2::uuid[]) order by a.name');
const MADE = 'select count(*)::int as count from pg_prepared_statements where statement = ?';

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

it('sees what its transaction wrote, and is undone with it', async () => {
  const failed = db.orm.em.fork().transactional(async (tx) => {
    await tx.execute('update accounts set name = ? where id = ?', ['Changed', id]);
    expect(await runKept(tx, NAMES, [1, [id]])).toEqual([{ name: 'Changed', more: 2 }]);
    throw new Error('stop');
  });
  await expect(failed).rejects.toThrow('stop');
  expect(await runKept(db.orm.em.fork(), NAMES, [1, [id]])).toEqual([{ name: 'Test shop', more: 2 }]);
});

it('sees the rows of its account only, whoever asked on this connection before', async () => {
  const other = await createAccount(db, { name: 'Other shop' });
  const both = [id, other.id];
  for (let turn = 0; turn < 8; turn += 1) {
    expect(await runKept(db.tenancy.forAccount(id), NAMES, [turn, both])).toEqual([{ name: 'Test shop', more: turn + 1 }]);
    expect(await runKept(db.tenancy.forAccount(other.id), NAMES, [turn, both])).toEqual([{ name: 'Other shop', more: turn + 1 }]);
    expect(await runKept(db.orm.em.fork(), NAMES, [turn, both])).toHaveLength(2);
  }
});

it('is read and planned once on a connection', async () => {
  const em = db.orm.em.fork();
  for (let turn = 0; turn < 3; turn += 1) await runKept(em, NAMES, [turn, [id]]);
  expect(await em.execute(MADE, [NAMES])).toEqual([{ count: 1 }]);
});
