import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { conflict, unprocessable } from '../../errors.ts';
import { type PluginInfo } from '../../host/host.ts';
import { hostsToAgree } from '../../host/standings.ts';
import { type Language } from '../../sdk/types.ts';
import { type PluginState } from './entities.ts';
import { type Plugin } from './schema.ts';
import { lockedState } from './states.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'caller' | 'accounts' | 'activity' | 'audit' | 'host' | 'live' | 'plugins' | 'queue'>;
/** Seconds. */
const KNOWN_EVERYWHERE_S = 4;

type Change = 'plugin_on' | 'plugin_off' | 'plugin_resumed';

/** Switching plugins on and off for one account, and agreeing to where they connect. In force everywhere within three seconds. */
export class PluginSwitches {
  readonly #deps: Deps;

  constructor({ em, accountId, caller, accounts, activity, audit, host, live, plugins, queue }: Deps) {
    this.#deps = { em, accountId, caller, accounts, activity, audit, host, live, plugins, queue };
  }

  /** @throws 422 `consent_needed` when a host it declares is not among those agreed to, 422 `plugin_failed` */
  async enable(id: string, hosts: readonly string[]): Promise<z.output<typeof Plugin>> {
    const info = await this.#deps.plugins.find(id);
    this.#deps.plugins.definition(info);
    const missing = hostsToAgree(info.hosts, hosts);
    if (missing.length > 0)
      throw unprocessable(
        'consent_needed',
        `This plugin connects to ${missing.join(', ')}. Show that to the administrator and send it back in hosts.`,
        missing.map((host) => ({ path: 'hosts', code: 'consent_needed', message: host })),
      );
    const agreed = hostsToAgree(info.hosts, []);
    return this.#change(info, 'plugin_on', { enabled: true, hosts: agreed }, { hosts: agreed.join(' ') });
  }

  /** @throws 409 for the plugin the account is connected through */
  async disable(id: string): Promise<z.output<typeof Plugin>> {
    const info = await this.#deps.plugins.find(id);
    const { crm } = await this.#deps.accounts.current();
    if (info.kind === 'crm' && crm === id)
      throw conflict('plugin_in_use', 'This account is connected to its CRM through this plugin. Disconnect the account first: without it nothing would work.');
    return this.#change(info, 'plugin_off', { enabled: false });
  }

  /** Ends a rest after faults. */
  async resume(id: string): Promise<z.output<typeof Plugin>> {
    const info = await this.#deps.plugins.find(id);
    return this.#change(info, 'plugin_resumed', { pausedUntil: null, faultsInARow: 0 });
  }

  async #change(
    info: PluginInfo,
    change: Change,
    values: Partial<Pick<PluginState, 'enabled' | 'hosts' | 'pausedUntil' | 'faultsInARow'>>,
    detail: Record<string, string> = {},
  ): Promise<z.output<typeof Plugin>> {
    const { em, accountId, host, plugins, queue } = this.#deps;
    await em.fork().transactional(async (tx) => {
      tx.assign(await lockedState(tx, accountId, info.id), values);
      await this.#tell(tx, info, change, detail);
      // Rules that use it are switched off with the reason, once every process knows.
      if (change === 'plugin_off') await queue.send('check-account-rules', { accountId }, { key: accountId, startAfter: KNOWN_EVERYWHERE_S, tx });
      await tx.flush();
    });
    host.forget(info.id, accountId);
    return plugins.get(info.id);
  }

  async #tell(tx: EntityManager, { id, title }: PluginInfo, change: Change, detail: Record<string, string>): Promise<void> {
    const { accountId, caller, accounts, activity, audit, live } = this.#deps;
    const { language } = await accounts.current(tx);
    const actor = caller ? `member:${caller.memberId}` : 'job';
    await audit.append(tx, accountId, { actor, action: `plugin.${change.replace('plugin_', '')}`, target: id, result: 'done', detail });
    await activity.record(tx, {
      kind: 'settings.changed',
      actor: activity.caller(),
      data: { change, plugin: id, name: title[language as Language] ?? title.en },
    });
    await live.publish(accountId, { kind: 'plugin.updated', pluginId: id }, tx);
  }
}
