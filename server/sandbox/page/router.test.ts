import { readdir } from 'node:fs/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { type PageHost, startPageHost } from './testing/page-host.ts';
import { testArchive } from './testing/test-widget.ts';

let host: PageHost;
beforeAll(async () => {
  host = await startPageHost(testArchive(), 'https://product.test:8443');
});
afterAll(() => host.stop());

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(host.origin + path, { redirect: 'manual', ...init });

test('every page carries the policy: no inline script, no inline style, no eval, no foreign host but the product', async () => {
  const id = [...host.platform.state.data.leads.keys()][0];
  for (const path of [`/leads/detail/${id}`, '/leads/list/', '/leads/add/', '/settings/widgets/', '/settings/widgets/souffleur/', '/leads/detail/1']) {
    const response = await get(path);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' https://product.test:8443 wss://product.test:8443; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    const text = await response.text();
    expect(text).not.toMatch(/ style="| on\w+="|javascript:/);
    expect(text.match(/<script(?![^>]*\ssrc=)[^>]*>/g)).toEqual(['<script type="application/json" id="sandbox_page">']);
  }
});

test('only listed files are served, whatever the path says', async () => {
  expect((await get('/_page/vendor/require.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect((await get('/_page/browser/page.css')).status).toBe(200);
  expect((await get('/_page/browser/plugins/text.js')).status).toBe(200);
  const refused = [
    '/_page/vendor/package.json',
    '/_page/vendor/constructor',
    '/_page/browser/..%2frouter.ts',
    '/_page/browser/../router.ts',
    '/_page/browser/%2e%2e/router.ts',
    '/_page/kommo/state.ts',
    '/_page/browser/absent.js',
  ];
  const statuses = await Promise.all(refused.map(async (path) => [path, (await get(path)).status]));
  expect(statuses).toEqual(refused.map((path) => [path, 404]));
});

test('every file of the browser side is listed', async () => {
  const names = await readdir(new URL('browser/', import.meta.url), { recursive: true });
  const files = names.filter((file) => /\.(js|css)$/.test(file));
  const statuses = await Promise.all(files.map(async (name) => [name, (await get(`/_page/browser/${name}`)).status]));
  expect(statuses).toEqual(files.map((name) => [name, 200]));
});

test('the start page is a card that can be answered, in the language asked for', async () => {
  const to = (await get('/?lang=ru')).headers.get('location') ?? '';
  const lead = host.platform.state.data.leads.get(Number(to.replace('/leads/detail/', '')));
  expect(lead?.language).toBe('ru');
  expect([...host.platform.state.data.talks.values()].some((talk) => talk.entity_id === lead?.id && talk.is_in_work)).toBe(true);
});

test('language, theme, mode and user are kept from page to page', async () => {
  const first = await get('/leads/list/?lang=es&theme=dark&mode=doc&user=rep');
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const text = await (await get('/leads/list/', { headers: { cookie } })).text();
  expect(text).toContain('<html lang="es" data-color-scheme="dark">');
  expect(text).toContain('"mode":"doc"');
  expect(text).toMatch(/"user":\{"id":10431299/);
});

test('the feed tells the whole card at once and again after a change', async () => {
  const { state } = host.platform;
  const talk = [...state.data.talks.values()].find(({ entity_id, is_in_work }) => is_in_work && entity_id !== null);
  const response = await get(`/_page/feed/${talk?.entity_id}`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = async (): Promise<{ items: { kind: string; text?: string }[] }> =>
    JSON.parse(String((await reader?.read())?.value).split('data: ')[1] ?? '') as { items: { kind: string; text?: string }[] };
  const before = await next();
  await get('/_sandbox/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'message', talkId: talk?.talk_id, text: 'Again me' }),
  });
  const after = await next();
  expect(after.items).toHaveLength(before.items.length + 1);
  expect(after.items.at(-1)).toMatchObject({ kind: 'message', text: 'Again me' });
  await reader?.cancel();
  expect((await get('/_page/feed/1')).status).toBe(404);
});
