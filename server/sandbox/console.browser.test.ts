/** The console in a real browser: inside the Kommo-like page under its strict policy, and on our own page behind a real sign-in. */
import { type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { TestProduct } from '../testing/product.ts';
import { seriousFindings } from './page/testing/axe.ts';
import { closeBrowser, navigate, newTab, recorded, settled, sharedBrowser } from './page/testing/browse.ts';

const browser = await sharedBrowser();
let product: TestProduct;
const tabs: { close(): Promise<void> }[] = [];
let faults: string[];

beforeAll(async () => {
  if (browser) product = await TestProduct.start();
});
afterAll(async () => {
  await closeBrowser();
  await product?.stop();
});
beforeEach((context) => {
  faults = [];
  if (!browser) context.skip();
});
afterEach(async () => {
  for (const tab of tabs.splice(0)) await tab.close();
});

const tab = async (viewport = { width: 1280, height: 800 }): Promise<Page> => {
  const { context, page } = await newTab();
  tabs.push(context);
  await page.setViewportSize(viewport);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !message.text().includes('404') && faults.push(message.text()));
  return page;
};

/** The console on Kommo's advanced settings page. */
const inKommo = async (query = 'lang=en&user=admin', hash = '', viewport?: { width: number; height: number }): Promise<Page> => {
  const page = await tab(viewport);
  await page.goto(`${product.sandbox}/settings/widgets/souffleur/?${query}${hash}`);
  await page.locator('.souffleur-page-title').waitFor();
  return page;
};

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });

describe('inside Kommo', () => {
  test.each(['doc', 'client'])('opens on demand, follows the theme, and leaves nothing behind (%s)', async (mode) => {
    const page = await tab();
    await page.goto(`${product.sandbox}/settings/widgets/?lang=en&user=admin&theme=light&mode=${mode}`);
    await settled(page, /settings/);
    const sheets = 'document.adoptedStyleSheets.length';
    expect(await page.evaluate(sheets)).toBe(0);
    expect(await page.evaluate("performance.getEntriesByType('resource').some(({ name }) => name.includes('/console.js'))")).toBe(false);

    await navigate(page, '/settings/widgets/souffleur/');
    await page.locator('.souffleur-page-title').waitFor();
    expect(await page.locator('#work-area-souffleur > .souffleur-root').count()).toBe(1);
    const dark = await page.evaluate(
      "document.documentElement.dataset.colorScheme = 'dark', getComputedStyle(document.querySelector('.souffleur-console')).backgroundColor",
    );
    expect(dark).toBe('rgb(15, 34, 49)');

    await page.getByRole('link', { name: 'Settings', exact: true }).last().click();
    await heading(page, 'Settings').waitFor();
    await navigate(page, '/leads/list/');
    expect(await page.locator('.souffleur-console').count()).toBe(0);
    expect(await page.evaluate(sheets)).toBe(0);
    expect(await page.evaluate('location.hash')).toBe('');
    expect((await recorded(page)).reports).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('keeps its places in the fragment: back, forward, a link from somebody, and Kommo’s own navigation', async () => {
    const page = await inKommo('lang=en&user=admin', '#souffleur/settings/sync');
    await page.getByLabel('Days back').waitFor();
    await page.getByRole('link', { name: 'Members', exact: true }).click();
    await heading(page, 'Members').waitFor();
    await page.goBack();
    await page.getByLabel('Days back').waitFor();
    await page.goForward();
    await heading(page, 'Members').waitFor();
    expect(new URL(page.url()).pathname).toBe('/settings/widgets/souffleur/');
    expect(await recorded(page).then(({ calls }) => calls.filter(({ callback }) => callback === 'advancedSettings'))).toHaveLength(1);
  });

  test('asks before unsaved changes are lost', async () => {
    const page = await inKommo('lang=en&user=admin', '#souffleur/settings/callbacks');
    await page.getByLabel('Minutes until the deadline').fill('45');
    await page.getByRole('link', { name: 'Members', exact: true }).click();
    const question = page.getByRole('alertdialog', { name: 'Leave without saving?' });
    await question.waitFor();
    expect(await seriousFindings(page, '.souffleur-dialog')).toEqual([]);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Minutes until the deadline').inputValue()).toBe('45');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Members');
    await page.getByRole('link', { name: 'Members', exact: true }).click();
    await question.getByRole('button', { name: 'Leave without saving' }).click();
    await heading(page, 'Members').waitFor();
  });

  test.each([
    ['light', 'en', 1280],
    ['dark', 'ru', 768],
    ['light', 'ru', 400],
  ] as const)('has no serious accessibility fault (%s, %s, %i px)', async (theme, lang, width) => {
    for (const place of ['members', 'settings/callbacks', 'settings/sync']) {
      const page = await inKommo(`lang=${lang}&user=admin&theme=${theme}`, `#souffleur/${place}`, { width, height: 800 });
      await page.locator('.souffleur-table, .souffleur-form').waitFor();
      expect(await seriousFindings(page, '.souffleur-console')).toEqual([]);
      expect(await page.evaluate('document.querySelector(".souffleur-console").scrollWidth <= document.querySelector(".souffleur-console").clientWidth')).toBe(
        true,
      );
    }
  });
});

describe('on our own page', () => {
  const signIn = async (page: Page, who = 'admin'): Promise<void> => {
    await page.goto(`${product.sandbox}/?user=${who}`);
    await page.goto(`${product.url}/console`);
    await page.getByLabel('Address of your Kommo account').fill('lumenpark.kommo.com');
    await page.getByRole('button', { name: 'Sign in with Kommo' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.locator('.souffleur-page-title').waitFor();
  };

  test('signs in with Kommo, keeps no secret in the browser, and signs out', async () => {
    const page = await tab();
    await signIn(page);
    expect(page.url()).toBe(`${product.url}/console`);
    expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([0, 0, '']);
    expect(await page.locator('.souffleur-member').textContent()).toContain('Nadia Ferro');
    expect(await seriousFindings(page, 'body')).toEqual([]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Address of your Kommo account').waitFor();
    expect(await seriousFindings(page, 'body')).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('a code from the address bar works once and is gone from it', async () => {
    const page = await tab();
    await page.goto(`${product.url}/console#code=${'A'.repeat(22)}.${'b'.repeat(43)}`);
    await page.getByLabel('Address of your Kommo account').waitFor();
    expect(page.url()).toBe(`${product.url}/console`);
    await page.getByLabel('Address of your Kommo account').fill('somebody-else');
    await page.getByRole('button', { name: 'Sign in with Kommo' }).click();
    await page.getByText('Souffleur is not installed in this account').waitFor();
  });

  test('the connection of the account survives a sign-in', async () => {
    const page = await tab();
    await signIn(page);
    expect((await product.api('POST', '/crm/test')).body).toMatchObject({ ok: true });
  });

  /** Kommo lets only administrators through its consent page; here a rep's own one-time token opens the session instead. */
  test('a rep sees what a rep may', async () => {
    const page = await tab();
    await page.route('**/api/v1/session/console', async (route) => {
      const { tokens } = (await (await fetch(`${product.sandbox}/_sandbox`)).json()) as { tokens: Record<string, string> };
      const answer = await fetch(`${product.url}/api/v1/session`, { method: 'POST', headers: { 'x-auth-token': tokens['rep'] ?? '' } });
      await route.fulfill({ status: answer.status, contentType: 'application/json', body: await answer.text() });
    });
    await page.goto(`${product.url}/console#code=${'A'.repeat(22)}.${'b'.repeat(43)}`);
    await page.locator('.souffleur-page-title').waitFor();
    const places = await page.locator('.souffleur-nav-link').allTextContents();
    expect([places.includes('Сотрудники'), places.includes('Настройки')]).toEqual([true, false]);
    await page.evaluate("location.hash = '#souffleur/settings'");
    await page.getByText('Такой страницы нет').waitFor();
    expect(faults).toEqual([]);
  });

  test('folds its navigation where it is narrow, by keyboard too', async () => {
    const page = await tab({ width: 360, height: 740 });
    await signIn(page);
    const menu = page.locator('.souffleur-nav-button');
    expect(await page.getByRole('link', { name: 'Settings', exact: true }).isVisible()).toBe(false);
    await menu.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Settings', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    expect(await menu.getAttribute('aria-expanded')).toBe('false');
    await menu.click();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByLabel('Create a task when a call is missed').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
