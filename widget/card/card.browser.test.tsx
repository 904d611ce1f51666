/** The built archive in a real browser, under a strict content security policy, with hostile text in every field. */
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';

import { launchChromium } from '../../server/sandbox/page/testing/chromium.ts';
import { packWidget } from '../build.ts';
import { draft, draftId, otherTalkId, talk } from '../testing/fixtures.ts';
import { servePage } from '../testing/page.ts';
import { FakeServer } from '../testing/server.ts';

const HOSTILE = [
  '<img src=x onerror="window.boom=1">',
  '"><script>window.boom=1</script>',
  '<svg/onload=window.boom=1>',
  '<iframe srcdoc="<script>parent.boom=1</script>">',
  '<a href="javascript:window.boom=1">link</a>',
  'javascript:window.boom=1//\'"</textarea><style>*{display:none}</style>',
  '{{constructor.constructor("window.boom=1")()}}${window.boom=1}',
  '&lt;b&gt; &#60;i&#62; \u202Eevil',
];
const all = HOSTILE.join(' ');

const inPage = (expression: string) => (): Promise<unknown> => page.evaluate(expression);

let browser: Browser | undefined;
let page: Page;
let api: FakeServer;
let site: Server;
let violations: string[];

beforeAll(async () => {
  browser = await launchChromium();
  api = await new FakeServer().start();
  site = await servePage(await packWidget({ serverUrl: api.url, version: '0.0.1' }));
}, 90_000);

afterAll(async () => {
  await browser?.close();
  site.closeAllConnections();
  site.close();
  await api.stop();
});

beforeEach(async (context) => {
  if (!browser) return context.skip();
  violations = [];
  page = await browser.newPage({ viewport: { width: 320, height: 700 } });
  page.on('console', (message) => message.type() === 'error' && violations.push(message.text()));
  page.on('pageerror', (error) => violations.push(error.message));
  await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
  await vi.waitUntil(() => page.evaluate('window.host.ready'), { timeout: 10_000 });
  return () => page.close();
});

test('hostile text in every field is text', async () => {
  const evidence = (['knowledge', 'crm', 'message', 'tool'] as const).map((kind) => ({ kind, id: all, quote: all, title: all, field: all }));
  api.talks = [
    talk({ channel: all, origin: all, contact: { id: 'x', crmId: all, name: all }, agent: { id: 'x', name: all, model: all, mode: 'draft' } }),
    talk({ id: otherTalkId }),
  ];
  api.drafts = [
    draft({
      text: all,
      model: all,
      reason: all,
      sentences: HOSTILE.map((text) => ({ text, marked: true, reason: 'value_not_in_source', values: [all], evidence })),
    }),
  ];
  await page.evaluate("host.call('render'); host.call('bind_actions'); host.call('init')");
  await page.locator('.souffleur-marked').first().click();
  await page.locator('.souffleur-popover').waitFor();
  const shown = (await page.locator('.souffleur-card').textContent()) ?? '';
  for (const text of HOSTILE) expect(shown).toContain(text);
  expect(await page.locator('.souffleur-card').locator('img, script, iframe, style, a, object, embed, link').count()).toBe(0);
  await page.locator('.souffleur-popover .souffleur-close').click();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  expect(await page.getByRole('textbox').inputValue()).toBe(all);
  expect(await page.evaluate('window.boom')).toBeUndefined();
  expect(violations).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
});

test('leaves no node, sheet, global or stored value behind, however often it comes and goes', async () => {
  api.talks = [talk()];
  api.drafts = [draft()];
  const left = inPage(
    'JSON.stringify([Object.keys(window).toSorted(), document.querySelectorAll("*").length, document.adoptedStyleSheets.length, localStorage.length, sessionStorage.length])',
  );
  const before = await left();
  for (let round = 0; round < 3; round += 1) {
    await page.evaluate("host.call('render'); host.call('init'); host.call('bind_actions'); host.call('render')");
    await page.getByRole('button', { name: 'Send' }).waitFor();
    expect(await page.locator('.souffleur-root').count()).toBe(1);
    await page.evaluate("host.call('destroy')");
  }
  expect(await left()).toBe(before);
  await expect.poll(() => api.lines).toBe(0);
  expect(violations).toEqual([]);
});

test('everything is reached by keyboard, and the focus is seen', async () => {
  api.talks = [talk()];
  api.drafts = [draft()];
  await page.evaluate("host.call('render')");
  await page.getByRole('button', { name: 'Send' }).waitFor();
  const reached: string[] = [];
  const outlines: string[] = [];
  for (let step = 0; step < 10; step += 1) {
    await page.keyboard.press('Tab');
    reached.push(String(await page.evaluate("document.activeElement.type === 'radio' ? 'mode' : document.activeElement.textContent.trim()")));
    outlines.push(String(await page.evaluate("getComputedStyle(document.activeElement.closest('.souffleur-mode') ?? document.activeElement).outlineStyle")));
  }
  expect(reached.join(' | ')).toBe(
    'mode | Pause for 30 min | Delivery to Leeds is £4.90. | It arrives tomorrow. (needs a check: No source found) | × | Send | Edit | Rewrite | Dismiss | Details',
  );
  expect(outlines).toEqual(reached.map(() => 'solid'));
});

test('closing a popover by keyboard gives the focus back to its sentence', async () => {
  api.talks = [talk()];
  api.drafts = [draft()];
  await page.evaluate("host.call('render')");
  const sentence = page.getByRole('button', { name: 'It arrives tomorrow.' });
  await sentence.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('.souffleur-popover').count()).toBe(0);
  expect(await page.evaluate('document.activeElement.textContent')).toContain('It arrives tomorrow.');
});

test('is drawn within 150 ms of render, streams and is read in the dark', async () => {
  api.talks = [talk()];
  api.drafts = [draft({ state: 'streaming', text: 'Hel', sentences: [] })];
  const spent = Number(await page.evaluate("(() => { const from = performance.now(); host.call('render'); return performance.now() - from; })()"));
  expect(spent).toBeLessThan(150);
  await page.locator('.souffleur-streaming').waitFor();
  await expect.poll(() => api.lines).toBe(1);
  api.live({ kind: 'draft.delta', talkId: talk().id, draftId, from: 3, text: 'lo!' });
  await expect.poll(() => page.locator('.souffleur-streaming').textContent()).toBe('Hello!');
  const colour = inPage("getComputedStyle(document.querySelector('.souffleur-card')).backgroundColor");
  expect(await colour()).toBe('rgb(255, 255, 255)');
  await page.evaluate("document.documentElement.setAttribute('data-color-scheme', 'dark')");
  expect(await colour()).toBe('rgb(21, 48, 67)');
});
