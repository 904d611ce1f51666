/** What the browser tests of the page share: a page host, a tab, and the page's own record. */
import { type Browser, type BrowserContext, type Page } from 'playwright';

import { launchChromium } from './chromium.ts';

export interface Recorded {
  calls: { code: string; callback: string; area: string }[];
  reports: { kind: string; [key: string]: unknown }[];
}

let browser: Promise<Browser | undefined> | undefined;

/** One browser for a test file. */
export const sharedBrowser = (): Promise<Browser | undefined> => (browser ??= launchChromium());

export const closeBrowser = async (): Promise<void> => {
  await (await browser)?.close();
  browser = undefined;
};

export const newTab = async (): Promise<{ context: BrowserContext; page: Page }> => {
  const running = await sharedBrowser();
  if (!running) throw new Error('no browser: the test should have been skipped');
  const context = await running.newContext({ viewport: { width: 1440, height: 900 } });
  return { context, page: await context.newPage() };
};

/** The page's area has settled: every widget's first callbacks have run. */
export const settled = async (page: Page, path: RegExp): Promise<void> => {
  await page.waitForFunction(
    (source) => {
      const { __sandbox: sandbox, location } = globalThis as unknown as { __sandbox?: { readyFor?: string }; location: { pathname: string } };
      return sandbox?.readyFor !== undefined && sandbox.readyFor === location.pathname && new RegExp(source).test(location.pathname);
    },
    path.source,
    { timeout: 15_000 },
  );
};

export const recorded = (page: Page): Promise<Recorded> =>
  page.evaluate(() => {
    const { calls, reports } = (globalThis as unknown as { __sandbox: Recorded }).__sandbox;
    return JSON.parse(JSON.stringify({ calls, reports })) as Recorded;
  });

export const callbacks = async (page: Page): Promise<string[]> => (await recorded(page)).calls.map(({ callback }) => callback);

/** Handlers of the document that a widget's own namespace still holds. */
export const widgetHandlers = (page: Page, code: string): Promise<number> =>
  page.evaluate((name) => {
    const { jQuery, document } = globalThis as unknown as {
      jQuery: { _data(node: unknown, key: string): Record<string, { namespace: string }[]> };
      document: unknown;
    };
    return Object.values(jQuery._data(document, 'events'))
      .flat()
      .filter(({ namespace }) => namespace.includes(`widget:${name}`)).length;
  }, code);

/** Goes to another page of the CRM without a reload. */
export const navigate = async (page: Page, url: string): Promise<void> => {
  await page.evaluate((to) => (globalThis as unknown as { __sandbox: { navigate(url: string): Promise<void> } }).__sandbox.navigate(to), url);
  await page.waitForFunction((to) => (globalThis as unknown as { __sandbox: { readyFor?: string } }).__sandbox.readyFor === to, url);
};
