import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

const ROOT = new URL('../../', import.meta.url);
const OURS = /\.(ts|tsx|css|json)$/;
const NOT_BUILT = /\.test\.tsx?$/;

/** A digest of everything the card's script is made from. */
export const inputDigest = async (): Promise<string> => {
  const found = await readdir(new URL('widget/', ROOT), { recursive: true });
  const files = found.filter((path) => OURS.test(path) && !NOT_BUILT.test(path)).map((path) => `widget/${path.replaceAll('\\', '/')}`);
  const hash = createHash('sha256');
  for (const path of ['manifest.json', 'package-lock.json', ...files.toSorted()]) {
    hash.update(`${path}\0`);
    hash.update(await readFile(new URL(path, ROOT)));
  }
  return hash.digest('hex');
};
