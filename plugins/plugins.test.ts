/** Every plugin folder, whoever wrote it: shape, id, kind, texts, files. */
import { readdirSync } from 'node:fs';

import { checkPlugin } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';

const kinds = ['crm', 'channels', 'actions', 'conditions'];
const here = readdirSync(new URL('.', import.meta.url), { withFileTypes: true });
const folders = kinds
  .filter((kind) => here.some(({ name }) => name === kind))
  .flatMap((kind) => readdirSync(new URL(`./${kind}/`, import.meta.url)).map((id) => `${kind}/${id}`));

describe('plugins', () => {
  it('holds nothing but the folders of the four kinds', () => {
    expect(here.filter((entry) => entry.isDirectory()).map(({ name }) => name)).toEqual(expect.arrayContaining(['crm', 'channels']));
    expect(here.filter((entry) => entry.isDirectory() && !kinds.includes(entry.name))).toEqual([]);
  });

  it.each(folders)('%s', async (folder) => {
    expect(await checkPlugin(new URL(`./${folder}/`, import.meta.url))).toEqual([]);
  });
});
