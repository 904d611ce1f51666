import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { newId } from '../../db/base.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { type LiveMessage } from '../../http/live-messages.ts';
import { Member } from '../accounts/entities.ts';
import { ActivityLog } from '../activity/log.ts';
import { languages, textsOf } from '../activity/texts.ts';
import { Lead } from '../crm/entities.ts';
import { type Notice, Notify } from './notify.ts';
import { NotificationQuery, notificationKinds } from './schema.ts';
import { Notifications } from './service.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const clock = { now: () => NOW };

let db: TestDatabase;
let accountId = '';
let admin = '';
let rep = '';
let published: LiveMessage[] = [];
const live = { publish: async (_account: string, message: LiveMessage) => void published.push(message) };
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  published = [];
  ({ id: accountId } = await createAccount(db));
  const em = db.tenancy.forAccount(accountId);
  admin = em.create(Member, { id: newId(), accountId, crmUserId: '1', name: 'Nadia', role: 'admin', language: 'en' }).id;
  rep = em.create(Member, { id: newId(), accountId, crmUserId: '2', name: 'Ivan', role: 'rep', language: 'ru' }).id;
  em.create(Member, { id: newId(), accountId, crmUserId: '3', name: 'Gone', role: 'admin', active: false });
  em.create(Lead, { id: newId(), accountId, crmId: '24', name: 'Sofa', responsibleCrmId: '2', tags: [], fields: [] });
  await em.flush();
});

function of(memberId: string, role: 'rep' | 'admin'): Notifications {
  const em = db.tenancy.forAccount(accountId);
  const caller = { accountId, sessionId: newId(), memberId, role };
  const activityLog = new ActivityLog({ em, accountId, caller, clock } as never);
  return new Notifications({ em, accountId, caller, clock, live, activityLog } as never);
}
const mine = () => of(admin, 'admin');
const theirs = () => of(rep, 'rep');
const query = (more: object = {}) => NotificationQuery.parse(more);
const send = (notice: Notice): Promise<void> =>
  db.tenancy.forAccount(accountId).transactional((tx) => new Notify({ accountId, clock, live } as never).send(tx, notice));
const lost = (key = 'k'): Notice => ({ kind: 'connection_lost', to: 'admins', key, subject: 'connection:self' });
const failed: Notice = { kind: 'draft_failed', to: ['1', '2', '3', '99'], key: 'd', subject: 'lead:24', data: { reason: 'llm_timeout' } };

describe('notifications', () => {
  it('reach those they are for, once, in their language', async () => {
    await send(failed);
    await send(failed);
    expect(await mine().list(query())).toMatchObject({
      unread: 1,
      items: [{ title: 'A reply could not be given', text: 'Lead “Sofa”: the AI model took too long', link: { kind: 'lead', crmId: '24' }, readAt: null }],
    });
    expect(await theirs().list(query())).toMatchObject({
      unread: 1,
      items: [{ title: 'Не удалось ответить клиенту', text: 'Сделка «Sofa»: модель ИИ отвечала слишком долго' }],
    });
    expect(published.map((message) => 'memberId' in message && message.memberId)).toEqual([admin, rep]);
  });

  it('for administrators do not reach a rep', async () => {
    await send(lost());
    expect((await theirs().list(query())).items).toEqual([]);
    expect(await mine().list(query())).toMatchObject({ items: [{ link: { kind: 'connection', id: null } }] });
  });

  it('are read one by one or all at once, and only by their owner', async () => {
    await send(failed);
    await send(lost('a'));
    await send(lost('b'));
    const [newest, , oldest] = (await mine().list(query())).items;
    await theirs().read({ ids: [newest?.id ?? ''] });
    expect((await mine().list(query())).unread).toBe(3);
    published = [];
    await mine().read({ ids: [newest?.id ?? '', newId()] });
    expect(published).toEqual([{ kind: 'notifications.read', memberId: admin }]);
    expect(await mine().list(query({ unread: 'true' }))).toMatchObject({ unread: 2, items: [{}, { id: oldest?.id }] });
    await mine().read({});
    expect(await mine().list(query({ unread: 'true' }))).toMatchObject({ unread: 0, items: [] });
    expect((await mine().list(query({ unread: 'false' }))).items).toHaveLength(3);
    expect((await theirs().list(query())).unread).toBe(1);
  });

  it('come page by page', async () => {
    for (let index = 0; index < 5; index += 1) await send(lost(String(index)));
    const first = await mine().list(query({ limit: 3 }));
    const second = await mine().list(query({ limit: 3, cursor: first.nextCursor }));
    expect([first.items.length, second.items.length, second.nextCursor, second.unread]).toEqual([3, 2, null, 5]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(5);
  });

  it('survive links to what is no id', async () => {
    await send({ ...lost('x'), subject: 'hook:x' });
    await send({ ...lost('y'), subject: 'odd' });
    expect((await mine().list(query())).items.map(({ link }) => link)).toEqual([null, null]);
  });
});

describe('settings', () => {
  it('begin with the bell, and list what a member can be told', async () => {
    expect((await mine().settings()).items.map(({ kind }) => kind)).toEqual(notificationKinds);
    expect((await mine().settings()).items.every(({ bell, crm }) => bell && !crm)).toBe(true);
    expect((await theirs().settings()).items.map(({ kind }) => kind)).toEqual([
      'call_missed',
      'draft_failed',
      'draft_withheld',
      'callback_failed',
      'rule_says',
    ]);
  });

  it('decide what is sent, for this member alone', async () => {
    const saved = await mine().saveSettings({
      items: [
        { kind: 'draft_failed', bell: false, crm: true },
        { kind: 'call_missed', bell: true, crm: true },
      ],
    });
    expect(saved.items.filter(({ bell, crm }) => !bell || crm)).toEqual([
      { kind: 'call_missed', bell: true, crm: true },
      { kind: 'draft_failed', bell: false, crm: true },
    ]);
    await send(failed);
    expect([(await mine().list(query())).unread, (await theirs().list(query())).unread]).toEqual([0, 1]);
    await mine().saveSettings({
      items: [
        { kind: 'draft_failed', bell: false, crm: false },
        { kind: 'draft_failed', bell: true, crm: false },
      ],
    });
    await send({ ...failed, key: 'e' });
    expect((await mine().list(query())).unread).toBe(1);
  });
});

it.each(languages)('every kind has its words in %s, with everything known and with nothing known', async (language) => {
  const em = db.tenancy.forAccount(accountId);
  await em.nativeUpdate(Member, { id: admin }, { language });
  const full = { name: 'Elena', phone: '+34600', reason: 'llm', leads: 2, text: 'x', count: 2 };
  for (const kind of notificationKinds) {
    await send({ kind, to: 'admins', key: `${kind}-full`, subject: 'lead:24', data: full });
    await send({ kind, to: 'admins', key: `${kind}-bare` });
  }
  const { items } = await mine().list(query());
  expect(items).toHaveLength(notificationKinds.length * 2);
  for (const { kind, title, text } of items) {
    expect(title).toBe(textsOf(language).notices[kind]?.title);
    expect(text).toMatch(/^[\p{Lu}\d+].*[^\s:]$/u);
    expect(text).not.toMatch(/[{}[\]]|undefined|null/u);
  }
});
