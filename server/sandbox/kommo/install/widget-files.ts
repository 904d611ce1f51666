import { createHash } from 'node:crypto';

import { asMap, asText } from '../api/body.ts';
import { unzip } from './unzip.ts';

/** The archive, unpacked. */
export interface WidgetFiles {
  /** Changes with the content. */
  digest: string;
  version: string;
  files: Map<string, Buffer>;
  manifest: Record<string, unknown>;
  /** Texts of a language, or of English, or of the first there is. */
  texts(language: string): Record<string, unknown>;
}

export const readJson = (file: Buffer | undefined): Record<string, unknown> => {
  if (!file) return {};
  try {
    return asMap(JSON.parse(file.toString('utf8')));
  } catch {
    return {};
  }
};

/** Unpacks an archive once per content. Throws what `unzip` throws. */
export const createWidgetFiles = (archive: () => Promise<Buffer | undefined>): (() => Promise<WidgetFiles | undefined>) => {
  let last: WidgetFiles | undefined;
  return async () => {
    const zip = await archive();
    if (!zip) return undefined;
    const digest = createHash('sha256').update(zip).digest('hex').slice(0, 16);
    if (last?.digest === digest) return last;
    const files = unzip(zip);
    const manifest = readJson(files.get('manifest.json'));
    const locales = [...files.keys()].filter((name) => /^i18n\/\w+\.json$/.test(name)).map((name) => name.slice(5, -5));
    last = {
      digest,
      version: asText(asMap(manifest['widget'])['version']) ?? '1.0.0',
      files,
      manifest,
      texts: (language) => readJson(files.get(`i18n/${[language, 'en', ...locales].find((code) => locales.includes(code)) ?? 'en'}.json`)),
    };
    return last;
  };
};

/** `widget.name` in a tree of texts. */
export const lookUp = (texts: Record<string, unknown>, path: string): string | undefined =>
  asText(path.split('.').reduce<unknown>((node, key) => (Object.hasOwn(asMap(node), key) ? asMap(node)[key] : undefined), texts));
