import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Harness, startHarness } from '../testing.ts';
import { RateLimit } from './rate-limit.ts';

describe('rate limit', () => {
  it('takes seven in any second, slides, and blocks who goes on', () => {
    let now = 0;
    const limit = new RateLimit(() => now);
    const burst = (count: number): string[] => Array.from({ length: count }, () => limit.take());
    expect(burst(8)).toEqual([...Array<string>(7).fill('ok'), 'too_many']);
    now = 999;
    expect(limit.take()).toBe('too_many');
    now = 1000;
    expect(burst(8).filter((verdict) => verdict === 'ok')).toHaveLength(7);
    expect(burst(100).at(-1)).toBe('blocked');
    now += 4 * 60_000;
    expect(limit.take()).toBe('blocked');
    now += 5 * 60_000;
    expect(limit.take()).toBe('ok');
  });
});

describe('limits over HTTP', () => {
  let harness: Harness;
  let token: string;
  beforeEach(async () => {
    harness = await startHarness();
    token = (await harness.connect()).access_token;
  });
  afterEach(() => harness.stop());

  it("answers 429 with the platform's body, and 403 HTML after long abuse", async () => {
    const statuses: number[] = [];
    let last: Response | undefined;
    for (let index = 0; index < 8; index += 1) {
      last = await harness.api('/api/v4/account', { token });
      statuses.push(last.status);
    }
    expect(statuses).toEqual([...Array<number>(7).fill(200), 429]);
    expect(await last?.json()).toEqual({
      title: 'Too Many Requests',
      type: 'https://httpstatus.es/429',
      status: 429,
      detail: 'You have sent too many requests in a given amount of time. Please try again later.',
      retry_after: 300,
    });
    for (let index = 0; index < 100; index += 1) last = await harness.api('/api/v4/account', { token });
    expect(last?.status).toBe(403);
    expect(last?.headers.get('content-type')).toContain('text/html');
    expect(await last?.text()).toContain('<center><h1>403 Forbidden</h1></center>');
  });

  it("does not count a person's browser", async () => {
    const cookie = (await fetch(`${harness.origin}/_sandbox/login`)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await harness.api('/api/v4/account', { headers: { cookie } })).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
