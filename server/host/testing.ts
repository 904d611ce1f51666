/** Plugin folders written to disk for a test, and a host over them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { pino } from 'pino';

import { fakeClock, type FakeClock, memoryStore } from '../sdk/testing.ts';
import { type PluginKind, type Store } from '../sdk/types.ts';
import { Host, type HostOptions } from './host.ts';

const SDK = new URL('../sdk/index.ts', import.meta.url).href;
const ZOD = pathToFileURL(createRequire(import.meta.url).resolve('zod')).href;

export interface PluginFolder {
  dir: string;
  /** Writes `plugins/<folder>/index.ts`; `z`, `definePlugin`, `Retry` and `Refuse` are imported. */
  write(folder: string, source: string): void;
  remove(): void;
}

export function pluginFolder(): PluginFolder {
  const dir = mkdtempSync(join(tmpdir(), 'plugins-'));
  return {
    dir,
    write: (folder, source) => {
      mkdirSync(join(dir, folder), { recursive: true });
      writeFileSync(
        join(dir, folder, 'index.ts'),
        `import { z } from '${ZOD}';\nimport { definePlugin, Retry, Refuse } from '${SDK}';\nvoid [z, definePlugin, Retry, Refuse];\n${source}`,
      );
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

const BASE = { api: '1', description: `{ en: 'A plugin for a test' }`, icon: `'talk'`, settings: 'z.object({})' };

function sourceOf(kind: PluginKind, id: string, usual: Record<string, string>, parts: Record<string, string>): string {
  const members = Object.entries({ ...BASE, kind: `'${kind}'`, id: `'${id}'`, title: `{ en: '${id}' }`, ...usual, ...parts });
  return `export default definePlugin({ ${members.map(([name, value]) => `${name}: ${value}`).join(', ')} });`;
}

/** The source of a channel whose parts can be replaced. */
export const channelSource = (id: string, parts: Record<string, string> = {}): string =>
  sourceOf(
    'channel',
    id,
    {
      capabilities: '{ text: true, images: false, templates: false, voice: false }',
      window: '() => null',
      parse: '() => ({ events: [] })',
      send: `async () => ({ via: 'test', at: '2026-01-15T10:00:00.000Z' })`,
      readBack: 'async () => null',
    },
    parts,
  );

/** The same of a condition that holds. */
export const conditionSource = (id: string, parts: Record<string, string> = {}): string =>
  sourceOf('condition', id, { input: 'z.object({})', test: '() => true' }, parts);

/** The same of an action that does nothing. */
export const actionSource = (id: string, parts: Record<string, string> = {}): string =>
  sourceOf('action', id, { input: 'z.object({})', effect: `'free'`, preview: `() => 'nothing'`, run: 'async () => {}' }, parts);

/** Deadlines are short: a plugin that hangs is waited for in real time. */
export function testHost(dir: string, options: Partial<HostOptions> = {}): { host: Host; clock: FakeClock } {
  const clock = fakeClock();
  const stores = new Map<string, Store>();
  const storeOf = (accountId: string, pluginId: string): Store => {
    const place = `${accountId}/${pluginId}`;
    const store = stores.get(place) ?? memoryStore();
    stores.set(place, store);
    return store;
  };
  const host = new Host({
    log: pino({ level: 'silent' }),
    clock,
    egress: { fetch: async () => new Response('from outside') },
    crmFetch: async () => async () => new Response('from the CRM'),
    settings: async () => undefined,
    store: storeOf,
    dir,
    deadlineMs: 40,
    loadDeadlineMs: 4_000,
    ...options,
  });
  return { host, clock };
}
