/** What no hook brought is found in the CRM's own history, and acted on once. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type Received } from '../../sandbox/kommo/testing.ts';
import { Activity } from '../activity/entities.ts';
import { Contact, Lead, Task } from '../crm/entities.ts';
import { Event, HookEvent } from '../hooks/entities.ts';
import { Message, Talk } from '../talks/entities.ts';
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

const events = (name: string): Promise<Event[]> => world.em.find(Event, { name }, { orderBy: { id: 'asc' } });
const told = (text: string, hooks: Received[]): Received[] => hooks.filter(({ body }) => decodeURIComponent(body.replaceAll('+', ' ')).includes(text));
const someLead = (at = 0) => [...world.kommoData.leads.values()].filter(({ is_deleted }) => !is_deleted)[at]!;
const stages = (pipelineId: number): number[] =>
  world.kommoData.pipelines
    .get(pipelineId)!
    .statuses.filter(({ type }) => type === 0)
    .map(({ id }) => id);

describe('a sweep', () => {
  it('finds nothing when every hook came', async () => {
    const lead = someLead();
    const [first, second] = stages(lead.pipeline_id);
    await world.kommo.act({ kind: 'stage', leadId: lead.id, statusId: lead.status_id === first ? second : first });
    later(10_000);
    await world.kommo.act({ kind: 'lead_update', leadId: lead.id, name: 'Новое имя', price: 7 });
    await world.kommo.act({ kind: 'lead', name: 'Neu', text: 'Hallo', phone: '+49170' });
    await world.kommo.act({ kind: 'missed_call', leadId: lead.id });
    await world.kommo.act({ kind: 'note', leadId: lead.id, text: 'Notiz' });
    const { taskId } = await world.kommo.act({ kind: 'task', leadId: lead.id, text: 'Anrufen' });
    later(10_000);
    await world.kommo.act({ kind: 'task_complete', taskId, result: 'ok' });
    await world.kommo.act({ kind: 'contact_update', leadId: lead.id, name: 'Leila' });
    await world.kommo.act({ kind: 'delete_lead', leadId: someLead(3).id });
    await world.process(await world.hooks());
    expect(await sweep()).toMatchObject({ state: 'done', recovered: 0 });
    expect(await sweep()).toMatchObject({ state: 'done', recovered: 0 });
    expect(await world.em.count(HookEvent, { source: 'sweep' })).toBe(0);
    expect(await world.em.count(Activity, { kind: 'hooks.recovered' })).toBe(0);
  });

  it('recovers every kind, with what it was about', async () => {
    const lead = someLead();
    const other = someLead(5);
    const before = lead.status_id;
    const after = stages(lead.pipeline_id).find((id) => id !== before)!;
    await world.kommo.act({ kind: 'stage', leadId: lead.id, statusId: after });
    later(10_000);
    await world.kommo.act({ kind: 'lead_update', leadId: lead.id, name: 'Ohne Hook' });
    const made = await world.kommo.act({ kind: 'lead', name: 'Neu', text: 'Ist das noch da?', phone: '+49170' });
    await world.kommo.act({ kind: 'missed_call', leadId: lead.id });
    await world.kommo.act({ kind: 'note', leadId: lead.id, text: 'Notiz' });
    const { taskId } = await world.kommo.act({ kind: 'task', leadId: lead.id, text: 'Anrufen' });
    later(10_000);
    await world.kommo.act({ kind: 'task_complete', taskId, result: 'ok' });
    await world.kommo.act({ kind: 'delete_lead', leadId: other.id });
    await world.em.insert(Lead, {
      id: '00000000-0000-7000-8000-000000000009',
      accountId: world.accountId,
      crmId: String(other.id),
      name: 'x',
      tags: [],
      fields: [],
      createdAt: new Date(),
      updatedAt: new Date(),
    } as never);
    // None of them arrives.
    await world.hooks();

    const run = await sweep();
    expect(run.state).toBe('done');
    const { em } = world;
    const [moved] = await events('lead.stage_changed');
    expect(moved).toMatchObject({ subject: `lead:${lead.id}`, data: { stageId: String(after), previousStageId: String(before) }, actor: { kind: 'user' } });
    expect(await em.findOne(Lead, { crmId: String(lead.id) })).toMatchObject({ name: 'Ohne Hook', stageCrmId: String(after) });
    expect(await em.findOne(Lead, { crmId: String(made['leadId']) })).toMatchObject({ name: 'Neu' });
    expect(await em.findOne(Contact, { crmId: String(made['contactId']) })).toMatchObject({ phones: ['+49170'] });
    expect(await em.findOne(Message, { crmId: String(made['messageId']) })).toMatchObject({
      text: 'Ist das noch da?',
      direction: 'in',
      authorKind: 'customer',
    });
    expect(await em.findOne(Talk, { crmId: String(made['talkId']) })).toMatchObject({
      leadId: expect.any(String) as string,
      contactId: expect.any(String) as string,
    });
    expect(await events('call.missed')).toHaveLength(1);
    expect((await events('note.added')).map(({ data }) => data['text'])).toEqual(['Notiz']);
    expect(await em.findOne(Task, { crmId: String(taskId) })).toMatchObject({ completed: true, text: 'Anrufen' });
    expect((await em.findOneOrFail(Lead, { crmId: String(other.id) })).deletedAt).not.toBeNull();
    expect(run.recovered).toBe(await em.count(HookEvent, { source: 'sweep', state: 'done' }));
    expect(await em.find(Activity, { kind: 'hooks.recovered' })).toMatchObject([{ data: { count: run.recovered } }]);

    expect(await sweep()).toMatchObject({ recovered: 0 });
  });

  it('a hook that comes after all is a duplicate, whatever it tells', async () => {
    const lead = someLead();
    const after = stages(lead.pipeline_id).find((id) => id !== lead.status_id);
    await world.kommo.act({ kind: 'stage', leadId: lead.id, statusId: after });
    later(10_000);
    await world.kommo.act({ kind: 'lead_update', leadId: lead.id, price: 77 });
    await world.kommo.act({ kind: 'lead', name: 'Neu', text: 'Hallo' });
    await world.kommo.act({ kind: 'call', leadId: lead.id });
    await world.kommo.act({ kind: 'note', leadId: lead.id, text: 'Notiz' });
    const late = await world.hooks();
    expect(await sweep()).toMatchObject({ state: 'done' });
    const acted = await world.em.count(Event, {});
    await world.process(late);
    const hooks = await world.em.find(HookEvent, { source: 'kommo' });
    const told = hooks.flatMap((hook) => hook.events);
    const fresh = told.filter(({ duplicate }) => !duplicate).map(({ name }) => name);
    // Of a move Kommo's history tells the move; the `update` beside it, and talks that were read, are told by hooks alone.
    expect(new Set(fresh.filter((name) => name !== 'lead.updated' && name !== 'talk.updated' && name !== 'contact.updated'))).toEqual(new Set());
    expect(told.filter(({ duplicate }) => duplicate).length).toBeGreaterThanOrEqual(5);
    expect(await world.em.count(Event, {})).toBe(acted + fresh.length);
    expect(await world.em.count(Message, { text: 'Hallo' })).toBe(1);
  });

  it('a hook that overtakes the sweep is not acted on twice either', async () => {
    await world.kommo.act({ kind: 'lead', name: 'Neu', text: 'Hallo' });
    const hooks = await world.hooks();
    later(5 * MINUTE);
    const { syncId } = await world.cradle.sync.start('sweep');
    await world.work(syncId);
    // Found and waiting; now the hooks come and are worked through first.
    const waiting = await world.em.find(HookEvent, { source: 'sweep' });
    expect(waiting.length).toBeGreaterThan(0);
    await world.em.nativeUpdate(HookEvent, { source: 'sweep' }, { retryAt: new Date(world.kommo.clock.ms + MINUTE) });
    await world.process(hooks);
    await world.em.nativeUpdate(HookEvent, { source: 'sweep' }, { retryAt: null });
    await world.process();
    const swept = await world.em.find(HookEvent, { source: 'sweep' });
    expect(swept.flatMap((hook) => hook.events).filter(({ duplicate }) => !duplicate)).toEqual([]);
    for (const name of ['lead.created', 'contact.created', 'message.received', 'talk.opened']) expect(await events(name)).toHaveLength(1);
  });

  it('of a hundred hooks, of which five are lost, finds the five and acts on none twice', async () => {
    const leads = [...world.kommoData.leads.values()].filter(({ is_deleted }) => !is_deleted).slice(0, 17);
    for (const [index, lead] of leads.entries()) {
      await world.kommo.act({ kind: 'lead_update', leadId: lead.id, price: 1000 + index });
      await world.kommo.act({ kind: 'note', leadId: lead.id, text: `note ${index}` });
      await world.kommo.act({ kind: 'lead', name: `Lead ${index}`, text: `message ${index}` });
      later(3_000);
    }
    const hooks = await world.hooks();
    expect(hooks.length).toBeGreaterThanOrEqual(100);
    const lost = hooks.filter((_, index) => index % 20 === 7);
    await world.process(hooks.filter((hook) => !lost.includes(hook)));
    const runs = [await sweep(), await sweep()];
    expect(runs[0]!.recovered).toBeGreaterThanOrEqual(lost.length - 1);
    expect(runs[1]!.recovered).toBe(0);

    for (const [index, lead] of leads.entries()) expect((await world.em.findOneOrFail(Lead, { crmId: String(lead.id) })).price).toBe(1000 + index);
    const notes = (await events('note.added')).map(({ data }) => String(data['text'])).filter((text) => text.startsWith('note '));
    expect(notes.toSorted()).toEqual(leads.map((_, index) => `note ${index}`).toSorted());
    const messages = (await world.em.find(Message, {})).map(({ text }) => text).filter((text) => text.startsWith('message '));
    expect(messages.toSorted()).toEqual(leads.map((_, index) => `message ${index}`).toSorted());
    expect((await events('lead.created')).length).toBe(leads.length);
    expect((await events('lead.updated')).filter(({ data }) => Number(data['price']) >= 1000 && Number(data['price']) < 1017)).toHaveLength(leads.length);
    const ledger = world.kommoData.ledger.map(({ at }) => Date.parse(at));
    const fullest = Math.max(...ledger.map((start) => ledger.filter((time) => time >= start && time < start + 1000).length));
    expect(fullest).toBeLessThanOrEqual(7);
  }, 60_000);

  it('an hour without hooks and without Kommo is caught up, in order', async () => {
    const lead = someLead();
    const [a, b, c] = stages(lead.pipeline_id).filter((id) => id !== lead.status_id) as [number, number, number];
    await sweep();
    for (const statusId of [a, b, c, a, b]) {
      later(11 * MINUTE);
      await world.kommo.act({ kind: 'stage', leadId: lead.id, statusId });
      await world.kommo.act({ kind: 'message', leadId: lead.id, text: `at ${statusId} ${world.kommo.clock.ms}` });
    }
    await world.hooks();
    world.onRequest = () => {
      throw new Retry('Kommo did not answer.');
    };
    const { syncId } = await world.cradle.sync.start('sweep');
    await expect(world.work(syncId)).rejects.toThrow(Retry);
    // The clock asks again and gets the one that waits.
    expect((await world.cradle.sync.start('sweep')).syncId).toBe(syncId);
    world.onRequest = () => undefined;
    later(5 * MINUTE);
    await world.work(syncId);
    await world.process();
    await sweep();
    expect((await events('lead.stage_changed')).map(({ data }) => data['stageId'])).toEqual([a, b, c, a, b].map(String));
    const texts = (await world.em.find(Message, { text: { $like: 'at %' } }, { orderBy: { at: 'asc' } })).map(({ text }) => text);
    expect(texts).toHaveLength(5);
    const rows = await world.em.find(HookEvent, { source: 'sweep' }, { orderBy: { id: 'asc' } });
    const times = rows.flatMap((row) => row.events.map(({ at }) => at));
    expect(times).toEqual(times.toSorted());
    expect((await world.em.findOneOrFail(Lead, { crmId: String(lead.id) })).stageCrmId).toBe(String(b));
  });

  it('looks no further back than the installation, and leaves the last minute to its hooks', async () => {
    const lead = someLead();
    later(6 * MINUTE);
    await world.kommo.act({ kind: 'note', leadId: lead.id, text: 'gerade eben' });
    await world.hooks();
    const id = await world.sync('sweep');
    expect(await world.em.findOneOrFail(SyncRun, { id })).toMatchObject({ recovered: 0 });
    const asked = world.requests.find((path) => path.startsWith('/api/v4/events'));
    expect(asked).toContain(`from]=${Date.UTC(2026, 0, 15, 10) / 1000}`);
    expect(await sweep()).toMatchObject({ recovered: 1 });
  });

  it('without the right to read chats the rest is still recovered, and the run says why not', async () => {
    await world.kommo.act({ kind: 'lead', name: 'Neu', text: 'Hallo' });
    await world.hooks();
    world.onRequest = (path) => {
      if (path.includes('/messages')) throw new Refuse('forbidden', 'Kommo answered 403 (Invalid scope)');
    };
    const run = await sweep();
    expect(run.state).toBe('done');
    expect(run.stages.find(({ stage }) => stage === 'history')).toMatchObject({ state: 'failed', problem: expect.stringMatching(/chat history/) as string });
    expect(await events('lead.created')).toHaveLength(1);
    expect(await events('message.received')).toEqual([]);
  });
});

describe('messages found late', () => {
  const replies = async (): Promise<unknown[]> => (await world.cradle.queue.list({ name: 'reply', limit: 50 }, world.accountId)).items;

  it('are answered when nobody has', async () => {
    const { talkId } = await world.kommo.act({ kind: 'lead', name: 'Neu', text: 'Hallo' });
    await world.hooks();
    await sweep();
    expect(await replies()).toHaveLength(1);
    const talk = await world.em.findOneOrFail(Talk, { crmId: String(talkId) });
    expect(talk.lastInMessageId).toBe((await world.em.findOneOrFail(Message, { talkId: talk.id })).id);
  });

  it('are not when a colleague has written since, and do not take the place of a newer one', async () => {
    const { talkId, leadId } = await world.kommo.act({ kind: 'lead', name: 'Neu', text: 'Erste' });
    await world.process(await world.hooks());
    const before = (await replies()).length;
    later(MINUTE);
    await world.kommo.act({ kind: 'message', leadId, text: 'Verloren' });
    later(MINUTE);
    await world.kommo.act({ kind: 'reply', talkId, text: 'Antwort eines Menschen' });
    later(MINUTE);
    await world.kommo.act({ kind: 'message', leadId, text: 'Neueste' });
    const hooks = await world.hooks();
    expect(told('Verloren', hooks).length).toBeGreaterThan(0);
    await world.process(hooks.filter((hook) => !told('Verloren', hooks).includes(hook)));
    await sweep();
    const talk = await world.em.findOneOrFail(Talk, { crmId: String(talkId) });
    const newest = await world.em.findOneOrFail(Message, { text: 'Neueste' });
    expect(await world.em.count(Message, { text: 'Verloren' })).toBe(1);
    expect(talk.lastInMessageId).toBe(newest.id);
    expect(await replies()).toHaveLength(before + 1);
  });
});
