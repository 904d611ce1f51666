/** The sync against the local Kommo: real plugin, real HTTP, real database. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Refuse } from '../../sdk/errors.ts';
import { updateLead } from '../../sandbox/kommo/ops/leads.ts';
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
        'bots',
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
    const bots = await em.find(Definition, { type: 'bot' }, { orderBy: { crmId: 'asc' } });
    expect(bots.map(({ crmId, name }) => [Number(crmId), name])).toEqual([...kommo.bots.values()].map(({ id, name }) => [id, name]));
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

  it('forgets what is gone in Kommo, and closes talks that were closed unseen', async () => {
    await world.sync('full');
    const { em, kommoData: kommo } = world;
    const [tag] = [...kommo.tags.values()].filter(({ entity }) => entity === 'leads');
    kommo.tags.delete(tag!.id);
    const product = await em.findOneOrFail(Product, { deletedAt: null, price: { $gt: 0 } }, { orderBy: { crmId: 'asc' } });
    kommo.elements.delete(Number(product.crmId));
    const [talk, other] = [...kommo.talks.values()].filter(({ is_in_work }) => is_in_work);
    Object.assign(talk!, { is_in_work: false });
    const row = await run(await world.sync('full'));
    for (const name of ['products', 'tags', 'talks']) expect(stage(row, name)).toMatchObject({ state: 'done', changed: 1 });
    expect(await world.em.count(Definition, { type: 'tag', of: 'lead', crmId: String(tag!.id) })).toBe(0);
    expect(await world.em.findOneOrFail(Product, { crmId: product.crmId })).toMatchObject({ deletedAt: expect.any(Date) as Date });
    expect(await world.em.findOneOrFail(Talk, { crmId: String(talk!.talk_id) })).toMatchObject({ open: false });
    expect(await world.em.findOneOrFail(Talk, { crmId: String(other!.talk_id) })).toMatchObject({ open: true });
  });

  it('forgets nothing when a list is refused', async () => {
    await world.sync('full');
    const counts = async (): Promise<number[]> => [
      await world.em.count(Definition, {}),
      await world.em.count(Product, { deletedAt: null }),
      await world.em.count(Talk, { open: true }),
    ];
    const before = await counts();
    world.onRequest = (path) => {
      if (/tags|custom_fields|catalogs|task_types|loss_reasons|bots|talks/.test(path)) throw new Refuse('forbidden', 'Kommo answered 403');
    };
    await world.sync('full');
    expect(await counts()).toEqual(before);
  });

  it.each([
    [402, 'failed'],
    [403, 'failed'],
    [404, 'skipped'],
  ])('goes on without bots when the account has none to show: %s', async (status, state) => {
    await world.kommo.act({ kind: 'fault', on: 'api', path: '/api/v4/bots', status });
    const row = await run(await world.sync('full'));
    expect(row).toMatchObject({ state: 'done', error: null });
    expect(stage(row, 'bots')).toMatchObject({ state, problem: expect.any(String) as string });
    expect(stage(row, 'leads')).toMatchObject({ state: 'done' });
    expect(await world.em.count(Definition, { type: 'bot' })).toBe(0);
  });

  it('a bot that is gone is forgotten', async () => {
    await world.sync('full');
    world.kommoData.bots.delete(74012);
    expect(stage(await run(await world.sync('full')), 'bots')).toMatchObject({ state: 'done', read: 1, changed: 1 });
    expect(await world.em.count(Definition, { type: 'bot' })).toBe(1);
  });

  it('a catalog that is gone takes its fields and products along', async () => {
    await world.sync('full');
    const { catalogCrmId } = await world.em.findOneOrFail(Product, { deletedAt: null }, { orderBy: { crmId: 'asc' } });
    world.kommoData.catalogs.delete(Number(catalogCrmId));
    await world.sync('full');
    expect(await world.em.count(Definition, { type: 'catalog', crmId: catalogCrmId })).toBe(0);
    expect(await world.em.count(Definition, { type: 'field', of: catalogCrmId })).toBe(0);
    expect(await world.em.count(Product, { catalogCrmId, deletedAt: null })).toBe(0);
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
