import { z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { conflict, notFound, unprocessable } from '../../errors.ts';
import { type Host, type PluginInfo } from '../../host/host.ts';
import { hostsToAgree } from '../../host/standings.ts';
import { type Plugin as Definition } from '../../sdk/types.ts';
import { PluginSettings, PluginState } from './entities.ts';
import { permissionsOf } from './permissions.ts';
import { type Plugin, type PluginListed } from './schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'caller' | 'clock'> & { host: Host };
type Listed = z.output<typeof PluginListed>;

/** Reads definitions only: nothing here runs a plugin. */
export class PluginsService {
  readonly #deps: Deps;

  constructor({ em, accountId, caller, clock, host }: Deps) {
    this.#deps = { em, accountId, caller, clock, host };
  }

  async list(): Promise<{ items: Listed[] }> {
    const { em, host } = this.#deps;
    const [states] = await Promise.all([em.fork().find(PluginState, {}), host.load()]);
    return {
      items: host.list().map((info) =>
        this.#listed(
          info,
          states.find(({ pluginId }) => pluginId === info.id),
        ),
      ),
    };
  }

  async get(id: string): Promise<z.output<typeof Plugin>> {
    const info = await this.find(id);
    return this.#present(info, await this.#deps.em.fork().findOne(PluginSettings, { pluginId: id }));
  }

  /** Stores settings the plugin's own schema accepts, as entered. @throws 409 when somebody stored others meanwhile, 422 by field */
  async putSettings(id: string, settings: Record<string, unknown>, version?: number): Promise<z.output<typeof Plugin>> {
    const info = await this.find(id);
    refuseInvalid(this.definition(info), settings);
    const { em, accountId, host } = this.#deps;
    const stored = await em.fork().transactional(async (tx) => {
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
      return saved;
    });
    host.forget(id, accountId);
    return this.#present(info, stored);
  }

  /** @throws 404 */
  async find(id: string): Promise<PluginInfo> {
    const { host } = this.#deps;
    await host.load();
    const info = host.list().find((one) => one.id === id);
    if (!info) throw notFound('plugin');
    return info;
  }

  /** @throws 422 for a plugin that is not at work */
  definition({ kind, id, reason }: PluginInfo): Definition {
    const definition = this.#deps.host.definition(kind, id);
    if (!definition) throw unprocessable('plugin_failed', `Plugin ${id} is not at work. ${reason ?? ''}`);
    return definition;
  }

  #listed({ version, hosts, ...info }: PluginInfo, state: PluginState | undefined): Listed {
    const { host, caller, clock } = this.#deps;
    const definition = host.definition(info.kind, info.id);
    const consentNeeded = hostsToAgree(hosts, state?.hosts ?? []);
    const pausedUntil = state?.pausedUntil && state.pausedUntil > clock.now() ? state.pausedUntil.toISOString() : null;
    return {
      ...info,
      hosts: [...hosts],
      pluginVersion: version,
      enabled: (state?.enabled ?? true) && consentNeeded.length === 0,
      consentNeeded,
      pausedUntil,
      faults: caller?.role === 'rep' ? [] : (state?.faults ?? []),
      permissions: { hosts: [...hosts], may: definition ? permissionsOf(definition) : [] },
    };
  }

  async #present(info: PluginInfo, row: PluginSettings | null): Promise<z.output<typeof Plugin>> {
    const { em, host } = this.#deps;
    const definition = host.definition(info.kind, info.id);
    const state = await em.fork().findOne(PluginState, { pluginId: info.id });
    const stored = row?.settings ?? {};
    return {
      ...this.#listed(info, state ?? undefined),
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
