import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { Delivery, type DeliveryState, Message, Talk } from './entities.ts';
import { type Heard, TalkIntake } from './intake.ts';

const now = new Date('2026-11-20T12:00:00Z');

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

async function sent(text: string, state: DeliveryState): Promise<Delivery> {
  const em = db.tenancy.forAccount(accountId);
  const talk = em.create(Talk, { id: newId(), accountId, crmId: '1', channel: 'kommo-talks', mode: 'auto', open: true, version: 1 });
  const delivery = em.create(Delivery, { id: newId(), accountId, talkId: talk.id, channel: 'kommo-talks', text, state, attempts: 1, firstTriedAt: now });
  if (state === 'sent')
    em.create(Message, { accountId, talkId: talk.id, crmId: null, direction: 'out', authorKind: 'robot', text, at: now, deliveryId: delivery.id });
  await em.flush();
  return delivery;
}

/** The hook of an outgoing message that a user of the account seems to have written. */
const hear = (id: string, text: string): Promise<Heard | undefined> => {
  const event: DomainEvent = {
    name: 'message.sent',
    subject: 'talk:1',
    at: now.toISOString(),
    key: id,
    actor: { kind: 'user', id: '7' },
    data: { id, talkId: '1', direction: 'out', text, at: now.toISOString(), author: { kind: 'user', id: '7' } },
  };
  const deps = { accountId, clock: { now: () => now }, crm: {}, live: { publish: async () => undefined } };
  // An outgoing message without lead and contact asks nothing of the mirror.
  return db.tenancy.forAccount(accountId).transactional((tx) => new TalkIntake(deps as unknown as ScopedCradle).apply(tx, event, new Set()));
};

const messages = (): Promise<Message[]> => db.tenancy.forAccount(accountId).find(Message, {});

it('knows our own message although the channel changed its line ends', async () => {
  const delivery = await sent('One\nTwo', 'sending');
  expect((await hear('m1', 'One\r\nTwo '))?.kind).toBe('ours');
  expect(await messages()).toMatchObject([{ crmId: 'm1', deliveryId: delivery.id, authorKind: 'robot' }]);
});

it('takes the hook for the receipt when Kommo had told no id', async () => {
  const delivery = await sent('Hi', 'sent');
  expect(await hear('m1', 'Hi')).toBeUndefined();
  expect(await messages()).toMatchObject([{ crmId: 'm1', deliveryId: delivery.id }]);
  expect((await hear('m2', 'Hi'))?.kind).toBe('human');
});

it('takes other words for a person', async () => {
  await sent('Hi', 'sending');
  expect((await hear('m1', 'I take over'))?.kind).toBe('human');
});
