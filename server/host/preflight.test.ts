import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { type Candidate, preflight } from './preflight.ts';
import { conditionSource, type PluginFolder, pluginFolder, testHost } from './testing.ts';

let folder: PluginFolder;
let memory: string;
beforeEach(() => {
  folder = pluginFolder();
  memory = join(mkdtempSync(join(tmpdir(), 'preflight-')), 'cache', 'plugins.json');
});
afterEach(() => {
  folder.remove();
  rmSync(join(memory, '../..'), { recursive: true });
});

/** A heavy machine takes its time to start a process. */
const DEADLINE_MS = 4_000;

const plugin = (id: string, before = ''): Candidate => {
  folder.write(`conditions/${id}`, `${before}\n${conditionSource(id)}`);
  const path = join(folder.dir, 'conditions', id);
  return { folder: path, file: join(path, 'index.ts') };
};
const named = async (...candidates: Candidate[]): Promise<Record<string, string>> =>
  Object.fromEntries([...(await preflight(candidates, DEADLINE_MS, memory))].map(([file, reason]) => [file.split('/').at(-2), reason]));

it('names what never ends, ends the process or eats all memory, and lets the others pass', { timeout: 40_000 }, async () => {
  const found = await named(
    plugin('fine'),
    plugin('spins', 'for (;;) Math.random();'),
    plugin('throws', `throw new Error('no config');`),
    plugin('exits', 'process.exit(0);'),
    plugin('eats', 'const eaten = []; for (;;) eaten.push(new Array(1_000_000).fill(eaten.length + 0.5));'),
    plugin('waits', 'await new Promise(() => {});'),
    plugin('well'),
  );
  expect(found).toEqual({
    spins: 'it did not load within 4000 ms',
    exits: expect.stringMatching(/ends the process/u),
    eats: expect.stringMatching(/more memory/u),
    waits: 'it did not load within 4000 ms',
  });
});

it('looks once at files that stay as they are, and again at those that change', async () => {
  const fine = plugin('fine');
  expect(await named(fine)).toEqual({});
  plugin('fine', 'process.exit(0);');
  utimesSync(fine.file, new Date(), new Date(Date.now() + 5_000));
  expect(Object.keys(await named(fine))).toEqual(['fine']);
  plugin('fine');
  utimesSync(fine.file, new Date(), new Date(Date.now() + 9_000));
  expect(await named(fine)).toEqual({});
});

it('keeps the host from loading what it names', async () => {
  plugin('exits', 'process.exit(0);');
  plugin('fine');
  const { host } = testHost(folder.dir, { vet: (candidates) => preflight(candidates, DEADLINE_MS, memory) });
  await host.load();
  expect(host.list()).toMatchObject([
    { id: 'exits', state: 'failed', reason: expect.stringMatching(/could not be loaded: it ends the process/u) },
    { id: 'fine', state: 'loaded' },
  ]);
});
