/**
 * Draws the archive's PNG logos from `logo.svg`; run by hand when it changes: `node widget/images/render.ts`.
 * The plate and the word are of a tone that can be read on Kommo's white and on its dark blue alike (4.4:1 and 3.1:1).
 */
import { readFile, writeFile } from 'node:fs/promises';

import { launchChromium } from '../../server/sandbox/page/testing/chromium.ts';
import { LOGOS } from '../bundle/logos.ts';

const TONE = '#3f74dc';
const svg = await readFile(new URL('logo.svg', import.meta.url), 'utf8');

interface Look {
  /** Pixels. */
  mark: number;
  word: number;
  /** `row`: the word beside the mark; `plate`: under it, white on a plate that fills the picture. */
  layout: 'mark' | 'row' | 'plate';
}

const LOOKS: Record<string, Look> = {
  'logo.png': { mark: 92, word: 0, layout: 'mark' },
  'logo_main.png': { mark: 132, word: 44, layout: 'plate' },
  'logo_medium.png': { mark: 64, word: 33, layout: 'row' },
  'logo_min.png': { mark: 80, word: 0, layout: 'mark' },
  'logo_small.png': { mark: 100, word: 0, layout: 'mark' },
};

const markup = ({ mark, word, layout }: Look): string => {
  const plate = layout === 'plate';
  const box = `display:flex;flex-direction:${plate ? 'column' : 'row'};gap:${Math.round(word * 0.4)}px;align-items:center;justify-content:${layout === 'row' ? 'flex-start' : 'center'}`;
  const text =
    word > 0 ? `<b style="font:700 ${word}px/1 'Open Sans',Arial,sans-serif;letter-spacing:-0.01em;color:${plate ? '#fff' : TONE}">Souffleur</b>` : '';
  return `<!doctype html><style>svg{display:block;width:100%;height:100%}</style>
    <body style="margin:0;height:100vh;${plate ? `background:${TONE};` : ''}${box}"><div style="flex:none;width:${mark}px;height:${mark}px">${svg}</div>${text}</body>`;
};

const browser = await launchChromium();
if (!browser) throw new Error('The logos are drawn by a Chromium, and none can run here.');
const page = await browser.newPage();
for (const [file, [width, height]] of Object.entries(LOGOS)) {
  const look = LOOKS[file];
  if (!look) throw new Error(`${file} has no look.`);
  await page.setViewportSize({ width, height });
  await page.setContent(markup(look));
  await writeFile(new URL(file, import.meta.url), await page.screenshot({ omitBackground: true }));
}
await browser.close();
