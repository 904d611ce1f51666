/** `npm run new -- action send-sms`: a folder that passes every check at once, to be changed into what it is to be. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { kindFolders } from '../check.ts';
import { type PluginKind } from '../types.ts';

const TEMPLATES = fileURLToPath(new URL('.', import.meta.url));
const PLUGINS = fileURLToPath(new URL('../../../plugins/', import.meta.url));
const TEMPLATE_ID = 'my-plugin';
const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/u;
const LONGEST = 40;

/** Says what keeps it from being made. */
export class NotMade extends Error {
  override readonly name = 'NotMade';
}

/** Writes the folder and returns it. @throws NotMade */
export async function newPlugin(kind: string | undefined, id: string | undefined, dir = PLUGINS): Promise<string> {
  const kinds = Object.keys(kindFolders);
  if (!kind || !id)
    throw new NotMade(`Say what it is and what it is called: npm run new -- KIND ID, e.g. action send-sms. KIND is one of ${kinds.join(', ')}.`);
  if (!kinds.includes(kind)) throw new NotMade(`"${kind}" is no kind of plugin: it is one of ${kinds.join(', ')}.`);
  if (!ID.test(id) || id.length > LONGEST)
    throw new NotMade(`"${id}" is no id: lower-case letters, digits and single dashes, beginning with a letter, at most ${LONGEST}, e.g. send-sms.`);
  const taken = Object.values(kindFolders).find((folder) => existsSync(join(dir, folder, id)));
  // Over all kinds: the address of a hook names only the id.
  if (taken) throw new NotMade(`There is already a plugin "${id}" in ${taken}/: ids are unique over all kinds. Choose another.`);
  const folder = kindFolders[kind as PluginKind];
  const made = join(dir, folder, id);
  await mkdir(join(dir, folder), { recursive: true });
  await cp(join(TEMPLATES, folder, TEMPLATE_ID), made, { recursive: true });
  const title = `${id.charAt(0).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`;
  for (const entry of await readdir(made, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(TEMPLATE_ID, id).replaceAll('My plugin', title));
  }
  return made;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const [kind, id] = process.argv.slice(2);
    const folder = await newPlugin(kind, id);
    process.stdout.write(`Made ${folder}\nTest it: npx vitest run --project server ${folder} plugins/plugins.test.ts\nThe guide: plugins/README.md\n`);
  } catch (error) {
    if (!(error instanceof NotMade)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
