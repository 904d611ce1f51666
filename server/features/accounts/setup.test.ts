import { inspect } from 'node:util';

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { type AccountData } from '../../sdk/crm-data.ts';
import { type Change } from '../../sdk/changes.ts';
import { Account, Connection, Member, UsedToken } from './entities.ts';
import { Secret } from './secret.ts';
import { Setup } from './setup.ts';
import { ADMIN, FakeKommo, REP } from './fake-kommo.testing.ts';
import { World } from './testing.ts';
import { AccountUpkeep } from './upkeep.ts';

let db: TestDatabase;
let world: World;
const kommo = new FakeKommo();
let origin = '';
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
});

const DATA: AccountData = {
  id: '31415926',
  name: 'Маяк',
  subdomain: 'demo',
  language: 'ru',
  currency: 'RUB',
  timezone: 'Europe/Moscow',
  pipelines: [],
  users: [
    { id: ADMIN, name: 'Nadia', admin: true, active: true, language: 'es' },
    { id: '555', name: 'New', admin: false, active: false },
  ],
};

it('reads the account, hands it on, and asks for hooks at our address', async () => {
  const saved: AccountData[] = [];
  const changes: Change[] = [];
  const { sessions, accounts } = world.services();
  const rep = await sessions.exchange(world.token({ claims: { user_id: Number(REP) } }), '::1');
  const setup = new Setup({
    accountId: world.accountId,
    accounts: accounts(),
    crm: { saveAccount: async (data) => void saved.push(data) },
    host: {
      read: async (_account, subject) => (subject === 'account:self' ? { kind: 'account', data: DATA } : null),
      write: async (_account, change) => {
        changes.push(change);
        return { via: 'api', at: '' };
      },
    },
    hookSecrets: { urlFor: async (plugin) => `https://us.example/hooks/${plugin}/secret/` },
  });
  for (let run = 0; run < 2; run++) await setup.run();

  const em = db.orm.em.fork();
  expect(await em.findOneOrFail(Account, { id: world.accountId })).toMatchObject({ name: 'Маяк', language: 'ru', currency: 'RUB', timezone: 'Europe/Moscow' });
  expect(
    (await em.find(Member, {}, { orderBy: { crmUserId: 'asc' } })).map(({ crmUserId, name, role, language, active }) => [
      crmUserId,
      name,
      role,
      language,
      active,
    ]),
  ).toEqual([
    [ADMIN, 'Nadia', 'admin', 'es', true],
    [REP, 'rep', 'rep', 'en', false],
    ['555', 'New', 'rep', 'ru', false],
  ]);
  expect(saved).toEqual([DATA, DATA]);
  expect(changes[0]).toEqual({ key: `hooks:${world.accountId}`, kind: 'subscribe_hooks', url: 'https://us.example/hooks/kommo/secret/' });
  expect(await world.services().sessions.authenticate(rep.token)).toBeUndefined();
});

it('renews connections before they die of disuse, one failure hurting nobody else', async () => {
  const OTHER = '00000000-0000-7000-8000-0000000000bb';
  await world.account({ id: OTHER, crmId: '2', subdomain: 'other' });
  const upkeep = new AccountUpkeep(world.services());
  await upkeep.refreshConnections(new AbortController().signal);
  expect(kommo.tokenCalls).toBe(0);
  world.clock.forward(61 * 86_400_000);
  await upkeep.refreshConnections(new AbortController().signal);
  const states = (await db.orm.em.fork().find(Connection, {})).map(({ state }) => state).sort();
  expect(states).toEqual(['connected', 'reauthorize']);
});

it('removes what has expired and nothing else', async () => {
  const services = world.services();
  await services.sessions.exchange(world.token(), '::1');
  const upkeep = new AccountUpkeep(services);
  await upkeep.cleanUp();
  expect(await db.orm.em.fork().count(UsedToken, {})).toBe(1);
  world.clock.forward(9 * 3_600_000);
  await upkeep.cleanUp();
  expect(await db.orm.em.fork().count(UsedToken, {})).toBe(0);
});

it('a secret shows itself nowhere', () => {
  const secret = new Secret('canary');
  const shown = [
    String(secret),
    JSON.stringify({ secret }),
    inspect({ deep: { secret } }, { showHidden: true, depth: 9 }),
    Object.values(secret).join(),
    [secret].join(),
  ];
  for (const text of shown) expect(text).not.toContain('canary');
  expect(secret.reveal()).toBe('canary');
});
