import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Retry } from '../../sdk/errors.ts';
import { Member } from '../accounts/entities.ts';
import { Activity } from '../activity/entities.ts';
import { ActivityService } from '../activity/service.ts';
import { Agent } from '../agents/entities.ts';
import { AgentSettings } from '../agents/schema.ts';
import { Lead } from '../crm/entities.ts';
import { Notification } from '../notifications/entities.ts';
import { Notify } from '../notifications/notify.ts';
import { Draft, Verdict } from '../replies/entities.ts';
import { type Stop } from '../replies/gates.ts';
import { DeliveryService } from './deliveries.ts';
import { Delivery, Message, Talk } from './entities.ts';

const now = new Date('2026-11-20T12:00:00Z');
const receipt = { id: 'crm-7', via: 'talks_api' as const, at: now.toISOString() };

let db: TestDatabase;
let accountId = '';
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  ({ id: accountId } = await createAccount(db));
});

/** A draft whose delivery waits. `by`: who decided to send it. */
async function waiting(by: 'agent' | 'member' = 'agent'): Promise<{ talk: Talk; draft: Draft; delivery: Delivery }> {
  const em = db.tenancy.forAccount(accountId);
  const agent = em.create(Agent, { id: newId(), accountId, settings: AgentSettings.parse({ name: 'Luma', mode: 'auto' }), version: 1 });
  const member = em.create(Member, { id: newId(), accountId, crmUserId: '7', name: 'Nadia' });
  const memberId = by === 'member' ? member.id : null;
  const lead = em.create(Lead, { id: newId(), accountId, crmId: '24', name: 'Sofa', responsibleCrmId: '7', tags: [], fields: [] });
  const talk = em.create(Talk, { id: newId(), accountId, crmId: '1', channel: 'kommo-talks', leadId: lead.id, mode: 'auto', open: true, version: 1 });
  const draft = em.create(Draft, {
    id: newId(),
    accountId,
    talkId: talk.id,
    trigger: 'hook',
    state: 'sending',
    text: 'Hi',
    sentences: [],
    trace: [],
    tokensIn: 0,
    tokensOut: 0,
    cost: 0,
    agentId: agent.id,
    agentVersion: 1,
    agentName: 'Luma',
    model: 'm',
  });
  const delivery = em.create(Delivery, {
    id: newId(),
    accountId,
    talkId: talk.id,
    draftId: draft.id,
    memberId,
    channel: 'kommo-talks',
    text: 'Hi',
    state: 'queued',
    attempts: 0,
  });
  await em.flush();
  return { talk, draft, delivery };
}

function service({ em = db.tenancy.forAccount(accountId), stop }: { em?: EntityManager; stop?: Stop } = {}) {
  const send = vi.fn<() => Promise<typeof receipt>>(async () => receipt);
  const live = { publish: async () => undefined } as unknown as ScopedCradle['live'];
  const clock = { now: () => now };
  const deliveries = new DeliveryService({
    em,
    accountId,
    clock,
    live,
    activity: new ActivityService({ accountId, caller: undefined, clock, live }),
    notify: new Notify({ accountId, clock, live }),
    queue: { send: async () => undefined } as unknown as ScopedCradle['queue'],
    host: { send, readBack: async () => null } as unknown as ScopedCradle['host'],
    replyContext: { stopBeforeDelivery: async () => stop } as unknown as ScopedCradle['replyContext'],
    effectEnds: {} as ScopedCradle['effectEnds'],
    log: pino({ level: 'silent' }),
  });
  return { deliveries, send };
}

const read = async (id: string): Promise<Delivery> => db.tenancy.forAccount(accountId).findOneOrFail(Delivery, { id });
const readDraft = async (id: string): Promise<Draft> => db.tenancy.forAccount(accountId).findOneOrFail(Draft, { id });

it('asks the gates again before the agent speaks by itself', async () => {
  const { draft, delivery } = await waiting();
  const { deliveries, send } = service({ stop: { gate: 'outside_hours', evidence: { now: 'late' } } });
  await deliveries.deliver(delivery.id, false);
  expect(send).not.toHaveBeenCalled();
  expect(await read(delivery.id)).toMatchObject({ state: 'failed', error: 'send_stopped_outside_hours' });
  expect(await readDraft(draft.id)).toMatchObject({ state: 'ready', reason: 'outside_hours' });
  expect(await db.tenancy.forAccount(accountId).find(Verdict, {})).toMatchObject([{ gate: 'outside_hours', draftId: draft.id, evidence: { now: 'late' } }]);
});

it('puts a draft away that a newer message or a person overtook', async () => {
  const { draft, delivery } = await waiting();
  await service({ stop: { gate: 'newer_message', evidence: {} } }).deliveries.deliver(delivery.id, false);
  expect(await readDraft(draft.id)).toMatchObject({ state: 'withheld', reason: 'newer_message' });
});

it('does not ask when a member sent it', async () => {
  const { draft, delivery } = await waiting('member');
  await service({ stop: { gate: 'outside_hours', evidence: {} } }).deliveries.deliver(delivery.id, false);
  expect(await readDraft(draft.id)).toMatchObject({ state: 'sent' });
});

it('stores the receipt although the hook of the same message was stored meanwhile', async () => {
  const { talk, draft, delivery } = await waiting();
  const real = db.tenancy.forAccount(accountId);
  let call = 0;
  const racing = new Proxy(real, {
    get: (target, key) => {
      if (key !== 'transactional') return Reflect.get(target, key) as unknown;
      return async (...args: Parameters<EntityManager['transactional']>) => {
        call += 1;
        if (call !== 2) return target.transactional(...args);
        const hook = db.tenancy.forAccount(accountId);
        hook.create(Message, { accountId, talkId: talk.id, crmId: receipt.id, direction: 'out', authorKind: 'unknown', text: 'Hi', at: now });
        await hook.flush();
        throw new UniqueConstraintViolationException(new Error('messages_account_id_crm_id_unique'));
      };
    },
  });
  const { deliveries, send } = service({ em: racing });
  await deliveries.deliver(delivery.id, true);
  expect(send).toHaveBeenCalledOnce();
  expect(await read(delivery.id)).toMatchObject({ state: 'sent', error: null });
  expect(await readDraft(draft.id)).toMatchObject({ state: 'sent' });
  expect(await db.tenancy.forAccount(accountId).find(Message, {})).toMatchObject([{ crmId: receipt.id, deliveryId: delivery.id }]);
});

it('gives the draft back when its job was cancelled', async () => {
  const { draft, delivery } = await waiting();
  const { deliveries, send } = service();
  await deliveries.cancelled(delivery.id);
  await deliveries.deliver(delivery.id, false);
  expect(send).not.toHaveBeenCalled();
  expect(await readDraft(draft.id)).toMatchObject({ state: 'ready', reason: 'send_cancelled' });
});

const log = (): Promise<Activity[]> => db.tenancy.forAccount(accountId).find(Activity, {});
const notices = (): Promise<Notification[]> => db.tenancy.forAccount(accountId).find(Notification, {});

it('leaves a line of what was sent, and by whom', async () => {
  const { delivery, draft, talk } = await waiting('member');
  await service().deliveries.deliver(delivery.id, false);
  const about = { subject: `draft:${draft.id}`, leadCrmId: '24', talkId: talk.id, agentId: draft.agentId };
  expect(await log()).toMatchObject([{ kind: 'draft.sent', actorKind: 'member', actorId: delivery.memberId, ...about, data: { edited: false } }]);
  expect(await notices()).toEqual([]);
});

it('tells the responsible person of what did not leave, unless a person has the talk already', async () => {
  const { delivery } = await waiting();
  await service({ stop: { gate: 'window_closed', evidence: {} } }).deliveries.deliver(delivery.id, false);
  expect(await log()).toMatchObject([{ kind: 'draft.withheld', actorKind: 'system', data: { reason: 'window_closed' } }]);
  expect(await notices()).toMatchObject([{ kind: 'draft_withheld', subject: 'lead:24', data: { reason: 'window_closed' } }]);
  await db.truncate();
  ({ id: accountId } = await createAccount(db));
  await service({ stop: { gate: 'human_active', evidence: {} } }).deliveries.deliver((await waiting()).delivery.id, false);
  expect(await log()).toMatchObject([{ kind: 'draft.withheld' }]);
  expect(await notices()).toEqual([]);
});

it('tells of a failure once it is final', async () => {
  const { delivery } = await waiting();
  const { deliveries, send } = service();
  send.mockRejectedValue(new Retry('later'));
  await expect(deliveries.deliver(delivery.id, false)).rejects.toThrow('later');
  expect(await log()).toEqual([]);
  await deliveries.deliver(delivery.id, true);
  expect(await log()).toMatchObject([{ kind: 'draft.failed', data: { reason: 'send_later' } }]);
  expect(await notices()).toMatchObject([{ kind: 'draft_failed', data: { reason: 'send_later' } }]);
});
