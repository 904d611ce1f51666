/** What the README promises must exist. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { configTable } from './config.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

it('documents every variable', () => {
  expect(configTable.filter(({ name, meaning }) => !readme.includes(`| \`${name}\` |`) || !readme.includes(meaning)).map(({ name }) => name)).toEqual([]);
});

it('names files that exist', () => {
  const named = [...readme.matchAll(/`((?:server|plugins|widget|migrations)\/[\w./-]*)`|\]\(([\w./-]+)\)/gu)].map((match) => match[1] ?? match[2] ?? '');
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((file) => !existsSync(`${root}${file}`))).toEqual([]);
});

it('names commands that exist', () => {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> };
  const named = [...readme.matchAll(/(?:`|\n|&& )npm (?:run )?([a-z:-]+)/gu)].map((match) => match[1] ?? '').filter((name) => name !== 'ci' && name !== 'and');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
