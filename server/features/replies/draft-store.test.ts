import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { Live } from '../../db/live.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { LlmLedger } from '../../llm/ledger.ts';
import { Member } from '../accounts/entities.ts';
import { Activity } from '../activity/entities.ts';
import { ActivityService } from '../activity/service.ts';
import { Agent } from '../agents/entities.ts';
import { AgentSettings } from '../agents/schema.ts';
import { Lead } from '../crm/entities.ts';
import { Notification } from '../notifications/entities.ts';
import { Notify } from '../notifications/notify.ts';
import { Message, Talk } from '../talks/entities.ts';
import { DraftStore } from './draft-store.ts';
import { type Draft, Verdict } from './entities.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const clock = { now: () => NOW };

let db: TestDatabase;
let accountId = '';
let agent: Agent;
let talk: Talk;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  ({ id: accountId } = await createAccount(db));
  const em = db.tenancy.forAccount(accountId);
  agent = em.create(Agent, { id: newId(), accountId, settings: AgentSettings.parse({ name: 'Luma' }), version: 1 });
  const lead = em.create(Lead, { id: newId(), accountId, crmId: '24', name: 'Sofa', responsibleCrmId: '7', tags: [], fields: [] });
  em.create(Member, { id: newId(), accountId, crmUserId: '7', name: 'Nadia' });
  talk = em.create(Talk, { id: newId(), accountId, crmId: '1', channel: 'c', leadId: lead.id, mode: 'auto', open: true, version: 1 });
  await em.flush();
});

function store(): DraftStore {
  const em = db.tenancy.forAccount(accountId);
  const live = new Live({ oneTrip: db.oneTrip, listener: undefined as never, log: pino({ level: 'silent' }) });
  return new DraftStore({
    oneTrip: db.oneTrip,
    em,
    accountId,
    clock,
    live,
    ledger: new LlmLedger({ em, accountId, clock }),
    deliveries: { first: async () => [] } as unknown as ScopedCradle['deliveries'],
    activity: new ActivityService({ accountId, caller: undefined, clock, live }),
    notify: new Notify({ accountId, clock, live }),
    log: pino({ level: 'silent' }),
  });
}

async function begin(trigger: 'hook' | 'member' = 'hook'): Promise<Draft> {
  const prompt = {} as never;
  const draft = await store().begin({ id: newId(), talkId: talk.id, inReplyTo: null, trigger, language: 'en', agent, model: 'm', prompt });
  if (!draft) throw new Error('the draft was not opened');
  return Object.assign(draft, { text: 'Hi', sentences: [], trace: [] });
}

const log = (): Promise<Activity[]> => db.tenancy.forAccount(accountId).find(Activity, {});
const notices = (): Promise<Notification[]> => db.tenancy.forAccount(accountId).find(Notification, {});

it('leaves a line of a finished draft', async () => {
  const draft = await begin();
  expect(await store().finish(draft, false, 1)).toBe(true);
  const about = { subject: `draft:${draft.id}`, leadCrmId: '24', agentId: agent.id, talkId: talk.id };
  expect(await log()).toMatchObject([{ kind: 'draft.made', at: NOW, actorKind: 'agent', actorId: agent.id, actorName: 'Luma', ...about }]);
});

it('leaves none of a draft that was overtaken while it was written', async () => {
  const draft = await begin();
  await begin();
  expect(await store().finish(draft, false, 1)).toBe(false);
  expect(await store().fail(draft, 'llm_timeout', 1)).toBe(false);
  expect(await log()).toEqual([]);
  expect(await notices()).toEqual([]);
});

it('tells the responsible person of a failure', async () => {
  await store().fail(await begin(), 'llm_timeout', 1);
  expect(await log()).toMatchObject([{ kind: 'draft.failed', data: { reason: 'llm_timeout' } }]);
  expect(await notices()).toMatchObject([{ kind: 'draft_failed', subject: 'lead:24', data: { reason: 'llm_timeout' } }]);
});

it('keeps quiet to people about what is tried again or what they watch', async () => {
  await store().fail(await begin(), 'interrupted', 1);
  await store().fail(await begin('member'), 'llm_timeout', 1);
  expect(await log()).toHaveLength(2);
  expect(await notices()).toEqual([]);
});

it('logs a silence that somebody may wonder about, and tells of one that needs a person', async () => {
  await store().withhold(talk.id, null, { gate: 'agent_off', evidence: {} });
  expect(await log()).toEqual([]);
  await store().withhold(talk.id, null, { gate: 'human_active', evidence: {} }, agent);
  expect(await notices()).toEqual([]);
  const em = db.tenancy.forAccount(accountId);
  const message = em.create(Message, { id: newId(), accountId, talkId: talk.id, crmId: 'm', direction: 'in', authorKind: 'customer', text: 'Hi', at: NOW }).id;
  await em.flush();
  await store().withhold(talk.id, message, { gate: 'budget_spent', evidence: {} }, agent);
  await store().withhold(talk.id, message, { gate: 'budget_spent', evidence: {} }, agent);
  expect((await log()).map(({ kind, leadCrmId, data }) => [kind, leadCrmId, data['reason']])).toEqual([
    ['draft.withheld', '24', 'human_active'],
    ['draft.withheld', '24', 'budget_spent'],
    ['draft.withheld', '24', 'budget_spent'],
  ]);
  expect(await notices()).toHaveLength(1);
  expect(await db.tenancy.forAccount(accountId).count(Verdict, {})).toBe(4);
});
