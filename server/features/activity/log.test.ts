import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Audit } from '../accounts/audit.ts';
import { AuditEntry, Member } from '../accounts/entities.ts';
import { Agent } from '../agents/entities.ts';
import { AgentSettings } from '../agents/schema.ts';
import { Contact, Lead, Pipeline } from '../crm/entities.ts';
import { Talk } from '../talks/entities.ts';
import { ActivityLog } from './log.ts';
import { ActivityQuery } from './schema.ts';
import { type ActivityEntry, ActivityService } from './service.ts';

const NOON = new Date('2026-11-20T12:00:00Z');
const clock = { now: () => NOON };
const at = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);

let db: TestDatabase;
let accountId = '';
let memberId = '';
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  ({ id: accountId } = await createAccount(db, { currency: 'EUR', timezone: 'Europe/Madrid' }));
  const em = db.tenancy.forAccount(accountId);
  memberId = em.create(Member, { id: newId(), accountId, crmUserId: '10431207', name: 'Nadia', role: 'admin', language: 'en' }).id;
  await em.flush();
});

const log = (role: 'rep' | 'admin' = 'admin', account = accountId): ActivityLog =>
  new ActivityLog({
    em: db.tenancy.forAccount(account),
    accountId: account,
    caller: { accountId: account, sessionId: newId(), memberId, role },
    clock,
    audit: new Audit({ tenancy: db.tenancy, clock }),
  });
const list = (query: object = {}, role: 'rep' | 'admin' = 'admin') => log(role).list(ActivityQuery.parse(query));
const texts = async (query: object = {}, role: 'rep' | 'admin' = 'admin'): Promise<string[]> => (await list(query, role)).items.map(({ text }) => text);

async function file(role: 'rep' | 'admin' = 'admin'): Promise<string> {
  let text = '';
  for await (const piece of (await log(role).export({})).pieces) text += piece;
  return text;
}

async function record(...entries: ActivityEntry[]): Promise<void> {
  const live = { publish: async () => undefined };
  const activity = new ActivityService({ accountId, caller: undefined, clock, live } as never);
  await db.tenancy.forAccount(accountId).transactional(async (tx) => {
    for (const entry of entries) await activity.record(tx, entry);
  });
}

const some = (): Promise<void> =>
  record(
    { kind: 'lead.created', subject: 'lead:7', leadCrmId: '7', data: { name: 'Sofa' }, at: at(-30) },
    { kind: 'settings.changed', data: { section: 'callbacks' }, at: at(-20) },
    { kind: 'lead.deleted', subject: 'lead:8', leadCrmId: '8', data: { name: 'Lamp' }, at: at(-10) },
    { kind: 'task.created', subject: 'task:5', leadCrmId: '7', data: { text: 'Call' }, at: at(0) },
  );

describe('the log', () => {
  it('is empty at first', async () => {
    expect(await list()).toEqual({ items: [], nextCursor: null });
  });

  it('shows the newest first, page by page, each row once', async () => {
    await record(...Array.from({ length: 25 }, (_, index): ActivityEntry => ({ kind: 'lead.updated', subject: `lead:${index}`, data: { name: `L${index}` } })));
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { items, nextCursor } = await list({ limit: 10, ...(cursor ? { cursor } : {}) });
      seen.push(...items.map(({ text }) => text));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `Lead “L${24 - index}” was updated`));
  });

  it('is filtered by kind, by family, by lead and by time', async () => {
    await some();
    expect(await texts({ kind: 'lead' })).toEqual(['Lead “Lamp” was deleted', 'Lead “Sofa” was created']);
    expect(await texts({ kind: 'lead.created, task' })).toEqual(['Task “Call” was created for lead 7', 'Lead “Sofa” was created']);
    expect(await texts({ leadCrmId: '8' })).toEqual(['Lead “Lamp” was deleted']);
    expect(await texts({ from: at(-20).toISOString(), to: at(-5).toISOString() })).toEqual(['Lead “Lamp” was deleted', 'Settings were changed: missed calls']);
    const first = await list({ to: at(-5).toISOString(), limit: 1 });
    expect(await texts({ to: at(-5).toISOString(), limit: 5, cursor: first.nextCursor })).toEqual([
      'Settings were changed: missed calls',
      'Lead “Sofa” was created',
    ]);
  });

  it('refuses kinds and cursors that do not exist', async () => {
    await expect(list({ kind: 'lead,leads' })).rejects.toMatchObject({ status: 400, code: 'unknown_kind' });
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ status: 400 });
  });

  it('shows a rep what concerns customers, whatever they ask for', async () => {
    await some();
    expect(await texts({}, 'rep')).toEqual(['Task “Call” was created for lead 7', 'Lead “Lamp” was deleted', 'Lead “Sofa” was created']);
    expect(await texts({ kind: 'settings' }, 'rep')).toEqual([]);
    expect(await file('rep')).not.toContain('Settings');
  });

  it('belongs to one account', async () => {
    await some();
    const other = await createAccount(db);
    expect(await log('admin', other.id).list(ActivityQuery.parse({}))).toEqual({ items: [], nextCursor: null });
  });

  it('names what its rows only number, as it is called now', async () => {
    const em = db.tenancy.forAccount(accountId);
    const lead = em.create(Lead, { id: newId(), accountId, crmId: '24510983', name: 'Sofa for Elena', tags: [], fields: [] });
    const contact = em.create(Contact, { id: newId(), accountId, crmId: '31', name: 'Elena', tags: [], fields: [], phones: [], emails: [] });
    const talk = em.create(Talk, {
      id: newId(),
      accountId,
      crmId: '1',
      channel: 'c',
      leadId: lead.id,
      contactId: contact.id,
      mode: 'auto',
      open: true,
      version: 1,
    });
    const agent = em.create(Agent, { id: newId(), accountId, settings: AgentSettings.parse({ name: 'Luma' }), version: 1 });
    em.create(Pipeline, {
      accountId,
      crmId: '1',
      name: 'Sales',
      stages: [
        { id: '66710305', name: 'Offer', sort: 1 },
        { id: '142', name: 'Won', sort: 2 },
      ] as never,
    });
    await em.flush();
    await record(
      {
        kind: 'lead.stage_changed',
        subject: 'lead:24510983',
        leadCrmId: '24510983',
        data: { from: '66710305', to: '142' },
        actor: { kind: 'crm_user', id: '10431207' },
      },
      { kind: 'draft.made', agentId: agent.id, talkId: talk.id, actor: { kind: 'agent', id: agent.id } },
      { kind: 'message.received', talkId: talk.id },
      { kind: 'lead.responsible_changed', subject: 'lead:24510983', data: { to: '10431207' } },
    );
    expect(await texts()).toEqual([
      'Lead “Sofa for Elena” was handed over to Nadia',
      'A message came from Elena · lead “Sofa for Elena”',
      'Agent “Luma” drafted a reply for lead “Sofa for Elena”',
      'Lead “Sofa for Elena” moved from “Offer” to “Won” · Nadia',
    ]);
    const [, , draft] = (await list()).items;
    expect(draft).toMatchObject({
      actor: { kind: 'agent', name: 'Luma' },
      agentId: agent.id,
      sentence: [{ link: { kind: 'agent', id: agent.id } }, {}, { link: { crmId: '24510983' } }],
    });
  });

  it('survives subjects that are no ids', async () => {
    await record(
      { kind: 'lead.updated', subject: 'lead:1"},{"x', data: { from: '"' } },
      { kind: 'agent.changed', subject: 'agent:not-a-uuid' },
      { kind: 'error', subject: 'nonsense' },
    );
    expect(await texts()).toEqual(['Error', 'An agent was changed', 'Lead 1"},{"x was updated']);
  });
});

describe('the export', () => {
  it('is a table with local times in which nothing is a formula, and is on record', async () => {
    await record(
      { kind: 'lead.created', subject: 'lead:7', leadCrmId: '7', data: { name: '=HYPERLINK("x")' } },
      { kind: 'callback.done', data: { name: 'A' } },
    );
    expect((await log().export({})).name).toBe('activity-2026-11-20.csv');
    expect((await file()).split('\r\n')).toEqual([
      '\uFEFFTime,What happened,Who,Kind,Lead,Agent',
      '2026-11-20 13:00:00,Called back: A,,callback.done,,',
      '2026-11-20 13:00:00,"Lead “=HYPERLINK(""x"")” was created",,lead.created,7,',
      '',
    ]);
    expect(await db.tenancy.forAccount(accountId).find(AuditEntry, {})).toMatchObject([{ action: 'activity.exported', actor: `member:${memberId}` }, {}]);
  });

  it('goes over pages and stops at ten thousand rows', async () => {
    await db.orm.em.fork().execute(
      `insert into activities (id, account_id, kind, at, actor_kind, data)
       select gen_random_uuid(), ?, 'lead.updated', now(), 'system', '{"name":"L"}' from generate_series(1, 10050)`,
      [accountId],
    );
    expect((await file()).split('\r\n')).toHaveLength(10_002);
  });
});
