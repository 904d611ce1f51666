import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';

import { createAccount, testDatabase, type TestDatabase } from '../../db/testing.ts';
import { pausedStatement } from '../../egress/slots.ts';
import { PluginError } from '../../host/guard.ts';
import { Refuse, Retry } from '../../sdk/errors.ts';
import { type Probe, type ProbeResult } from '../../sdk/crm-data.ts';
import { Audit } from '../accounts/audit.ts';
import { AuditEntry } from '../accounts/entities.ts';
import { Activity } from '../activity/entities.ts';
import { ActivityService } from '../activity/service.ts';
import { CrmProbes } from './probes.ts';
import { CrmUsageService } from './usage.ts';

let db: TestDatabase;
let accountId: string;
let answer: () => Promise<ProbeResult>;
let asked: unknown[];

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.truncate();
  accountId = (await createAccount(db, { language: 'ru' })).id;
  asked = [];
  answer = async () => ({ request: { method: 'GET', path: '/x' }, status: 200, answer: null, ms: 1 });
});

const title = { en: 'Write', ru: 'Записать' };
const probes: Probe[] = [
  { id: 'look', title, effect: 'read', input: z.object({}) },
  { id: 'write', title, effect: 'write', input: z.object({ leadId: z.string(), text: z.string().min(3) }) },
];

function service(): CrmProbes {
  const clock = { now: () => new Date('2026-01-15T10:30:00Z') };
  const em = db.tenancy.forAccount(accountId);
  const live = { publish: async () => undefined };
  const activity = new ActivityService({ accountId, caller: undefined, clock, live } as never);
  const host = {
    probes: async () => probes,
    probe: (...call: unknown[]) => {
      asked.push(call);
      return answer();
    },
  };
  const crmUsage = new CrmUsageService({ accountId, oneTrip: db.oneTrip, clock });
  const audit = new Audit({ tenancy: db.tenancy, clock });
  const accounts = { current: async () => ({ language: 'ru' }) };
  return new CrmProbes({ em, accountId, activity, audit, crmUsage, host, accounts } as never);
}

const told = () => db.tenancy.forAccount(accountId).find(Activity, {});
const run = (id: string, input: Record<string, unknown> = {}, confirm = false) => service().run(id, { input, confirm });

it('what was written is in the log of the account, without its text', async () => {
  await run('write', { leadId: '5', text: 'canary' }, true);
  answer = async () => ({ request: { method: 'POST', path: '/x' }, status: 402, answer: {}, ms: 1 });
  await run('write', { leadId: '5', text: 'canary' }, true);
  await run('look');
  const rows = await told();
  expect(rows).toMatchObject([
    { kind: 'action.executed', subject: 'lead:5', leadCrmId: '5', data: { action: 'try_call', probe: 'write', name: 'Записать', ok: true, code: 'ok' } },
    { data: { ok: false, code: 'payment_required' } },
  ]);
  const audited = await db.tenancy.forAccount(accountId).find(AuditEntry, {}, { orderBy: { seq: 'asc' } });
  expect(audited.map(({ action, target }) => [action, target])).toEqual([
    ['crm.call_tried', 'write'],
    ['crm.call_tried', 'write'],
  ]);
  expect(JSON.stringify([rows, audited])).not.toContain('canary');
});

it('nothing is asked that was not confirmed or does not fit', async () => {
  await expect(run('write', { leadId: '5', text: 'canary' })).rejects.toMatchObject({ status: 422, code: 'confirmation_needed' });
  await expect(run('write', { leadId: 5, text: 'x' }, true)).rejects.toMatchObject({
    code: 'invalid_input',
    errors: [{ path: 'input.leadId' }, { path: 'input.text' }],
  });
  await expect(run('other')).rejects.toMatchObject({ status: 404 });
  expect([asked, await told()]).toEqual([[], []]);
});

it('an answer that repeats the token is shown without it', async () => {
  answer = async () => ({ request: { method: 'GET', path: '/x' }, status: 200, answer: { echo: 'Bearer canary.token.value', access_token: 'canary' }, ms: 1 });
  expect(JSON.stringify(await run('look'))).not.toContain('canary');
});

it('a request that was kept back says why', async () => {
  answer = () => Promise.reject(new Refuse('unauthorized', 'connect again'));
  expect(await run('look')).toMatchObject({ request: null, status: null, diagnosis: { code: 'unauthorized', ok: false } });
  answer = () => Promise.reject(new Retry('not now', { afterMs: 60_000 }));
  expect(await run('look')).toMatchObject({ request: null, diagnosis: { code: 'limited' } });

  const hold = `insert into crm_slots (id, account_id, slot, busy_until) values (gen_random_uuid(), $1, -2, clock_timestamp() + interval '1 minute')`;
  await db.oneTrip.transaction({ accountId }, [{ text: hold, values: [accountId] }]);
  expect(await run('look')).toMatchObject({ diagnosis: { code: 'blocked' } });
  expect(await db.oneTrip.transaction({ accountId }, [pausedStatement(accountId)])).toMatchObject([[{ slot: -2 }]]);
});

it('a plugin that breaks is our fault, not an answer', async () => {
  answer = () => Promise.reject(new Retry('oops', { inDoubt: true, cause: new PluginError('kommo', 'oops') }));
  await expect(run('look')).rejects.toThrow('oops');
});
