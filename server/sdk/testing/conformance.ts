import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { kindFolders, shapeProblems } from '../check.ts';
import { type Plugin, type PluginKind, type Schema } from '../types.ts';
import { clauseProblems, formProblems, languagesOf } from './form-texts.ts';
import { trialProblems } from './trial.ts';

const FILES = ['index.ts', 'schema.ts', 'index.test.ts', 'README.md'];

/**
 * Why the folder is not yet a plugin that belongs here, in sentences; empty when it is. `dir` is the
 * plugin's folder, e.g. `new URL('./crm/kommo/', import.meta.url)`.
 */
export async function checkPlugin(dir: URL): Promise<string[]> {
  const folder = fileURLToPath(dir).replace(/\/$/, '');
  const parent = basename(dirname(folder));
  const kind = (Object.keys(kindFolders) as PluginKind[]).find((name) => kindFolders[name] === parent);
  if (!kind) return [`the parent folder "${parent}" is none of ${Object.values(kindFolders).join(', ')}`];
  const missing = await missingFiles(folder);
  if (missing.includes('index.ts is missing')) return missing;
  const loaded = (await import(new URL(`${dir.href.replace(/\/$/, '')}/index.ts`).href)) as { default?: unknown };
  const shape = shapeProblems(loaded.default, { kind, id: basename(folder) });
  if (shape.length > 0) return [...missing, ...shape];
  const plugin = loaded.default as Plugin;
  const texts = [...missing, ...textProblems(plugin), ...clauseProblems(plugin), ...formProblems(plugin)];
  const forms = exampleProblems(plugin);
  // Without an example there is nothing to try it on.
  return [...texts, ...(forms.length > 0 ? forms : await trialProblems(plugin))];
}

async function missingFiles(folder: string): Promise<string[]> {
  const names = new Set(await readdir(folder));
  const missing = FILES.filter((name) => !names.has(name)).map((name) => `${name} is missing`);
  const fixtures = names.has('fixtures') ? await readdir(`${folder}/fixtures`) : [];
  return fixtures.length > 0 ? missing : [...missing, 'fixtures/ holds no wire body'];
}

function textProblems(plugin: Plugin): string[] {
  const languages = languagesOf(plugin);
  const untranslated = languages.flatMap((language) =>
    (['title', 'description'] as const).filter((name) => !plugin[name][language]).map((name) => `${name} has no text in "${language}"`),
  );
  const probes = plugin.kind === 'crm' ? plugin.probes : [];
  const unnamed = probes.flatMap(({ id, title }) =>
    languages.filter((language) => !title[language]).map((language) => `probe "${id}" has no title in "${language}"`),
  );
  return [...untranslated, ...unnamed];
}

function exampleProblems(plugin: Plugin): string[] {
  const schemas: [string, Schema][] = [['settings', plugin.settings], ...('input' in plugin ? [['input', plugin.input] as [string, Schema]] : [])];
  return schemas
    .filter(([, schema]) => !hasExample(schema))
    .map(([name]) => `${name} needs defaults for every field, or .meta({ examples: [...] }) that it accepts`);
}

/** A form can be drawn and tried: what is empty is filled by defaults, or an example says how to fill it. */
function hasExample(schema: Schema): boolean {
  if (schema.safeParse({}).success) return true;
  const examples = schema.meta()?.examples;
  return Array.isArray(examples) && examples.length > 0 && examples.every((example) => schema.safeParse(example).success);
}
