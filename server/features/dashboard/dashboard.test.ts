import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { firstIdAt, newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Account } from '../accounts/entities.ts';
import { Activity, type ActivityData } from '../activity/entities.ts';
import { ActivityLog } from '../activity/log.ts';
import { type ActivityKind } from '../activity/schema.ts';
import { Agent } from '../agents/entities.ts';
import { AgentSettings } from '../agents/schema.ts';
import { Callback } from '../callbacks/entities.ts';
import { Call } from '../crm/entities.ts';
import { HookEvent } from '../hooks/entities.ts';
import { Draft } from '../replies/entities.ts';
import { Delivery, Message, Talk } from '../talks/entities.ts';
import { type Dashboard as Shape, type Period } from './schema.ts';
import { Dashboard } from './service.ts';

/** A Friday, 13:00 in Madrid. */
const NOW = new Date('2026-11-20T12:00:00Z');

let db: TestDatabase;
let accountId = '';
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  ({ id: accountId } = await createAccount(db, { timezone: 'Europe/Madrid' }));
});

const em = () => db.tenancy.forAccount(accountId);
function read(period: Period = 'week', account = accountId, now = NOW): Promise<(typeof Shape)['_output']> {
  const own = db.tenancy.forAccount(account);
  const clock = { now: () => now };
  const caller = { accountId: account, sessionId: 's', memberId: newId(), role: 'admin' as const };
  const activityLog = new ActivityLog({ em: own, accountId: account, caller, clock } as never);
  const accounts = { current: () => own.fork().findOneOrFail(Account, { id: account }) };
  return new Dashboard({ oneTrip: db.oneTrip, accountId: account, clock, accounts, activityLog } as never).read(period);
}

async function log(...lines: [kind: ActivityKind, at: string, data?: ActivityData, agentId?: string][]): Promise<void> {
  const own = em();
  for (const [kind, at, data = {}, agentId] of lines)
    own.create(Activity, { id: newId(new Date(at)), accountId, kind, at: new Date(at), actorKind: 'agent', agentId: agentId ?? null, data });
  await own.flush();
}

async function agent(name: string): Promise<string> {
  const own = em();
  const { id } = own.create(Agent, { id: newId(), accountId, settings: AgentSettings.parse({ name }), version: 1 });
  await own.flush();
  return id;
}

const NOTHING = { made: 0, sent: 0, unchanged: 0, edited: 0, dismissed: 0, withheld: 0, failed: 0 };
const NEVER = { answers: 0, median: null, p90: null };

it('of an empty account is full of zeros', async () => {
  const dashboard = await read('week');
  expect(dashboard).toMatchObject({
    period: 'week',
    timezone: 'Europe/Madrid',
    replies: NOTHING,
    responseTimes: { ai: NEVER, human: NEVER },
    calls: { missed: 0, returned: 0, waiting: 0 },
    previous: { replies: NOTHING, responseTimes: { ai: NEVER, human: NEVER }, calls: { missed: 0, returned: 0 } },
    agents: [],
    hooks: { received: 0, failed: 0, quarantined: 0, waiting: 0, median: null },
    activity: [],
  });
  expect(dashboard.buckets).toHaveLength(7);
  expect(dashboard.buckets.every(({ made, sent, previous }) => made === 0 && sent === 0 && previous?.made === 0)).toBe(true);
});

describe('replies', () => {
  it('are counted by local day, beside the week before up to the same time', async () => {
    await log(
      ['draft.made', '2026-11-13T22:59:59Z'], // the last moment of the week before
      ['draft.made', '2026-11-13T23:00:00Z'], // the first of this one
      ['draft.made', '2026-11-20T11:00:00Z'],
      ['draft.sent', '2026-11-20T11:01:00Z', { edited: false }],
      ['draft.sent', '2026-11-20T11:02:00Z', { edited: true }],
      ['draft.dismissed', '2026-11-19T10:00:00Z'],
      ['draft.withheld', '2026-11-19T10:00:00Z'],
      ['draft.failed', '2026-11-19T10:00:00Z'],
      ['draft.made', '2026-11-13T11:59:00Z'],
      ['draft.edited', '2026-11-20T11:02:00Z'],
      ['lead.created', '2026-11-20T11:02:00Z'],
    );
    const { replies, previous, buckets, activity } = await read('week');
    expect(replies).toEqual({ made: 2, sent: 2, unchanged: 1, edited: 1, dismissed: 1, withheld: 1, failed: 1 });
    // Friday's late draft is drawn, and not held against a Friday that has only begun.
    expect(previous.replies).toMatchObject({ made: 1 });
    expect(buckets[0]).toEqual({ at: '2026-11-13T23:00:00.000Z', made: 1, sent: 0, previous: { made: 0, sent: 0 } });
    expect(buckets[6]).toEqual({ at: '2026-11-19T23:00:00.000Z', made: 1, sent: 2, previous: { made: 2, sent: 0 } });
    expect(activity).toHaveLength(10);
  });

  it('are counted by the hour over a day on which the clocks go back', async () => {
    const night = new Date('2026-10-25T12:00:00Z');
    await log(['draft.made', '2026-10-25T00:30:00Z'], ['draft.made', '2026-10-25T01:30:00Z'], ['draft.made', '2026-10-24T00:30:00Z']);
    const { buckets, replies, previous } = await read('day', accountId, night);
    expect(buckets).toHaveLength(25);
    // 02:30 came twice.
    expect(buckets.filter(({ made }) => made > 0).map(({ at }) => at)).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z']);
    expect(buckets[2]).toMatchObject({ made: 1, previous: { made: 1 } });
    expect(buckets[24]).toMatchObject({ previous: null });
    expect([replies.made, previous.replies.made]).toEqual([2, 1]);
  });

  it('belong to their agents', async () => {
    const [luma, sol] = [await agent('Luma'), await agent('Sol')];
    await log(
      ['draft.made', '2026-11-20T11:00:00Z', {}, luma],
      ['draft.sent', '2026-11-20T11:01:00Z', { edited: true }, luma],
      ['draft.dismissed', '2026-11-20T11:02:00Z', {}, luma],
      ['draft.made', '2026-11-10T11:00:00Z', {}, sol],
    );
    expect((await read('week')).agents).toEqual([
      { id: luma, name: 'Luma', made: 1, sent: 1, edited: 1, dismissed: 1 },
      { id: sol, name: 'Sol', made: 0, sent: 0, edited: 0, dismissed: 0 },
    ]);
    expect((await read('month')).agents[1]).toMatchObject({ made: 1 });
  });
});

describe('response times', () => {
  /** `who`: agent's draft as it was, edited, a person's own words, another robot. */
  async function talk(asked: string[], answered: string, who: 'agent' | 'edited' | 'person' | 'robot'): Promise<void> {
    const own = em();
    const talk = own.create(Talk, { id: newId(), accountId, crmId: newId(), channel: 'c', mode: 'auto', open: true, version: 1 });
    const message = (at: string, direction: 'in' | 'out', authorKind: 'customer' | 'user' | 'robot', deliveryId: string | null = null) =>
      own.create(Message, {
        id: newId(new Date(at)),
        accountId,
        talkId: talk.id,
        crmId: newId(),
        direction,
        authorKind,
        text: 'x',
        at: new Date(at),
        deliveryId,
      });
    for (const at of asked) message(at, 'in', 'customer');
    let deliveryId: string | null = null;
    if (who === 'agent' || who === 'edited') {
      const agentId = own.create(Agent, { id: newId(), accountId, settings: AgentSettings.parse({ name: 'A' }), version: 1 }).id;
      const shared = { accountId, talkId: talk.id };
      const draft = own.create(Draft, {
        ...shared,
        id: newId(),
        trigger: 'hook',
        state: 'sent',
        sentences: [],
        trace: [],
        agentId,
        agentVersion: 1,
        agentName: 'A',
        model: 'm',
        sentText: who === 'edited' ? 'y' : null,
      });
      deliveryId = own.create(Delivery, { ...shared, id: newId(), draftId: draft.id, channel: 'c', text: 'x', state: 'sent' }).id;
    }
    message(answered, 'out', who === 'robot' || who === 'agent' ? 'robot' : 'user', deliveryId);
    await own.flush();
  }

  it('run from the first unanswered message, apart for the agent and for people', async () => {
    await talk(['2026-11-20T10:00:00Z', '2026-11-20T10:01:00Z'], '2026-11-20T10:02:00Z', 'agent');
    await talk(['2026-11-20T10:00:00Z'], '2026-11-20T10:00:10Z', 'agent');
    await talk(['2026-11-20T10:00:00Z'], '2026-11-20T10:05:00Z', 'edited');
    await talk(['2026-11-20T10:00:00Z'], '2026-11-20T10:15:00Z', 'person');
    await talk(['2026-11-20T10:00:00Z'], '2026-11-20T10:00:01Z', 'robot');
    await talk([], '2026-11-20T10:00:00Z', 'person');
    const { responseTimes } = await read('day');
    expect(responseTimes.ai).toEqual({ answers: 2, median: 65, p90: 109 });
    expect(responseTimes.human).toEqual({ answers: 2, median: 600, p90: 840 });
  });

  it('count where they were answered, also when the question is older', async () => {
    await talk(['2026-11-18T12:00:00Z'], '2026-11-20T08:00:00Z', 'person');
    await talk(['2026-11-19T09:00:00Z'], '2026-11-19T09:01:00Z', 'person');
    await talk(['2026-11-19T15:00:00Z'], '2026-11-19T15:01:00Z', 'person');
    const { responseTimes, previous } = await read('day');
    expect(responseTimes.human).toMatchObject({ answers: 1, median: 44 * 3600 });
    // Yesterday afternoon is not compared with a day that is at noon.
    expect(previous.responseTimes.human).toMatchObject({ answers: 1, median: 60 });
  });
});

it('missed calls are called back by a conversation or by a callback that was done', async () => {
  const own = em();
  const call = (callerKey: string, at: string, more: Partial<Call> = {}) =>
    own.create(Call, { id: newId(), accountId, crmId: newId(), callerKey, direction: 'in', duration: 0, missed: true, at: new Date(at), ...more } as never);
  call('1', '2026-11-20T09:00:00Z');
  call('1', '2026-11-20T09:30:00Z', { direction: 'out', duration: 40, missed: false });
  call('2', '2026-11-20T09:00:00Z');
  call('2', '2026-11-20T09:30:00Z', { direction: 'out', duration: 0, missed: false });
  const third = call('3', '2026-11-20T09:00:00Z');
  call('4', '2026-11-19T09:00:00Z');
  call('4', '2026-11-19T08:00:00Z', { duration: 40, missed: false });
  const callback = (callerKey: string, state: 'done' | 'open', doneAt: string | null) =>
    own.create(Callback, {
      id: newId(),
      accountId,
      callId: third.id,
      callerKey,
      state,
      missed: 1,
      text: 't',
      dueAt: NOW,
      doneAt: doneAt ? new Date(doneAt) : null,
    });
  callback('3', 'done', '2026-11-20T10:00:00Z');
  callback('4', 'done', '2026-11-01T10:00:00Z');
  callback('2', 'open', null);
  await own.flush();
  const { calls, previous } = await read('day');
  expect(calls).toEqual({ missed: 3, returned: 2, waiting: 1 });
  expect(previous.calls).toEqual({ missed: 1, returned: 0 });
});

it('hooks tell how many came, failed, wait, and how long they took', async () => {
  const own = em();
  const hook = (state: HookEvent['state'], at: string, seconds?: number) => {
    const receivedAt = new Date(at);
    const processedAt = seconds === undefined ? null : new Date(receivedAt.getTime() + seconds * 1000);
    own.create(HookEvent, {
      id: newId(receivedAt),
      accountId,
      source: 'kommo',
      headers: {},
      body: Buffer.from('x'),
      bytes: 1,
      digest: 'd',
      state,
      receivedAt,
      processedAt,
    });
  };
  hook('done', '2026-11-20T09:00:00Z', 1);
  hook('done', '2026-11-20T09:00:00Z', 2);
  hook('done', '2026-11-20T09:00:00Z', 9);
  hook('failed', '2026-11-20T09:00:00Z', 500);
  hook('quarantined', '2026-11-20T09:00:00Z', 1);
  hook('received', '2026-11-20T11:00:00Z');
  hook('received', '2026-11-10T11:00:00Z');
  await own.flush();
  expect((await read('day')).hooks).toEqual({ received: 6, failed: 1, quarantined: 1, waiting: 2, median: 2 });
});

it('belongs to one account, and knows no zone that Intl does not', async () => {
  await log(['draft.made', '2026-11-20T11:00:00Z']);
  const other = await createAccount(db, { timezone: 'Mars/Base' });
  expect(await read('week', other.id)).toMatchObject({ timezone: 'UTC', replies: { made: 0 }, activity: [] });
});

it('takes its figures from indexes, also over many rows', async () => {
  const admin = db.orm.em.fork();
  // Ids by time, as they are in life.
  const id = `(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid`;
  await admin.execute(
    `insert into activities (id, account_id, kind, at, actor_kind, data)
     select ${id}, ?, case n % 3 when 0 then 'draft.made' when 1 then 'draft.sent' else 'lead.updated' end, at, 'agent', '{"edited":false}'
       from (select n, ?::timestamptz - n * interval '5 minutes' as at from generate_series(1, 30000) n) rows`,
    [accountId, NOW],
  );
  await admin.execute('analyze activities');
  const began = performance.now();
  const { replies } = await read('month');
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(replies.made).toBeGreaterThan(2_700);
  const plan = await admin.execute<{ 'QUERY PLAN': string }[]>(
    `explain select count(*) from activities where account_id = ? and kind in ('draft.made', 'draft.sent') and id >= ?::uuid and id < ?::uuid`,
    [accountId, firstIdAt(new Date(NOW.getTime() - 14 * 24 * 3_600_000)), firstIdAt(NOW)],
  );
  expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index (?:Only )?Scan|Bitmap Index/u);
});
