import { fileURLToPath } from 'node:url';
import { type Plugin } from 'vite';

const KIT = /@kommo-crm[\\/]crm-react-ui-kit/;
const THEME_HOOK = fileURLToPath(new URL('../ui/theme-class.ts', import.meta.url));

/** `_button_y02v8_17` (hashed class) > `souffleur-kit-button_y02v8_17`; `--crm-ui-kit-x` > `--souffleur-kit-x`. */
const rename = (source: string): string =>
  source.replace(/--crm-ui-kit?-/g, '--souffleur-kit-').replace(/(?<=[.:"'\s])_([A-Za-z]\w*_[a-z0-9]{5}_\d+)\b/g, 'souffleur-kit-$1');

/**
 * Every rule under our root: the kit ships bare classes, `:root` variables and a dark theme of its own.
 * `:where` keeps the weight of the kit's rules as it was.
 */
const scope = (css: string): string =>
  css.replace(/(^|\})\s*([^@{}]+)\{(?=[^{}]*\})/g, (whole, before: string, selectors: string) => {
    if (/^(from|to|[\d.]+%)/.test(selectors.trim())) return whole;
    const scoped = selectors
      .split(',')
      .map((selector) => {
        const one = selector.trim();
        if (one.startsWith(':root[')) return 'html[data-color-scheme="dark"] .souffleur-root';
        return one === ':root' ? '.souffleur-root' : `:where(.souffleur-root) ${one}`;
      })
      .join(',\n');
    return `${before}\n${scoped} {`;
  });

/** The kit's style sheets come minified. */
const setOut = (css: string): string => css.replace(/([;{])(?=\S)/g, '$1\n  ').replace(/(?<=[^\s{}])\}/g, ';\n}');

/** Variables that nothing reads: the kit's theme names every colour of the product. */
export const dropUnread = (code: string): string => {
  let left = code;
  for (;;) {
    const read = new Set(left.match(/var\(\s*--souffleur-kit-[\w-]+/g)?.map((use) => use.replace(/var\(\s*/, '')));
    const next = left.replace(/\s*(--souffleur-kit-[\w-]+)\s*:[^;{}]+;?/g, (whole, name: string) => (read.has(name) ? whole : ''));
    if (next === left) return next;
    left = next;
  }
};

/**
 * Makes Kommo's UI kit a good guest: classes and variables carry our name, its style sheets reach nothing outside
 * `.souffleur-root` and are imported only where we say, and its theme hook, which appends `<style>` elements to the head
 * (refused by a strict content security policy and never removed), is replaced by ours.
 */
export const kit = (): Plugin => ({
  name: 'souffleur-kit',
  enforce: 'pre',
  config: () => ({ test: { css: true, server: { deps: { inline: [KIT] } } } }) as object,
  resolveId(id, importer) {
    return importer && KIT.test(importer) && id.endsWith('hooks/useThemeClassName/useThemeClassName.js') ? THEME_HOOK : null;
  },
  transform(code, id) {
    if (!KIT.test(id)) return null;
    if (/\.css(\?|$)/.test(id)) return { code: setOut(scope(rename(code))), map: null };
    return { code: rename(code).replace(/import ['"][^'"]+\.css['"];?/g, ''), map: null };
  },
});
