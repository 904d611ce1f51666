/**
 * Takes the README's pictures: `node server/sandbox/picture.ts` starts the product with its sandbox, lets a customer
 * ask, rests the pointer on a sentence of the suggested reply and writes `docs/card.png`; then it opens the history of
 * hooks in the console, with what came of that very message, and writes `docs/console.png`.
 */
import { mkdir, writeFile } from 'node:fs/promises';

import { type Browser } from 'playwright';

import { TestProduct } from '../testing/product.ts';
import { settled } from './page/testing/browse.ts';
import { launchChromium } from './page/testing/chromium.ts';

const FOLDER = new URL('../../docs/', import.meta.url);
/** Bytes of one picture; a README loads it on every visit. */
const LARGEST = 300_000;

const takeCard = async (product: TestProduct, browser: Browser): Promise<Buffer> => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${product.sandbox}/?user=rep&lang=en`);
  await settled(page, /detail/u);
  await page.click('#sandbox_example');
  await page.press('#composer_message', 'Enter');
  const sentence = page.locator('.souffleur-proven').first();
  await sentence.waitFor();
  await page.evaluate('document.activeElement.blur()');
  await sentence.hover();
  await page.locator('.souffleur-popover').waitFor();
  return page.screenshot();
};

/** After the card's: the hook it tells of is the message of that picture. */
const takeConsole = async (product: TestProduct, browser: Browser): Promise<Buffer> => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${product.sandbox}/settings/widgets/souffleur/?lang=en&user=admin&theme=light#souffleur/hooks`);
  await settled(page, /settings/u);
  await page
    .locator('.souffleur-table a')
    .filter({ hasText: /message/iu })
    .first()
    .click();
  await page.getByRole('link', { name: 'What it caused', exact: true }).click();
  await page.locator('.souffleur-tree').first().waitFor();
  return page.screenshot();
};

const keep = async (name: string, picture: Buffer): Promise<void> => {
  if (picture.length > LARGEST) throw new Error(`${name} has ${picture.length} bytes; ${LARGEST} are allowed.`);
  await writeFile(new URL(name, FOLDER), picture);
  process.stdout.write(`docs/${name}: ${picture.length} bytes\n`);
};

const browser = await launchChromium();
if (!browser) throw new Error('The pictures are taken by a Chromium, and none can run here.');
const product = await TestProduct.start();
try {
  await mkdir(FOLDER, { recursive: true });
  await keep('card.png', await takeCard(product, browser));
  await keep('console.png', await takeConsole(product, browser));
} finally {
  await browser.close();
  await product.stop();
}
