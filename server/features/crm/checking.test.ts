import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type ListPage, type Snapshot, type SubscriptionData } from '../../sdk/crm-data.ts';
import { Connection } from '../accounts/entities.ts';
import { Delivery, Talk } from '../talks/entities.ts';
import { CrmChecking } from './checking.ts';
import { CrmUsageService } from './usage.ts';

const NOW = new Date();
const OURS = 'https://us.example/hooks/kommo/secret/';
const SCOPES = ['crm', 'notifications', 'list_external_messages', 'send_external_messages'];

let db: TestDatabase;
let accountId: string;
let user: () => Promise<Snapshot | null>;
let hooks: (cursor: string | undefined) => Promise<ListPage>;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  accountId = (await createAccount(db)).id;
  user = async () => ({ kind: 'user', data: { id: '7', name: 'Ada', admin: true, active: true } });
  hooks = async () => page({});
});

const page = (data: Partial<SubscriptionData>): ListPage => ({
  items: [{ kind: 'subscription', data: { id: '1', url: OURS, enabled: true, names: ['add_lead'], ...data } }],
});

async function connect(given: { state?: Connection['state']; scopes?: string[] } = {}): Promise<void> {
  const em = db.tenancy.forAccount(accountId);
  const row = { id: newId(), accountId, state: 'connected' as const, expiresAt: NOW, scopes: SCOPES, crmUserId: '7', refreshedAt: NOW, ...given };
  await em.insert(Connection, { ...row, createdAt: NOW, updatedAt: NOW });
}

async function checks(): Promise<Record<string, unknown>> {
  const clock = { now: () => NOW };
  const host = {
    load: async () => undefined,
    definition: () => ({ signIn: { scopes: SCOPES } }),
    read: (_account: string, subject: string) => (subject === 'user:7' ? user() : Promise.reject(new Error(subject))),
    readList: (_account: string, { cursor }: { cursor?: string }) => hooks(cursor),
  };
  const em = db.tenancy.forAccount(accountId);
  const crmUsage = new CrmUsageService({ accountId, oneTrip: db.oneTrip, clock });
  const result = await new CrmChecking({ em, accountId, clock, crmUsage, host, hookSecrets: { urlFor: async () => OURS } } as never).run();
  return { way: result.sendingWay, ...Object.fromEntries(result.checks.map(({ check, ...rest }) => [check, rest])) };
}

it('all is well', async () => {
  await connect();
  expect(await checks()).toEqual({
    way: 'talks_api',
    connected: { state: 'ok', code: 'works' },
    is_admin: { state: 'ok', code: 'administrator' },
    plan: { state: 'ok', code: 'in_order' },
    scopes: { state: 'ok', code: 'granted', has: SCOPES, lacks: [] },
    subscription: { state: 'ok', code: 'subscribed', has: ['add_lead'], lacks: [] },
    sending: { state: 'ok', code: 'sends_itself' },
  });
});

it('nobody has connected it', async () => {
  const needs = { state: 'unknown', code: 'needs_connection' };
  const all = { is_admin: needs, plan: needs, scopes: needs, subscription: needs, sending: needs };
  expect(await checks()).toEqual({ way: 'draft_only', connected: { state: 'problem', code: 'never_connected' }, ...all });
  await connect({ state: 'disconnected' });
  expect(await checks()).toEqual({ way: 'draft_only', connected: { state: 'problem', code: 'disconnected' }, ...all });
});

it('the token dies while it is asked', async () => {
  await connect();
  user = async () => {
    await db.tenancy.forAccount(accountId).nativeUpdate(Connection, {}, { state: 'reauthorize' });
    throw new Refuse('unauthorized', 'connect again');
  };
  expect(await checks()).toMatchObject({ connected: { state: 'problem', code: 'reauthorize' }, is_admin: { code: 'needs_connection' } });
});

it.each([
  ['not an administrator', new Refuse('forbidden', '403'), { connected: 'ok works', is_admin: 'problem not_administrator', plan: 'ok in_order' }],
  ['not even that', new Refuse('unauthorized', '401'), { connected: 'ok works', is_admin: 'problem not_administrator', plan: 'ok in_order' }],
  ['not paid', new Refuse('payment_required', '402'), { connected: 'ok works', is_admin: 'unknown payment_required', plan: 'problem payment_required' }],
  ['limited', new Retry('x', { afterMs: 9 }), { connected: 'unknown limited', is_admin: 'unknown limited', plan: 'unknown limited' }],
  ['down', new Retry('x'), { connected: 'unknown unreachable', is_admin: 'unknown unreachable', plan: 'unknown unreachable' }],
])('the one who connected: %s', async (_, error, expected) => {
  await connect();
  user = () => Promise.reject(error);
  const found = await checks();
  for (const [check, text] of Object.entries(expected)) {
    const [state, code] = text.split(' ');
    expect(found[check]).toEqual({ state, code });
  }
});

it('is gone', async () => {
  await connect();
  user = async () => null;
  expect(await checks()).toMatchObject({ connected: { state: 'ok' }, is_admin: { state: 'problem', code: 'user_gone' } });
});

it.each<[string, () => Promise<ListPage>, object]>([
  ['without our address', async () => page({ url: 'https://other.example/' }), { state: 'problem', code: 'not_subscribed' }],
  ['with it, no slash', async () => page({ url: OURS.slice(0, -1) }), { state: 'ok', code: 'subscribed' }],
  ['switched off', async () => page({ enabled: false }), { state: 'problem', code: 'switched_off', has: ['add_lead'] }],
  ['incomplete', async () => page({ lacks: ['add_message'] }), { state: 'problem', code: 'lacks_names', lacks: ['add_message'] }],
  ['not for this user', () => Promise.reject(new Refuse('unauthorized', '401')), { state: 'problem', code: 'not_administrator' }],
  ['not in the plan', () => Promise.reject(new Refuse('payment_required', '402')), { state: 'problem', code: 'payment_required' }],
  ['not answering', () => Promise.reject(new Retry('x')), { state: 'unknown', code: 'unreachable' }],
])('hooks: %s', async (_, given, expected) => {
  await connect();
  hooks = given;
  expect(await checks()).toMatchObject({ subscription: expected });
});

it('looks through all pages of subscriptions, but not for ever', async () => {
  await connect();
  const seen: (string | undefined)[] = [];
  hooks = async (cursor) => {
    seen.push(cursor);
    return cursor === 'b' ? page({}) : { ...page({ url: 'https://other.example/' }), next: cursor === 'a' ? 'b' : 'a' };
  };
  expect(await checks()).toMatchObject({ subscription: { code: 'subscribed' } });
  expect(seen).toEqual([undefined, 'a', 'b']);
  hooks = async () => ({ items: [], next: 'again' });
  expect(await checks()).toMatchObject({ subscription: { code: 'not_subscribed' } });
});

it('a scope is missing', async () => {
  await connect({ scopes: ['crm'] });
  expect(await checks()).toMatchObject({
    way: 'draft_only',
    scopes: { state: 'problem', code: 'missing_scopes', has: ['crm'], lacks: SCOPES.slice(1) },
    sending: { state: 'problem', code: 'lacks_scope', lacks: ['send_external_messages'] },
  });
});

it('what the last message met says whether sending works', async () => {
  await connect();
  const em = db.tenancy.forAccount(accountId);
  const talk = em.create(Talk, { id: newId(), accountId, crmId: '1', channel: 'kommo-talks', mode: 'auto', open: true, version: 1 });
  await em.flush();
  const deliver = async (days: number, fields: { state: 'sent' | 'failed'; error?: string }): Promise<void> => {
    const at = new Date(NOW.getTime() - days * 86_400_000);
    const row = { id: newId(), accountId, talkId: talk.id, channel: 'kommo-talks', text: 'Hi', attempts: 1, ...fields };
    await em.insert(Delivery, { ...row, createdAt: at, updatedAt: at });
  };
  await deliver(8, { state: 'failed', error: 'send_refused_forbidden' });
  expect(await checks()).toMatchObject({ way: 'talks_api' });
  await deliver(3, { state: 'failed', error: 'send_refused_payment_required' });
  await deliver(1, { state: 'failed', error: 'send_refused_closed' });
  expect(await checks()).toMatchObject({ way: 'draft_only', sending: { state: 'problem', code: 'not_paid' } });
  await deliver(0.5, { state: 'sent' });
  expect(await checks()).toMatchObject({ way: 'talks_api', sending: { state: 'ok' } });
});
