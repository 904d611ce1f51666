/** The tree over real rows of every kind that a hook can bring about. */
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Queue } from '../../jobs/queue.ts';
import { type JobData } from '../../jobs/names.ts';
import { Activity } from '../activity/entities.ts';
import { type ActivityKind } from '../activity/schema.ts';
import { Agent } from '../agents/entities.ts';
import { AgentSettings } from '../agents/schema.ts';
import { Callback } from '../callbacks/entities.ts';
import { Call, Lead, Task } from '../crm/entities.ts';
import { Draft, Verdict } from '../replies/entities.ts';
import { Delivery, Message, Talk } from '../talks/entities.ts';
import { HookCauses } from './causes.ts';
import { HookEvent, type ListedEvent } from './entities.ts';
import { type Caused } from './schema.ts';

const now = new Date('2026-11-20T12:00:00Z');
const at = now.toISOString();

let db: TestDatabase;
let queue: Queue;
let accountId = '';
beforeAll(async () => {
  db = await testDatabase();
  queue = new Queue({ url: db.url, log: pino({ level: 'silent' }), supervise: false });
  await queue.start();
});
afterAll(async () => {
  await queue.stop();
  await db.close();
});
beforeEach(async () => {
  await db.truncate();
  ({ id: accountId } = await createAccount(db));
});

const em = () => db.tenancy.forAccount(accountId);
const causes = () => new HookCauses({ em: em(), accountId, queue });
const said = (name: string, subject: string, data: Record<string, unknown> = {}, duplicate = false): ListedEvent => ({
  name,
  subject,
  at,
  key: null,
  duplicate,
  data,
});

async function hook(events: ListedEvent[], activities: [ActivityKind, string | null][] = []): Promise<HookEvent> {
  const tx = em();
  const shared = { accountId, source: 'kommo', headers: {}, body: Buffer.from(''), bytes: 0, digest: 'd', attempts: 1 };
  const row = tx.create(HookEvent, { id: newId(), state: 'done', ...shared, events, receivedAt: now });
  for (const [kind, subject] of activities)
    tx.create(Activity, { id: newId(), accountId, kind, subject, at: now, actorKind: 'system', hookEventId: row.id, data: {} });
  await tx.flush();
  return row;
}

/** `kind label state`, indented by depth. */
const drawn = (nodes: Caused[], depth = 0): string[] =>
  nodes.flatMap(({ kind, label, state, children }) => [`${'  '.repeat(depth)}${kind} ${label} ${state ?? ''}`.trimEnd(), ...drawn(children, depth + 1)]);

it('follows a message to what left us, and says what stopped the reply', async () => {
  const tx = em();
  const agent = tx.create(Agent, { id: newId(), accountId, settings: AgentSettings.parse({ name: 'Luma', mode: 'auto' }), version: 1 });
  const talk = tx.create(Talk, { id: newId(), accountId, crmId: '19', channel: 'kommo-talks', origin: 'waba', mode: 'auto', open: true, version: 1 });
  const message = { accountId, talkId: talk.id, direction: 'in' as const, authorKind: 'customer' as const, at: now };
  const answered = tx.create(Message, { id: newId(), crmId: 'm-1', text: 'How much?', ...message });
  const stopped = tx.create(Message, { id: newId(), crmId: 'm-2', text: 'Bye', ...message });
  const draft = tx.create(Draft, {
    id: newId(),
    accountId,
    talkId: talk.id,
    inReplyTo: answered.id,
    trigger: 'hook',
    state: 'failed',
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
  const delivery = tx.create(Delivery, {
    id: newId(),
    accountId,
    talkId: talk.id,
    draftId: draft.id,
    channel: 'kommo-talks',
    text: 'Hi',
    state: 'failed',
    attempts: 1,
    error: 'closed',
  });
  tx.create(Verdict, { id: newId(), accountId, talkId: talk.id, messageId: stopped.id, gate: 'closing_remark', evidence: {}, at: now });
  await tx.flush();
  await queue.send('reply', { accountId, talkId: talk.id, messageId: answered.id }, { key: talk.id });
  await queue.send('deliver', { accountId, deliveryId: delivery.id }, { key: talk.id });
  // Another account's job that names the same id is none of ours.
  await queue.send('deliver', { accountId: newId(), deliveryId: delivery.id } satisfies JobData['deliver'], { key: 'x' });

  const row = await hook([
    said('message.received', 'message:m-1', { talkId: '19' }),
    said('message.received', 'message:m-2'),
    said('message.received', 'message:m-1', {}, true),
  ]);
  expect(drawn(await causes().whole(row))).toEqual([
    'event message.received new',
    '  message How much? in',
    '    draft Luma failed',
    '      delivery closed failed',
    '        job deliver waiting',
    '    job reply waiting',
    '  talk waba open',
    'event message.received new',
    '  message Bye in',
    '    verdict closing_remark stopped',
    'event message.received duplicate',
  ]);
  expect(drawn((await causes().inBrief([row])).get(row.id) ?? [])).toContain('      delivery closed failed');
});

it('follows a missed call to its callback, puts activities where they belong, and keeps accounts apart', async () => {
  const tx = em();
  const call = tx.create(Call, {
    id: newId(),
    accountId,
    crmId: '66',
    subject: 'lead:1',
    direction: 'in',
    duration: 0,
    missed: true,
    phone: '+34 600',
    callerKey: 'k',
    at: now,
  });
  tx.create(Lead, { accountId, crmId: '1', name: 'Grinder', tags: [], fields: [] });
  tx.create(Task, { accountId, crmId: '5', text: 'Call back', completed: true, completedAt: now });
  tx.create(Callback, {
    id: newId(),
    accountId,
    callId: call.id,
    callerKey: 'k',
    state: 'open',
    missed: 1,
    text: 'Return the call',
    dueAt: now,
    taskCrmId: '5',
  });
  await tx.flush();
  const other = await createAccount(db);
  const strange = db.tenancy.forAccount(other.id);
  strange.create(Lead, { accountId: other.id, crmId: '2', name: 'Not ours', tags: [], fields: [] });
  await strange.flush();

  const row = await hook(
    [said('call.missed', 'call:66', { entity: 'lead:1' }), said('task.completed', 'task:5'), said('lead.updated', 'lead:2')],
    [
      ['task.completed', 'task:5'],
      ['callback.planned', 'call:66'],
      ['error', null],
    ],
  );
  expect(drawn(await causes().whole(row))).toEqual([
    'event call.missed new',
    '  call +34 600 missed',
    '    callback Return the call open',
    '  lead Grinder',
    '  activity callback.planned',
    '  activity error',
    'event task.completed new',
    '  task Call back completed',
    '  activity task.completed',
    'event lead.updated new',
  ]);
});

it('a hook that said nothing caused nothing; a large one is cut, not refused', async () => {
  expect(await causes().whole(await hook([]))).toEqual([]);
  const many = await hook(Array.from({ length: 1_000 }, (_, index) => said('lead.updated', `lead:${index + 1}`)));
  expect(await causes().whole(many)).toHaveLength(300);
});
