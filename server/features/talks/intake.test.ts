import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

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

/** The hook of a message; unless told otherwise of one that a user of the account seems to have written. */
const hear = (id: string, text: string, { direction = 'out', at = now }: { direction?: 'in' | 'out'; at?: Date } = {}): Promise<Heard | undefined> => {
  const author = { kind: direction === 'in' ? ('customer' as const) : ('user' as const), id: '7' };
  const event: DomainEvent = {
    name: direction === 'in' ? 'message.received' : 'message.sent',
    subject: 'talk:1',
    at: at.toISOString(),
    key: id,
    actor: author,
    data: { id, talkId: '1', direction, text, at: at.toISOString(), author },
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

describe('a customer’s message that we hear of three minutes late', () => {
  const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
  /** What was said since, and whether the late one is to be answered. */
  const lateAfter = async (...since: { direction: 'in' | 'out'; at: Date; ours?: boolean }[]): Promise<Heard['kind'] | undefined> => {
    const em = db.tenancy.forAccount(accountId);
    const talk = em.create(Talk, { id: newId(), accountId, crmId: '1', channel: 'kommo-talks', mode: 'auto', open: true, version: 1 });
    for (const { direction, at, ours = false } of since) {
      const delivery = ours
        ? em.create(Delivery, { id: newId(), accountId, talkId: talk.id, channel: 'kommo-talks', text: 'x', state: 'sent', attempts: 1 })
        : null;
      em.create(Message, {
        accountId,
        talkId: talk.id,
        crmId: newId(),
        direction,
        authorKind: direction === 'in' ? 'customer' : 'user',
        text: 'x',
        at,
        deliveryId: delivery?.id ?? null,
      });
    }
    await em.flush();
    return (await hear('late', 'And to Kazan?', { direction: 'in', at: ago(180) }))?.kind;
  };

  it('is answered when nobody has written since', async () => {
    expect(await lateAfter()).toBe('customer');
  });

  it('is settled when a person has written since', async () => {
    expect(await lateAfter({ direction: 'out', at: ago(60) })).toBe('other');
  });

  it('is answered when only a reply of ours to something earlier has left since', async () => {
    expect(await lateAfter({ direction: 'in', at: ago(200) }, { direction: 'out', at: ago(60), ours: true })).toBe('customer');
  });

  it('is settled when we have answered a newer message since', async () => {
    expect(await lateAfter({ direction: 'in', at: ago(120) }, { direction: 'out', at: ago(60), ours: true })).toBe('other');
  });
});
