import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CLIENT_ID, type Harness, START, startHarness } from '../testing.ts';

interface Pair {
  access_token: string;
  refresh_token: string;
}

const claims = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describe('oauth', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await startHarness();
  });
  afterEach(() => harness.stop());

  const refresh = (refresh_token: string): Promise<Response> => harness.token({ grant_type: 'refresh_token', refresh_token });
  const consent = async (body: string): Promise<URL> => {
    const response = await fetch(`${harness.origin}/oauth`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    return new URL(response.headers.get('location') ?? '');
  };

  it('shows a consent page that escapes the state', async () => {
    const page = await fetch(`${harness.origin}/oauth?client_id=${CLIENT_ID}&state=%22%3E%3Cscript%3E`);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect((await fetch(`${harness.origin}/oauth?client_id=other`)).status).toBe(404);
  });

  it('brings back code, state, referer, client and platform, or the refusal', async () => {
    const allowed = await consent('decision=allow&state=9f1c');
    expect([...allowed.searchParams.keys()]).toEqual(['code', 'state', 'referer', 'client_id', 'platform']);
    expect(allowed.searchParams.get('referer')).toBe('lumenpark.kommo.com');
    expect(allowed.searchParams.get('platform')).toBe('2');
    const denied = await consent('decision=deny&state=9f1c');
    expect(denied.search).toBe(`?error=access_denied&client_id=${CLIENT_ID}&state=9f1c`);
  });

  it("gives tokens that look like the platform's", async () => {
    const pair = await harness.connect();
    expect(JSON.parse(Buffer.from(pair.access_token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({ typ: 'JWT', alg: 'RS256' });
    expect(claims(pair.access_token)).toMatchObject({
      aud: CLIENT_ID,
      sub: '10431207',
      account_id: 31990217,
      api_domain: 'api-c.kommo.com',
      base_domain: 'kommo.com',
      version: 2,
      iat: START / 1000,
      exp: START / 1000 + 86_400,
    });
    expect(claims(pair.access_token)['scopes']).toEqual(expect.arrayContaining(['crm', 'list_external_messages', 'send_external_messages']));
  });

  it('takes a code once, for twenty minutes, with the exact redirect address', async () => {
    const code = (await consent('decision=allow')).searchParams.get('code');
    const slash = await harness.token({ grant_type: 'authorization_code', code, redirect_uri: `${harness.product.url}/oauth/kommo/callback/` });
    expect(slash.status).toBe(400);
    expect((await harness.token({ grant_type: 'authorization_code', code })).status).toBe(200);
    expect((await harness.token({ grant_type: 'authorization_code', code })).status).toBe(400);
    const late = (await consent('decision=allow')).searchParams.get('code');
    harness.clock.ms += 20 * 60_000;
    const expired = await harness.token({ grant_type: 'authorization_code', code: late });
    expect(await expired.json()).toEqual({
      hint: 'Authorization code has expired',
      title: 'Bad Request',
      type: 'https://developers.kommo.com/v3/errors/OAuthProblemJson',
      status: 400,
      detail: 'Some parameters are missing or invalid',
    });
  });

  it('keeps the old refresh token until the new one is used', async () => {
    const first = await harness.connect();
    const lost = await refresh(first.refresh_token);
    expect(lost.status).toBe(200);
    const second = (await (await refresh(first.refresh_token)).json()) as Pair;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(second.refresh_token)).status).toBe(200);
    const revoked = await refresh(first.refresh_token);
    expect(revoked.status).toBe(401);
    expect(await revoked.json()).toMatchObject({ hint: 'Token has been revoked', status: 401 });
  });

  it('lets the slower of two parallel refreshers lose later', async () => {
    const first = await harness.connect();
    const [a, b] = await Promise.all([refresh(first.refresh_token), refresh(first.refresh_token)]);
    const pairs = [(await a.json()) as Pair, (await b.json()) as Pair];
    const statuses = await Promise.all(pairs.map(async ({ refresh_token }) => (await refresh(refresh_token)).status));
    expect(statuses.toSorted((left, right) => left - right)).toEqual([200, 401]);
  });

  it('ends access after a day and refreshing after three months', async () => {
    const { access_token, refresh_token } = await harness.connect();
    harness.clock.ms += 86_400_000;
    expect((await harness.api('/api/v4/account', { token: access_token })).status).toBe(401);
    harness.clock.ms += 89 * 86_400_000;
    expect((await refresh(refresh_token)).status).toBe(401);
  });

  it('can lose the answer after the rotation', async () => {
    const first = await harness.connect();
    await harness.act({ kind: 'fault', on: 'token', drop: true });
    await expect(refresh(first.refresh_token)).rejects.toThrow('fetch failed');
    expect((await refresh(first.refresh_token)).status).toBe(200);
  });

  it('never writes secrets into the ledger', async () => {
    const pair = await harness.connect();
    await refresh(pair.refresh_token);
    const ledger = await (await fetch(`${harness.origin}/_sandbox/ledger`)).text();
    expect(ledger).toContain('"path":"/oauth2/access_token"');
    expect(ledger).not.toContain(pair.refresh_token);
    expect(ledger).not.toContain('example-secret-key');
    expect(ledger).toContain('"client_secret":"[redacted]"');
  });
});
