/** Draws the archive's PNG logos from `logo.svg`; run by hand when it changes: `node widget/images/render.ts`. */
import { readFile, writeFile } from 'node:fs/promises';

import chromium from '@sparticuz/chromium';
import { chromium as browsers } from 'playwright';

import { LOGOS } from '../bundle/logos.ts';

const svg = await readFile(new URL('logo.svg', import.meta.url), 'utf8');
const browser = await browsers.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox', '--headless=new'] });
const page = await browser.newPage();

for (const [file, [width, height]] of Object.entries(LOGOS)) {
  const wide = width / height > 1.2;
  const mark = Math.round(height * (wide ? 0.62 : 0.92));
  const words = wide && width > 200 ? `<b style="font:700 ${Math.round(mark * 0.42)}px Arial,sans-serif;color:#23395b">Souffleur</b>` : '';
  const gap = Math.round(mark * 0.14);
  await page.setViewportSize({ width, height });
  await page.setContent(`<body style="margin:0;height:${height}px;display:flex;gap:${gap}px;align-items:center;justify-content:center"><div style="width:${mark}px;height:${mark}px">${svg}</div>${words}</body>`);
  await writeFile(new URL(file, import.meta.url), await page.screenshot({ omitBackground: true }));
}
await browser.close();
