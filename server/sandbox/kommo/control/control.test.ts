import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CLIENT_ID, CLIENT_SECRET, type Harness, startHarness } from '../testing.ts';

const claims = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

const signedBy = (token: string, secret: string): boolean => {
  const [header, payload, signature] = token.split('.');
  return createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url') === signature;
};

interface Sandbox {
  productUrl: string;
  hookUrl: string | null;
  account: { id: number; subdomain: string };
  clientUuid: string;
  tokens: { admin: string; rep: string };
  leads: { id: number; language: string; contactId: number; contactName: string; talkId?: number; responsibleUserId: number }[];
}

describe('control', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.stop());

  const look = async (): Promise<Sandbox> => (await (await fetch(`${harness.origin}/_sandbox`)).json()) as Sandbox;

  it('describes the sandbox with fresh tokens', async () => {
    const [first, second] = [await look(), await look()];
    expect(first).toMatchObject({ productUrl: harness.product.url, hookUrl: null, account: { id: 31990217, subdomain: 'lumenpark' }, clientUuid: CLIENT_ID });
    expect(first.leads).toHaveLength(40);
    expect(new Set(first.leads.map(({ language }) => language))).toEqual(new Set(['ru', 'en', 'es', 'pt']));
    expect(first.leads.filter(({ talkId }) => talkId !== undefined).length).toBeGreaterThanOrEqual(15);
    expect(claims(first.tokens.admin)).toMatchObject({
      iss: 'https://lumenpark.kommo.com',
      aud: harness.product.url,
      user_id: 10431207,
      account_id: 31990217,
      subdomain: 'lumenpark',
      client_uuid: CLIENT_ID,
      is_admin: true,
    });
    expect(claims(first.tokens.rep)).toMatchObject({ user_id: 10431299 });
    expect(claims(first.tokens.rep)).not.toHaveProperty('is_admin');
    expect(claims(first.tokens.admin)['jti']).not.toBe(claims(second.tokens.admin)['jti']);
    expect(signedBy(first.tokens.admin, CLIENT_SECRET)).toBe(true);
  });

  it('signs the variants a backend must refuse', async () => {
    const variant = async (name: string): Promise<string> => {
      const response = await fetch(`${harness.origin}/_sandbox/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user: 'rep', variant: name }),
      });
      return ((await response.json()) as { token: string }).token;
    };
    expect(claims(await variant('expired'))['exp']).toBeLessThan(harness.platform.state.now());
    expect(signedBy(await variant('wrong_secret'), CLIENT_SECRET)).toBe(false);
    expect((await variant('alg_none')).endsWith('.')).toBe(true);
    expect(claims(await variant('no_user'))).not.toHaveProperty('user_id');
    expect(claims(await variant('with_admin_claim'))['is_admin']).toBe(true);
    expect(await variant('nonsense')).toBeUndefined();
  });

  it('hands a disposable token to a signed-in browser only', async () => {
    await harness.act({ kind: 'install' });
    const url = `${harness.origin}/ajax/v2/integrations/${CLIENT_ID}/disposable_token`;
    const cookie = (await fetch(`${harness.origin}/_sandbox/login?user=rep`)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const ask = (headers: Record<string, string>, at = url): Promise<Response> => fetch(at, { headers });
    expect((await ask({ 'x-requested-with': 'XMLHttpRequest' })).status).toBe(401);
    expect((await ask({ cookie })).status).toBe(401);
    expect((await ask({ cookie: cookie.replace('10431299', '10431207'), 'x-requested-with': 'XMLHttpRequest' })).status).toBe(401);
    expect((await ask({ cookie, 'x-requested-with': 'XMLHttpRequest' }, url.replace(CLIENT_ID, 'other'))).status).toBe(404);
    const good = await ask({ cookie, 'x-requested-with': 'XMLHttpRequest' });
    expect(claims(((await good.json()) as { token: string }).token)).toMatchObject({ user_id: 10431299 });
  });

  it('installs by one GET with a code, and uninstalls with a signed notice that ends all access', async () => {
    expect(await harness.act({ kind: 'install' })).toEqual({ status: 200 });
    const [install] = harness.product.received;
    const query = new URL(install?.url ?? '', harness.product.url).searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ referer: 'lumenpark.kommo.com', from_widget: '1', platform: '2', client_id: CLIENT_ID });
    expect(query.has('state')).toBe(false);
    const pair = (await (await harness.token({ grant_type: 'authorization_code', code: query.get('code') })).json()) as { access_token: string };
    expect((await harness.api('/api/v4/account', { token: pair.access_token })).status).toBe(200);
    await harness.act({ kind: 'uninstall' });
    const notice = new URL(harness.product.received[1]?.url ?? '', harness.product.url);
    const signature = createHmac('sha256', CLIENT_SECRET).update(`${CLIENT_ID}|31990217`).digest('hex');
    expect(Object.fromEntries(notice.searchParams)).toEqual({ client_uuid: CLIENT_ID, account_id: '31990217', signature });
    expect(harness.product.received[1]?.headers['user-agent']).toBe('amoService-oAuth-Code-Sender/1.0');
    expect((await harness.api('/api/v4/account', { token: pair.access_token })).status).toBe(401);
  });

  it("writes down what the product did, in order, and nothing of the person's", async () => {
    const { access_token: token } = await harness.connect();
    const [id] = harness.platform.state.data.leads.keys();
    harness.clock.ms += 5000;
    const since = harness.clock.now().toISOString();
    await harness.api(`/api/v4/leads/${id}?with=contacts`, { token });
    await harness.api(`/api/v4/leads/${id}`, { method: 'PATCH', token, body: { price: 5 } });
    await harness.act({ kind: 'note', leadId: id, text: 'mine' });
    const ledger = (await (await fetch(`${harness.origin}/_sandbox/ledger?since=${since}`)).json()) as unknown;
    expect(ledger).toEqual([
      { at: since, method: 'GET', path: `/api/v4/leads/${id}?with=contacts`, body: null, status: 200 },
      { at: since, method: 'PATCH', path: `/api/v4/leads/${id}`, body: { price: 5 }, status: 200 },
    ]);
  });

  it('names the kinds it knows, and says what is missing', async () => {
    const unknown = await harness.act({ kind: 'dance' });
    expect(unknown['error']).toMatch(/^kind must be one of message, reply, .*stage, .*install, uninstall, .*fault, .*reset$/);
    expect(await harness.act({ kind: 'message', leadId: 1, text: 'x' })).toEqual({ error: 'there is no such lead' });
    expect(await harness.act({ kind: 'constructor' })).toHaveProperty('error');
  });

  it('makes leads, tasks and replies, and starts over without reusing ids', async () => {
    const made = await harness.act({ kind: 'lead', name: 'Новый', language: 'ru', phone: '+70000000001', text: 'Добрый день' });
    expect(made).toEqual({
      leadId: expect.any(Number) as number,
      contactId: expect.any(Number) as number,
      talkId: expect.any(Number) as number,
      messageId: expect.any(String) as string,
    });
    expect(await harness.act({ kind: 'reply', leadId: made['leadId'], text: 'Здравствуйте' })).toMatchObject({ talkId: made['talkId'] });
    const { taskId } = await harness.act({ kind: 'task', leadId: made['leadId'], text: 'call' });
    expect(await harness.act({ kind: 'task_complete', taskId })).toEqual({ taskId });
    await harness.act({ kind: 'delete_lead', leadId: made['leadId'] });
    expect((await look()).leads).toHaveLength(40);
    await harness.act({ kind: 'restore_lead', leadId: made['leadId'] });
    expect((await look()).leads).toHaveLength(41);
    await harness.act({ kind: 'reset' });
    expect((await look()).leads).toHaveLength(40);
    const again = await harness.act({ kind: 'lead', name: 'Another' });
    expect(Number(again['leadId'])).toBeGreaterThan(Number(made['leadId']));
  });

  it('accepts an incoming lead into the first stage', async () => {
    const made = await harness.act({ kind: 'unsorted', name: 'Kim', text: 'hi' });
    await harness.act({ kind: 'accept_unsorted', leadId: made['leadId'] });
    expect(harness.platform.state.data.leads.get(Number(made['leadId']))?.status_id).toBe(66710305);
    expect(harness.platform.state.data.unsorted.size).toBe(0);
  });

  it('tells watchers of each change', async () => {
    const abort = new AbortController();
    const response = await fetch(`${harness.origin}/_sandbox/live`, { signal: abort.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const [id] = harness.platform.state.data.leads.keys();
    await harness.act({ kind: 'note', leadId: id, text: 'x' });
    let text = '';
    while (!text.includes('"kind":"note"')) text += (await reader?.read())?.value ?? '';
    expect(text).toContain(`"leadId":${id}`);
    abort.abort();
  });

  it('takes JSON from a plain curl, and nothing from a foreign page', async () => {
    const [leadId] = harness.platform.state.data.leads.keys();
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${harness.origin}/_sandbox/act`, { method: 'POST', headers, body: JSON.stringify({ kind: 'note', leadId, text: 'x' }) });
    expect((await post({ 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(200);
    expect((await post({ 'content-type': 'text/plain', origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ 'content-type': 'application/json', origin: harness.origin })).status).toBe(200);
  });

  it('answers foreign host names with nothing', async () => {
    const { hostname, port } = new URL(harness.origin);
    const { request } = await import('node:http');
    const status = await new Promise((resolve) =>
      request({ hostname, port, path: '/_sandbox', headers: { host: 'evil.example' } }, (response) => resolve(response.resume().statusCode)).end(),
    );
    expect(status).toBe(421);
  });
});

describe('kept state', () => {
  it('survives a restart: data, tokens, subscriptions and undelivered hooks', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const first = await startHarness({ dataDir });
    const { access_token: token } = await first.connect();
    await first.api('/api/v4/webhooks', { method: 'POST', token, body: { destination: `${first.product.url}/h/`, settings: ['note_lead'] } });
    first.product.answer = 503;
    const [id] = first.platform.state.data.leads.keys();
    await first.act({ kind: 'note', leadId: id, text: 'kept' });
    await first.product.until(1);
    await expect.poll(() => [...first.platform.state.data.deliveries.values()].map(({ attempts }) => attempts)).toEqual([1]);
    await first.stop();
    const second = await startHarness({ dataDir });
    expect((await second.api('/api/v4/account', { token })).status).toBe(200);
    expect([...second.platform.state.data.notes.values()].some(({ params }) => params['text'] === 'kept')).toBe(true);
    expect([...second.platform.state.data.deliveries.values()].map(({ attempts }) => attempts)).toEqual([1]);
    expect(second.platform.state.data.webhooks.size).toBe(1);
    await second.stop();
    await rm(dataDir, { recursive: true });
  });

  it('of an earlier version gets what that did not know: lists, their fields and their ids', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const file = join(dataDir, 'kommo.json');
    const first = await startHarness({ dataDir });
    await first.act({ kind: 'lead', name: 'Kept' });
    await first.stop();
    const {
      catalogs: _catalogs,
      elements: _elements,
      ...old
    } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown> & {
      fields: { map: [number, { entity: string }][] };
      counters: Record<string, number>;
    };
    old.fields.map = old.fields.map.filter(([, { entity }]) => entity !== 'catalogs');
    delete old.counters['element'];
    await writeFile(file, JSON.stringify(old));
    const second = await startHarness({ dataDir });
    const { data } = second.platform.state;
    expect([...data.leads.values()].at(-1)?.name).toBe('Kept');
    expect([data.catalogs.size, data.elements.size, data.fields.get(911938)?.code]).toEqual([1, 15, 'PRICE']);
    expect(await second.act({ kind: 'product', name: 'New' })).toEqual({ elementId: 547578, catalogId: 41122 });
    await second.stop();
    await rm(dataDir, { recursive: true });
  });
});
