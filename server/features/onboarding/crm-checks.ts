import { type ScopedCradle } from '../../container.ts';
import { type CrmUse } from '../../egress/use.ts';
import { Refuse } from '../../sdk/errors.ts';
import { type Check } from './schema.ts';

/** Everything the product does with the CRM, and what it cannot do without. */
const SCOPES = ['crm', 'notifications', 'list_external_messages', 'send_external_messages'];
const PLUGIN = 'kommo';
/** An admin waits for it. */
const USE: CrmUse = { priority: 'click', feature: 'setup' };

type Deps = Pick<ScopedCradle, 'accountId' | 'accounts' | 'connections' | 'host' | 'hookSecrets'>;

/** What the CRM says about our access, one check a question. */
export class CrmChecks {
  readonly #deps: Deps;

  constructor({ accountId, accounts, connections, host, hookSecrets }: Deps) {
    this.#deps = { accountId, accounts, connections, host, hookSecrets };
  }

  /** Without asking: what the last sign-in left here. */
  async known(): Promise<Check[]> {
    const { state, scopes } = await this.#deps.accounts.connection();
    if (state !== 'connected') return [problem('connected', state === 'reauthorize' ? 'access_lost' : 'not_connected')];
    return [ok('connected'), scopesCheck(scopes)];
  }

  /** Asks the CRM; never throws for what it answers. */
  async ask(): Promise<Check[]> {
    const known = await this.known();
    if (known[0]?.state !== 'ok') return known;
    const [account, subscription] = await Promise.all([this.#account(), this.#subscription()]);
    return [...account, ...known.slice(1), subscription];
  }

  async #account(): Promise<Check[]> {
    try {
      const answer = await this.#deps.connections.crmFetch(USE)('/api/v4/account');
      await answer.body?.cancel();
      if (answer.status === 402) return [ok('connected'), problem('plan', 'payment_required')];
      return [
        answer.ok ? ok('connected') : problem('connected', answer.status === 401 || answer.status === 403 ? 'access_lost' : 'kommo_unreachable'),
        ok('plan'),
      ];
    } catch (error) {
      return [problem('connected', error instanceof Refuse ? 'access_lost' : 'kommo_unreachable')];
    }
  }

  async #subscription(): Promise<Check> {
    const { accountId, host, hookSecrets } = this.#deps;
    try {
      const wanted = withoutSlash(await hookSecrets.urlFor(PLUGIN));
      const { items } = await host.readList(accountId, { what: 'subscriptions' }, USE);
      const found = items.map((item) => (item.kind === 'subscription' ? item.data : undefined)).find((data) => data && withoutSlash(data.url) === wanted);
      if (!found) return problem('subscription', 'missing');
      return found.enabled ? ok('subscription') : problem('subscription', 'disabled');
    } catch {
      return { id: 'subscription', state: 'unknown', code: null, detail: {} };
    }
  }
}

const ok = (id: Check['id']): Check => ({ id, state: 'ok', code: null, detail: {} });
const problem = (id: Check['id'], code: string, detail: Check['detail'] = {}): Check => ({ id, state: 'problem', code, detail });
const withoutSlash = (url: string): string => url.replace(/\/+$/u, '');

function scopesCheck(granted: readonly string[]): Check {
  const missing = SCOPES.filter((scope) => !granted.includes(scope));
  return missing.length === 0 ? ok('scopes') : problem('scopes', 'missing', { missing: missing.join(', ') });
}
