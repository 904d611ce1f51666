/** A fresh account from nothing to an agent at work, by somebody who only reads the screen: everything is found by its visible name. */
import { type Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { TestProduct } from '../testing/product.ts';
import { seriousFindings } from './page/testing/axe.ts';
import { closeBrowser, newTab, sharedBrowser } from './page/testing/browse.ts';

const browser = await sharedBrowser();
let product: TestProduct;
const tabs: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  if (browser) product = await TestProduct.start(() => ({ SANDBOX_FRESH: 'on' }));
});
afterAll(async () => {
  for (const tab of tabs) await tab.close();
  await closeBrowser();
  await product?.stop();
});
beforeEach((context) => (browser ? undefined : context.skip()));

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const accessible = async (page: Page): Promise<void> => expect(await seriousFindings(page, '.souffleur-console')).toEqual([]);
/** A step's heading, with the word about its state. */
const step = (page: Page, name: string, state: string) => page.getByRole('button', { name: `${name} ${state}` });

test('connect, wait, choose, paste, ask, go live', { timeout: 150_000 }, async () => {
  // Kommo shows the widget's page, but its one notice of the installation never reached the server.
  await product.act({ kind: 'install', lost: true });
  const { context, page } = await newTab();
  tabs.push(context);
  await page.goto(`${product.sandbox}/settings/widgets/souffleur/?user=admin&lang=en`);

  await page.getByText('Connect Souffleur to your Kommo account').waitFor();
  await accessible(page);
  const [consent] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: 'Connect Kommo' }).click()]);
  await consent.getByRole('heading', { name: 'Souffleur asks for access' }).waitFor();
  await consent.getByRole('button', { name: 'Allow' }).click();
  await consent.getByRole('heading', { name: 'Connected' }).waitFor();
  await consent.close();

  await page.getByRole('heading', { name: 'Set-up' }).waitFor({ timeout: 20_000 });
  await step(page, 'Connect Kommo', 'Done').waitFor();
  await accessible(page);

  const reading = step(page, 'Read your Kommo data', 'Done');
  await expect
    .poll(
      async () => {
        if (await button(page, 'Read my Kommo data').isVisible()) await button(page, 'Read my Kommo data').click();
        return reading.isVisible();
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(true);
  if (await button(page, 'Continue').isVisible()) await button(page, 'Continue').click();

  await page.getByRole('radio', { name: /Advise in a shop/ }).check();
  await accessible(page);
  await page.getByLabel('Language of its instructions').selectOption('English');
  await button(page, 'Create the agent').click();
  await page.getByText('The agent answers nobody until you go live.').waitFor();
  await accessible(page);
  expect(await page.getByLabel('Instructions').inputValue()).toContain('Begin the first reply of a new conversation with');
  await button(page, 'Continue').click();

  await button(page, 'Delivery and payment').click();
  await accessible(page);
  await page
    .getByRole('textbox', { name: 'Text', exact: true })
    .fill('Delivery within the city costs 12 euros and takes 2 working days. Payment by card or bank transfer.');
  await button(page, 'Add to knowledge').click();
  await page.getByRole('list', { name: 'Articles so far' }).getByText('Delivery and payment').waitFor();

  const file = (name: string, text: string) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
  await button(page, 'Add another').click();
  await page.getByText('Upload a file').click();
  await page.getByLabel('Text file').setInputFiles(file('price.pdf', '%PDF-1.7'));
  await page.getByText('Only .txt and .md files can be read for now.').waitFor();
  await page.getByLabel('Text file').setInputFiles(file('returns.md', '# Returns\n\nGoods can be returned within 14 days.'));
  expect(await page.getByLabel('Title').inputValue()).toBe('Returns');
  await page.getByLabel('Category').fill('Terms');
  await button(page, 'Add to knowledge').click();
  await page.getByRole('list', { name: 'Articles so far' }).getByText('Returns').waitFor();
  await button(page, 'Continue').click();

  await page.getByRole('textbox', { name: 'Write as a customer' }).fill('How much is delivery within the city?');
  await button(page, 'Ask').click();
  const proven = page.getByRole('log', { name: 'Test chat' }).getByRole('button', { name: /12 euros/ });
  await proven.click({ timeout: 20_000 });
  await page.getByRole('group', { name: 'Sources of this sentence' }).getByText('Delivery and payment').waitFor();
  await accessible(page);
  await page.keyboard.press('Escape');

  // Left in the middle and taken up again: it goes on where it was.
  await page.reload();
  await step(page, 'Try the agent', 'Done').waitFor();
  await button(page, 'Go live with drafts').last().click();
  await page.getByText('The agent is live in draft mode.').waitFor();
  await page.getByText('6 of 6 steps done').waitFor();
  await accessible(page);

  await product.signIn();
  expect((await product.api('GET', '/onboarding')).body).toMatchObject({ done: true, template: 'shop_consultant', language: 'en' });
  expect((await product.api('GET', '/agents')).body.items).toMatchObject([{ name: 'Sam', mode: 'draft' }]);
});
