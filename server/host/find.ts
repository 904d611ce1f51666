/** Finds plugins by reading four folders, and loads each on its own: one that fails harms no other. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { kindFolders } from '../sdk/check.ts';
import { type PluginKind } from '../sdk/types.ts';
import { wordsOf } from './guard.ts';
import { intrinsics, putBack } from './intrinsics.ts';
import { type Candidate } from './preflight.ts';
import { openSdkDoor } from './sdk-door.ts';

export type Vet = (candidates: readonly Candidate[], deadlineMs: number) => Promise<ReadonlyMap<string, string>>;

export interface Found {
  kind: PluginKind;
  /** The folder's name. */
  id: string;
  /** The default export, not yet checked. */
  value?: unknown;
  /** Why it could not be loaded. */
  reason?: string;
}

/** So long the next plugin waits, that what a plugin changes while it loads is known to be its doing. */
const PATIENCE_MS = 500;

/**
 * `dir` holds `crm/`, `channels/`, `actions/`, `conditions/`; `deadlineMs` bounds each load. `vet` says why some must not
 * be loaded at all.
 */
export async function findPlugins(dir: string, deadlineMs: number, vet: Vet = async () => new Map()): Promise<Found[]> {
  const places = await placesIn(dir);
  const refused = await vet(places, deadlineMs);
  openSdkDoor();
  const loads: Promise<Found>[] = [];
  for (const { kind, id, file } of places) {
    const reason = refused.get(file);
    const loading = reason === undefined ? load(kind, id, file, deadlineMs) : Promise.resolve({ kind, id, reason });
    loads.push(loading);
    await Promise.race([loading, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref())]);
  }
  return Promise.all(loads);
}

async function placesIn(dir: string): Promise<(Candidate & { kind: PluginKind; id: string })[]> {
  const kinds = Object.entries(kindFolders) as [PluginKind, string][];
  const places = await Promise.all(
    kinds.map(async ([kind, name]) =>
      (await foldersIn(join(dir, name))).map((id) => ({ kind, id, folder: join(dir, name, id), file: join(dir, name, id, 'index.ts') })),
    ),
  );
  return places.flat();
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
  const before = intrinsics();
  try {
    const loading = import(/* @vite-ignore */ pathToFileURL(file).href) as Promise<{ default?: unknown }>;
    const { default: value } = await Promise.race([loading, late]);
    const changed = putBack(before);
    return changed.length > 0 ? { kind, id, reason: `it changes ${changed.slice(0, 5).join(', ')}, which is everybody's` } : { kind, id, value };
  } catch (error) {
    putBack(before);
    return { kind, id, reason: wordsOf(error) };
  } finally {
    clearTimeout(timer);
  }
}
