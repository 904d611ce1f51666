/** What the host needs from the database for plugin calls: settings and a key-value space, by account and plugin. */
import { type Tenancy } from '../../db/tenancy.ts';
import { Refuse } from '../../sdk/errors.ts';
import { type Store } from '../../sdk/types.ts';
import { Account } from '../accounts/entities.ts';
import { PluginSettings, PluginValue } from './entities.ts';

const MAX_BYTES = 65_536;
const MAX_KEY = 200;
const MAX_KNOWN = 10_000;

type Accounts = Pick<Tenancy, 'forAccount'>;

/** The stored settings; undefined when the account never set any. */
export const pluginSettings =
  (tenancy: Accounts) =>
  async (accountId: string, pluginId: string): Promise<unknown> => {
    const row = await tenancy.forAccount(accountId).findOne(PluginSettings, { accountId, pluginId });
    return row?.settings;
  };

/** Those of all plugins, by id. */
export const allPluginSettings =
  (tenancy: Accounts) =>
  async (accountId: string): Promise<ReadonlyMap<string, unknown>> => {
    const rows = await tenancy.forAccount(accountId).find(PluginSettings, { accountId }, { disableIdentityMap: true });
    return new Map(rows.map(({ pluginId, settings }) => [pluginId, settings]));
  };

/** Which CRM plugin an account is connected through: an account never changes that, so it is read once. */
export function crmOf(tenancy: Accounts): (accountId: string) => Promise<string | undefined> {
  const known = new Map<string, string>();
  return async (accountId) => {
    const kept = known.get(accountId);
    if (kept !== undefined) return kept;
    const crm = (await tenancy.forAccount(accountId).findOne(Account, { id: accountId }))?.crm;
    if (crm !== undefined && known.size < MAX_KNOWN) known.set(accountId, crm);
    return crm;
  };
}

/** Each call is a transaction of its own: nothing a plugin keeps can be rolled back by others. */
export const pluginStore =
  (tenancy: Accounts) =>
  (accountId: string, pluginId: string): Store => ({
    async get(key) {
      const row = await tenancy.forAccount(accountId).findOne(PluginValue, { accountId, pluginId, key });
      return row?.value.value;
    },
    async set(key, value) {
      refuseTooLarge(key, value);
      await tenancy
        .forAccount(accountId)
        .upsert(
          PluginValue,
          { accountId, pluginId, key, value: { value } },
          { onConflictFields: ['accountId', 'pluginId', 'key'], onConflictExcludeFields: ['id', 'createdAt'] },
        );
    },
    async delete(key) {
      await tenancy.forAccount(accountId).nativeDelete(PluginValue, { accountId, pluginId, key });
    },
  });

function refuseTooLarge(key: string, value: unknown): void {
  const text = JSON.stringify(value);
  if (text === undefined) throw new Refuse('invalid', `The value of "${key.slice(0, 60)}" is no JSON.`);
  if (key === '' || key.length > MAX_KEY) throw new Refuse('invalid', `A key of the plugin store has 1 to ${MAX_KEY} characters.`);
  if (Buffer.byteLength(text) > MAX_BYTES) throw new Refuse('invalid', `The value of "${key}" has more than ${MAX_BYTES} bytes.`);
}
