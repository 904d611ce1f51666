/**
 * Builds the widget: `node widget/build.ts [--server-url URL] [--out FILE]`. The script is built once with a
 * stand-in for the server's address; `packWidget` puts the real one in.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

import { inputDigest } from './bundle/inputs.ts';
import { pack, type PackOptions } from './bundle/pack.ts';
import { type Look } from './bundle/vite.ts';

const ROOT = new URL('../', import.meta.url);
const BUILT = new URL('dist/widget/', ROOT);

/** Bytes of the card's script and style, gzipped (design 9). The style travels inside the script. */
export const BUDGET = 45_000;

export interface Built {
  /** Kommo's entry: the card. */
  script: string;
  /** Loaded on demand: the console. */
  console: string;
  look: Look;
  /** Bytes of the card's script. */
  raw: number;
  gzip: number;
}

const measured = (script: string, look: Look): Omit<Built, 'console'> => ({
  script,
  look,
  raw: Buffer.byteLength(script),
  gzip: gzipSync(script, { level: 9 }).length,
});

const cached = async (digest: string): Promise<Built | undefined> => {
  const state = await readFile(new URL('built.json', BUILT), 'utf8').catch(() => undefined);
  if (!state) return undefined;
  const { digest: last, look } = JSON.parse(state) as { digest: string; look: Look };
  if (last !== digest) return undefined;
  const read = (file: string): Promise<string> => readFile(new URL(file, BUILT), 'utf8');
  return { ...measured(await read('script.js'), look), console: await read('console.js') };
};

/** Builds `dist/widget/script.js` (readable if the budget allows) and `console.js`; does nothing when no input changed. */
export const buildWidget = async ({ force = false }: { force?: boolean } = {}): Promise<Built> => {
  const digest = await inputDigest();
  const known = force ? undefined : await cached(digest);
  if (known) return known;
  const { bundle } = await import('./bundle/vite.ts');
  const readable = measured(await bundle('script.js', 'readable'), 'readable');
  const card = readable.gzip <= BUDGET ? readable : measured(await bundle('script.js', 'compact'), 'compact');
  const built: Built = { ...card, console: await bundle('console.js', 'readable') };
  await mkdir(BUILT, { recursive: true });
  await writeFile(new URL('script.js', BUILT), built.script);
  await writeFile(new URL('console.js', BUILT), built.console);
  await writeFile(new URL('built.json', BUILT), JSON.stringify({ digest, look: built.look }));
  return built;
};

/** The archive for one server; builds first when something changed. */
export const packWidget = async (options: PackOptions): Promise<Buffer> => pack(await buildWidget(), options);

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      'server-url': { type: 'string', default: 'http://localhost:3000' },
      out: { type: 'string', default: 'dist/widget.zip' },
      force: { type: 'boolean', default: false },
    },
  });
  const { version } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8')) as { version: string };
  const built = await buildWidget({ force: values.force });
  const archive = await packWidget({ serverUrl: values['server-url'], version });
  const out = resolve(values.out);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, archive);
  process.stdout.write(`card script with style (${built.look}): ${kilobytes(built.raw)}, gzip ${kilobytes(built.gzip)} of ${kilobytes(BUDGET)}\n`);
  process.stdout.write(`console: ${kilobytes(Buffer.byteLength(built.console))}, gzip ${kilobytes(gzipSync(built.console, { level: 9 }).length)}\n`);
  process.stdout.write(`${values.out}: ${kilobytes(archive.length)}, for ${values['server-url']}\n`);
  if (built.gzip > BUDGET) {
    process.stderr.write('The card is over its budget.\n');
    process.exitCode = 1;
  }
};

if (import.meta.main) await main();
