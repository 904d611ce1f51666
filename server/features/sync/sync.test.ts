/** The sync against the local Kommo: real plugin, real HTTP, real database. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { createLead, updateLead } from '../../sandbox/kommo/ops/leads.ts';
import { Account, Member } from '../accounts/entities.ts';
import { Activity } from '../activity/entities.ts';
import { Company, Contact, Definition, Lead, Pipeline, Product, Task } from '../crm/entities.ts';
import { Notification } from '../notifications/entities.ts';
import { AccountSettings } from '../settings/entities.ts';
import { Talk } from '../talks/entities.ts';
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

describe('a full sync', () => {
  it('mirrors everything, and says what it read', async () => {
    const syncId = await world.sync('full');
    const row = await run(syncId);
    expect(row).toMatchObject({ state: 'done', error: null, recovered: 0 });
    expect(row.stages.map(({ stage: name, state, problem }) => [name, state, problem])).toEqual(
      [
        'account',
        'subscription',
        'task_types',
        'fields',
        'catalogs',
        'products',
        'tags',
        'loss_reasons',
        'leads',
        'contacts',
        'companies',
        'tasks',
        'talks',
      ].map((name) => [name, 'done', null]),
    );
    expect(row.requests).toBeGreaterThan(15);
    const { em, kommoData: kommo } = world;
    const leads = await em.find(Lead, { readAt: { $ne: null } });
    expect(leads.map(({ crmId }) => Number(crmId))).toEqual(expect.arrayContaining(recent(kommo.leads.values()).map(({ id }) => id)));
    const [one] = recent(kommo.leads.values());
    expect(await em.findOne(Lead, { crmId: String(one?.id) })).toMatchObject({ name: one?.name, price: one?.price, stageCrmId: String(one?.status_id) });
    // Every lead's contact has a name, whenever it changed.
    const contactIds = leads.flatMap((lead) => lead.contactCrmId ?? []);
    const contacts = await em.find(Contact, { crmId: { $in: contactIds } });
    expect(new Set(contacts.map(({ crmId }) => crmId))).toEqual(new Set(contactIds));
    expect(contacts.every(({ name, readAt }) => name !== '' && readAt)).toBe(true);
    expect(await em.count(Company, {})).toBeGreaterThan(0);
    expect(await em.count(Pipeline, {})).toBe(kommo.pipelines.size);
    expect(await em.count(Definition, { type: 'field', of: 'lead' })).toBe([...kommo.fields.values()].filter(({ entity }) => entity === 'leads').length);
    expect(await em.count(Product, { price: { $gt: 0 } })).toBeGreaterThan(0);
    expect(await em.count(Task, { completed: false })).toBe([...kommo.tasks.values()].filter(({ is_completed }) => !is_completed).length);
    expect((await em.findOneOrFail(Account, { id: world.accountId })).name).toBe(kommo.account.name);
    expect(await em.count(Member, { active: true })).toBeGreaterThan(1);
  });

  it('brings talks older than the connection, with their lead and contact', async () => {
    const syncId = await world.sync('full');
    const open = [...world.kommoData.talks.values()].filter(({ is_in_work }) => is_in_work);
    expect(open.length).toBeGreaterThan(5);
    const talks = await world.em.find(Talk, {});
    expect(new Set(talks.map(({ crmId }) => Number(crmId)))).toEqual(new Set(open.map(({ talk_id }) => talk_id)));
    for (const talk of open) {
      const leadCrmId = String(talk.entity_id);
      const lead = await world.em.findOneOrFail(Lead, { crmId: leadCrmId });
      expect(lead.name).not.toBe('');
      const [shown] = (await world.cradle.talks.list({ leadCrmId, limit: 50 } as never)).items;
      expect(shown?.lead?.crmId).toBe(leadCrmId);
      expect(shown?.contact?.name).toBe(world.kommoData.contacts.get(talk.contact_id)?.name);
    }
    expect(stage(await run(syncId), 'talks')?.read).toBeGreaterThanOrEqual(open.length);
  });

  it('changes nothing when it runs again', async () => {
    await world.sync('full');
    const again = await run(await world.sync('full'));
    expect(again.stages.map(({ stage: name, changed }) => [name, changed])).toEqual(again.stages.map(({ stage: name }) => [name, 0]));
  });

  it('reads the chosen pipelines and days only', async () => {
    const [first, second] = [...world.kommoData.pipelines.keys()];
    await world.em.insert(AccountSettings, {
      id: '00000000-0000-7000-8000-000000000001',
      accountId: world.accountId,
      section: 'sync',
      values: { pipelines: [String(second ?? first)], days: 30 },
      version: 1,
      createdAt: new Date(),
      updatedAt: new Date(),
    } as never);
    const row = await run(await world.sync('full'));
    expect(row.pipelines).toEqual([String(second ?? first)]);
    const asked = world.requests.find((path) => path.startsWith('/api/v4/leads?'));
    expect(asked).toContain(`filter[pipeline_id][]=${second ?? first}`);
    expect(Number(/updated_at\]\[from\]=(\d+)/.exec(asked ?? '')?.[1])).toBeCloseTo(world.kommo.clock.ms / 1000 - 30 * 86_400, -2);
  });

  it('tells who asked, and the log', async () => {
    const { syncId } = await world.memberCradle.sync.start('full');
    await world.work(syncId);
    const [told] = await world.em.find(Activity, { kind: 'integration.synced' });
    expect(told).toMatchObject({ subject: `sync:${syncId}`, actorKind: 'member', data: { sync: 'full', leads: expect.any(Number) as number } });
    expect(await world.em.find(Notification, {})).toMatchObject([{ kind: 'sync_finished', memberId: world.memberId, key: `sync:${syncId}` }]);
  });

  it('what Kommo refuses is skipped or failed in plain words, the rest goes on', async () => {
    world.onRequest = (path) => {
      if (path.startsWith('/api/v4/leads/tags')) throw new Refuse('forbidden', 'Kommo answered 403');
      if (path.startsWith('/api/v4/catalogs?')) throw new Refuse('not_found', 'Kommo answered 404');
      if (path.startsWith('/api/v4/webhooks')) throw new Refuse('payment_required', 'Kommo answered 402');
    };
    const row = await run(await world.sync('full'));
    expect(row.state).toBe('done');
    expect(stage(row, 'tags')).toMatchObject({ state: 'failed', problem: expect.stringMatching(/administrator/) as string });
    expect(stage(row, 'catalogs')).toMatchObject({ state: 'skipped', problem: expect.stringMatching(/does not offer/) as string });
    expect(stage(row, 'subscription')).toMatchObject({ state: 'failed', problem: expect.stringMatching(/plan/) as string });
    // The other lists of the refused stage were read.
    expect(await world.em.count(Definition, { type: 'tag', of: 'contact' })).toBe(
      [...world.kommoData.tags.values()].filter(({ entity }) => entity === 'contacts').length,
    );
    expect(await world.em.count(Lead, {})).toBeGreaterThan(0);
  });

  it('ends, and tells the admins, when access is gone', async () => {
    world.onRequest = (path) => {
      if (path.startsWith('/api/v4/leads?')) throw new Refuse('unauthorized', 'Kommo answered 401');
    };
    const row = await run(await world.sync('full'));
    expect(row).toMatchObject({ state: 'failed', error: expect.stringMatching(/Connect the account again/) as string });
    expect(await world.em.count(Activity, { kind: 'integration.sync_failed' })).toBe(1);
    expect(await world.em.count(Notification, { kind: 'sync_failed', memberId: world.memberId })).toBe(1);
  });
});

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

  it('two workers at once end in one result', async () => {
    grow(600);
    const { syncId } = await world.cradle.sync.start('full');
    await Promise.all([world.work(syncId), world.work(syncId)]);
    const row = await run(syncId);
    // The one that came second let go; what is left is worked on by whoever is asked next.
    if (row.state === 'running') await world.work(syncId);
    expect((await run(syncId)).state).toBe('done');
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

describe('afterwards', () => {
  it('reads only what changed since, and what was completed meanwhile', async () => {
    await world.sync('full');
    world.kommo.clock.ms += 30 * 60_000;
    const { state } = world.kommo.platform;
    const [lead] = recent(state.data.leads.values());
    updateLead(state, lead!, { price: 4242 }, 0);
    const open = [...state.data.tasks.values()].find(({ is_completed }) => !is_completed);
    await world.kommo.act({ kind: 'task_complete', taskId: open?.id, result: 'ok' });
    world.requests = [];
    const row = await run(await world.sync('changes'));
    expect(row.state).toBe('done');
    expect(stage(row, 'leads')).toMatchObject({ read: 1, changed: 1 });
    expect(stage(row, 'products')).toBeUndefined();
    expect(await world.em.findOne(Lead, { crmId: String(lead?.id) })).toMatchObject({ price: 4242 });
    expect(await world.em.findOne(Task, { crmId: String(open?.id) })).toMatchObject({ completed: true });
  });
});
