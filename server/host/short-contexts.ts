import { Refuse } from '../sdk/errors.ts';
import { type Bare, type Plugin } from '../sdk/types.ts';
import { bareContext, type ContextSources } from './context.ts';

/** Other processes hear of changed settings only by this. */
const TTL_MS = 3_000;
const MAX = 2_000;

/** By plugin id; a refusal where the settings do not fit. */
export type Bares = ReadonlyMap<string, Bare | Refuse>;

/** What pure functions get, kept for a moment: a burst of hooks reads the settings once. Bounded in time and number. */
export class ShortContexts {
  readonly #sources: ContextSources;
  readonly #kept = new Map<string, { value: Bare | Bares; until: number }>();

  constructor(sources: ContextSources) {
    this.#sources = sources;
  }

  /** @throws Refuse('invalid') as `bareContext` does, each time */
  of(plugin: Plugin, accountId: string): Promise<Bare> {
    return this.#once(keyOf(plugin.id, accountId), () => bareContext(plugin, accountId, this.#sources));
  }

  /** Of all plugins of a kind at once. */
  ofAll(plugins: readonly Plugin[], accountId: string): Promise<Bares> {
    return this.#once(keyOf(ALL, accountId), async () => {
      const settings = await this.#sources.allSettings?.(accountId);
      const sources = settings ? { ...this.#sources, settings: async (_accountId: string, id: string) => settings.get(id) } : this.#sources;
      const bares = plugins.map(async (plugin) => [plugin.id, await bareContext(plugin, accountId, sources).catch(refusal)] as const);
      return new Map(await Promise.all(bares));
    });
  }

  forget(pluginId: string, accountId: string): void {
    this.#kept.delete(keyOf(pluginId, accountId));
    this.#kept.delete(keyOf(ALL, accountId));
  }

  async #once<T extends Bare | Bares>(key: string, read: () => Promise<T>): Promise<T> {
    const now = this.#sources.clock.now().getTime();
    const kept = this.#kept.get(key);
    if (kept && kept.until > now && kept.until <= now + TTL_MS) return kept.value as T;
    const value = await read();
    this.#kept.delete(key);
    const oldest = this.#kept.size >= MAX ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, { value, until: now + TTL_MS });
    return value;
  }
}

/** No plugin's id. */
const ALL = '*';
const keyOf = (pluginId: string, accountId: string): string => `${accountId} ${pluginId}`;

function refusal(error: unknown): Refuse {
  if (error instanceof Refuse) return error;
  throw error;
}
