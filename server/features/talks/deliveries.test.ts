import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Member } from '../accounts/entities.ts';
import { Agent } from '../agents/entities.ts';
import { AgentSettings } from '../agents/schema.ts';
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
  const talk = em.create(Talk, { id: newId(), accountId, crmId: '1', channel: 'kommo-talks', mode: 'auto', open: true, version: 1 });
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
  const deliveries = new DeliveryService({
    em,
    accountId,
    clock: { now: () => now },
    live: { publish: async () => undefined } as unknown as ScopedCradle['live'],
    queue: { send: async () => undefined } as unknown as ScopedCradle['queue'],
    host: { send, readBack: async () => null } as unknown as ScopedCradle['host'],
    replyContext: { stopBeforeDelivery: async () => stop } as unknown as ScopedCradle['replyContext'],
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
