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
  script: string;
  look: Look;
  /** Bytes. */
  raw: number;
  gzip: number;
}

const measured = (script: string, look: Look): Built => ({ script, look, raw: Buffer.byteLength(script), gzip: gzipSync(script, { level: 9 }).length });

const cached = async (digest: string): Promise<Built | undefined> => {
  const state = await readFile(new URL('built.json', BUILT), 'utf8').catch(() => undefined);
  if (!state) return undefined;
  const { digest: last, look } = JSON.parse(state) as { digest: string; look: Look };
  return last === digest ? measured(await readFile(new URL('script.js', BUILT), 'utf8'), look) : undefined;
};

/** Builds `dist/widget/script.js`, readable if the budget allows; does nothing when no input changed. */
export const buildWidget = async ({ force = false }: { force?: boolean } = {}): Promise<Built> => {
  const digest = await inputDigest();
  const known = force ? undefined : await cached(digest);
  if (known) return known;
  const { bundleCard } = await import('./bundle/vite.ts');
  const readable = measured(await bundleCard('readable'), 'readable');
  const built = readable.gzip <= BUDGET ? readable : measured(await bundleCard('compact'), 'compact');
  await mkdir(BUILT, { recursive: true });
  await writeFile(new URL('script.js', BUILT), built.script);
  await writeFile(new URL('built.json', BUILT), JSON.stringify({ digest, look: built.look }));
  return built;
};

/** The archive for one server; builds first when something changed. */
export const packWidget = async (options: PackOptions): Promise<Buffer> => pack((await buildWidget()).script, options);

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
  process.stdout.write(`${values.out}: ${kilobytes(archive.length)}, for ${values['server-url']}\n`);
  if (built.gzip > BUDGET) {
    process.stderr.write('The card is over its budget.\n');
    process.exitCode = 1;
  }
};

if (import.meta.main) await main();
