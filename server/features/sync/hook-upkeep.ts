import { type ScopedCradle } from '../../container.ts';
import { type CrmUse } from '../../egress/use.ts';
import { Activity } from '../activity/entities.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'host' | 'hookSecrets' | 'activity' | 'notify'>;

const CRM_PLUGIN = 'kommo';
const USE: CrmUse = { priority: 'background', feature: 'sweep' };
const PAGES_MAX = 10;

/** Looks whether the CRM still sends us hooks, and turns them on again when it does not. Admins are told once each time. */
export class HookUpkeep {
  readonly #deps: Deps;

  constructor({ em, accountId, host, hookSecrets, activity, notify }: Deps) {
    this.#deps = { em, accountId, host, hookSecrets, activity, notify };
  }

  /** `renew`: also when all is well, so that names a newer version listens to are asked for. @throws Refuse and Retry of the CRM */
  async run({ renew = false }: { renew?: boolean } = {}): Promise<{ requests: number }> {
    const { host, accountId, hookSecrets } = this.#deps;
    const url = await hookSecrets.urlFor(CRM_PLUGIN);
    const { state, requests } = await this.#look(url);
    if (state === 'enabled') {
      await this.#tell('hooks.enabled');
      if (!renew) return { requests };
    } else await this.#tell('hooks.disabled', state);
    // Posting a disabled address again is not documented to revive it; taking it away first is.
    if (state === 'disabled') await host.write(accountId, { key: `hooks-off:${accountId}`, kind: 'unsubscribe_hooks', url }, USE);
    await host.write(accountId, { key: `hooks:${accountId}`, kind: 'subscribe_hooks', url }, USE);
    await this.#tell('hooks.enabled');
    return { requests: requests + (state === 'disabled' ? 3 : 2) };
  }

  async #look(url: string): Promise<{ state: 'enabled' | 'disabled' | 'missing'; requests: number }> {
    const { host, accountId } = this.#deps;
    let cursor: string | undefined;
    for (let requests = 1; ; requests += 1) {
      const page = await host.readList(accountId, { what: 'subscriptions', ...(cursor === undefined ? {} : { cursor }) }, USE);
      const own = page.items.flatMap((item) => (item.kind === 'subscription' && item.data.url === url ? [item.data] : []))[0];
      if (own) return { state: own.enabled ? 'enabled' : 'disabled', requests };
      cursor = page.next;
      if (cursor === undefined || requests === PAGES_MAX) return { state: 'missing', requests };
    }
  }

  /** What was said last is not said again. Before anything was said, all was well. */
  async #tell(kind: 'hooks.enabled' | 'hooks.disabled', how?: 'disabled' | 'missing'): Promise<void> {
    const { em, activity, notify } = this.#deps;
    await em.fork().transactional(async (tx) => {
      const last = await tx.findOne(Activity, { kind: { $in: ['hooks.enabled', 'hooks.disabled'] } }, { orderBy: { id: 'desc' } });
      if ((last?.kind ?? 'hooks.enabled') === kind) return;
      await activity.record(tx, { kind, ...(how ? { data: { state: how } } : {}) });
      await tx.flush();
      if (kind === 'hooks.enabled') return;
      const told = await tx.findOneOrFail(Activity, { kind }, { orderBy: { id: 'desc' } });
      await notify.send(tx, { kind: 'hooks_disabled', to: 'admins', key: `hooks_disabled:${told.id}` });
    });
  }
}
