import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

import { type Clock } from '../../clock.ts';
import { type Config } from '../../config.ts';
import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type Tenancy } from '../../db/tenancy.ts';
import { Account } from '../accounts/entities.ts';
import { HookSecret } from './entities.ts';

const digestOf = (secret: string): string => hash('sha256', secret);

/** A rotated secret stays good this long, so that what Kommo retries (1 h 35 min at most, api.md 24) still arrives. */
const OVERLAP_MS = 24 * 3_600_000;
const CACHE_MS = 5000;
const CACHE_MAX = 10_000;

/** The addresses hooks come to. One secret an account and plugin, sealed at rest, found by its digest. */
export class HookSecrets {
  readonly #deps: Pick<ScopedCradle, 'em' | 'vault' | 'config' | 'accountId' | 'clock'>;

  constructor({ em, vault, config, accountId, clock }: Pick<ScopedCradle, 'em' | 'vault' | 'config' | 'accountId' | 'clock'>) {
    this.#deps = { em, vault, config, accountId, clock };
  }

  /** The address to give to the CRM, made at the first call. Ends with a slash: Kommo refuses others (api.md 22). */
  async urlFor(pluginId: string): Promise<string> {
    const { em, vault, accountId } = this.#deps;
    const known = await em.findOne(HookSecret, { pluginId, retiredAt: null }, { orderBy: { createdAt: 'desc' } });
    if (!known) return this.rotate(pluginId);
    return this.#url(pluginId, await vault.open({ accountId, table: 'hook_secrets', column: 'sealed', row: known.id }, Buffer.from(known.sealed)));
  }

  /** A new address; the old one is accepted for another day. */
  async rotate(pluginId: string): Promise<string> {
    const { em, vault, accountId, clock } = this.#deps;
    const secret = randomBytes(24).toString('base64url');
    const id = newId();
    const sealed = await vault.seal({ accountId, table: 'hook_secrets', column: 'sealed', row: id }, secret);
    await em.transactional(async (tx) => {
      await tx.nativeUpdate(HookSecret, { pluginId, retiredAt: null }, { retiredAt: new Date(clock.now().getTime() + OVERLAP_MS) });
      tx.create(HookSecret, { id, accountId, pluginId, digest: digestOf(secret), sealed });
    });
    return this.#url(pluginId, secret);
  }

  #url(pluginId: string, secret: string): string {
    const config: Config = this.#deps.config;
    return `${config.publicUrl}/hooks/${pluginId}/${secret}/`;
  }
}

interface Known {
  accountId: string;
  pluginId: string;
  digest: Buffer;
  retiredAt: Date | null;
  until: number;
}

/** Whose address is this? Cross-tenant by nature; answers for 5 s from memory so that a burst costs one query. */
export class HookDirectory {
  readonly #tenancy: Tenancy;
  readonly #clock: Clock;
  readonly #cache = new Map<string, Known>();
  readonly #loading = new Map<string, Promise<Known | undefined>>();

  constructor({ tenancy, clock }: { tenancy: Tenancy; clock: Clock }) {
    this.#tenancy = tenancy;
    this.#clock = clock;
  }

  async find(pluginId: string, secret: string): Promise<string | undefined> {
    const digest = digestOf(secret);
    const now = this.#clock.now();
    let known = this.#cache.get(digest);
    if (!known || known.until <= now.getTime()) {
      this.#cache.delete(digest);
      known = await this.#loadOnce(digest, now);
      if (!known) return undefined;
    }
    if (known.pluginId !== pluginId || !timingSafeEqual(known.digest, Buffer.from(digest, 'hex'))) return undefined;
    if (known.retiredAt && known.retiredAt <= now) return undefined;
    return known.accountId;
  }

  /** A burst asks while the first answer is on its way. */
  #loadOnce(digest: string, now: Date): Promise<Known | undefined> {
    let loading = this.#loading.get(digest);
    if (!loading) {
      loading = this.#load(digest, now).finally(() => this.#loading.delete(digest));
      this.#loading.set(digest, loading);
    }
    return loading;
  }

  async #load(digest: string, now: Date): Promise<Known | undefined> {
    const row = await this.#tenancy.operator('find the account of a hook address').findOne(HookSecret, { digest });
    if (!row) return undefined;
    // What still comes after an account was switched off would keep its jobs going (security A7).
    const account = await this.#tenancy.forAccount(row.accountId).count(Account, { id: row.accountId, uninstalledAt: null });
    if (account === 0) return undefined;
    if (this.#cache.size >= CACHE_MAX) this.#cache.clear();
    const known = {
      accountId: row.accountId,
      pluginId: row.pluginId,
      digest: Buffer.from(digest, 'hex'),
      retiredAt: row.retiredAt ?? null,
      until: now.getTime() + CACHE_MS,
    };
    this.#cache.set(digest, known);
    return known;
  }
}
