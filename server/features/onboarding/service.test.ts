import { type z } from 'zod';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { createAccount, type TestDatabase, testDatabase } from '../../db/testing.ts';
import { Account, Connection, Member } from '../accounts/entities.ts';
import { Agent, AgentVersion } from '../agents/entities.ts';
import { AgentSettings } from '../agents/schema.ts';
import { ActivityService } from '../activity/service.ts';
import { AgentService } from '../agents/service.ts';
import { Chat, ChatMessage } from '../chats/entities.ts';
import { Article } from '../knowledge/entities.ts';
import { SyncRun } from '../sync/entities.ts';
import { type SyncState } from '../sync/schema.ts';
import { type Check } from './schema.ts';
import { OnboardingService } from './service.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const FINE: Check[] = [
  { check: 'connected', state: 'ok', code: 'works' },
  { check: 'is_admin', state: 'ok', code: 'administrator' },
  { check: 'plan', state: 'ok', code: 'in_order' },
  { check: 'scopes', state: 'ok', code: 'granted' },
  { check: 'subscription', state: 'ok', code: 'subscribed' },
  { check: 'sending', state: 'ok', code: 'sends_itself' },
];
const but = (found: Check): Check[] => FINE.map((check) => (check.check === found.check ? found : check));

let db: TestDatabase;
let accountId: string;
let checks: Check[];
let asked: number;
let memberId: string;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  ({ id: accountId } = await createAccount(db));
  checks = FINE;
  asked = 0;
  memberId = newId();
  await put(Member, { id: memberId, crmUserId: '7', name: 'Nadia' });
});

const em = () => db.tenancy.forAccount(accountId);
const service = (): OnboardingService => {
  const base = { em: em(), accountId, clock: { now: () => NOW }, caller: { accountId, memberId, role: 'admin', sessionId: newId() } };
  const activity = new ActivityService({ ...base, live: { publish: async () => undefined } } as unknown as ScopedCradle);
  const agents = new AgentService({ ...base, activity, config: { llm: { model: 'm' } } } as unknown as ScopedCradle);
  const accounts = {
    current: () => em().findOneOrFail(Account, { id: accountId }),
    setMode: async (mode: string) => void (await em().nativeUpdate(Account, { id: accountId }, { mode: mode as 'draft' })),
  };
  const ask = async (): Promise<Check[]> => {
    asked += 1;
    return checks;
  };
  return new OnboardingService({ ...base, agents, accounts, crmChecks: { ask, known: async () => FINE } } as unknown as ScopedCradle);
};
const put = async (kind: unknown, data: object): Promise<void> => {
  const writer = em();
  writer.create(kind as typeof Article, { id: newId(), accountId, ...data } as never);
  await writer.flush();
};
const connect = (state: Connection['state'] = 'connected') =>
  put(Connection, { state, expiresAt: NOW, refreshedAt: NOW, scopes: ['crm'], crmUserId: '1', accessToken: null, refreshToken: null });
const learn = () => put(Article, { title: 'Delivery', body: 'It costs 490.', language: 'en', version: 1, status: 'indexed', chunks: 1 });
const run = (state: z.output<typeof SyncState>, error: string | null = null) =>
  put(SyncRun, {
    kind: 'full',
    state,
    error,
    pipelines: [],
    stages: [
      { stage: 'account', state: 'done', read: 3, changed: 3, problem: null, cursor: null, part: 0 },
      { stage: 'leads', state: state === 'done' ? 'done' : 'running', read: 40, changed: 40, problem: null, cursor: null, part: 0 },
    ],
  });
const states = async () => Object.fromEntries((await service().read({ check: false })).steps.map(({ id, state }) => [id, state]));
const step = async (id: string, check = false) => (await service().read({ check })).steps.find((each) => each.id === id);

describe('the way', () => {
  it('begins with nothing and says so, without asking the CRM', async () => {
    expect(await service().read({ check: false })).toMatchObject({ done: false, dismissed: false, current: 'connect', template: null, agentId: null });
    expect(await states()).toEqual({ connect: 'todo', sync: 'todo', agent: 'todo', knowledge: 'todo', try: 'todo', live: 'todo' });
    expect(asked).toBe(0);
  });

  it('goes from step to step by what is there, and ends with an agent at work', async () => {
    await connect();
    expect((await service().read({ check: false })).current).toBe('sync');
    await run('done');
    expect((await service().read({ check: false })).current).toBe('agent');
    const agent = await service().makeAgent({ template: 'shop_consultant', language: 'ru', replace: false });
    expect(agent).toMatchObject({ name: 'Саша', mode: 'off', version: 1 });
    expect((await service().read({ check: false })).current).toBe('knowledge');
    await learn();
    expect((await service().read({ check: false })).current).toBe('try');
    const chatId = newId();
    await put(Chat, { id: chatId, agentId: agent.id });
    await put(ChatMessage, { chatId, direction: 'in', text: 'Hi', at: NOW });
    expect(await step('try')).toMatchObject({ state: 'todo', detail: { chatId, answers: 0 } });
    await put(ChatMessage, { chatId, direction: 'out', text: 'Hello', at: NOW });
    expect((await service().read({ check: false })).current).toBe('live');
    expect(await service().goLive()).toMatchObject({ done: true, current: null, template: 'shop_consultant', language: 'ru', agentId: agent.id });
    expect((await em().findOneOrFail(Agent, { id: agent.id })).settings.mode).toBe('draft');
  });

  it('a sync tells how far it is, and why it failed', async () => {
    await run('running');
    expect(await step('sync')).toEqual({
      id: 'sync',
      state: 'running',
      problem: null,
      detail: { syncId: expect.any(String), stage: 'leads', stagesDone: 1, stages: 2, read: 43, error: null },
    });
    await em().nativeUpdate(SyncRun, {}, { state: 'failed', error: 'Kommo did not answer.' });
    expect(await step('sync')).toMatchObject({ state: 'problem', problem: 'sync_failed', detail: { error: 'Kommo did not answer.' } });
  });

  it('an account whose agent was made by hand and is at work needs no set-up', async () => {
    await connect();
    await learn();
    await put(Agent, { settings: { name: 'Luma', mode: 'draft' }, version: 1 });
    expect(await service().read({ check: false })).toMatchObject({ done: true, template: null });
    expect(await step('agent')).toMatchObject({ detail: { name: 'Luma', touched: false } });
  });

  it('can be hidden and shown again', async () => {
    expect(await service().dismiss(true)).toMatchObject({ dismissed: true });
    expect(await service().read({ check: false })).toMatchObject({ dismissed: true });
    expect(await service().dismiss(false)).toMatchObject({ dismissed: false });
  });
});

describe('what the CRM says', () => {
  it.each<[Check, string]>([
    [{ check: 'plan', state: 'problem', code: 'payment_required' }, 'plan'],
    [{ check: 'is_admin', state: 'problem', code: 'not_administrator' }, 'not_admin'],
    [{ check: 'connected', state: 'problem', code: 'reauthorize' }, 'access_lost'],
    [{ check: 'connected', state: 'unknown', code: 'unreachable' }, 'kommo_unreachable'],
    [{ check: 'scopes', state: 'problem', code: 'missing_scopes', lacks: ['crm', 'notifications'] }, 'scope_missing'],
  ])('%o is a problem of the connection: %s', async (found, problem) => {
    await connect();
    checks = but(found);
    expect(await step('connect', true)).toMatchObject({ state: 'problem', problem });
  });

  it.each<Check>([
    { check: 'scopes', state: 'problem', code: 'missing_scopes', lacks: ['send_external_messages'] },
    { check: 'sending', state: 'problem', code: 'not_paid' },
    { check: 'plan', state: 'unknown', code: 'limited' },
  ])('%o is said and stops nothing: a person can send', async (found) => {
    await connect();
    checks = but(found);
    expect(await step('connect', true)).toMatchObject({ state: 'done', problem: null, detail: { checks: expect.arrayContaining([found]) } });
  });

  it.each([
    ['switched_off', 'subscription_disabled'],
    ['not_subscribed', 'subscription_missing'],
  ] as const)('hooks that are %s are a problem of the sync, once it has run', async (code, problem) => {
    await connect();
    await run('done');
    checks = but({ check: 'subscription', state: 'problem', code });
    expect(await step('sync', true)).toMatchObject({ state: 'problem', problem });
  });

  it('access that was lost is told apart from access that never was', async () => {
    await connect('reauthorize');
    expect(await step('connect')).toMatchObject({ state: 'problem', problem: 'access_lost' });
  });
});

describe('the agent of a template', () => {
  it('is the same agent when another template is chosen, and two clicks make one', async () => {
    const clicks = await Promise.all([1, 2].map(() => service().makeAgent({ template: 'sales_qualifier', language: 'en', replace: false })));
    expect(clicks[0]?.id).toBe(clicks[1]?.id);
    const again = await service().makeAgent({ template: 'appointment_setter', language: 'es', replace: false });
    expect(again).toMatchObject({ id: clicks[0]?.id, name: 'Robin', workingHours: { from: '08:00' } });
    expect(await em().count(Agent, {})).toBe(1);
  });

  it('that somebody changed by hand is not written over, unless they say so; the old version is kept', async () => {
    const { id } = await service().makeAgent({ template: 'sales_qualifier', language: 'en', replace: false });
    const row = await em().findOneOrFail(Agent, { id });
    await em().nativeUpdate(Agent, { id }, { settings: { ...row.settings, instructions: 'Mine.' } });
    expect(await step('agent')).toMatchObject({ detail: { touched: true } });
    const choice = { template: 'shop_consultant', language: 'en' } as const;
    await expect(service().makeAgent({ ...choice, replace: false })).rejects.toMatchObject({ status: 409, code: 'agent_changed', detail: { agentId: id } });
    expect((await em().findOneOrFail(Agent, { id })).settings.instructions).toBe('Mine.');
    expect(await service().makeAgent({ ...choice, replace: true })).toMatchObject({ id, version: 2, name: 'Sam' });
    expect(await em().count(AgentVersion, { agentId: id })).toBe(2);
  });

  it('takes the place of one that was made by hand only when somebody says so', async () => {
    await put(Agent, { settings: AgentSettings.parse({ name: 'Luma', mode: 'draft' }), version: 1 });
    const choice = { template: 'shop_consultant', language: 'en' } as const;
    await expect(service().makeAgent({ ...choice, replace: false })).rejects.toMatchObject({ code: 'agent_changed' });
    expect(await service().makeAgent({ ...choice, replace: true })).toMatchObject({ version: 2, name: 'Sam', mode: 'draft' });
    expect(await em().count(Agent, {})).toBe(1);
  });

  it('stays at work when it is written anew, and being at work is no change by hand', async () => {
    const { id } = await service().makeAgent({ template: 'sales_qualifier', language: 'en', replace: false });
    const row = await em().findOneOrFail(Agent, { id });
    await em().nativeUpdate(Agent, { id }, { settings: { ...row.settings, mode: 'draft' } });
    expect(await service().makeAgent({ template: 'sales_qualifier', language: 'pt', replace: false })).toMatchObject({ id, mode: 'draft' });
  });

  it('speaks for the account by its name', async () => {
    expect((await service().templates('ru')).map(({ greeting }) => greeting)).toEqual([0, 1, 2].map(() => expect.stringContaining('Test shop')));
  });
});

describe('going live', () => {
  it('is refused with the names of what is missing', async () => {
    await expect(service().goLive()).rejects.toMatchObject({ status: 409, code: 'not_ready', detail: { missing: ['connect', 'agent', 'knowledge'] } });
    await service().makeAgent({ template: 'sales_qualifier', language: 'en', replace: false });
    await expect(service().goLive()).rejects.toMatchObject({ detail: { missing: ['connect', 'knowledge'] } });
  });

  it('asks the CRM once more: what it refuses now stops it', async () => {
    await connect();
    await learn();
    await service().makeAgent({ template: 'sales_qualifier', language: 'en', replace: false });
    checks = but({ check: 'plan', state: 'problem', code: 'payment_required' });
    await expect(service().goLive()).rejects.toMatchObject({ detail: { missing: ['connect'] } });
    expect(asked).toBe(1);
  });

  it('switches on an account that was off, and leaves one that sends by itself as it is', async () => {
    await connect();
    await learn();
    await service().makeAgent({ template: 'sales_qualifier', language: 'en', replace: false });
    await em().nativeUpdate(Account, { id: accountId }, { mode: 'off' });
    expect(await service().goLive()).toMatchObject({ done: true });
    expect((await em().findOneOrFail(Account, { id: accountId })).mode).toBe('draft');
    await em().nativeUpdate(Account, { id: accountId }, { mode: 'auto' });
    await service().goLive();
    expect((await em().findOneOrFail(Account, { id: accountId })).mode).toBe('auto');
  });
});

it('what another account did is not seen', async () => {
  await connect();
  await learn();
  await service().makeAgent({ template: 'sales_qualifier', language: 'en', replace: false });
  ({ id: accountId } = await createAccount(db, { crmId: '2' }));
  expect(await states()).toEqual({ connect: 'todo', sync: 'todo', agent: 'todo', knowledge: 'todo', try: 'todo', live: 'todo' });
});
