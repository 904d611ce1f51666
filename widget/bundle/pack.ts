import { readFile } from 'node:fs/promises';

import { strToU8, zipSync } from 'fflate';

import { SERVER_URL } from '../server-url.ts';
import { LOGOS } from './logos.ts';

const ROOT = new URL('../../', import.meta.url);
/** One date for all entries: the same input gives the same bytes. */
const DATE = new Date(2026, 0, 1);

export interface PackOptions {
  /** Where the card finds the server, e.g. `https://souffleur.example`; no trailing slash, no query. */
  serverUrl: string;
  /** The manifest's version; Kommo's cache key. */
  version: string;
}

const address = (serverUrl: string): string => {
  const url = new URL(serverUrl);
  const plain = `${url.origin}${url.pathname.replace(/\/$/, '')}`;
  if (!/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || !/^[\w:/.[\]~%-]+$/.test(plain)) {
    throw new Error(`The server's address must look like https://host[:port][/path], not ${JSON.stringify(serverUrl)}.`);
  }
  return plain;
};

const manifestFor = (source: string, version: string): string => {
  const manifest = JSON.parse(source) as { widget: Record<string, unknown> };
  return `${JSON.stringify({ ...manifest, widget: { ...manifest.widget, version } }, null, 2)}\n`;
};

/** Puts the archive together from the built modules, the manifest, the languages and the logos; a few milliseconds. */
export const pack = async ({ script, console }: { script: string; console: string }, { serverUrl, version }: PackOptions): Promise<Buffer> => {
  const read = (path: string): Promise<Buffer> => readFile(new URL(path, ROOT));
  const manifest = manifestFor((await read('manifest.json')).toString(), version);
  const locales = (JSON.parse(manifest) as { widget: { locale: string[] } }).widget.locale;
  const files: Record<string, Uint8Array> = {
    'manifest.json': strToU8(manifest),
    'script.js': strToU8(script.replaceAll(SERVER_URL, address(serverUrl))),
    'console.js': strToU8(console.replaceAll(SERVER_URL, address(serverUrl))),
  };
  for (const locale of locales) files[`i18n/${locale}.json`] = await read(`widget/i18n/${locale}.json`);
  for (const logo of Object.keys(LOGOS)) files[`images/${logo}`] = await read(`widget/images/${logo}`);
  return Buffer.from(zipSync(files, { level: 6, mtime: DATE }));
};
