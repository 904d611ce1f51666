/** What the script must not do. https://developers.kommo.com/docs/getting-listed */
import { parseAst } from 'vite';

import { type Archive, type Rule } from './rule.ts';

/** Kommo's entry, and what it loads on demand. */
const MODULES = ['script.js', 'console.js'];

/** What is wrong in each module, with its name in front. */
const perModule = (archive: Archive, check: (script: string) => string[]): string[] =>
  MODULES.flatMap((file) => check(archive.text(file)).map((wrong) => `${file}: ${wrong}`));

const lines = (archive: Archive, pattern: RegExp): string[] =>
  perModule(archive, (script) => script.split('\n').flatMap((line, index) => (pattern.test(line) ? `line ${index + 1}: ${line.trim().slice(0, 100)}` : [])));

const never = (rule: string, pattern: RegExp): Rule => ({ rule, check: (archive) => lines(archive, pattern) });

/** Template literals without expressions, as text. */
function templatesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(templatesIn);
  if (typeof node !== 'object' || node === null) return [];
  if ('type' in node && node.type === 'TemplateLiteral' && 'quasis' in node && Array.isArray(node.quasis) && node.quasis.length === 1) {
    const [{ value }] = node.quasis as [{ value: { cooked: string | null } }];
    return [value.cooked ?? ''];
  }
  return Object.values(node).flatMap(templatesIn);
}

/** Class selectors of our style sheet that are neither ours nor below our root. */
const strayClasses = (script: string): string[] => {
  const sheets = templatesIn(parseAst(script)).filter((text) => /\.souffleur[\w-]* *[,{]/.test(text));
  if (sheets.length === 0) return ['no style sheet was found'];
  const selectors = sheets.flatMap((sheet) =>
    [...sheet.replace(/\/\*[^]*?\*\//g, '').matchAll(/(?:^|[{}])\s*([^{}@;]+)\{/g)].map(([, selector]) => selector?.trim() ?? ''),
  );
  return selectors.filter((selector) => !/^(from|to|[\d.]+%)/.test(selector) && !selector.split(/,\s/).every((one) => one.includes('.souffleur')));
};

export const codeRules: Rule[] = [
  {
    rule: 'every script is one anonymous AMD module',
    check: (archive) =>
      perModule(archive, (script) => [
        ...(/^define\(\[[^\]]*\], function/.test(script) ? [] : ['it does not begin with define([…], function']),
        ...((script.match(/(?<![\w.])define\(/g) ?? []).length === 1 ? [] : ['it calls define more than once']),
      ]),
  },
  never('no eval and no function from text', /(?<![\w.$])(eval\s*\(|new\s+Function\b|set(?:Timeout|Interval)\(\s*["'`])/),
  never('no console', /(?<![\w$"'`/.-])console\s*(\?\.|\.\s*\w+\s*\(|\[)/),
  never('no alert, confirm, prompt or debugger', /(?<![\w.$])(alert|confirm|prompt)\s*\(|(?<![\w.$"'])debugger\b/),
  never('no writes to APP', /(?<![\w$])(APP|AMOCRM)(\.[\w.]+)?\s*=[^=]/),
  never('no script element, no insertion into the head', /createElement\(\s*["'](script|style|link)["']|document\.(head|write)/),
  never('no synchronous requests', /async\s*:\s*(false|!1)\b|\.open\([^)]*,\s*false\s*\)/),
  never('no scripted install, uninstall or save', /js-widget-(install|uninstall|save)/),
  never('no source maps, no private hosts', /sourceMappingURL|souffleur\.invalid/),
  never('no storage of tokens or personal data', /(?<![\w$])(localStorage|sessionStorage|indexedDB)\b|document\.cookie/),
  never('no commented-out code', /^\s*\/\/.*[;{]\s*$/),
  {
    rule: 'readable: names and white space are kept',
    check: (archive) =>
      perModule(archive, (script) => {
        const lengths = script.split('\n').map(({ length }) => length);
        return lengths.length > 1000 && lengths.every((length) => length < 2000) ? [] : ['it is minified'];
      }),
  },
  { rule: "every style rule lies under the widget's own root", check: (archive) => perModule(archive, strayClasses) },
];
