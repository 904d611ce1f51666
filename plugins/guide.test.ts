/** The guide's plugin, cut out of the guide and used: it is loaded, checked and asked as the guide says. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { type Condition, type DomainEvent } from 'souffleur/sdk';
import { checkPlugin, fakeContext, fakeFacts } from 'souffleur/sdk/testing';
import { afterAll, expect, it } from 'vitest';

const guide = readFileSync(new URL('README.md', import.meta.url), 'utf8');
/** The first block after the line that names the file. */
const block = (file: string): string => {
  const found = guide.slice(guide.indexOf(`\n\`${file}\``)).match(/```\w+\n([\s\S]*?)```/u)?.[1];
  if (found === undefined) throw new Error(`The guide shows no ${file}.`);
  return found;
};

// Inside the package, where `souffleur/sdk` and `zod` are found as for any plugin.
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
mkdirSync(dist, { recursive: true });
const root = mkdtempSync(`${dist}guide-`);
const folder = `${root}/conditions/message-length`;
afterAll(() => rmSync(root, { recursive: true }));

it('is a whole plugin that answers as the guide says', async () => {
  mkdirSync(`${folder}/fixtures`, { recursive: true });
  for (const file of ['schema.ts', 'index.ts', 'fixtures/message.json', 'index.test.ts']) writeFileSync(`${folder}/${file}`, block(file));
  writeFileSync(`${folder}/README.md`, 'Asks how long a message is.');
  expect(await checkPlugin(pathToFileURL(`${folder}/`))).toEqual([]);
  const { default: plugin } = (await import(pathToFileURL(`${folder}/index.ts`).href)) as { default: Condition };
  const event = JSON.parse(block('fixtures/message.json')) as DomainEvent;
  const ctx = { ...fakeContext(plugin.settings), facts: fakeFacts() };
  expect([await plugin.test({ atLeast: 5 }, event, ctx), await plugin.test({ atLeast: 6 }, event, ctx)]).toEqual([true, false]);
});
