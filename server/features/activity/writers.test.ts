/** What members and the CRM change leaves a line in the log, in the transaction that changes it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { type AccountData } from '../../sdk/crm-data.ts';
import { Member } from '../accounts/entities.ts';
import { ADMIN, FakeKommo } from '../accounts/fake-kommo.testing.ts';
import { World } from '../accounts/testing.ts';
import { AgentSettings } from '../agents/schema.ts';
import { AgentService } from '../agents/service.ts';
import { openShelf } from '../knowledge/testing.ts';
import { Notification } from '../notifications/entities.ts';
import { Activity } from './entities.ts';
import { ActivityService } from './service.ts';

const kommo = new FakeKommo();
let db: TestDatabase;
let origin = '';
let world: World;
beforeAll(async () => {
  db = await testDatabase();
  origin = await kommo.start();
});
afterAll(async () => {
  await kommo.stop();
  await db.close();
});
beforeEach(async () => {
  await db.truncate();
  world = new World(db, kommo, origin);
  await world.account();
  return () => world.egress.close();
});

const log = async (accountId = world.accountId): Promise<unknown[]> =>
  (await db.tenancy.forAccount(accountId).find(Activity, {}, { orderBy: { id: 'asc' } })).map(({ kind, actorKind, data }) => [kind, actorKind, data]);

describe('agents', () => {
  const agents = (memberId?: string): AgentService => {
    const { accountId, clock } = world;
    const caller = memberId ? { accountId, sessionId: 's', memberId, role: 'admin' as const } : undefined;
    const activity = new ActivityService({ accountId, caller, clock, live: { publish: async () => undefined } } as never);
    return new AgentService({ em: db.tenancy.forAccount(accountId), accountId, config: world.config, llm: {}, caller, activity } as never);
  };

  it('are created, changed, and published when they may do more than before', async () => {
    const [admin] = await db.tenancy.forAccount(world.accountId).find(Member, {});
    const { id } = await agents(admin?.id).create(AgentSettings.parse({ name: 'Luma', mode: 'off' }));
    await agents().update(id, { version: 1, instructions: 'Be kind.' });
    await agents().update(id, { version: 2, mode: 'draft' });
    await agents().update(id, { version: 3, mode: 'off' });
    expect(await log()).toEqual([
      ['agent.created', 'member', { name: 'Luma', version: 1, mode: 'off' }],
      ['agent.changed', 'system', { name: 'Luma', version: 2, mode: 'off' }],
      ['agent.published', 'system', { name: 'Luma', version: 3, mode: 'draft' }],
      ['agent.changed', 'system', { name: 'Luma', version: 4, mode: 'off' }],
    ]);
  });

  it('leave no line of a change that was refused', async () => {
    const { id } = await agents().create(AgentSettings.parse({ name: 'Luma' }));
    await expect(agents().update(id, { version: 9, name: 'Sol' })).rejects.toMatchObject({ status: 409 });
    expect(await log()).toHaveLength(1);
  });
});

it('knowledge is written, changed and deleted', async () => {
  const { articles, accountId } = await openShelf(db, {} as never);
  const { id } = await articles.create({ title: 'Delivery', body: 'We deliver on Fridays.', language: 'en', categoryId: null, validUntil: null });
  await articles.update(id, { version: 1, body: 'We deliver on Mondays.' });
  await articles.delete(id);
  expect(await log(accountId)).toEqual([
    ['knowledge.created', 'system', { name: 'Delivery', version: 1 }],
    ['knowledge.changed', 'system', { name: 'Delivery', version: 2 }],
    ['knowledge.changed', 'system', { name: 'Delivery', version: 2, change: 'deleted' }],
  ]);
});

describe('members', () => {
  const user = (id: string, more: Partial<AccountData['users'][number]> = {}) => ({ id, name: `Name ${id}`, admin: false, active: true, ...more });
  const save = (...users: AccountData['users']): Promise<void> =>
    world.services().accounts().saveMirror({ id: '1', name: 'Shop', subdomain: 'demo', users, pipelines: [] });

  it('who come, go, and change their role are told, once', async () => {
    await db.tenancy.forAccount(world.accountId).nativeDelete(Member, {});
    await save(user('1', { admin: true }), user('2'));
    expect(await log()).toEqual([]);
    await save(user('1', { admin: true }), user('2', { admin: true, name: 'Renamed' }), user('3'));
    await save(user('1', { admin: true }), user('2', { admin: true, name: 'Renamed' }), user('3'));
    await save(user('2', { admin: true }), user('3', { active: false }));
    await save(user('2', { admin: true }), user('3'));
    expect((await log()).map((line) => (line as [string, string, object])[2])).toEqual([
      { name: 'Renamed', change: 'role', from: 'rep', to: 'admin' },
      { name: 'Name 3', change: 'added', to: 'rep' },
      { name: 'Name 3', change: 'deactivated' },
      { name: 'Name 1', change: 'deactivated' },
      { name: 'Name 3', change: 'activated' },
    ]);
  });
});

it('switching the whole account is told when it changes something', async () => {
  const accounts = world.services().accounts();
  const caller = { accountId: world.accountId, sessionId: 's', memberId: 'm', role: 'admin' as const };
  await accounts.setMode('auto', caller);
  await accounts.setMode('auto', caller);
  expect(await log()).toEqual([['settings.changed', 'system', { section: 'mode', from: 'draft', to: 'auto' }]]);
});

it('a connection that is lost is told to administrators, once', async () => {
  const { connectionTokens } = world.services();
  await connectionTokens.giveUp(world.accountId, 1, 'gone');
  await connectionTokens.giveUp(world.accountId, 1, 'gone');
  const em = db.tenancy.forAccount(world.accountId);
  const admin = await em.findOneOrFail(Member, { crmUserId: ADMIN });
  expect(await em.find(Notification, {})).toMatchObject([{ kind: 'connection_lost', memberId: admin.id, subject: 'connection:self' }]);
});
