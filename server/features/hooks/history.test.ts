/** The history at its door: HTTP, over the real product and its sandbox. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { eventually, TestProduct } from '../../testing/product.ts';
import { type Caused } from './schema.ts';

interface Hook {
  id: string;
  state: string;
  problem: string | null;
  attempts: number;
  receivedAt: string;
  events: { name: string; subject: string; duplicate: boolean; data?: Record<string, unknown> }[];
  caused: Caused[];
}

let product: TestProduct;
let rep = '';
beforeAll(async () => {
  product = await TestProduct.start();
  rep = await product.signIn('rep');
}, 90_000);
afterAll(() => product.stop(), 30_000);

const list = async (query: string): Promise<Hook[]> => (await product.api('GET', `/hook-events?${query}`)).body.items;
const detail = async (id: string): Promise<Hook> => (await product.api('GET', `/hook-events/${id}`)).body;
/** As bytes: a reader of text would swallow the mark at the start. */
async function file(query: string): Promise<string> {
  const headers = { authorization: `Bearer ${await product.signIn()}` };
  const response = await fetch(`${product.url}/api/v1/hook-events/export?${query}`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="hooks-\d{4}-\d\d-\d\d\.(?:csv|jsonl)"$/u);
  return Buffer.from(await response.arrayBuffer()).toString('utf8');
}
const flat = (nodes: Caused[]): Caused[] => nodes.flatMap((node) => [node, ...flat(node.children)]);
const below = (nodes: Caused[], ...kinds: string[]): Caused | undefined => {
  let level = nodes;
  let found: Caused | undefined;
  for (const kind of kinds) {
    found = level.find((node) => node.kind === kind && (kind !== 'event' || node.state === 'new'));
    level = found?.children ?? [];
  }
  return found;
};

/** Sends one and waits for its end. */
async function sent(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Hook> {
  const before = (await list('limit=1'))[0]?.id ?? '';
  expect(await product.hook(body, product.hookUrl, headers)).toBe(200);
  return eventually('the end of the hook', async () => (await list('limit=5')).find((hook) => hook.id > before && hook.state !== 'received'));
}

const account = async (): Promise<string> => {
  const state = (await (await fetch(`${product.sandbox}/_sandbox`)).json()) as { account: { id: number; subdomain: string } };
  return `account[id]=${state.account.id}&account[subdomain]=${state.account.subdomain}`;
};

describe('what a hook caused', () => {
  it('is a tree from the hook to what left us, with the jobs on the way', async () => {
    const lead = await product.act({ kind: 'lead', name: 'Tree', language: 'en' });
    await product.act({ kind: 'message', leadId: lead['leadId'], text: 'How much is delivery to London?' });
    const talk = await eventually('the talk', async () => (await product.api('GET', `/talks?leadCrmId=${lead['leadId']}`)).body.items[0]);
    const draft = await eventually('the draft', async () =>
      (await product.api('GET', `/drafts?talkId=${talk.id}`)).body.items.find((item: { state: string }) => item.state === 'ready'),
    );
    expect((await product.api('POST', `/drafts/${draft.id}/send`, {})).status).toBe(202);
    await eventually('the sending', async () => (await product.api('GET', `/drafts/${draft.id}`)).body.state === 'sent');

    const hooks = await list(`lead=${lead['leadId']}&kind=message.received`);
    expect(hooks).toHaveLength(1);
    expect(hooks[0]?.events[0]).not.toHaveProperty('data');
    expect(below(hooks[0]?.caused ?? [], 'event', 'message', 'draft')?.id).toBe(draft.id);

    const { events, caused } = await detail(hooks[0]?.id ?? '');
    expect(events[0]?.data?.['text']).toBe('How much is delivery to London?');
    expect(below(caused, 'event')).toMatchObject({ label: 'message.received', state: 'new' });
    expect(below(caused, 'event', 'message')).toMatchObject({ state: 'in', label: 'How much is delivery to London?' });
    expect(below(caused, 'event', 'message', 'draft', 'delivery')).toMatchObject({ state: 'sent', label: 'talks_api' });
    expect(below(caused, 'event', 'message', 'job')).toMatchObject({ label: 'reply', state: 'done' });
    expect(below(caused, 'event', 'message', 'draft', 'delivery', 'job')).toMatchObject({ label: 'deliver' });
    expect(below(caused, 'event', 'talk')).toMatchObject({ id: talk.id });
    expect(below(caused, 'event', 'lead')).toMatchObject({ crmId: String(lead['leadId']), label: 'Tree' });
    for (const { at } of flat(caused)) expect(Date.parse(at)).toBeGreaterThan(0);
  });

  it('a copy is marked, caused nothing, and is found by its lead all the same', async () => {
    const body = `${await account()}&leads[update][0][id]=70001&leads[update][0][name]=Copy&leads[update][0][updated_at]=1763640000`;
    const first = await sent(body);
    const copy = await sent(body);
    expect([first.events[0]?.duplicate, copy.events[0]?.duplicate]).toEqual([false, true]);
    expect((await list('lead=70001')).map(({ id }) => id)).toEqual([copy.id, first.id]);
    expect((await detail(copy.id)).caused).toMatchObject([{ kind: 'event', state: 'duplicate', children: [] }]);
  });
});

describe('filters', () => {
  it('finds a lead through its talk, contact and task, and no other', async () => {
    const own = await account();
    await sent(`${own}&leads[add][0][id]=71001&leads[add][0][name]=A&leads[add][0][contacts][0][id]=72001&leads[add][0][main_contact_id]=72001`);
    await sent(`${own}&talk[add][0][talk_id]=73001&talk[add][0][contact_id]=72001&talk[add][0][entity_id]=71001&talk[add][0][entity_type]=lead`);
    const task = await sent(`${own}&task[add][0][id]=74001&task[add][0][element_id]=71001&task[add][0][element_type]=2&task[add][0][text]=Call`);
    const stranger = await sent(`${own}&leads[add][0][id]=710010&leads[add][0][name]=B`);
    const ids = (await list('lead=71001')).map(({ id }) => id);
    expect(ids).toContain(task.id);
    expect(ids).not.toContain(stranger.id);
    expect(ids.length).toBe(3);
  });

  it('takes names and families, source and time', async () => {
    const hook = await sent(`${await account()}&leads[update][0][id]=75001&leads[update][0][name]=F&leads[update][0][updated_at]=1763640001`);
    const found = async (query: string): Promise<boolean> => (await list(query)).some(({ id }) => id === hook.id);
    expect(await found('kind=lead')).toBe(true);
    expect(await found('kind=lead.updated,task')).toBe(true);
    expect(await found('kind=message')).toBe(false);
    expect(await found('state=done')).toBe(true);
    expect(await found('state=failed,quarantined')).toBe(false);
    expect(await found('state=failed,done')).toBe(true);
    expect(await found('source=kommo')).toBe(true);
    expect(await found('source=telegram')).toBe(false);
    expect(await found(`from=${hook.receivedAt}&to=${hook.receivedAt}`)).toBe(true);
    expect(await found(`from=${new Date(Date.parse(hook.receivedAt) + 1).toISOString()}`)).toBe(false);
    expect(await found('lead=999999999')).toBe(false);
  });

  it.each(['kind=lead%25', 'kind=', 'state=lost', 'state=failed,lost', 'state=', 'from=yesterday', `lead=${'1'.repeat(41)}`, 'cursor=nonsense', 'limit=0'])(
    'refuses %s',
    async (query) => {
      expect((await product.api('GET', `/hook-events?${query}`)).status).toBe(400);
    },
  );

  it('a lead that is no number finds nothing and breaks nothing', async () => {
    expect(await list(`lead=${encodeURIComponent("1') or 1=1--")}`)).toEqual([]);
  });
});

describe('the body', () => {
  it('is read back whatever the bytes are', async () => {
    const bytes = Buffer.concat([Buffer.from(`${await account()}&leads[add][0][id]=76001&leads[add][0][name]=A`), Buffer.from([0, 0xff, 0x1b])]);
    const hook = await sent(new Uint8Array(bytes));
    const { body } = await product.api('GET', `/hook-events/${hook.id}/body`);
    expect(body).toMatchObject({ kind: 'form', base64: bytes.toString('base64') });
    expect(body.text).toContain('A␀');
    expect(body.fields).toContainEqual({ key: 'leads[add][0][id]', value: '76001' });
  });
});

describe('what went wrong', () => {
  it('has a stable name and a sentence, and is tried again: one, some, all', async () => {
    const broken = await sent('leads[add][0][__proto__][x]=1');
    const foreign = await sent('account[id]=999&account[subdomain]=other&leads[add][0][id]=77001&leads[add][0][name]=Evil');
    expect([broken.problem, foreign.problem]).toEqual(['parse_failed', 'foreign_account']);
    expect([broken.attempts, foreign.attempts]).toEqual([1, 1]);
    expect((await list('lead=77001')).length).toBe(0);

    expect((await product.api('POST', `/hook-events/${broken.id}/retry`)).status).toBe(202);
    await eventually('its second failure', async () => (await detail(broken.id)).state === 'failed');

    const unknown = crypto.randomUUID();
    const some = await product.api('POST', '/hook-events/retry', { ids: [broken.id, broken.id, unknown] });
    expect(some).toMatchObject({ status: 202, body: { retried: 1, skipped: 2 } });
    await eventually('its third failure', async () => (await detail(broken.id)).state === 'failed');

    const all = await product.api('POST', '/hook-events/retry', { filter: { state: 'quarantined' } });
    expect(all.body.retried).toBeGreaterThanOrEqual(1);
    await eventually('kept apart again', async () => (await detail(foreign.id)).state === 'quarantined');
    const done = await sent(`${await account()}&leads[add][0][id]=77002&leads[add][0][name]=Fine`);
    expect((await product.api('POST', `/hook-events/${done.id}/retry`)).body.code).toBe('hook_not_failed');
  });

  it.each([{}, { ids: [] }, { ids: ['x'] }, { ids: [crypto.randomUUID()], filter: {} }, { filter: { state: 'done' } }, { filter: { from: 'soon' } }])(
    'refuses to retry %j',
    async (body) => {
      expect((await product.api('POST', '/hook-events/retry', body)).status).toBe(400);
    },
  );
});

describe('figures and file', () => {
  it('counts the last day', async () => {
    const { body } = await product.api('GET', '/hook-events/summary');
    expect(body.total).toBe(Object.values(body.byState as Record<string, number>).reduce((sum, count) => sum + count, 0));
    expect(body.byState.done).toBeGreaterThan(0);
    expect(body.failed).toBeGreaterThanOrEqual(body.byState.failed + body.byState.quarantined - 1);
    expect(body.waiting === 0).toBe(body.oldestWaitingAt === null);
    expect(Date.now() - Date.parse(body.lastReceivedAt)).toBeLessThan(60_000);
  });

  it('leaves as CSV without bodies and as JSON Lines with them', async () => {
    const csv = await file('kind=lead');
    const lines = csv.trim().split('\r\n');
    expect(csv.codePointAt(0)).toBe(0xfeff);
    expect(lines[0]).toBe('id,received,processed,source,state,problem,error,attempts,bytes,events,subjects,duplicates');
    expect(lines.length).toBeGreaterThan(2);
    expect(csv).not.toContain('leads[add]');

    const rows = (await file('format=jsonl&lead=70001'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Hook & { body: string });
    expect(rows).toHaveLength(2);
    expect(Buffer.from(rows[0]?.body ?? '', 'base64').toString()).toContain('leads[update][0][id]=70001');
    expect((await product.api('GET', '/hook-events/export?format=xlsx')).status).toBe(400);
  });

  it.each([
    ['GET', '/hook-events'],
    ['GET', '/hook-events/summary'],
    ['GET', '/hook-events/export'],
    ['POST', '/hook-events/retry'],
  ])('%s %s is for admins', async (method, path) => {
    expect((await product.api(method, path, method === 'POST' ? { filter: {} } : undefined, rep)).status).toBe(403);
    expect((await product.api(method, path, method === 'POST' ? { filter: {} } : undefined, 'x')).status).toBe(401);
  });
});
