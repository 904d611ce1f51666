import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Router } from '@koa/router';
import Koa from 'koa';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { clientAddress } from './client-address.ts';
import { mountConsole } from './console.ts';
import { lastNet, securityHeaders } from './envelope.ts';
import { Metrics } from './metrics.ts';

let folder: string;
let server: Server;
const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { redirect: 'manual' });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-'));
  const app = new Koa();
  app.use(lastNet({ log: pino({ level: 'silent' }), metrics: new Metrics(), address: clientAddress([]) }));
  app.use(securityHeaders);
  const router = new Router();
  mountConsole(router, pathToFileURL(join(folder, 'console.js')));
  app.use(router.routes());
  const handle = app.callback();
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

it('is a page of files alone, closed to frames, caches and other origins', async () => {
  for (const [path, type] of [
    ['/console', 'text/html; charset=utf-8'],
    ['/console/page.css', 'text/css; charset=utf-8'],
    ['/console/start.js', 'text/javascript; charset=utf-8'],
    ['/console/console.js', 'text/javascript; charset=utf-8'],
  ] as const) {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|nonce/);
    expect([answer.headers.get('cache-control'), answer.headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
  }
  const page = await (await get('/console')).text();
  expect(page).not.toMatch(/<script>|<style|\son\w+=|style=/);
});

it('gives the bundle as built last, and says what to do before the first build', async () => {
  expect(await (await get('/console/console.js')).text()).toContain('npm run widget:build');
  await writeFile(join(folder, 'console.js'), 'define([], function () { return 1; });');
  expect(await (await get('/console/console.js')).text()).toBe('define([], function () { return 1; });');
});

it('gives nothing else', async () => {
  for (const path of ['/console/built.json', '/console/../package.json', '/console/script.js', '/console/%2e%2e/package.json'])
    expect((await get(path)).status).toBe(404);
});
