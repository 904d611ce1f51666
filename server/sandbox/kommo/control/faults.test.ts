import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Timers } from '../hooks/sender.ts';
import { type Harness, startHarness } from '../testing.ts';

interface Tally {
  bodies: number;
  taken: number;
  lost: number;
  waiting: number;
  timeScale: number;
  dropped: { setting: string; body: string }[];
}

/** What is due at once runs by itself; the rest when told to. */
class ManualTimers implements Timers {
  pending = new Map<object, { work: () => void; ms: number }>();

  set(work: () => void, ms: number): unknown {
    if (ms === 0) return setImmediate(work);
    const handle = {};
    this.pending.set(handle, { work, ms });
    return handle;
  }

  clear(handle: unknown): void {
    this.pending.delete(handle as object);
  }

  /** What waits, in minutes. */
  get minutes(): number[] {
    return [...this.pending.values()].map(({ ms }) => ms / 60_000);
  }

  fire(): void {
    const due = [...this.pending.values()];
    this.pending.clear();
    for (const { work } of due) work();
  }
}

describe('a platform that misbehaves on demand', () => {
  let harness: Harness;
  let token: string;
  let timers: ManualTimers;
  beforeEach(async () => {
    timers = new ManualTimers();
    harness = await startHarness({ timers });
    token = (await harness.connect()).access_token;
  });
  afterEach(() => harness.stop());

  const subscribe = (...settings: string[]): Promise<Response> =>
    harness.api('/api/v4/webhooks', { method: 'POST', token, body: { destination: `${harness.product.url}/h/`, settings } });
  const tally = async (): Promise<Tally> => (await (await fetch(`${harness.origin}/_sandbox/hooks`)).json()) as Tally;
  const leadId = () => [...harness.platform.state.data.leads.keys()][0];
  const note = (): Promise<unknown> => harness.act({ kind: 'note', leadId: leadId(), text: 'x' });

  it('loses the same share of the next bodies for the same seed, for good', async () => {
    await subscribe('add_message');
    const run = async (seed: number): Promise<number[]> => {
      const before = (await tally()).dropped.length;
      await harness.act({ kind: 'fault', on: 'hooks', share: 0.05, seed, count: 200 });
      const { messageIds } = (await harness.act({ kind: 'bulk', of: 'messages', count: 200 })) as { messageIds: string[] };
      const { dropped } = await tally();
      return dropped.slice(before).map(({ body }) => messageIds.indexOf(new URLSearchParams(body).get('message[add][0][id]') ?? ''));
    };
    const first = await run(1);
    expect(first.length).toBeGreaterThan(3);
    expect(first.length).toBeLessThan(20);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
    const received = await harness.product.until(600 - (await tally()).dropped.length);
    await expect.poll(async () => (await tally()).waiting).toBe(0);
    expect(new Set(received.map(({ body }) => body)).size).toBe(received.length);
    expect(timers.minutes).toEqual([]);
    const { length } = received;
    await harness.act({ kind: 'message', leadId: leadId(), text: 'after the fault' });
    expect(await harness.product.until(length + 1)).toHaveLength(length + 1);
  });

  it('is away with 503 or a cut, for tokens too, until it is back; missed hooks come by their schedule', async () => {
    await subscribe('note_lead');
    await harness.act({ kind: 'away' });
    const refused = await harness.api('/api/v4/account', { token });
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ status: 503 })]);
    expect((await harness.token({ grant_type: 'refresh_token', refresh_token: 'x' })).status).toBe(503);
    expect((await fetch(`${harness.origin}/leads/list/`)).status).toBe(404);
    await note();
    await expect.poll(() => timers.minutes).toEqual([5]);
    harness.clock.ms += 5 * 60_000;
    timers.fire();
    await expect.poll(() => timers.minutes).toEqual([15]);
    expect(harness.product.received).toEqual([]);
    await harness.act({ kind: 'away', api: 'cut' });
    await expect(harness.api('/api/v4/account', { token })).rejects.toThrow('fetch failed');
    await harness.act({ kind: 'back' });
    expect((await harness.api('/api/v4/account', { token })).status).toBe(200);
    harness.clock.ms += 15 * 60_000;
    timers.fire();
    expect(await harness.product.until(1)).toHaveLength(1);
    expect([...harness.platform.state.data.webhooks.values()][0]).toMatchObject({ disabled: false, failures: [] });
    const statuses = harness.platform.state.data.ledger.slice(-4).map(({ status }) => status);
    expect(statuses).toEqual([503, 503, 0, 200]);
  });

  it('loses hooks for ever while away, when asked so', async () => {
    await subscribe('note_lead');
    await harness.act({ kind: 'away', hooks: 'lost' });
    await note();
    expect(await tally()).toMatchObject({ bodies: 1, waiting: 0, dropped: [{ setting: 'note_lead' }] });
    expect(await harness.act({ kind: 'away', hooks: 'later' })).toEqual({ error: 'hooks must be one of missed, lost, sent' });
  });

  it('switches subscriptions off as the platform does: posting again does not help, deleting and adding does', async () => {
    await subscribe('note_lead');
    await harness.act({ kind: 'disable_webhook' });
    const list = async (): Promise<boolean | undefined> => {
      const body = (await (await harness.api('/api/v4/webhooks', { token })).json()) as { _embedded: { webhooks: { disabled: boolean }[] } };
      return body._embedded.webhooks[0]?.disabled;
    };
    expect(await list()).toBe(true);
    await note();
    await subscribe('note_lead', 'add_lead');
    expect(await list()).toBe(true);
    await harness.api('/api/v4/webhooks', { method: 'DELETE', token, body: { destination: `${harness.product.url}/h/` } });
    await subscribe('note_lead');
    expect(await list()).toBe(false);
    await harness.act({ kind: 'disable_webhook' });
    harness.clock.ms += 1000;
    await harness.act({ kind: 'enable_webhook' });
    await note();
    await harness.product.until(1);
    expect(await tally()).toMatchObject({ bodies: 1, taken: 1 });
  });

  it('runs the waits faster from now on, for hooks that wait already', async () => {
    await subscribe('note_lead');
    harness.product.answer = 503;
    await note();
    await expect.poll(() => timers.minutes).toEqual([5]);
    await harness.act({ kind: 'time_scale', scale: 60 });
    expect(timers.minutes).toEqual([5 / 60]);
    harness.clock.ms += 5000;
    timers.fire();
    await expect.poll(() => timers.minutes).toEqual([15 / 60]);
    expect(await tally()).toMatchObject({ timeScale: 60, waiting: 1 });
    expect(await harness.act({ kind: 'time_scale', scale: 0 })).toHaveProperty('error');
  });

  it('makes a thousand changes at once, each with its own hook and event', async () => {
    await subscribe('add_message', 'update_lead', 'status_lead');
    const { data } = harness.platform.state;
    const before = data.events.size;
    const made = (await harness.act({ kind: 'bulk', of: 'mixed', count: 1000, seed: 3 })) as { made: number; messageIds: string[]; leadIds: number[] };
    expect(made).toMatchObject({ made: 1000 });
    expect(made.messageIds).toHaveLength(500);
    expect(new Set(made.leadIds).size).toBeGreaterThan(20);
    const types = [...data.events.values()].slice(before).map(({ type }) => type);
    const count = (type: string): number => types.filter((candidate) => candidate === type).length;
    expect([count('incoming_chat_message'), count('sale_field_changed'), count('lead_status_changed')]).toEqual([500, 250, 250]);
    const received = await harness.product.until(1250);
    const keys = received.map(({ body }) => /^(?:.*?)&(message|leads)%5B(\w+)%5D%5B0%5D/.exec(body)?.slice(1).join(' '));
    expect(Map.groupBy(keys, (key) => key).get('message add')).toHaveLength(500);
    expect(Map.groupBy(keys, (key) => key).get('leads status')).toHaveLength(250);
    expect(received.some(({ body }) => /%5B(?:add|update|status)%5D%5B1%5D/.test(body))).toBe(false);
    expect(await harness.act({ kind: 'bulk', of: 'everything' })).toHaveProperty('error');
  });

  it('can be imitated: a forged notice has a wrong signature and uninstalls nothing', async () => {
    await harness.act({ kind: 'uninstall', forged: true });
    expect(harness.product.received[0]?.url).toMatch(/signature=[0-9a-f]{64}$/);
    expect((await harness.api('/api/v4/account', { token })).status).toBe(200);
  });

  it('gives fewer scopes to who authorizes anew, and the old ones to who refreshes', async () => {
    const { refresh_token } = await harness.connect();
    await harness.act({ kind: 'scopes', scopes: ['crm', 'list_external_messages'] });
    const talkId = [...harness.platform.state.data.talks.values()].find(({ is_in_work }) => is_in_work)?.talk_id;
    const status = async (access: string): Promise<number> => {
      harness.clock.ms += 1000;
      return (await harness.api(`/api/v4/talks/${talkId}/send_message`, { method: 'POST', token: access, body: { text: 'Hi' } })).status;
    };
    expect(await status((await harness.connect()).access_token)).toBe(403);
    const refreshed = (await (await harness.token({ grant_type: 'refresh_token', refresh_token })).json()) as { access_token: string };
    expect(await status(refreshed.access_token)).toBe(202);
    expect(await harness.act({ kind: 'scopes', scopes: ['everything'] })).toHaveProperty('error');
  });

  it('counts how near to the limit the product came', async () => {
    const { data } = harness.platform.state;
    data.ledger.length = 0;
    const wait = [0, 300, 300, 500, 400, 100, 100];
    for (const ms of wait) {
      harness.clock.ms += ms;
      await harness.api('/api/v4/account', { token });
    }
    const rate = async (query = ''): Promise<unknown> => (await fetch(`${harness.origin}/_sandbox/rate${query}`)).json();
    expect(await rate()).toEqual({ requests: 7, refused: 0, mostInOneSecond: 4 });
    expect(await rate(`?since=${new Date(harness.clock.ms - 150).toISOString()}`)).toEqual({ requests: 2, refused: 0, mostInOneSecond: 2 });
  });
});
