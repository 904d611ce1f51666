/** What the script must not do. https://developers.kommo.com/docs/getting-listed */
import { type Archive, type Rule } from './rule.ts';

const script = (archive: Archive): string => archive.text('script.js');

const lines = (archive: Archive, pattern: RegExp): string[] =>
  script(archive)
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? `line ${index + 1}: ${line.trim().slice(0, 100)}` : []));

const never = (rule: string, pattern: RegExp): Rule => ({ rule, check: (archive) => lines(archive, pattern) });

/** Class selectors of our style sheet that are neither ours nor below our root. */
const strayClasses = (archive: Archive): string[] => {
  const sheets = script(archive).match(/(?<=_default(?:\$\d+)? = )`[^`]*`/g) ?? [];
  if (sheets.length === 0) return ['no style sheet was found'];
  const selectors = sheets.flatMap((sheet) =>
    [
      ...sheet
        .slice(1, -1)
        .replace(/\/\*[^]*?\*\//g, '')
        .matchAll(/(?:^|[{}])\s*([^{}@;]+)\{/g),
    ].map(([, selector]) => selector?.trim() ?? ''),
  );
  return selectors.filter((selector) => !/^(from|to|[\d.]+%)/.test(selector) && !selector.split(/,\s/).every((one) => one.includes('.souffleur')));
};

export const codeRules: Rule[] = [
  {
    rule: 'the script is one anonymous AMD module',
    check: (archive) => [
      ...(/^define\(\[[^\]]*\], function/.test(script(archive)) ? [] : ['it does not begin with define([…], function']),
      ...((script(archive).match(/(?<![\w.])define\(/g) ?? []).length === 1 ? [] : ['it calls define more than once']),
    ],
  },
  never('no eval and no function from text', /(?<![\w.$])(eval\s*\(|new\s+Function\b|set(?:Timeout|Interval)\(\s*["'`])/),
  never('no console', /(?<![\w$])console\s*[.[]/),
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
      script(archive).split('\n').length > 1000 &&
      Math.max(
        ...script(archive)
          .split('\n')
          .map((line) => line.length),
      ) < 2000
        ? []
        : ['the script is minified'],
  },
  { rule: "every style rule lies under the widget's own root", check: strayClasses },
];
