/** How plugins stand with accounts, in the database: the host of every process and the Plugins screen see the same. */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';

import { newId } from '../../db/base.ts';
import { type Live } from '../../db/live.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { type Standing, type StatesPort } from '../../host/standings.ts';
import { type PluginFault, PluginState } from './entities.ts';

const FAULTS_KEPT = 10;
const MESSAGE = 300;
/** Tokens, what follows the word that announces one, addresses' queries, and whatever is as long and as mixed as a key. */
const SECRETS = [
  /\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?/gu,
  /(?<=\bbearer\s)\S{4,}/giu,
  /(?<=\b[\w-]{0,30}(?:token|secret|password|api[_-]?key|authorization)["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"',;]+/giu,
  /(?<=https?:\/\/[^\s?]{1,300}\?)\S+/gu,
  /\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{32,}/giu,
];

interface Sources {
  tenancy: Pick<Tenancy, 'forAccount'>;
  live: Pick<Live, 'publish'>;
}

export const pluginStates = ({ tenancy, live }: Sources): StatesPort => ({
  async read(accountId) {
    const rows = await tenancy.forAccount(accountId).find(PluginState, { accountId }, { disableIdentityMap: true });
    return new Map(
      rows.map(({ pluginId, enabled, hosts, pausedUntil, faultsInARow }): [string, Standing] => [
        pluginId,
        { enabled, hosts, pausedUntil: pausedUntil ?? null, faultsInARow },
      ]),
    );
  },

  async fault(accountId, pluginId, { at, call, message }, { most, restUntil }) {
    await tenancy.forAccount(accountId).transactional(async (tx) => {
      const row = await lockedState(tx, accountId, pluginId);
      const count = row.faultsInARow + 1;
      const fault: PluginFault = { at: at.toISOString(), call, message: withoutSecrets(message).slice(0, MESSAGE) };
      tx.assign(row, { faultsInARow: count, faults: [fault, ...row.faults].slice(0, FAULTS_KEPT) });
      if (count < most) return;
      tx.assign(row, { faultsInARow: 0, pausedUntil: restUntil });
      await live.publish(accountId, { kind: 'plugin.updated', pluginId }, tx);
    });
  },

  async recovered(accountId, pluginId) {
    await tenancy.forAccount(accountId).nativeUpdate(PluginState, { accountId, pluginId }, { faultsInARow: 0 });
  },
});

/** Made at need, as a plugin comes: switched on, with no host agreed to. Of two who change it one waits. */
export async function lockedState(tx: EntityManager, accountId: string, pluginId: string): Promise<PluginState> {
  await tx.execute(
    `insert into plugin_states (id, account_id, created_at, updated_at, plugin_id, enabled) values (?, ?, now(), now(), ?, true)
     on conflict (account_id, plugin_id) do nothing`,
    [newId(), accountId, pluginId],
  );
  return tx.findOneOrFail(PluginState, { accountId, pluginId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** A fault's own words, as an admin may read them. */
export const withoutSecrets = (text: string): string => SECRETS.reduce((shown, secret) => shown.replaceAll(secret, '…'), text);
