export interface Archive {
  /** By path inside the archive. */
  files: ReadonlyMap<string, Uint8Array>;
  /** UTF-8 text of a file; empty when it is missing. */
  text(path: string): string;
}

/** One rule of Kommo's. `check` returns what is wrong, one line each. */
export interface Rule {
  rule: string;
  check(archive: Archive): string[];
}

export type Dict = Record<string, unknown>;

export const dict = (value: unknown): Dict => (typeof value === 'object' && value !== null ? (value as Dict) : {});

export const manifestOf = (archive: Archive): Dict => dict(JSON.parse(archive.text('manifest.json')));

export const localesOf = (archive: Archive): string[] => {
  const { locale } = dict(manifestOf(archive)['widget']);
  return Array.isArray(locale) ? locale.map(String) : [];
};

/** The string at a dotted path of a language file. */
export const textAt = (archive: Archive, locale: string, path: string): string | undefined => {
  let at: unknown = JSON.parse(archive.text(`i18n/${locale}.json`));
  for (const part of path.split('.')) at = dict(at)[part];
  return typeof at === 'string' ? at : undefined;
};
