/** The order of a widget's callbacks on each page, in both readings of it, under the page's strict policy. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { callbacks, closeBrowser, navigate, newTab, recorded, settled, sharedBrowser, widgetHandlers } from './testing/browse.ts';
import { type PageHost, startPageHost } from './testing/page-host.ts';
import { RENDER, testArchive, type TestWidget } from './testing/test-widget.ts';

const CODE = 'souffleur';
const browser = await sharedBrowser();
let host: PageHost;

beforeAll(async () => {
  host = await startPageHost(testArchive());
  host.platform.state.data.widget.status = 'installed';
});
afterAll(async () => {
  await closeBrowser();
  await host.stop();
});

const tabs: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});

const open = async (path: string, widget: TestWidget = {}) => {
  host.upload(testArchive(widget));
  const { context, page } = await newTab();
  tabs.push(context);
  await page.goto(host.origin + path);
  await settled(page, /./);
  return page;
};

const MODES = [
  { mode: 'doc', base: ['render', 'init', 'bind_actions'] },
  { mode: 'client', base: ['render', 'bind_actions', 'init'] },
] as const;

test.skipIf(!browser).each(MODES)('each page calls what it should, in order ($mode)', async ({ mode, base }) => {
  const page = await open(`/?mode=${mode}&lang=en`);
  expect(await callbacks(page)).toEqual(base);
  expect(
    await page
      .locator('#card_holder > #widgets_block > #nano-card-widgets > .card-widgets__elements > .card-widgets__widget-souffleur > .card-widgets__widget__body')
      .innerHTML(),
  ).toBe(`<div class="test-root"></div><b>${CODE}</b>`);

  await page.goto(`${host.origin}/leads/list/`);
  await settled(page, /list/);
  expect(await callbacks(page)).toEqual(base);
  await page.locator('.js-list-check').nth(1).check();
  await page.click('.js-list-more');
  await page.click('#list_more_menu button');
  expect(await callbacks(page)).toEqual([...base, 'leads.selected']);

  await page.goto(`${host.origin}/settings/widgets/`);
  await settled(page, /settings/);
  await page.click('.widgets-tile');
  await page.waitForSelector('.widget-settings__modal.souffleur .widget_settings_block');
  expect(await callbacks(page)).toEqual([...base, 'settings']);
  expect(await page.textContent('#souffleur_custom_content')).toBe('drawn by the widget');

  await page.goto(`${host.origin}/settings/widgets/${CODE}/`);
  await settled(page, /settings/);
  expect(await callbacks(page)).toEqual([...base, 'advancedSettings']);
  expect(await page.textContent('#work_area > #list_page_holder > #work-area-souffleur')).toBe('own page');
  expect((await recorded(page)).reports).toEqual([]);
});

test.skipIf(!browser).each(MODES)('card, list, card again, and back: one panel block, nothing left behind ($mode)', async ({ mode, base }) => {
  const page = await open(`/?mode=${mode}`);
  const card = new URL(page.url()).pathname;
  const before = await page.evaluate(() => Object.keys(globalThis).length);
  for (let round = 0; round < 3; round += 1) {
    await page.click('.card-entity__back');
    await settled(page, /list/);
    await page.locator('.list-row__link').nth(round).click();
    await settled(page, /detail/);
    expect(await page.locator('.card-widgets__widget-souffleur').count()).toBe(1);
  }
  await page.goBack();
  await settled(page, /list/);
  const again = (rounds: number): string[] => Array.from({ length: rounds }, () => ['destroy', ...base]).flat();
  expect(await callbacks(page)).toEqual([...base, ...again(7)]);
  expect(await widgetHandlers(page, CODE)).toBe(1);
  expect(await page.evaluate(() => Object.keys(globalThis).length)).toBe(before);
  await page.goto(host.origin + card);
  await settled(page, /detail/);
  expect((await recorded(page)).reports).toEqual([]);
});

test.skipIf(!browser)('a widget whose area is left has no handler, node or instance', async () => {
  const page = await open('/?mode=client', { manifest: { locations: ['lcard-1'] } });
  await page.click('.card-entity__back');
  await settled(page, /list/);
  expect(await callbacks(page)).toEqual(['render', 'bind_actions', 'init', 'destroy']);
  expect(await widgetHandlers(page, CODE)).toBe(0);
  const left = await page.evaluate(() => {
    const { __sandbox, testWidget } = globalThis as unknown as { __sandbox: { widgets(): string[] }; testWidget?: unknown };
    return { widgets: __sandbox.widgets(), global: testWidget !== undefined };
  });
  expect(left).toEqual({ widgets: [], global: false });
});

test.skipIf(!browser).each(MODES)('init_once: one init over ten navigations, never destroyed ($mode)', async ({ mode }) => {
  const page = await open(`/?mode=${mode}`, { initOnce: true });
  const card = new URL(page.url()).pathname;
  for (let round = 0; round < 10; round += 1) {
    await navigate(page, round % 2 === 0 ? '/leads/list/' : card);
  }
  const seen = await callbacks(page);
  const count = (name: string): number => seen.filter((callback) => callback === name).length;
  expect({ render: count('render'), init: count('init'), bind: count('bind_actions'), destroy: count('destroy') }).toEqual({
    render: 11,
    init: 1,
    bind: 1,
    destroy: 0,
  });
});

test.skipIf(!browser).each([
  {
    name: 'a promise of true',
    render: `${RENDER.replace('return true;', '')} return Promise.resolve(true);`,
    doc: ['render', 'init', 'bind_actions'],
    client: ['render', 'bind_actions', 'init'],
  },
  { name: 'a promise of false', render: 'return Promise.resolve(false);', doc: ['render'], client: ['render', 'bind_actions'] },
  { name: 'a rejection', render: 'return Promise.reject(new Error("no"));', doc: ['render'], client: ['render', 'bind_actions'] },
  { name: 'false', render: 'return false;', doc: ['render'], client: ['render', 'bind_actions'] },
  { name: 'a throw', render: 'throw new Error("broken");', doc: ['render'], client: ['render'] },
])('render gives $name', async ({ render, doc, client }) => {
  const page = await open('/?mode=doc', { render });
  expect(await callbacks(page)).toEqual(doc);
  await page.goto(`${page.url()}?mode=client`);
  await settled(page, /detail/);
  expect(await callbacks(page)).toEqual(client);
  expect(await page.locator('.feed-note').count()).toBeGreaterThan(0);
});

test.skipIf(!browser).each([
  {
    name: 'two anonymous modules in one file',
    script:
      'define(function () { return function () { this.callbacks = { render: function () {}, init: function () {}, bind_actions: function () {} }; }; }); define(function () {});',
    report: 'mismatched-define',
  },
  { name: 'a {default} object', script: 'define(function () { return { default: function () {} }; });', report: 'dropped' },
  {
    name: 'no bind_actions',
    script: 'define(function () { return function () { this.callbacks = { render: function () { return true; }, init: function () {} }; }; });',
    report: 'dropped',
  },
  { name: 'eval', script: 'define(function () { eval("1"); });', report: 'policy' },
  { name: 'a missing module', script: "define(['./lib/absent.js'], function () {});", report: 'load-failed' },
  {
    name: 'an inline style',
    script: 'define(function () { document.body.insertAdjacentHTML("beforeend", "<style>p{color:red}</style>"); });',
    report: 'policy',
  },
])('$name is refused and reported, and the page lives on', async ({ script, report }) => {
  const page = await open('/', { script });
  expect((await recorded(page)).reports.map(({ kind }) => kind)).toContain(report);
  expect(await callbacks(page)).toEqual([]);
  expect(await page.locator('.feed-note').count()).toBeGreaterThan(0);
});
