import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Sandbox, startSandbox } from './server.ts';

describe('sandbox server', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({
      port: 0,
      productUrl: 'http://localhost:3000',
      clientId: '6f0e21b7-3c58-4d9a-8e47-1b2c3d4e5f60',
      clientSecret: 'example-secret-key-of-32-bytes-or-more',
      redirectUri: 'http://localhost:3000/oauth/kommo/callback',
      disconnectUrl: 'http://localhost:3000/oauth/kommo/disabled',
      widgetArchive: async () => undefined,
    });
  });
  afterAll(() => sandbox.stop());

  it('serves page, model, API and control on one origin', async () => {
    const page = await fetch(`${sandbox.origin}/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect((await fetch(`${sandbox.origin}/v1/models`)).status).toBe(200);
    expect((await fetch(`${sandbox.origin}/api/v4/account`)).status).toBe(401);
    expect(await (await fetch(`${sandbox.origin}/_sandbox`)).json()).toMatchObject({
      productUrl: 'http://localhost:3000',
      leads: expect.any(Array) as unknown,
    });
  });

  it('signs a newcomer in as the administrator', async () => {
    const page = await fetch(`${sandbox.origin}/leads/list/`);
    const cookie = page.headers.getSetCookie().find((line) => line.startsWith('session_id=')) ?? '';
    expect(cookie).toContain('session_id=10431207.');
    const account = await fetch(`${sandbox.origin}/api/v4/account`, { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(await account.json()).toMatchObject({ current_user_id: 10431207 });
  });

  it('refuses a taken port', async () => {
    const { port } = new URL(sandbox.origin);
    const second = startSandbox({
      port: Number(port),
      productUrl: 'http://localhost:3000',
      clientId: 'x',
      clientSecret: 'x',
      redirectUri: 'http://localhost:3000/',
      disconnectUrl: 'http://localhost:3000/',
      widgetArchive: async () => undefined,
    });
    await expect(second).rejects.toThrow('EADDRINUSE');
  });
});
