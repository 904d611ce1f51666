import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { type ScopedCradle } from '../../container.ts';
import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { type Snapshot } from '../../sdk/crm-data.ts';
import { Call, Contact, Customer, Definition, Lead, Pipeline, Product, Task } from './entities.ts';
import { MirrorLists } from './mirror-lists.ts';
import { CrmService } from './service.ts';

const readAt = new Date('2026-11-20T12:00:00Z');

let db: TestDatabase;
let accountId = '';
let answer: Snapshot | null;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  ({ id: accountId } = await createAccount(db));
});

function crm(now = readAt): CrmService {
  const deps = {
    em: db.tenancy.forAccount(accountId),
    accountId,
    clock: { now: () => now },
    host: { read: () => Promise.resolve(answer) },
    queue: { send: () => Promise.resolve() },
    log: pino({ level: 'silent' }),
  };
  return new CrmService(deps as unknown as ScopedCradle);
}

const em = () => db.tenancy.forAccount(accountId);
const save = (snapshots: Snapshot[], at = readAt): Promise<number> => em().transactional((tx) => crm(at).saveAll(tx, snapshots));
const lead = (id: number, changes: object = {}): Snapshot => ({
  kind: 'lead',
  data: {
    id: String(id),
    name: `Lead ${id}`,
    price: id,
    contactIds: ['7'],
    tags: ['a'],
    createdAt: '2026-11-01T10:00:00.000Z',
    updatedAt: '2026-11-02T10:00:00.000Z',
    ...changes,
  },
});

it('stores every kind that is read, and counts what is new or changed', async () => {
  const page: Snapshot[] = [
    lead(1),
    { kind: 'contact', data: { id: '7', name: 'Ana', phones: ['+1 555 010 2030'], emails: ['ana@example.com'], updatedAt: '2026-11-02T10:00:00.000Z' } },
    { kind: 'company', data: { id: '8', name: 'Ana Ltd' } },
    { kind: 'customer', data: { id: '9', name: 'Returning Ana' } },
    {
      kind: 'task',
      data: { id: '3', text: 'Call', entity: 'lead:1', completed: true, dueAt: '2026-11-03T10:00:00.000Z', updatedAt: '2026-11-02T10:00:00.000Z' },
    },
    { kind: 'call', data: { id: '4', direction: 'in', duration: 61, missed: false, phone: '+1 555 010 2030', createdAt: '2026-11-02T09:00:00.000Z' } },
    { kind: 'product', data: { id: '5', catalogId: '77', name: 'Boots', sku: 'B-1', price: 89.5 } },
    { kind: 'definition', data: { id: '1', type: 'task_type', name: 'Follow-up', sort: 1 } },
    { kind: 'definition', data: { id: '1', type: 'field', of: 'lead', name: 'Size', valueType: 'select', options: [{ id: '11', name: 'S' }] } },
    {
      kind: 'account',
      data: { id: '1', name: 'Shop', subdomain: 'shop', users: [], pipelines: [{ id: '50', name: 'Sales', main: true, sort: 1, stages: [] }] },
    },
    { kind: 'user', data: { id: '6', name: 'Not mirrored here', admin: true, active: true } },
  ];
  expect(await save(page)).toBe(10);
  for (const one of page) expect([one.kind, await save([one])]).toEqual([one.kind, 0]);
  const [one] = await em().find(Lead, {});
  expect(one).toMatchObject({ name: 'Lead 1', price: 1, contactCrmId: '7', readAt, deletedAt: null });
  expect(await em().find(Contact, {})).toMatchObject([{ name: 'Ana', phones: ['+1 555 010 2030'] }]);
  expect(await em().find(Customer, {})).toMatchObject([{ name: 'Returning Ana' }]);
  expect(await em().find(Task, {})).toMatchObject([{ text: 'Call', subject: 'lead:1', completed: true }]);
  expect(await em().find(Call, {})).toMatchObject([{ callerKey: '5550102030', duration: 61, missed: false }]);
  expect(await em().find(Product, {})).toMatchObject([{ sku: 'B-1', price: 89.5, catalogCrmId: '77' }]);
  expect(await em().find(Definition, {}, { orderBy: { type: 'asc' } })).toMatchObject([
    { of: 'lead', data: { options: [{ id: '11', name: 'S' }] } },
    { name: 'Follow-up' },
  ]);
  expect(await em().find(Pipeline, {})).toMatchObject([{ name: 'Sales' }]);
});

it('takes a page of 250 with one look-up, and counts the changed ones', async () => {
  const page = Array.from({ length: 250 }, (_, at) => lead(at + 1));
  expect(await save(page)).toBe(250);
  page[17] = lead(18, { name: 'Renamed', updatedAt: '2026-11-03T10:00:00.000Z' });
  const tx = em();
  let statements = 0;
  const counted = await tx.transactional((inner) => {
    const find = inner.find.bind(inner);
    inner.find = ((...args: Parameters<typeof find>) => {
      statements += 1;
      return find(...args);
    }) as typeof inner.find;
    return crm().saveAll(inner, page);
  });
  expect(counted).toBe(1);
  expect(statements).toBe(1);
  expect(await em().count(Lead, { name: 'Renamed' })).toBe(1);
});

it('does not let an older page overwrite what is newer, and clears what a read no longer says', async () => {
  await save([lead(1, { name: 'New', responsibleId: '5', updatedAt: '2026-11-05T10:00:00.000Z' })]);
  expect(await save([lead(1, { name: 'Old', updatedAt: '2026-11-04T10:00:00.000Z' })])).toBe(0);
  expect(await em().findOneOrFail(Lead, { crmId: '1' })).toMatchObject({ name: 'New', responsibleCrmId: '5', contactCrmId: '7' });
  expect(await save([lead(1, { name: 'New', contactIds: [], updatedAt: '2026-11-05T10:00:00.000Z' })])).toBe(1);
  expect(await em().findOneOrFail(Lead, { crmId: '1' })).toMatchObject({ responsibleCrmId: null, contactCrmId: null });
});

it('marks what the CRM no longer has, and takes the mark back when it is read again', async () => {
  await save([lead(1)]);
  answer = null;
  const later = new Date(readAt.getTime() + 1000);
  await crm(later).refreshSubject('lead:1');
  expect((await em().findOneOrFail(Lead, { crmId: '1' })).deletedAt).toEqual(later);
  await crm(later).refreshSubject('lead:404');
  expect(await em().count(Lead, {})).toBe(1);
  answer = lead(1);
  await crm(new Date(readAt.getTime() + 2000)).refreshSubject('lead:1');
  expect((await em().findOneOrFail(Lead, { crmId: '1' })).deletedAt).toBeNull();
});

it('leads are found by a part of their name, and a sign that could be a pattern is a letter', async () => {
  await save([lead(1, { name: 'Кофемашина для отеля' }), lead(2, { name: 'Discount 50%_off' }), lead(3, { name: 'Discount 5000' })]);
  const lists = new MirrorLists({ em: em() });
  const found = async (q: string): Promise<string[]> => (await lists.leads({ q, limit: 50 })).items.map(({ crmId }) => crmId);
  expect(await found('КОФЕ')).toEqual(['1']);
  expect(await found('50%_')).toEqual(['2']);
  expect(await found('discount')).toEqual(['3', '2']);
  expect(await found('')).toHaveLength(3);
});
