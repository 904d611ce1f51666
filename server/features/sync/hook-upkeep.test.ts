/** Hooks are turned on again when Kommo gave up on them, and the clock begins the sweeps. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Refuse } from '../../sdk/errors.ts';
import { Activity } from '../activity/entities.ts';
import { Notification } from '../notifications/entities.ts';
import { SyncRun } from './entities.ts';
import { SyncWorld } from './testing.ts';

let db: TestDatabase;
let world: SyncWorld;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = await SyncWorld.start(db);
});
afterEach(() => world.stop());

const MINUTE = 60_000;
const later = (ms: number): void => void (world.kommo.clock.ms += ms);

/** Five minutes later the clock begins a sweep; then what it found is worked through. */
async function sweep(): Promise<SyncRun> {
  later(5 * MINUTE);
  const id = await world.sync('sweep');
  await world.process();
  return world.em.findOneOrFail(SyncRun, { id });
}

describe('the subscription', () => {
  it.each(['disabled', 'missing'])('that is %s is turned on again, and the admins are told once', async (how) => {
    const webhooks = world.kommoData.webhooks;
    const [id, webhook] = [...webhooks][0]!;
    const { destination } = webhook;
    if (how === 'missing') webhooks.delete(id);
    else webhook.disabled = true;
    await sweep();
    expect([...webhooks.values()]).toMatchObject([{ destination, disabled: false }]);
    await sweep();
    const kinds = async (): Promise<string[]> =>
      (await world.em.find(Activity, { kind: { $like: 'hooks.%' } } as never, { orderBy: { id: 'asc' } })).map(({ kind }) => kind);
    expect(await kinds()).toEqual(['hooks.disabled', 'hooks.enabled']);
    expect(await world.em.count(Notification, { kind: 'hooks_disabled', memberId: world.memberId })).toBe(1);
    // Again is another occurrence.
    [...webhooks.values()][0]!.disabled = true;
    await sweep();
    expect(await world.em.count(Notification, { kind: 'hooks_disabled', memberId: world.memberId })).toBe(2);
  });

  it('that cannot be turned on is told once, however often it is tried', async () => {
    [...world.kommoData.webhooks.values()][0]!.disabled = true;
    world.onRequest = (path) => {
      if (path === '/api/v4/webhooks') throw new Refuse('payment_required', 'Kommo answered 402');
    };
    const runs = [await sweep(), await sweep(), await sweep()];
    expect(runs.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(runs[0]!.stages[0]).toMatchObject({ stage: 'subscription', state: 'failed', problem: expect.stringMatching(/plan/) as string });
    expect(await world.em.count(Activity, { kind: 'hooks.disabled' })).toBe(1);
    expect(await world.em.count(Notification, { kind: 'hooks_disabled' })).toBe(1);
  });
});

describe('the clock', () => {
  it('begins one sweep for each connected account, and none for others', async () => {
    await world.cradle.syncRounds.sweep();
    await world.cradle.syncRounds.sweep();
    expect(await world.em.find(SyncRun, {})).toMatchObject([{ kind: 'sweep', state: 'waiting' }]);
    const [run] = await world.em.find(SyncRun, {});
    await world.cradle.sync.cancel(run!.id);
    await db.orm.em.fork().execute(`update connections set state = 'reauthorize'`);
    await world.cradle.syncRounds.sweep();
    expect(await world.em.count(SyncRun, {})).toBe(1);
  });

  it('reads once a day what changed, in the hour of the account', async () => {
    const daily = (): Promise<number> => world.em.count(SyncRun, { kind: 'changes' });
    const hours = async (count: number): Promise<number[]> => {
      const begun: number[] = [];
      for (let hour = 0; hour < count; hour += 1) {
        later(60 * MINUTE);
        const known = await daily();
        await world.cradle.syncRounds.heal();
        await world.cradle.syncRounds.heal();
        if ((await daily()) === known) continue;
        begun.push(world.kommo.clock.now().getUTCHours());
        await db.orm.em.fork().execute(`update sync_runs set state = 'done', finished_at = ? where state = 'waiting'`, [world.kommo.clock.now()]);
      }
      return begun;
    };
    await world.sync('full');
    const begun = await hours(72);
    expect(begun.length).toBeGreaterThanOrEqual(2);
    expect(begun.length).toBeLessThanOrEqual(3);
    expect(new Set(begun).size).toBe(1);
  });

  it('makes up for a missed day at once, and leaves an account alone that is not connected or is being read', async () => {
    await world.sync('full');
    later(45 * 60 * MINUTE);
    const { syncId } = await world.cradle.sync.start('full');
    await world.cradle.syncRounds.heal();
    expect(await world.em.count(SyncRun, { kind: 'changes' })).toBe(0);
    await world.cradle.sync.cancel(syncId);
    await world.cradle.syncRounds.heal();
    expect(await world.em.count(SyncRun, { kind: 'changes' })).toBe(0);
    later(45 * 60 * MINUTE);
    await db.orm.em.fork().execute(`update connections set state = 'reauthorize'`);
    await world.cradle.syncRounds.heal();
    expect(await world.em.count(SyncRun, { kind: 'changes' })).toBe(0);
    await db.orm.em.fork().execute(`update connections set state = 'connected'`);
    await world.cradle.syncRounds.heal();
    expect(await world.em.find(SyncRun, { kind: 'changes' })).toMatchObject([{ state: 'waiting', memberId: null }]);
  });

  it('gives a run that lost its job another', async () => {
    const { syncId } = await world.cradle.sync.start('full');
    await world.cradle.queue.boss.deleteAllJobs('sync');
    await db.orm.em.fork().execute(`update sync_runs set updated_at = '2026-01-15T09:00:00Z'`);
    await world.cradle.syncRounds.sweep();
    const run = await world.em.findOneOrFail(SyncRun, { id: syncId });
    expect((await world.cradle.jobs.get(run.jobId!)).data).toEqual({ accountId: world.accountId, syncId });
  });

  it('throws old sweeps away that found nothing, and goes on from the newest', async () => {
    const old = await sweep();
    await db.orm.em.fork().execute(`update sync_runs set finished_at = finished_at - interval '25 hours' where id = ?`, [old.id]);
    const newest = await sweep();
    const full = await world.sync('full');
    await world.cradle.syncRounds.cleanUp();
    expect((await world.em.find(SyncRun, {}, { orderBy: { id: 'asc' } })).map(({ id }) => id)).toEqual([newest.id, full]);
    expect((await sweep()).since).toEqual(new Date(newest.until!.getTime() - 5 * MINUTE));
    expect(old.state).toBe('done');
  });
});
