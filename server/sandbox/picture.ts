/**
 * Takes the README's picture: `node server/sandbox/picture.ts` starts the product with its sandbox, lets a customer
 * ask, rests the pointer on a sentence of the suggested reply and writes `docs/card.png`.
 */
import { mkdir, writeFile } from 'node:fs/promises';

import { type Browser } from 'playwright';

import { TestProduct } from '../testing/product.ts';
import { settled } from './page/testing/browse.ts';
import { launchChromium } from './page/testing/chromium.ts';

const FILE = new URL('../../docs/card.png', import.meta.url);
/** Bytes; a README loads it on every visit. */
const LARGEST = 300_000;

const take = async (product: TestProduct, browser: Browser): Promise<Buffer> => {
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

const browser = await launchChromium();
if (!browser) throw new Error('The picture is taken by a Chromium, and none can run here.');
const product = await TestProduct.start();
try {
  const picture = await take(product, browser);
  if (picture.length > LARGEST) throw new Error(`The picture has ${picture.length} bytes; ${LARGEST} are allowed.`);
  await mkdir(new URL('.', FILE), { recursive: true });
  await writeFile(FILE, picture);
  process.stdout.write(`docs/card.png: ${picture.length} bytes\n`);
} finally {
  await browser.close();
  await product.stop();
}
