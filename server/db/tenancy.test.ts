import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { Account, AuditEntry } from '../features/accounts/entities.ts';
import { Agent, AgentVersion } from '../features/agents/entities.ts';
import { Lead } from '../features/crm/entities.ts';
import { newId } from './base.ts';
import { createAccount, type TestDatabase, testDatabase } from './testing.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase({ poolSize: 2 });
});
afterAll(() => db.close());
beforeEach(() => db.truncate());

const lead = (accountId: string, crmId: string): { accountId: string; crmId: string } => ({ accountId, crmId });

async function accountWithLead(crmId = '1'): Promise<string> {
  const { id } = await createAccount(db);
  const em = db.tenancy.forAccount(id);
  em.create(Lead, lead(id, crmId));
  await em.flush();
  return id;
}

test('an account sees its own rows only, in and out of a transaction', async () => {
  const [a, b] = [await accountWithLead('1'), await accountWithLead('2')];
  const em = db.tenancy.forAccount(a);
  expect((await em.find(Lead, {})).map((row) => row.accountId)).toEqual([a]);
  expect(await em.count(Lead)).toBe(1);
  expect(await em.execute('select account_id from leads')).toEqual([{ account_id: a }]);
  expect(await em.createQueryBuilder(Lead).getCount()).toBe(1);
  expect(await em.findOne(Lead, { accountId: b })).toBeNull();
  const within = await em.fork().transactional(async (tx) => tx.find(Lead, {}));
  expect(within.map((row) => row.accountId)).toEqual([a]);
  expect(await db.tenancy.forAccount(a).find(Account, {})).toHaveLength(1);
});

test('without an account there is nothing to see, and nothing left over from the one before', async () => {
  await accountWithLead();
  const unset = db.orm.em.fork({ session: { role: 'souffleur_app' } });
  expect(await unset.count(Lead)).toBe(0);
  const [after] = await db.orm.em.fork().execute(`select current_user = session_user as own, coalesce(current_setting('app.account_id', true), '') as account`);
  expect(after).toEqual({ own: true, account: '' });
});

test('another account cannot be written to, moved to, or deleted from', async () => {
  const [a, b] = [await accountWithLead('1'), await accountWithLead('2')];
  const em = db.tenancy.forAccount(a);
  em.create(Lead, lead(b, '9'));
  await expect(em.flush()).rejects.toThrow('row-level security');
  await expect(db.tenancy.forAccount(a).nativeUpdate(Lead, {}, { accountId: b })).rejects.toThrow('row-level security');
  expect(await db.tenancy.forAccount(a).nativeDelete(Lead, { accountId: b })).toBe(0);
  expect(await db.tenancy.forAccount(b).count(Lead)).toBe(1);
});

test('a row cannot point into another account', async () => {
  const [a, b] = [await createAccount(db), await createAccount(db)];
  const foreign = db.tenancy.forAccount(a.id);
  const agent = foreign.create(Agent, { accountId: a.id, settings: {} as Agent['settings'] });
  await foreign.flush();
  const em = db.tenancy.forAccount(b.id);
  const version = { accountId: b.id, agentId: agent.id, version: 1, settings: {} as Agent['settings'] };
  await expect(
    em.transactional(async (tx) => {
      tx.create(AgentVersion, version);
      await tx.flush();
    }),
  ).rejects.toThrow('foreign key');
  expect(await db.tenancy.operator('test').count(AgentVersion)).toBe(0);
});

test('the operator sees all accounts, and says why', async () => {
  await accountWithLead('1');
  await accountWithLead('2');
  expect(await db.tenancy.operator('a test counts').count(Lead)).toBe(2);
  expect(() => db.tenancy.forAccount(`' or true --`)).toThrow(TypeError);
});

test('an account that goes takes its rows along', async () => {
  const id = await accountWithLead();
  await db.tenancy.operator('test').nativeDelete(Account, { id });
  expect(await db.tenancy.operator('test').count(Lead)).toBe(0);
});

test('what was audited can be neither changed nor deleted', async () => {
  const { id } = await createAccount(db);
  const em = db.tenancy.forAccount(id);
  em.create(AuditEntry, {
    id: newId(),
    chainId: id,
    seq: 1,
    at: new Date(),
    actor: 'test',
    action: 'sign_in',
    target: '',
    result: 'ok',
    detail: '{}',
    hash: 'h',
  });
  await em.flush();
  await expect(db.tenancy.forAccount(id).nativeUpdate(AuditEntry, {}, { result: 'no' })).rejects.toThrow('permission denied');
  await expect(db.tenancy.operator('test').nativeDelete(AuditEntry, {})).rejects.toThrow('permission denied');
  expect(await db.tenancy.operator('test').count(AuditEntry)).toBe(1);
});

test('a thousand interleaved requests of twenty accounts over two connections stay apart', async () => {
  const accounts = await Promise.all(Array.from({ length: 20 }, (_, index) => accountWithLead(`own-${index}`)));
  const ask = async (request: number): Promise<boolean> => {
    const index = (request * 7) % accounts.length;
    const em = db.tenancy.forAccount(accounts[index] ?? '');
    if (request % 3 === 0) return (await em.find(Lead, {})).every((row) => row.crmId === `own-${index}`);
    return em
      .transactional(async (tx) => {
        const [row] = await tx.execute<{ crm_id: string }[]>('select crm_id from leads');
        if (request % 10 === 1) throw new Error('rolled back');
        return row?.crm_id === `own-${index}`;
      })
      .catch((error: Error) => error.message === 'rolled back');
  };
  const answers: boolean[] = [];
  // Twenty at a time on two connections: enough to mix them, few enough that none waits past the pool's limit.
  const lane = async (first: number): Promise<void> => {
    for (let request = first; request < 1_000; request += 20) answers.push(await ask(request));
  };
  await Promise.all(Array.from({ length: 20 }, (_, first) => lane(first)));
  expect(answers.filter(Boolean)).toHaveLength(1_000);
}, 30_000);

test('every table is guarded', async () => {
  const tables = await db.orm.em.fork().execute<{ name: string; forced: boolean; policies: number; open: boolean | null }[]>(`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid and p.polwithcheck is not null
         and pg_get_expr(p.polqual, c.oid) like '%app.account_id%' and pg_get_expr(p.polwithcheck, c.oid) like '%app.account_id%') as policies,
      (select not a.attnotnull from pg_attribute a where a.attrelid = c.oid and a.attname = case c.relname when 'accounts' then 'id' else 'account_id' end) as open
    from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> 'mikro_orm_migrations' order by 1`);
  expect(tables.length).toBeGreaterThan(20);
  for (const table of tables) expect(table).toEqual({ name: table.name, forced: true, policies: 1, open: false });
  const roles = await db.orm.em
    .fork()
    .execute(
      `select count(*)::int as n from pg_roles where rolname in ('souffleur_app', 'souffleur_operator') and not rolsuper and not rolbypassrls and not rolcanlogin`,
    );
  expect(roles).toEqual([{ n: 2 }]);
  const owned = await db.orm.em.fork().execute(`select count(*)::int as n from pg_tables where tableowner in ('souffleur_app', 'souffleur_operator')`);
  expect(owned).toEqual([{ n: 0 }]);
});
