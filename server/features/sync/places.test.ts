/** Where a sync goes on after whatever ended it, and who may ask for one. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { createLead } from '../../sandbox/kommo/ops/leads.ts';
import { Retry } from '../../sdk/errors.ts';
import { Activity } from '../activity/entities.ts';
import { Lead } from '../crm/entities.ts';
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

const run = (id: string): Promise<SyncRun> => world.em.findOneOrFail(SyncRun, { id });
const stage = (row: SyncRun, name: string) => row.stages.find((one) => one.stage === name);

/** Leads of a shop that has been busy, without telling anybody. */
function grow(count: number): void {
  const { state } = world.kommo.platform;
  const contacts = [...state.data.contacts.keys()];
  for (let index = 0; index < count; index += 1) {
    const lead = createLead(state, { name: `Lead ${index}`, price: index, contact_ids: [contacts[index % contacts.length] ?? 0], silent: true } as never, 0);
    lead.updated_at = state.now() - count + index;
  }
}

/** Changed within the last 90 days. */
const recent = <T extends { updated_at: number; is_deleted: boolean }>(cards: Iterable<T>): T[] =>
  [...cards].filter((card) => !card.is_deleted && card.updated_at >= world.kommo.clock.ms / 1000 - 90 * 86_400);

describe('places', () => {
  it('goes on exactly where it was when it dies between a page and its commit', async () => {
    grow(600);
    const { syncId } = await world.cradle.sync.start('full');
    const pages = (): number => world.requests.filter((path) => path.startsWith('/api/v4/leads?')).length;
    const cradle = world.cradle;
    const save = cradle.crm.saveAll.bind(cradle.crm);
    let stored = 0;
    cradle.crm.saveAll = async (tx, snapshots, at) => {
      const count = await save(tx, snapshots, at);
      if (snapshots[0]?.kind === 'lead' && ++stored === 2) throw new Error('killed');
      return count;
    };
    await expect(cradle.syncRunner.work(syncId, { signal: new AbortController().signal, lastAttempt: false })).rejects.toThrow('killed');
    expect(pages()).toBe(2);
    const broken = await run(syncId);
    expect(broken.state).toBe('running');
    expect(stage(broken, 'leads')).toMatchObject({ state: 'running', read: 250, cursor: expect.stringMatching(/^t/) as string });
    // What the dead attempt had not committed is not there.
    expect(await world.em.count(Lead, {})).toBe(250);

    await world.work(syncId);
    const done = await run(syncId);
    expect(done.state).toBe('done');
    expect(stage(done, 'account')?.read).toBe(stage(broken, 'account')?.read);
    expect(await world.em.count(Lead, { readAt: { $ne: null } })).toBe(recent(world.kommoData.leads.values()).length);
    expect(pages()).toBe(4);
  });

  it('an abort loses no place either', async () => {
    grow(300);
    const { syncId } = await world.cradle.sync.start('full');
    const stop = new AbortController();
    world.onRequest = (path) => {
      if (path.startsWith('/api/v4/contacts?')) stop.abort(new Error('the worker stops'));
    };
    await expect(world.work(syncId, { signal: stop.signal })).rejects.toThrow('the worker stops');
    expect((await run(syncId)).state).toBe('running');
    world.onRequest = () => undefined;
    world.requests = [];
    await world.work(syncId);
    expect((await run(syncId)).state).toBe('done');
    expect(world.requests.some((path) => path.startsWith('/api/v4/leads?with=contacts&order'))).toBe(false);
  });

  it('of two workers that read the same page one stores it, and the other lets go', async () => {
    grow(600);
    const { syncId } = await world.cradle.sync.start('full');
    const [first, second] = [world.cradle, world.cradle];
    const work = (cradle: typeof first): Promise<void> => cradle.syncRunner.work(syncId, { signal: new AbortController().signal, lastAttempt: false });
    const bothHaveIt = Promise.withResolvers<void>();
    const pages = new Map<string | null, number>();
    let other: Promise<void> | undefined;
    for (const { syncReader } of [first, second]) {
      const step = syncReader.step.bind(syncReader);
      syncReader.step = async (at, place, signal) => {
        const page = await step(at, place, signal);
        if (place.stage === 'leads') pages.set(place.cursor, page.read);
        if (place.stage !== 'leads' || place.cursor !== null) return page;
        if (syncReader === second.syncReader) bothHaveIt.resolve();
        else other = work(second);
        await bothHaveIt.promise;
        return page;
      };
    }
    await work(first);
    await other;
    const row = await run(syncId);
    expect(row.state).toBe('done');
    expect(pages.size).toBe(3);
    expect(stage(row, 'leads')?.read).toBe([...pages.values()].reduce((sum, read) => sum + read, 0));
    expect(await world.em.count(Lead, { readAt: { $ne: null } })).toBe(recent(world.kommoData.leads.values()).length);
  });

  it('an unreachable Kommo costs neither the run nor its place', async () => {
    grow(300);
    const { syncId } = await world.cradle.sync.start('full');
    let isDown = true;
    world.onRequest = (path) => {
      if (isDown && path.includes('page=1') && path.startsWith('/api/v4/contacts?')) throw new Retry('Kommo did not answer.');
    };
    await expect(world.work(syncId)).rejects.toThrow(Retry);
    expect(await run(syncId)).toMatchObject({ state: 'running', error: expect.stringMatching(/does not answer/) as string });
    isDown = false;
    world.requests = [];
    await world.work(syncId);
    expect(await run(syncId)).toMatchObject({ state: 'done', error: null });
    expect(world.requests.some((path) => path.startsWith('/api/v4/leads?with=contacts&order'))).toBe(false);
  });

  it('gives up at the last attempt, and says so', async () => {
    world.onRequest = (path) => {
      if (path.startsWith('/api/v4/leads?')) throw new Retry('Kommo did not answer.');
    };
    const { syncId } = await world.cradle.sync.start('full');
    await expect(world.work(syncId, { lastAttempt: true })).rejects.toThrow(Retry);
    expect((await run(syncId)).state).toBe('failed');
    expect((await world.cradle.sync.start('full')).syncId).not.toBe(syncId);
  });
});

describe('asking', () => {
  it('one run of a kind at a time, whoever asks', async () => {
    const all = await Promise.all([world.cradle.sync.start('full'), world.cradle.sync.start('full'), world.memberCradle.sync.start('full')]);
    expect(new Set(all.map(({ syncId }) => syncId)).size).toBe(1);
    expect(new Set(all.map(({ jobId }) => jobId)).size).toBe(1);
    expect((await world.cradle.jobs.get(all[0].jobId)).data).toEqual({ accountId: world.accountId, syncId: all[0].syncId });
    expect((await world.cradle.sync.start('changes')).syncId).not.toBe(all[0].syncId);
  });

  it('a run that lost its job gets another', async () => {
    const first = await world.cradle.sync.start('full');
    await world.cradle.queue.boss.deleteAllJobs('sync');
    const second = await world.cradle.sync.start('full');
    expect(second.syncId).toBe(first.syncId);
    expect(second.jobId).not.toBe(first.jobId);
  });

  it('is cancelled once, with its job, and stores nothing more', async () => {
    const { syncId, jobId } = await world.cradle.sync.start('full');
    expect(await world.cradle.sync.cancel(syncId)).toMatchObject({ state: 'cancelled' });
    expect((await world.cradle.jobs.get(jobId)).state).toBe('cancelled');
    await expect(world.cradle.sync.cancel(syncId)).rejects.toMatchObject({ status: 409 });
    await world.work(syncId);
    expect(world.requests).toEqual([]);
    await expect(world.cradle.sync.cancel(world.accountId)).rejects.toMatchObject({ status: 404 });
  });

  it('stops in the middle', async () => {
    grow(600);
    const { syncId } = await world.cradle.sync.start('full');
    const cancelled: Promise<unknown>[] = [];
    world.onRequest = (path) => {
      if (path.startsWith('/api/v4/leads?') && path.includes('from]') && cancelled.length === 0) cancelled.push(world.cradle.sync.cancel(syncId));
    };
    await world.work(syncId);
    await Promise.all(cancelled);
    await world.work(syncId);
    expect((await run(syncId)).state).toBe('cancelled');
    expect(await world.em.count(Activity, { kind: 'integration.synced' })).toBe(0);
  });

  it('lists newest first, with its stages', async () => {
    const first = await world.sync('full');
    const second = await world.sync('sweep');
    const { items } = await world.cradle.sync.list({ limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([second, first]);
    expect(items[1]).toMatchObject({ state: 'done', stage: 'talks', duration: expect.any(Number) as number });
    expect((await world.cradle.sync.list({ limit: 10, kind: 'sweep' })).items).toHaveLength(1);
    await expect(world.cradle.sync.get(world.accountId)).rejects.toMatchObject({ status: 404 });
  });
});
