/** Finds plugins by reading four folders, and loads each on its own: one that fails harms no other. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { kindFolders } from '../sdk/check.ts';
import { type PluginKind } from '../sdk/types.ts';

export interface Found {
  kind: PluginKind;
  /** The folder's name. */
  id: string;
  /** The default export, not yet checked. */
  value?: unknown;
  /** Why it could not be loaded. */
  reason?: string;
}

/** `dir` holds `crm/`, `channels/`, `actions/`, `conditions/`; `deadlineMs` bounds each load. */
export async function findPlugins(dir: string, deadlineMs: number): Promise<Found[]> {
  const kinds = Object.entries(kindFolders) as [PluginKind, string][];
  const found = await Promise.all(
    kinds.map(async ([kind, folder]) => {
      const ids = await foldersIn(join(dir, folder));
      return Promise.all(ids.map((id) => load(kind, id, join(dir, folder, id, 'index.ts'), deadlineMs)));
    }),
  );
  return found.flat();
}

async function foldersIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    const folders = entries.filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'));
    return folders.map(({ name }) => name).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function load(kind: PluginKind, id: string, file: string, deadlineMs: number): Promise<Found> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`it did not load within ${deadlineMs} ms`)), deadlineMs);
  try {
    const loading = import(/* @vite-ignore */ pathToFileURL(file).href) as Promise<{ default?: unknown }>;
    const { default: value } = await Promise.race([loading, late]);
    return { kind, id, value };
  } catch (error) {
    return { kind, id, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
