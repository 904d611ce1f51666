import { type Change } from 'souffleur/sdk';
import { type FakeContext, fakeContext } from 'souffleur/sdk/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import kommo from './index.ts';

const RUN = '/api/v4/bots/321/run';
const accepted = { status: 202, body: 'Accepted', headers: { 'content-type': 'text/plain' } };

let ctx: FakeContext<typeof kommo.settings>;
beforeEach(() => {
  ctx = fakeContext(kommo.settings);
});

const run: Change = { key: 'b-1', kind: 'run_bot', subject: 'lead:40117', botId: '321' };
const posts = () => ctx.http.requests.filter(({ method }) => method === 'POST');

describe('running a bot', () => {
  it('starts it once for one key', async () => {
    ctx.http.respond({ method: 'POST', path: RUN }, accepted);
    const receipt = await kommo.write(run, ctx);
    expect(receipt).toEqual({ via: 'bots_api', at: '2026-01-15T10:00:00.000Z' });
    expect(await kommo.write(run, ctx)).toEqual(receipt);
    expect(posts().map(({ body }) => body)).toEqual([{ entity_id: 40117, entity_type: 'leads' }]);
    await kommo.write({ ...run, key: 'b-2', subject: 'contact:6003' }, ctx);
    expect(posts().at(-1)?.body).toEqual({ entity_id: 6003, entity_type: 'contacts' });
  });

  it.each([new Error('socket hang up'), { status: 502 }])('never repeats a start of unknown end', async (end) => {
    ctx.http.respond({ method: 'POST', path: RUN }, end);
    for (let attempt = 0; attempt < 3; attempt += 1) await expect(kommo.write(run, ctx)).rejects.toMatchObject({ name: 'Retry', inDoubt: true });
    expect(posts()).toHaveLength(1);
  });

  it.each([
    [
      { status: 429, body: { retry_after: 2 } },
      { name: 'Retry', inDoubt: false },
    ],
    [{ status: 503 }, { name: 'Retry', inDoubt: false }],
    [
      { status: 404, body: {} },
      { name: 'Refuse', code: 'not_found' },
    ],
  ])('tries again what certainly did not start: %j', async (end, error) => {
    ctx.http.respond({ method: 'POST', path: RUN }, end).respond({ method: 'POST', path: RUN }, accepted);
    await expect(kommo.write(run, ctx)).rejects.toMatchObject(error);
    expect(await kommo.write(run, ctx)).toMatchObject({ via: 'bots_api' });
    expect(posts()).toHaveLength(2);
  });

  it.each<[Partial<Extract<Change, { kind: 'run_bot' }>>, string]>([
    [{ subject: 'company:1' }, 'unsupported'],
    [{ botId: 'front-desk' }, 'invalid'],
    [{ subject: 'lead:x' }, 'invalid'],
  ])('refuses %j', async (changes, code) => {
    await expect(kommo.write({ ...run, ...changes } as Change, ctx)).rejects.toMatchObject({ name: 'Refuse', code });
    expect(posts()).toEqual([]);
  });
});
