/** Every screen of the console with an account's life on it: accessible, whole, and without a word only a program would say. */
import { type Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { eventually, TestProduct } from '../testing/product.ts';
import { seriousFindings } from './page/testing/axe.ts';
import { closeBrowser, newTab, sharedBrowser } from './page/testing/browse.ts';

const LONG = 'Отель «Северное сияние и партнёры» — кофейное оборудование для двадцати шести номеров на весь сезон';
/** A key of a text that was not found, or a value nobody turned into words. A task's text may name {{name}} and {{phone}}. */
const RAW = /undefined|\[object|NaN|Invalid Date|\b(?:[a-z]+:)?[a-z]+(?:\.[a-z]+)*\.[a-z]+_[a-z_]+\b|\b[a-z]+:[a-z]+\.[a-z]+|\{\{(?!name|phone)/u;

const browser = await sharedBrowser();
let product: TestProduct;
let places: string[];

const idOf = async (path: string, fits: (item: Record<string, unknown>) => boolean): Promise<string> => {
  const found = await eventually(path, async () =>
    ((await product.api('GET', path)).body.items as Record<string, unknown>[] | undefined)?.find((item) => fits(item)),
  );
  return String(found['id']);
};

beforeAll(async () => {
  if (!browser) return;
  product = await TestProduct.start();
  const { leadId } = await product.act({ kind: 'lead', name: LONG, contactName: LONG, language: 'ru', phone: '+79161234567', price: 1_250_000 });
  const { leadId: second } = await product.act({ kind: 'lead', name: 'Espresso corner', language: 'en', phone: '+12025550111' });
  await product.act({ kind: 'message', leadId, text: 'Сколько стоит доставка в Казань и когда привезёте?' });
  await product.act({ kind: 'message', leadId: second, text: 'How much is the delivery?' });
  await product.act({ kind: 'missed_call', leadId });
  await product.act({ kind: 'call', leadId: second, duration: 124 });
  await product.act({ kind: 'task', leadId: second, text: 'Send the offer' });
  const rule = (
    await product.api('POST', '/rules', {
      name: LONG,
      trigger: { on: 'lead_updated' },
      conditions: { any: [{ condition: 'price-range', input: { from: 1000 } }, { not: { condition: 'tag-has', input: { tags: ['vip'] } } }] },
      actions: [{ action: 'add-note', input: { text: 'Look at the price' } }],
    })
  ).body.id as string;
  await product.api('POST', `/rules/${rule}/enable`, {});
  await product.act({ kind: 'lead_update', leadId: second, price: 4200 });
  await product.hook('not[a=form&%%%');
  await product.api('POST', '/crm/sync', { kind: 'full' });
  const ready = await eventually('two drafts', async () => {
    const items = (await product.api('GET', '/drafts')).body.items as { id: string; state: string; text: string }[];
    const found = items.filter(({ state }) => state === 'ready');
    return found.length > 1 && found;
  });
  await product.api('POST', `/drafts/${ready[0]?.id}/send`, { text: ready[0]?.text });
  await product.api('POST', `/drafts/${ready[1]?.id}/dismiss`, { reason: 'wrong_tone' });
  await idOf('/crm/syncs', ({ state }) => state === 'done');
  const hook = await idOf('/hook-events', ({ state, caused }) => state === 'done' && Array.isArray(caused));
  const failed = await idOf('/hook-events?state=failed', () => true);
  const run = await idOf('/rules/runs', ({ state }) => state === 'done');
  const job = await idOf('/jobs', ({ state }) => state === 'done');
  const lists = ['dashboard', 'activity', 'rules', 'rules/runs', 'onboarding', 'connection', 'hooks', 'jobs', 'plugins', 'test', 'members', 'notifications'];
  places = [
    ...lists,
    'settings/callbacks',
    'settings/sync',
    'plugins/kommo',
    'plugins/kommo-talks',
    `rules/${rule}`,
    ...['try', 'runs', 'versions'].map((tab) => `rules/${rule}?tab=${tab}`),
    `rules/runs/${run}`,
    `hooks/${hook}`,
    `hooks/${hook}?tab=caused`,
    `hooks/${hook}?tab=body`,
    `hooks/${failed}`,
    `jobs/${job}`,
  ];
});
afterAll(async () => {
  await closeBrowser();
  await product?.stop();
});
beforeEach((context) => (browser ? undefined : context.skip()));

const loaded = async (page: Page): Promise<void> => {
  await page.locator('.souffleur-page-title').waitFor();
  await expect.poll(() => page.locator('.souffleur-loading, .souffleur-bone').count(), { timeout: 10_000 }).toBe(0);
};
/** Resolves when the console has drawn once more: the screen itself, or its bones. */
const go = (page: Page, place: string): Promise<unknown> =>
  page.evaluate(`(location.hash = '#souffleur/${place}', new Promise((drawn) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn)))))`);
const looks = async (page: Page, where: string): Promise<void> => {
  const words = await page.locator('.souffleur-main').innerText();
  expect({
    where,
    findings: await seriousFindings(page, '.souffleur-console'),
    raw: RAW.exec(words)?.[0],
    fits: await page.evaluate("(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('.souffleur-console'))"),
  }).toEqual({ where, findings: [], raw: undefined, fits: true });
};

describe.each([
  ['light', 'en', 1280],
  ['dark', 'ru', 360],
] as const)('%s, %s, %i px', (theme, lang, width) => {
  test('every screen', { timeout: 60_000 }, async () => {
    const { context, page } = await newTab();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${product.sandbox}/settings/widgets/souffleur/?user=admin&lang=${lang}&theme=${theme}`);
    await loaded(page);
    // In the order of the work; a screen that is new here must be visited below as well.
    const menu = await page.locator('.souffleur-nav-link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(menu).toEqual(
      ['dashboard', 'activity', 'rules', 'onboarding', 'connection', 'hooks', 'jobs', 'plugins', 'test', 'members', 'settings'].map(
        (path) => `#souffleur/${path}`,
      ),
    );
    for (const place of places) {
      await go(page, place);
      await loaded(page);
      if (place === 'test') {
        await page.locator('.souffleur-form-actions button').click();
        await page.locator('.souffleur-code').first().waitFor();
      }
      await looks(page, place);
    }
    await page.locator('.souffleur-bell > button').click();
    await page.locator('.souffleur-bell-list .souffleur-notice').first().waitFor();
    await looks(page, 'bell');
    expect(faults).toEqual([]);
    await context.close();
  });
});
