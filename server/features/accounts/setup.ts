/** What follows an installation: the account, its users and stages are read, and the CRM is asked to send hooks. */
import { type CrmUse } from '../../egress/use.ts';
import { type Subject } from '../../sdk/subjects.ts';
import { type AccountData, type Snapshot } from '../../sdk/crm-data.ts';
import { type Change } from '../../sdk/changes.ts';
import { type Receipt } from '../../sdk/types.ts';
import { type Accounts } from './service.ts';

interface Deps {
  accountId: string;
  accounts: Accounts;
  crm: { saveAccount(account: AccountData): Promise<void> };
  host: {
    read(accountId: string, subject: Subject, use: CrmUse): Promise<Snapshot | null>;
    write(accountId: string, change: Change, use: CrmUse): Promise<Receipt>;
  };
  hookSecrets: { urlFor(pluginId: string): Promise<string> };
}

/** The CRM plugin whose address the account's hooks come to. */
const CRM_PLUGIN = 'kommo';
/** Somebody has just connected the account and looks on. */
const USE: CrmUse = { priority: 'click', feature: 'setup' };

export class Setup {
  readonly #deps: Deps;

  constructor({ accountId, accounts, crm, host, hookSecrets }: Deps) {
    this.#deps = { accountId, accounts, crm, host, hookSecrets };
  }

  /** May run again at any time: everything in it is an update or once by its key. @throws as the CRM plugin does. */
  async run(): Promise<void> {
    const { accountId, accounts, crm, host, hookSecrets } = this.#deps;
    const snapshot = await host.read(accountId, 'account:self', USE);
    if (snapshot?.kind !== 'account') throw new Error('The CRM plugin gave no account');
    await accounts.saveMirror(snapshot.data);
    await crm.saveAccount(snapshot.data);
    const url = await hookSecrets.urlFor(CRM_PLUGIN);
    await host.write(accountId, { key: `hooks:${accountId}`, kind: 'subscribe_hooks', url }, USE);
  }
}
