import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { FakeKommo } from './fake-kommo.testing.ts';
import { World } from './testing.ts';
import { Vault } from './vault.ts';

const OTHER = '00000000-0000-7000-8000-0000000000bb';
let db: TestDatabase;
let world: World;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  world = new World(db, new FakeKommo(), 'http://127.0.0.1:1');
  await world.account();
  await world.account({ id: OTHER, crmId: '2', subdomain: 'other' });
});

const vaultWith = (master: number, previous?: number): Vault =>
  new Vault({
    config: { masterKey: Buffer.alloc(32, master), previousMasterKey: previous === undefined ? undefined : Buffer.alloc(32, previous) },
    tenancy: db.tenancy,
  });

it('opens a value only where it was sealed, unchanged', async () => {
  const { vault } = world.services();
  const place = { accountId: world.accountId, table: 't', column: 'c', row: '1' };
  const sealed = await vault.seal(place, 'секрет');
  expect(await world.services().vault.open(place, sealed)).toBe('секрет');
  expect((await vault.seal(place, 'секрет')).equals(sealed)).toBe(false);
  expect(sealed.includes(Buffer.from('секрет'))).toBe(false);
  for (const moved of [{ row: '2' }, { column: 'd' }, { table: 'u' }, { accountId: OTHER }])
    await expect(vault.open({ ...place, ...moved }, sealed)).rejects.toThrow(/authenticate|cannot be opened/);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await expect(vault.open(place, changed)).rejects.toThrow(/authenticate|cannot be opened/);
  }
  await expect(vault.open(place, sealed.subarray(0, 20))).rejects.toThrow(/cannot be opened/);
});

it('changes the master key without touching a sealed value', async () => {
  const place = { accountId: world.accountId, table: 't', column: 'c', row: '1' };
  const sealed = await vaultWith(7).seal(place, 'x');
  await expect(vaultWith(8).open(place, sealed)).rejects.toThrow(/key is not here/);
  const both = vaultWith(8, 7);
  expect(await both.open(place, sealed)).toBe('x');
  expect(await both.rewrap()).toBe(2);
  expect(await both.rewrap()).toBe(0);
  expect(await vaultWith(8).open(place, sealed)).toBe('x');
  await expect(vaultWith(7).open(place, sealed)).rejects.toThrow(/key is not here/);
});
