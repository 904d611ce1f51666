/** Which plugins there are. Loaded once; a failed one is listed with its reason. */
import { type Logger } from 'pino';

import { type Plugin, type PluginKind, type Translated } from '../sdk/types.ts';
import { checkPlugins, type Loaded } from './check.ts';
import { findPlugins, type Vet } from './find.ts';
import { PluginUnavailable } from './standings.ts';

export type Of<K extends PluginKind> = Extract<Plugin, { kind: K }>;

export interface PluginInfo {
  kind: PluginKind;
  id: string;
  title: Translated;
  description: Translated;
  icon: string;
  hosts: readonly string[];
  /** Of a plugin from elsewhere. */
  version: string | null;
  state: 'loaded' | 'failed';
  /** Why it failed. */
  reason: string | null;
}

interface Options {
  dir: string;
  loadDeadlineMs: number;
  log: Pick<Logger, 'error'>;
  /** Says which must not be loaded. */
  vet: Vet | undefined;
}

export class Registry {
  readonly #options: Options;
  #plugins: Loaded[] = [];
  #loading: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  load(): Promise<void> {
    return (this.#loading ??= this.#load());
  }

  list(): PluginInfo[] {
    return this.#plugins.map((entry): PluginInfo => {
      const { kind, id } = entry;
      if (entry.state === 'failed')
        return { kind, id, title: { en: id }, description: { en: '' }, icon: 'plugin', hosts: [], version: null, state: 'failed', reason: entry.reason };
      const { title, description, icon, hosts = [], version = null } = entry.plugin;
      return { kind, id, title, description, icon, hosts, version, state: 'loaded', reason: null };
    });
  }

  loaded<K extends PluginKind>(kind: K): Of<K>[] {
    return this.#plugins.flatMap((entry) => (entry.state === 'loaded' && entry.kind === kind ? [entry.plugin as Of<K>] : []));
  }

  definition<K extends PluginKind>(kind: K, id: string): Of<K> | undefined {
    const entry = this.#plugins.find((one) => one.kind === kind && one.id === id);
    return entry?.state === 'loaded' ? (entry.plugin as Of<K>) : undefined;
  }

  /** @throws PluginUnavailable */
  need<K extends PluginKind>(kind: K, id: string): Of<K> {
    const plugin = this.definition(kind, id);
    if (!plugin) throw this.absent(kind, id);
    return plugin;
  }

  absent(kind: string, id: string): PluginUnavailable {
    const failed = this.#plugins.find((entry) => entry.id === id && entry.state === 'failed');
    return failed?.state === 'failed'
      ? new PluginUnavailable(id, 'failed', `Plugin ${id} is not at work. ${failed.reason}`)
      : new PluginUnavailable(id, 'missing', `There is no ${kind} plugin "${id.slice(0, 60)}" here.`);
  }

  async #load(): Promise<void> {
    const { dir, loadDeadlineMs, log, vet } = this.#options;
    this.#plugins = checkPlugins(await findPlugins(dir, loadDeadlineMs, vet));
    for (const entry of this.#plugins)
      if (entry.state === 'failed') log.error({ plugin: entry.id, kind: entry.kind, reason: entry.reason }, 'a plugin is not at work');
  }
}
