/** What the archive, its manifest, its languages and its images must be. https://developers.kommo.com/docs/getting-listed */
import { LOGOS } from './logos.ts';
import { dict, localesOf, manifestOf, textAt, type Archive, type Rule } from './rule.ts';

const TEXT = /\.(js|css|json|md|twig)$/;
/** Languages a widget may have: Kommo's five, and Russian as in the sister product. */
const KNOWN_LOCALES = new Set(['en', 'es', 'pt', 'tr', 'id', 'ru']);
const LOCATIONS = new Set(
  'lcard ccard comcard llist clist tlist settings advanced_settings card_sdk catalogs digital_pipeline lead_sources widget_page salesbot_designer sms mobile_card website_chat_button ai_agent everywhere'.split(
    ' ',
  ),
);
/** What a location needs in the script to be used at all. */
const DRAWN_BY: Record<string, RegExp> = { lcard: /render_template/, settings: /settings\(/, advanced_settings: /advancedSettings\(/ };

const paths = (archive: Archive): string[] => [...archive.files.keys()];
const textFiles = (archive: Archive): string[] => paths(archive).filter((path) => TEXT.test(path));

/** Every `a.b` string of the manifest that stands for a text. */
const textPaths = (value: unknown): string[] => {
  if (typeof value === 'string') return /^[a-z_]+(\.[a-z0-9_]+)+$/i.test(value) && !/^\d/.test(value) ? [value] : [];
  return Object.values(dict(value)).flatMap(textPaths);
};

const perLocale = (archive: Archive, check: (locale: string) => string | undefined): string[] => localesOf(archive).flatMap((locale) => check(locale) ?? []);

const leaves = (value: unknown, path = ''): string[] =>
  typeof value === 'string' ? [path] : Object.entries(dict(value)).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));

const PLURAL = /_(zero|one|two|few|many|other)$/;
const keysOf = (archive: Archive, locale: string): Set<string> =>
  new Set(leaves(JSON.parse(archive.text(`i18n/${locale}.json`))).map((key) => key.replace(PLURAL, '')));

const pngSize = (bytes: Uint8Array): [number, number] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

export const archiveRules: Rule[] = [
  {
    rule: 'files lie at the root of the archive',
    check: (archive) =>
      ['manifest.json', 'script.js', 'console.js', 'i18n/en.json'].filter((path) => !archive.files.has(path)).map((path) => `${path} is missing`),
  },
  {
    rule: 'no unused files',
    check: (archive) =>
      paths(archive).filter(
        (path) => !/^(manifest\.json|script\.js|console\.js|i18n\/[a-z]{2}\.json)$/.test(path) && !(path.startsWith('images/') && path.slice(7) in LOGOS),
      ),
  },
  {
    rule: 'text files are UTF-8 without BOM',
    check: (archive) => textFiles(archive).filter((path) => archive.files.get(path)?.[0] === 0xef || archive.text(path).includes('\uFFFD')),
  },
  { rule: 'text files have LF line ends', check: (archive) => textFiles(archive).filter((path) => archive.text(path).includes('\r')) },
  {
    rule: 'the manifest has its mandatory keys',
    check: (archive) => {
      const manifest = manifestOf(archive);
      const widget = dict(manifest['widget']);
      const missing = ['name', 'description', 'short_description', 'locale', 'installation', 'interface_version']
        .filter((key) => widget[key] === undefined)
        .map((key) => `widget.${key}`);
      return [...missing, ...['locations', 'settings'].filter((key) => manifest[key] === undefined)];
    },
  },
  { rule: 'interface_version is 2', check: (archive) => (dict(manifestOf(archive)['widget'])['interface_version'] === 2 ? [] : ['it is not']) },
  {
    rule: 'every locale has its language file, and only those',
    check: (archive) => [
      ...perLocale(archive, (locale) => (archive.files.has(`i18n/${locale}.json`) && KNOWN_LOCALES.has(locale) ? undefined : locale)),
      ...paths(archive).filter((path) => path.startsWith('i18n/') && !localesOf(archive).includes(path.slice(5, 7))),
    ],
  },
  {
    rule: "the manifest's texts are in every language",
    check: (archive) =>
      perLocale(
        archive,
        (locale) =>
          textPaths(manifestOf(archive))
            .filter((path) => !textAt(archive, locale, path))
            .map((path) => `${locale}: ${path}`)
            .join(', ') || undefined,
      ),
  },
  {
    rule: 'fully translated: every language has every text',
    check: (archive) =>
      perLocale(
        archive,
        (locale) =>
          [...keysOf(archive, 'en')]
            .filter((key) => !keysOf(archive, locale).has(key))
            .map((key) => `${locale}: ${key}`)
            .join(', ') || undefined,
      ),
  },
  {
    rule: 'locations are known and no code has both suffixes',
    check: (archive) => {
      const codes = (manifestOf(archive)['locations'] as string[]).map((location) => location.replace(/-[01]$/, ''));
      return codes.filter((code, index) => !LOCATIONS.has(code) || codes.indexOf(code) !== index);
    },
  },
  {
    rule: 'only locations that are used',
    check: (archive) =>
      (manifestOf(archive)['locations'] as string[]).filter(
        (location) => !(DRAWN_BY[location.replace(/-[01]$/, '')]?.test(archive.text('script.js')) ?? false),
      ),
  },
  {
    rule: 'logos have the exact sizes and at most 300 KB',
    check: (archive) =>
      Object.entries(LOGOS).flatMap(([file, [width, height]]) => {
        const bytes = archive.files.get(`images/${file}`);
        if (!bytes) return `${file} is missing`;
        const [w, h] = pngSize(bytes);
        return w === width && h === height && bytes.length <= 300_000 ? [] : `${file} is ${w}×${h}, ${bytes.length} bytes`;
      }),
  },
  {
    rule: 'name: at most 30 characters, no word over 19, ends with "by Souffleur", no "Kommo"',
    check: (archive) =>
      perLocale(archive, (locale) => {
        const name = textAt(archive, locale, 'widget.name') ?? '';
        return name.length <= 30 && / (by|via) Souffleur$/.test(name) && !/kommo/i.test(name) && name.split(' ').every((word) => word.length <= 19)
          ? undefined
          : `${locale}: ${name}`;
      }),
  },
  {
    rule: 'short description: at most 50 characters',
    check: (archive) => perLocale(archive, (locale) => ((textAt(archive, locale, 'widget.short_description') ?? '').length <= 50 ? undefined : locale)),
  },
  {
    rule: 'installation text: at most 400 characters, no script',
    check: (archive) =>
      perLocale(archive, (locale) => {
        const words = textAt(archive, locale, 'widget.description') ?? '';
        return words.length <= 400 && !/<script/i.test(words) ? undefined : locale;
      }),
  },
  {
    rule: 'links in texts open safely',
    check: (archive) =>
      perLocale(archive, (locale) =>
        (archive.text(`i18n/${locale}.json`).match(/<a\s[^>]*>/g) ?? []).some(
          (link) => !/target=.{0,2}_blank/.test(link) || !/referrerpolicy=.{0,2}no-referrer/.test(link),
        )
          ? locale
          : undefined,
      ),
  },
];
