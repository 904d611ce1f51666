import { z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { conflict, notFound, unprocessable } from '../../errors.ts';
import { type Host, type PluginInfo } from '../../host/host.ts';
import { type Plugin as Definition } from '../../sdk/types.ts';
import { PluginSettings } from './entities.ts';
import { type Plugin, type PluginListed } from './schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId'> & { host: Host };

/** Reads definitions only: nothing here runs a plugin. */
export class PluginsService {
  readonly #deps: Deps;

  constructor({ em, accountId, host }: Deps) {
    this.#deps = { em, accountId, host };
  }

  async list(): Promise<{ items: z.output<typeof PluginListed>[] }> {
    await this.#deps.host.load();
    return { items: this.#deps.host.list().map((info) => ({ ...info, hosts: [...info.hosts] })) };
  }

  async get(id: string): Promise<z.output<typeof Plugin>> {
    const info = await this.#find(id);
    const row = await this.#deps.em.findOne(PluginSettings, { pluginId: id });
    return this.#present(info, row);
  }

  /** Stores settings the plugin's own schema accepts, as entered. @throws 409 when somebody stored others meanwhile, 422 by field */
  async putSettings(id: string, settings: Record<string, unknown>, version?: number): Promise<z.output<typeof Plugin>> {
    const info = await this.#find(id);
    const definition = this.#definition(info);
    if (!definition) throw unprocessable('plugin_failed', `Plugin ${id} is not at work, so its settings cannot be checked. ${info.reason ?? ''}`);
    refuseInvalid(definition, settings);
    const { em, accountId, host } = this.#deps;
    const stored = await em.transactional(async (tx) => {
      const row = await tx.findOne(PluginSettings, { pluginId: id });
      const current = row?.version ?? 0;
      if (version !== undefined && version !== current)
        throw conflict('version_conflict', 'Somebody changed these settings meanwhile. Compare both and save again.', {
          yours: settings,
          theirs: row?.settings ?? {},
          version: current,
        });
      const saved = row ? tx.assign(row, { settings, version: current + 1 }) : tx.create(PluginSettings, { accountId, pluginId: id, settings, version: 1 });
      await tx.flush();
      return this.#present(info, saved);
    });
    host.forget(id, accountId);
    return stored;
  }

  async #find(id: string): Promise<PluginInfo> {
    const { host } = this.#deps;
    await host.load();
    const info = host.list().find((one) => one.id === id);
    if (!info) throw notFound('plugin');
    return info;
  }

  #definition({ kind, id }: PluginInfo): Definition | undefined {
    return this.#deps.host.definition(kind, id);
  }

  #present(info: PluginInfo, row: PluginSettings | null): z.output<typeof Plugin> {
    const definition = this.#definition(info);
    const stored = row?.settings ?? {};
    return {
      ...info,
      hosts: [...info.hosts],
      settingsSchema: definition ? z.toJSONSchema(definition.settings, { io: 'input', unrepresentable: 'any' }) : null,
      settings: definition?.settings.safeParse(stored).data ?? stored,
      version: row?.version ?? 0,
      updatedAt: row?.updatedAt?.toISOString() ?? null,
    };
  }
}

function refuseInvalid(definition: Definition, settings: Record<string, unknown>): void {
  const { error } = definition.settings.safeParse(settings);
  if (!error) return;
  const errors = error.issues.map(({ path, code, message }) => ({ path: ['settings', ...path].join('.'), code, message }));
  throw unprocessable('invalid_settings', 'Some settings are missing or wrong. Correct the fields listed in errors.', errors);
}
