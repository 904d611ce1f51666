import { type Bare, type Plugin } from '../sdk/types.ts';
import { bareContext, type ContextSources } from './context.ts';

/** Other processes hear of changed settings only by this. */
const TTL_MS = 3_000;
const MAX = 2_000;

/** What pure functions get, kept for a moment: a burst of hooks reads the settings once. Bounded in time and number. */
export class ShortContexts {
  readonly #sources: ContextSources;
  readonly #kept = new Map<string, { bare: Bare; until: number }>();

  constructor(sources: ContextSources) {
    this.#sources = sources;
  }

  /** @throws Refuse('invalid') as `bareContext` does, each time */
  async of(plugin: Plugin, accountId: string): Promise<Bare> {
    const key = keyOf(plugin.id, accountId);
    const now = this.#sources.clock.now().getTime();
    const kept = this.#kept.get(key);
    if (kept && kept.until > now && kept.until <= now + TTL_MS) return kept.bare;
    const bare = await bareContext(plugin, accountId, this.#sources);
    this.#kept.delete(key);
    const oldest = this.#kept.size >= MAX ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, { bare, until: now + TTL_MS });
    return bare;
  }

  forget(pluginId: string, accountId: string): void {
    this.#kept.delete(keyOf(pluginId, accountId));
  }
}

const keyOf = (pluginId: string, accountId: string): string => `${accountId} ${pluginId}`;
