/** Which pages may call us from a browser (security A4): those of installed accounts, and the local Kommo. */
import { type Clock } from '../../clock.ts';
import { type Config } from '../../config.ts';
import { accountOf } from '../../egress/account-host.ts';
import { type Directory } from './directory.ts';
import { ShortCache } from './short-cache.ts';

export class Origins {
  readonly #config: Config;
  readonly #directory: Directory;
  readonly #local: ReadonlySet<string>;
  readonly #cache: ShortCache<{ installed: boolean }>;

  constructor({ config, directory, clock }: { config: Config; directory: Directory; clock: Clock }) {
    this.#config = config;
    this.#directory = directory;
    this.#local = new Set([config.sandbox?.origin, config.kommo.originOverride].filter((origin) => origin !== undefined));
    this.#cache = new ShortCache(clock);
  }

  async allows(origin: string): Promise<boolean> {
    if (this.#local.has(origin)) return true;
    const url = URL.parse(origin);
    // The text itself must be the origin: no path, no upper case, nothing the parser would have mended.
    const host = url && url.origin === origin ? accountOf(url, this.#config.kommo.domains)?.host : undefined;
    if (host === undefined) return false;
    const known = this.#cache.get(host);
    if (known) return known.installed;
    const installed = await this.#directory.isInstalledHost(host);
    this.#cache.set(host, { installed });
    return installed;
  }
}
