/** `node widget/check.ts`: the marketplace's rules that a machine can check, on the archive as it would be uploaded. */
import { readFile } from 'node:fs/promises';

import { strFromU8, unzipSync } from 'fflate';

import { BUDGET, buildWidget, packWidget } from './build.ts';
import { archiveRules } from './bundle/archive-rules.ts';
import { codeRules } from './bundle/code-rules.ts';
import { type Archive, type Rule } from './bundle/rule.ts';

/** Every rule with what is wrong (nothing: it holds). */
export const checkArchive = (zip: Uint8Array): { rule: string; wrong: string[] }[] => {
  const files = new Map(Object.entries(unzipSync(zip)));
  const archive: Archive = { files, text: (path) => strFromU8(files.get(path) ?? new Uint8Array()) };
  const rules: Rule[] = [...archiveRules, ...codeRules];
  return rules.map(({ rule, check }) => {
    try {
      return { rule, wrong: check(archive) };
    } catch (error) {
      return { rule, wrong: [`could not be checked: ${error instanceof Error ? error.message : String(error)}`] };
    }
  });
};

const main = async (): Promise<void> => {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  const { gzip } = await buildWidget();
  const results = checkArchive(await packWidget({ serverUrl: 'https://souffleur.example', version }));
  results.push({ rule: `card script and style are at most ${BUDGET / 1000} kB gzip`, wrong: gzip > BUDGET ? [`${gzip} bytes`] : [] });
  for (const { rule, wrong } of results)
    process.stdout.write(wrong.length > 0 ? `FAIL  ${rule}\n${wrong.map((what) => `      ${what}\n`).join('')}` : `ok    ${rule}\n`);
  const failed = results.filter(({ wrong }) => wrong.length > 0).length;
  process.stdout.write(`${results.length - failed} of ${results.length} rules hold\n`);
  if (failed > 0) process.exitCode = 1;
};

if (import.meta.main) await main();
