/** What `npm run new` writes passes the conformance test and its own tests at once. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { checkPlugin } from 'souffleur/sdk/testing';
import { afterAll, describe, expect, it } from 'vitest';

import { newPlugin } from './new.ts';

const ours = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/u, '');
mkdirSync(`${ours}/dist`, { recursive: true });
// Inside the package, where `souffleur/sdk`, `zod` and `vitest` are found as for any plugin.
const dir = mkdtempSync(`${ours}/dist/new-`);
afterAll(() => rmSync(dir, { recursive: true }));

const KINDS = [
  ['action', 'send-sms', 'actions'],
  ['condition', 'is-vip', 'conditions'],
  ['channel', 'sms', 'channels'],
  ['crm', 'my-crm2', 'crm'],
] as const;

describe('a new plugin', () => {
  it.each(KINDS)('%s %s belongs here at once', async (kind, id, folder) => {
    const made = await newPlugin(kind, id, dir);
    expect(made).toBe(`${dir}/${folder}/${id}`);
    expect(await checkPlugin(pathToFileURL(`${made}/`))).toEqual([]);
    const files = readdirSync(made, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map(({ parentPath, name }) => readFileSync(`${parentPath}/${name}`, 'utf8'));
    expect(texts.filter((text) => /my-plugin|My plugin/u.test(text))).toEqual([]);
  });

  it('passes its own tests', () => {
    writeFileSync(`${dir}/vitest.config.mjs`, 'export default {};\n');
    const vitest = `${ours}/node_modules/vitest/vitest.mjs`;
    execFileSync(process.execPath, [vitest, 'run', '--root', dir, '--reporter=json', `--outputFile=${dir}/report.json`], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    expect(JSON.parse(readFileSync(`${dir}/report.json`, 'utf8'))).toMatchObject({ success: true, numPassedTests: 16, numFailedTests: 0 });
  }, 60_000);
});

describe('is not made', () => {
  it.each([
    [undefined, undefined, 'npm run new -- KIND ID'],
    ['action', undefined, 'npm run new -- KIND ID'],
    ['widget', 'x', '"widget" is no kind of plugin'],
    ['action', 'Send_SMS', '"Send_SMS" is no id'],
    ['action', '../evil', 'is no id'],
    ['action', '2-fast', 'is no id'],
    ['action', 'a'.repeat(41), 'at most 40'],
    ['condition', 'send-sms', 'already a plugin "send-sms" in actions/'],
  ])('%s %s', async (kind, id, words) => {
    if (id === 'send-sms') mkdirSync(`${dir}/actions/send-sms`, { recursive: true });
    await expect(newPlugin(kind, id, dir)).rejects.toMatchObject({ name: 'NotMade', message: expect.stringContaining(words) });
  });

  it('over a plugin that is there', async () => {
    await expect(newPlugin('condition', 'kommo')).rejects.toMatchObject({ message: expect.stringContaining('crm/') });
  });
});

it('tells on the command line what went wrong', () => {
  const run = () =>
    execFileSync(process.execPath, [fileURLToPath(new URL('new.ts', import.meta.url)), 'action', 'Bad Id'], { encoding: 'utf8', stdio: 'pipe' });
  expect(run).toThrow(/"Bad Id" is no id/u);
});
