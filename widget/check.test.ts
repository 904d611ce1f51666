// @vitest-environment node
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';

import { BUDGET, buildWidget, packWidget } from './build.ts';
import { checkArchive } from './check.ts';

let archive: Buffer;

beforeAll(async () => {
  archive = await packWidget({ serverUrl: 'https://souffleur.example/base', version: '1.2.3' });
}, 60_000);

const failed = (zip: Uint8Array): string[] => checkArchive(zip).flatMap(({ rule, wrong }) => (wrong.length > 0 ? [rule] : []));

/** The archive with one file changed; `undefined` takes it out. */
const spoiled = (path: string, change: (text: string) => string | Uint8Array | undefined): Uint8Array => {
  const { [path]: old = new Uint8Array(), ...files } = unzipSync(archive);
  const next = change(strFromU8(old, path.endsWith('.png')));
  return zipSync(next === undefined ? files : { ...files, [path]: typeof next === 'string' ? strToU8(next) : next }, { level: 0 });
};

const edited = (change: (manifest: { widget: Record<string, unknown>; locations: string[] }) => void) => (text: string) => {
  const manifest = JSON.parse(text);
  change(manifest);
  return JSON.stringify(manifest);
};

test('the real archive passes every rule', () => expect(failed(archive)).toEqual([]));

test('it carries the address and the version it was packed for, and the same input gives the same bytes', async () => {
  const files = unzipSync(archive);
  expect(strFromU8(files['script.js'] ?? new Uint8Array())).toContain('https://souffleur.example/base');
  expect(JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array())).widget.version).toBe('1.2.3');
  expect((await packWidget({ serverUrl: 'https://souffleur.example/base/', version: '1.2.3' })).equals(archive)).toBe(true);
});

test.each(['javascript:alert(1)', 'https://a.example/"+alert(1)+"', 'https://u:p@a.example', 'https://a.example/?q=1', 'nonsense'])(
  'an address like %s is refused',
  async (serverUrl) => {
    await expect(packWidget({ serverUrl, version: '1' })).rejects.toThrow(/address must look like|Invalid URL/);
  },
);

test('the card is within its budget', async () => expect((await buildWidget()).gzip).toBeLessThanOrEqual(BUDGET));

const SPOILS: [rule: string, path: string, change: (text: string) => string | Uint8Array | undefined][] = [
  ['files lie at the root', 'script.js', () => undefined],
  ['no unused files', 'lib/other.js', () => 'x'],
  ['without BOM', 'i18n/en.json', (text) => strToU8(`\uFEFF${text}`)],
  ['LF line ends', 'i18n/ru.json', (text) => text.replace('\n', '\r\n')],
  ['mandatory keys', 'manifest.json', edited(({ widget }) => delete widget['short_description'])],
  ['interface_version', 'manifest.json', edited(({ widget }) => (widget['interface_version'] = 1))],
  ['every locale has its language file', 'i18n/pt.json', () => undefined],
  ["the manifest's texts", 'manifest.json', edited(({ widget }) => (widget['name'] = 'widget.nothing'))],
  ['fully translated', 'i18n/es.json', (text) => text.replace('"send":', '"sent_away":')],
  ['locations are known', 'manifest.json', edited(({ locations }) => locations.push('lcard-0'))],
  ['only locations that are used', 'manifest.json', edited(({ locations }) => locations.push('llist-0'))],
  ['logos have the exact sizes', 'images/logo_min.png', () => unzipSync(archive)['images/logo_main.png']],
  ['name: at most 30', 'i18n/en.json', (text) => text.replace('Next line by Souffleur', 'Next line for Kommo')],
  ['short description', 'i18n/en.json', (text) => text.replace('"short_description": "', `"short_description": "${'long '.repeat(10)}`)],
  ['installation text', 'i18n/en.json', (text) => text.replace('"description": "', `"description": "${'long '.repeat(80)}`)],
  ['links in texts', 'i18n/en.json', (text) => text.replace('"description": "', '"description": "<a href=https://x.example>x</a>')],
  ['one anonymous AMD module', 'script.js', (text) => `define('named', [], function(){});${text}`],
  ['no eval', 'script.js', (text) => text.replace('return Souffleur;', 'eval("1"); return Souffleur;')],
  ['no console', 'script.js', (text) => text.replace('return Souffleur;', 'console.log(1); return Souffleur;')],
  ['no alert', 'script.js', (text) => text.replace('return Souffleur;', 'alert(1); return Souffleur;')],
  ['no writes to APP', 'script.js', (text) => text.replace('return Souffleur;', 'APP.lang_id = 1; return Souffleur;')],
  ['no script element', 'script.js', (text) => text.replace('return Souffleur;', 'document.createElement("style"); return Souffleur;')],
  ['no synchronous requests', 'script.js', (text) => text.replace('return Souffleur;', '$.ajax({ async: false }); return Souffleur;')],
  ['no scripted install', 'script.js', (text) => text.replace('return Souffleur;', '$(".js-widget-install").click(); return Souffleur;')],
  ['no source maps', 'script.js', (text) => `${text}//# sourceMappingURL=x.map`],
  ['no storage', 'script.js', (text) => text.replace('return Souffleur;', 'localStorage.a = 1; return Souffleur;')],
  ['no commented-out code', 'script.js', (text) => text.replace('return Souffleur;', '\n// doIt();\nreturn Souffleur;')],
  ['readable', 'script.js', (text) => text.replaceAll('\n', ' ')],
  ["under the widget's own root", 'script.js', (text) => text.replace('.souffleur-root .souffleur-hint {', '.modal-body {')],
];

test.each(SPOILS)('notices when this does not hold: %s', (rule, path, change) => {
  expect(failed(spoiled(path, change)).some((name) => name.includes(rule))).toBe(true);
});

test('there is a spoilt archive for every rule', () => {
  expect(
    checkArchive(archive)
      .filter(({ rule }) => !SPOILS.some(([part]) => rule.includes(part)))
      .map(({ rule }) => rule),
  ).toEqual([]);
});
