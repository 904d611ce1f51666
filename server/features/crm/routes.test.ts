/** Through the front door, against the local Kommo. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Answer, eventually, type SandboxLead, TestProduct } from '../../testing/product.ts';

let product: TestProduct;
let lead: SandboxLead;
beforeAll(async () => {
  product = await TestProduct.start();
  lead = product.leads.find((one) => one.talkId !== undefined) as SandboxLead;
}, 90_000);
afterAll(() => product.stop());

const probe = (id: string, input: Record<string, unknown> = {}, rest: Record<string, unknown> = {}): Promise<Answer> =>
  product.api('POST', `/crm/probes/${id}`, { input, ...rest });
const fault = (status: number, path: string) => product.act({ kind: 'fault', on: 'api', status, path, count: 1 });
const used = async (feature: string): Promise<{ requests: number; limited: number; failed: number; waitedMs: number }> => {
  const { items } = (await product.api('GET', '/crm/usage')).body as {
    items: { feature: string; requests: number; limited: number; failed: number; waitedMs: number }[];
  };
  return items.find((item) => item.feature === feature) ?? { requests: 0, limited: 0, failed: 0, waitedMs: 0 };
};

describe('calls tried by hand', () => {
  it('are listed with what they need, in four languages', async () => {
    const { status, body } = await product.api('GET', '/crm/probes');
    expect(status).toBe(200);
    const byId = new Map((body.items as { id: string }[]).map((item) => [item.id, item]));
    expect(byId.get('add_note')).toMatchObject({
      effect: 'write',
      title: { en: expect.any(String), ru: expect.any(String), es: expect.any(String), pt: expect.any(String) },
      inputSchema: { type: 'object', required: ['leadId', 'text'], properties: { leadId: { type: 'string', title: 'Lead ID' } } },
    });
  });

  it('show what goes over the wire', async () => {
    expect((await probe('lead', { leadId: String(lead.id) })).body).toMatchObject({
      request: { method: 'GET', path: `/api/v4/leads/${lead.id}?with=contacts` },
      status: 200,
      answer: { id: lead.id },
      diagnosis: { code: 'ok', ok: true },
    });
    expect((await probe('lead', { leadId: '999' })).body).toMatchObject({ status: 204, answer: null, diagnosis: { code: 'empty', ok: true } });
    const hooks = JSON.stringify((await probe('webhooks')).body);
    expect(hooks).toContain('add_lead');
    expect(hooks).not.toContain(product.hookUrl.split('/').at(-2));
  });

  it.each([
    [402, 'payment_required'],
    [401, 'unauthorized'],
    [404, 'not_found'],
    [422, 'not_allowed_now'],
    [500, 'server'],
  ])('say what a %s means: %s', async (status, code) => {
    await fault(status, '/api/v4/leads/pipelines');
    // A 401 renews the token and asks again: it takes two of them, and an account that still answers.
    if (status === 401) await fault(status, '/api/v4/leads/pipelines');
    expect((await probe('pipelines')).body).toMatchObject({ status, diagnosis: { code, ok: false } });
  });

  it('write only when that was confirmed, and it is told', async () => {
    const input = { leadId: String(lead.id), text: 'canary note' };
    expect(await probe('add_note', input)).toMatchObject({ status: 422, body: { code: 'confirmation_needed' } });
    expect(await probe('add_note', input, { confirm: 'yes' })).toMatchObject({ status: 400 });
    expect(await probe('add_note', input, { confirm: true })).toMatchObject({ status: 200, body: { status: 200, diagnosis: { ok: true } } });
    expect(await probe('send_message', { talkId: String(lead.talkId), text: 'Tried by hand' }, { confirm: true })).toMatchObject({ body: { status: 202 } });
    expect(await product.sent(lead.talkId ?? 0)).toContain('Tried by hand');
  });

  it('refuse what does not fit', async () => {
    expect(await probe('nothing')).toMatchObject({ status: 404 });
    expect(await probe('lead', { leadId: '1/../../users' })).toMatchObject({
      status: 422,
      body: { code: 'invalid_input', errors: [{ path: 'input.leadId' }] },
    });
    expect(await probe('lead', {})).toMatchObject({ status: 422, body: { errors: [{ path: 'input.leadId' }] } });
    expect(await probe('account', { extra: 1 })).toMatchObject({ status: 422 });
  });
});

it.each([
  ['GET', '/crm/usage'],
  ['GET', '/crm/diagnosis'],
  ['GET', '/crm/probes'],
  ['POST', '/crm/probes/account'],
])('%s %s is for administrators', async (method, path) => {
  const rep = await product.signIn('rep');
  expect(await product.api(method, path, method === 'POST' ? {} : undefined, rep)).toMatchObject({ status: 403 });
});

describe('the diagnosis', () => {
  const checks = async (): Promise<Record<string, { state: string; code: string; has?: string[]; lacks?: string[] }>> => {
    const { body } = await product.api('GET', '/crm/diagnosis');
    return Object.fromEntries((body.checks as { check: string }[]).map(({ check, ...rest }) => [check, rest])) as never;
  };

  it('of a connection that works', async () => {
    expect(await checks()).toMatchObject({
      connected: { state: 'ok', code: 'works' },
      is_admin: { state: 'ok', code: 'administrator' },
      plan: { state: 'ok', code: 'in_order' },
      scopes: { state: 'ok', code: 'granted', lacks: [] },
      sending: { state: 'ok', code: 'sends_itself' },
    });
  });

  it('of an account that is not paid', async () => {
    await fault(402, '/api/v4/users');
    expect(await checks()).toMatchObject({ connected: { state: 'ok' }, is_admin: { state: 'unknown' }, plan: { state: 'problem', code: 'payment_required' } });
  });

  it('of somebody without rights', async () => {
    await fault(403, '/api/v4/users');
    expect(await checks()).toMatchObject({ connected: { state: 'ok' }, is_admin: { state: 'problem', code: 'not_administrator' }, plan: { state: 'ok' } });
  });

  it('of a CRM that is down', async () => {
    await fault(503, '/api/v4/users');
    expect(await checks()).toMatchObject({ connected: { state: 'unknown', code: 'unreachable' }, plan: { state: 'unknown' }, scopes: { state: 'ok' } });
  });
});

/** Last: it stops the account for minutes. */
describe('the usage', () => {
  it('counts by feature, and the CRM’s stop is seen and obeyed', async () => {
    const before = await eventually('the requests so far', async () => (await used('test')).requests > 10 && used('test'));
    expect(before).toMatchObject({ limited: 0 });
    expect((await used('setup')).requests).toBeGreaterThan(3);
    expect((await product.api('GET', '/crm/usage')).body).toMatchObject({ perSecond: 7, allowedNow: 7, hold: null });

    await fault(429, '/api/v4/account');
    expect((await probe('account')).body).toMatchObject({ status: 429, diagnosis: { code: 'limited', ok: false } });
    const { body } = await eventually('the stop', async () => {
      const answer = await product.api('GET', '/crm/usage?period=7d');
      return answer.body.hold && answer;
    });
    expect(body).toMatchObject({ allowedNow: 0, hold: { reason: 'limited' } });
    expect(Date.parse(body.hold.until as string) - Date.parse(body.to as string)).toBeGreaterThan(200_000);
    expect(await used('test')).toMatchObject({ limited: 1 });

    expect((await probe('account')).body).toMatchObject({ request: null, status: null, diagnosis: { code: 'limited', ok: false } });
    expect((await product.api('GET', '/crm/diagnosis')).body.checks[0]).toEqual({ check: 'connected', state: 'unknown', code: 'limited' });
  });

  it('has two periods', async () => {
    expect(await product.api('GET', '/crm/usage?period=1y')).toMatchObject({ status: 400 });
  });
});
