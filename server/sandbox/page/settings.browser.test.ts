/** The integrations page: install, save, disable, as the widget sees them. */
import { type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { callbacks, closeBrowser, newTab, settled, sharedBrowser } from './testing/browse.ts';
import { type PageHost, startPageHost } from './testing/page-host.ts';
import { testArchive, type TestWidget } from './testing/test-widget.ts';

const browser = await sharedBrowser();
let host: PageHost;
beforeAll(async () => {
  host = await startPageHost(testArchive());
});
afterAll(async () => {
  await closeBrowser();
  await host.stop();
});

const tabs: { close(): Promise<void> }[] = [];
beforeEach(() => {
  Object.assign(host.platform.state.data.widget, { status: 'installed', settings: { api_key: 'first' } });
  host.upload(testArchive());
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});

const open = async (path: string, widget?: TestWidget): Promise<Page> => {
  if (widget) host.upload(testArchive(widget));
  const { context, page } = await newTab();
  tabs.push(context);
  await page.goto(host.origin + path);
  await settled(page, /./);
  return page;
};

const openModal = async (page: Page): Promise<void> => {
  await page.click('.widgets-tile');
  await page.waitForSelector('.modal .widget_settings_block__fields', { state: 'attached' });
};

test.skipIf(!browser)('a saved custom field survives a reload, with what onSave changed', async () => {
  const page = await open('/settings/widgets/', { onSave: 'event.fields.cfg = JSON.stringify({ limit: 7 }); return Promise.resolve(true);' });
  await openModal(page);
  expect(await page.inputValue('[name=api_key]')).toBe('first');
  expect(await page.isDisabled('.js-widget-save')).toBe(true);
  await page.fill('[name=api_key]', '');
  await page.click('.js-widget-save');
  expect(await page.textContent('.widget_settings_block__error')).toBe('Fill in this field');
  expect(await callbacks(page)).not.toContain('onSave');

  await page.fill('[name=api_key]', 'second');
  await page.click('.js-widget-save');
  await page.waitForSelector('.modal', { state: 'detached' });
  await page.reload();
  await settled(page, /settings/);
  await openModal(page);
  expect(await page.inputValue('[name=api_key]')).toBe('second');
  expect(await page.inputValue('#souffleur_custom')).toBe('{"limit":7}');
});

test.skipIf(!browser).each(['return false;', 'return Promise.reject(new Error("no"));', 'throw new Error("no");'])(
  'onSave that does `%s` cancels the save',
  async (onSave) => {
    const page = await open('/settings/widgets/', { onSave });
    await openModal(page);
    await page.fill('[name=api_key]', 'second');
    await page.click('.js-widget-save');
    await page.waitForSelector('.widget_settings_block__error');
    expect(host.platform.state.data.widget.settings).toEqual({ api_key: 'first' });
    expect(await page.locator('.modal').count()).toBe(1);
  },
);

test.skipIf(!browser)('disable: onSave, then destroy; install: onInstall, and it runs again', async () => {
  const page = await open('/settings/widgets/?mode=doc');
  await openModal(page);
  await page.click('.js-widget-uninstall');
  await page.waitForSelector('.modal', { state: 'detached' });
  expect(await callbacks(page)).toEqual(['render', 'init', 'bind_actions', 'settings', 'onSave', 'destroy']);
  expect(host.platform.state.data.widget.status).toBe('install');
  expect(await page.getAttribute('.widgets-tile', 'data-status')).toBe('install');

  await openModal(page);
  expect(await page.locator('.js-widget-save').count()).toBe(0);
  await page.click('.js-widget-install');
  await page.waitForSelector('.js-widget-save');
  expect((await callbacks(page)).slice(6)).toEqual([
    'render',
    'init',
    'bind_actions',
    'settings',
    'onInstall',
    'destroy',
    'render',
    'init',
    'bind_actions',
    'settings',
  ]);
  expect(host.platform.state.data.widget.status).not.toBe('install');
});

test.skipIf(!browser)('a disabled widget is not loaded on the card; a rep cannot install it', async () => {
  host.platform.state.data.widget.status = 'install';
  const page = await open('/?user=rep');
  expect(await callbacks(page)).toEqual([]);
  await page.goto(`${host.origin}/settings/widgets/`);
  await settled(page, /settings/);
  await openModal(page);
  expect(await page.isDisabled('.js-widget-install')).toBe(true);
  const refused = await page.evaluate(
    async () => (await fetch('/api/v4/widgets/souffleur', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status,
  );
  expect(refused).toBe(403);
});
