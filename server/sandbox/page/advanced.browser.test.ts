/** A widget's own page under Settings, its way there, and Kommo's notifications. */
import { type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { callbacks, closeBrowser, navigate, newTab, recorded, settled, sharedBrowser } from './testing/browse.ts';
import { lowContrast } from './testing/contrast.ts';
import { type PageHost, startPageHost } from './testing/page-host.ts';
import { testArchive, type TestWidget } from './testing/test-widget.ts';

const PATH = '/settings/widgets/souffleur/';
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
  host.platform.state.data.widget.status = 'installed';
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});

const open = async (path: string, widget: TestWidget = {}): Promise<Page> => {
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

test.skipIf(!browser).each(MODES)('the menu leads there without a reload, and back; each visit calls in order ($mode)', async ({ mode, base }) => {
  const page = await open(`/leads/list/?mode=${mode}&lang=en`);
  await page.evaluate(() => Object.assign(globalThis, { stayed: true }));
  await page.hover('.left-menu__section');
  await page.click('#left_menu_settings a:text-is("Test page")');
  await settled(page, /souffleur/);
  expect(await page.evaluate(() => (globalThis as unknown as { stayed?: boolean }).stayed)).toBe(true);
  expect(await callbacks(page)).toEqual([...base, 'destroy', ...base, 'advancedSettings']);
  expect(await page.textContent('#work_area > #list_page_holder > #work-area-souffleur')).toBe('own page');
  expect(await page.textContent('#work_area .content__top__preset')).toBe('Test page');
  expect(await page.getAttribute('#left_menu_settings a[aria-current]', 'href')).toBe(PATH);
  const areas = await page.evaluate(() => {
    const { APP, testWidget } = globalThis as unknown as {
      APP: { getWidgetsArea(): string; getBaseEntity(): string; isCard(): boolean; data: { current_card: unknown } };
      testWidget: { self: { system(): { area: string } } };
    };
    return [APP.getWidgetsArea(), testWidget.self.system().area, APP.isCard(), APP.data.current_card];
  });
  expect(areas).toEqual(['advanced-settings:souffleur', 'advanced_settings', false, false]);
  await navigate(page, '/leads/list/');
  expect(await page.locator('#work-area-souffleur').count()).toBe(0);
  expect((await callbacks(page)).slice(-4)).toEqual(['destroy', ...base]);
  expect((await recorded(page)).reports).toEqual([]);
});

test.skipIf(!browser)('init_once: the second visit renders and calls advancedSettings again, without init', async () => {
  const page = await open(`${PATH}?mode=client`, { initOnce: true });
  await navigate(page, '/leads/list/');
  await navigate(page, PATH);
  expect(await callbacks(page)).toEqual(['render', 'bind_actions', 'init', 'advancedSettings', 'render', 'render', 'advancedSettings']);
});

test.skipIf(!browser)('a rep has no link and no page, however they come', async () => {
  const page = await open('/leads/list/?user=rep&lang=en');
  expect(await page.locator(`.js-settings-menu a[href="${PATH}"]`).count()).toBe(0);
  await navigate(page, PATH);
  expect(await page.textContent('.work-area__missing')).toBe('Only an administrator can open this page');
  expect(await callbacks(page)).not.toContain('advancedSettings');
  const answer = await page.goto(host.origin + PATH);
  expect(answer?.status()).toBe(403);
  await settled(page, /souffleur/);
  expect(await page.locator('#work-area-souffleur').count()).toBe(0);
  expect(await callbacks(page)).toEqual([]);
});

test.skipIf(!browser)('no page without the location, and no link while the widget is off', async () => {
  const page = await open('/leads/list/', { manifest: { locations: ['lcard-1', 'settings'] } });
  expect(await page.locator('#left_menu_settings a').count()).toBe(1);
  expect((await page.goto(host.origin + PATH))?.status()).toBe(404);
  host.platform.state.data.widget.status = 'install';
  const other = await open('/settings/widgets/?lang=en');
  expect(await other.locator(`.js-settings-menu a[href="${PATH}"]`).count()).toBe(0);
  await other.click('.widgets-tile');
  await other.click('.js-widget-install');
  await other.waitForSelector(`#left_menu_settings a[href="${PATH}"]`, { state: 'attached' });
});

test.skipIf(!browser).each([1280, 768, 390])('fits %i px, in both themes', async (width) => {
  for (const theme of ['light', 'dark']) {
    const page = await open(`${PATH}?theme=${theme}`);
    await page.setViewportSize({ width, height: 800 });
    const box = await page.locator('#work-area-souffleur').boundingBox();
    expect(box?.width).toBeGreaterThan(width * 0.84);
    expect(
      await page.evaluate(() => (globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }).document.documentElement.scrollWidth),
    ).toBe(width);
    await page.hover('.left-menu__section');
    expect(await page.evaluate(lowContrast('#left_menu_settings, .list__top'))).toEqual([]);
  }
});

test.skipIf(!browser)('notifications are shown as text, with their time and link, and can be closed', async () => {
  const page = await open('/?lang=en&theme=dark');
  await page.evaluate(() => {
    const { notifications } = (globalThis as unknown as { APP: { notifications: Record<string, (params: object) => void> } }).APP;
    notifications['show_message']?.({ header: 'New draft', text: '<img src=x onerror="window.broken=1">', date: 1764583900 });
    notifications['show_message_error']?.({ header: 'Not sent', text: 'See why', link: '/leads/list/' });
    notifications['show_notification']?.({ text: { header: 'Missed call', text: '+1' }, type: 'call' });
    notifications['add_error']?.({ text: 'Broken', link: 'javascript:alert(1)' });
    notifications['add_call']?.({ from: '+1', to: 'Nadia', duration: 74, text: 'Talked', element: { id: 7, type: 2 } });
  });
  expect(await page.locator('.notification').count()).toBe(5);
  expect(await page.textContent('.notification_message .notification__text')).toContain('<img');
  expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
  expect(
    await page.locator('.notification a').evaluateAll((links: { getAttribute(name: string): string }[]) => links.map((link) => link.getAttribute('href'))),
  ).toEqual(['/leads/list/', '/leads/detail/7']);
  expect(await page.textContent('.notification_call:last-child .notification__text')).toBe('Talked · 1:14');
  expect(await page.evaluate(lowContrast('#notifications'))).toEqual([]);
  await page.locator('.notification_message .notification__close').click();
  expect(await page.locator('.notification').count()).toBe(4);
  expect((await recorded(page)).reports).toEqual([]);
});
