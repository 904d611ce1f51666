/** A plugin from npm: a folder whose `index.ts` re-exports it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { exampleEvent, exampleFacts } from '../sdk/testing/example.ts';
import { testHost } from './testing.ts';

const root = mkdtempSync(join(tmpdir(), 'souffleur-npm-'));
const write = (file: string, text: string): void => {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
};

beforeAll(() => {
  // Published as JavaScript, with a copy of zod of its own; far from this repository.
  write(
    'node_modules/souffleur-plugin-polite/package.json',
    '{ "name": "souffleur-plugin-polite", "version": "2.1.0", "type": "module", "exports": "./index.js" }',
  );
  write(
    'node_modules/souffleur-plugin-polite/index.js',
    `import { definePlugin, Refuse } from 'souffleur/sdk';
     import { z } from 'its-own-zod';
     export default definePlugin({
       kind: 'condition', api: 1, id: 'polite', version: '2.1.0', title: { en: 'Polite' }, description: { en: 'The customer says please.' }, icon: 'talk',
       settings: z.object({}), input: z.object({ word: z.string().default('please') }),
       test: ({ word }, event, { facts }) => { if (word === '') throw new Refuse('invalid', 'Name a word.'); return facts.text.includes(word); },
     });`,
  );
  write('node_modules/its-own-zod/package.json', '{ "name": "its-own-zod", "type": "module", "exports": "./index.js" }');
  write('node_modules/its-own-zod/index.js', `export * from ${JSON.stringify(import.meta.resolve('zod'))};`);
  write('plugins/conditions/polite/index.ts', `export { default } from 'souffleur-plugin-polite';\n`);
  write('plugins/conditions/absent/index.ts', `export { default } from 'souffleur-plugin-nobody-installed';\n`);
});
afterAll(() => rmSync(root, { recursive: true }));

it('works like any other, and one that is not installed says so', async () => {
  const { host } = testHost(join(root, 'plugins'));
  await host.load();
  expect(host.list()).toMatchObject([
    { id: 'absent', state: 'failed', reason: expect.stringContaining('souffleur-plugin-nobody-installed') },
    { id: 'polite', state: 'loaded', version: '2.1.0' },
  ]);
  const ask = (input: Record<string, string>) => host.test('a', 'polite', input, exampleEvent, exampleFacts());
  expect([await ask({}), await ask({ word: 'how much' })]).toEqual([{ holds: false }, { holds: true }]);
  await expect(ask({ word: '' })).rejects.toMatchObject({ name: 'Refuse', message: 'Name a word.' });
});
