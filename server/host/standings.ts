/** How plugins stand with accounts: switched on or off, agreed hosts, faults. Kept elsewhere, read here at most every three seconds. */
import { type Logger } from 'pino';

import { type Clock } from '../clock.ts';
import { Refuse, Retry } from '../sdk/errors.ts';
import { CRM_HOST, type Plugin } from '../sdk/types.ts';

export interface Standing {
  enabled: boolean;
  /** Those an admin said yes to. */
  hosts: readonly string[];
  pausedUntil: Date | null;
  faultsInARow: number;
}

export interface Fault {
  at: Date;
  /** Which of its functions was called. */
  call: string;
  message: string;
}

/** Where standings are kept. Every process and the Plugins screen see the same. */
export interface StatesPort {
  /** By plugin id; those nobody ever touched are absent. */
  read(accountId: string): Promise<ReadonlyMap<string, Standing>>;
  /** Counts one more. At `most` in a row the count begins anew and the plugin rests until `restUntil`. */
  fault(accountId: string, pluginId: string, fault: Fault, limit: { most: number; restUntil: Date }): Promise<void>;
  /** It went well after faults: the count begins anew. */
  recovered(accountId: string, pluginId: string): Promise<void>;
}

export type WhyUnavailable = 'missing' | 'failed' | 'off' | 'consent';

/** It cannot be called as things are, and calling again changes nothing. */
export class PluginUnavailable extends Refuse {
  readonly pluginId: string;
  readonly reason: WhyUnavailable;

  constructor(pluginId: string, reason: WhyUnavailable, message: string) {
    super('unsupported', message);
    this.pluginId = pluginId;
    this.reason = reason;
  }
}

/** Hosts it declares and nobody agreed to. The account's own CRM needs no yes: it is why we are here. */
export const hostsToAgree = (declared: readonly string[], agreed: readonly string[]): string[] =>
  declared.filter((host) => host !== CRM_HOST && !agreed.includes(host));

const UNTOUCHED: Standing = { enabled: true, hosts: [], pausedUntil: null, faultsInARow: 0 };
const MOST_IN_A_ROW = 5;
const REST_MS = 5 * 60_000;
const TTL_MS = 3_000;
const MAX_ACCOUNTS = 2_000;

interface Page {
  readAt: number;
  standings: Map<string, Standing>;
}

export class Standings {
  readonly #port: StatesPort;
  readonly #clock: Clock;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #pages = new Map<string, Page>();
  readonly #reading = new Map<string, Promise<void>>();
  /** Writes of an account, one after the other; reading waits for them. */
  readonly #writing = new Map<string, Promise<void>>();

  constructor({ states, clock, log }: { states: StatesPort; clock: Clock; log: Pick<Logger, 'warn'> }) {
    this.#port = states;
    this.#clock = clock;
    this.#log = log;
  }

  /** Makes sure that what is known of the account is not older than three seconds. */
  async refresh(accountId: string): Promise<void> {
    const now = this.#now();
    const page = this.#pages.get(accountId);
    if (page && page.readAt <= now && now < page.readAt + TTL_MS) return;
    const reading = this.#reading.get(accountId) ?? this.#read(accountId, now).finally(() => this.#reading.delete(accountId));
    this.#reading.set(accountId, reading);
    await reading;
  }

  async #read(accountId: string, now: number): Promise<void> {
    await this.#writing.get(accountId);
    const standings = new Map(await this.#port.read(accountId));
    this.#pages.delete(accountId);
    const oldest = this.#pages.size >= MAX_ACCOUNTS ? this.#pages.keys().next().value : undefined;
    if (oldest !== undefined) this.#pages.delete(oldest);
    this.#pages.set(accountId, { readAt: now, standings });
  }

  forget(accountId: string): void {
    this.#pages.delete(accountId);
  }

  /** @throws PluginUnavailable, Retry while it rests. After `refresh`. */
  refuseUnavailable(accountId: string, { id, hosts = [] }: Pick<Plugin, 'id' | 'hosts'>): void {
    const { enabled, hosts: agreed, pausedUntil } = this.of(accountId, id);
    if (!enabled) throw new PluginUnavailable(id, 'off', `Plugin ${id} is switched off for this account.`);
    const missing = hosts.length === 0 ? hosts : hostsToAgree(hosts, agreed);
    if (missing.length > 0)
      throw new PluginUnavailable(id, 'consent', `Plugin ${id} waits for an administrator to allow it to connect to ${missing.join(', ')}.`);
    const left = pausedUntil ? pausedUntil.getTime() - this.#now() : 0;
    if (left > 0) throw new Retry(`Plugin ${id} is paused for this account after ${MOST_IN_A_ROW} errors in a row.`, { afterMs: left });
  }

  of(accountId: string, pluginId: string): Standing {
    return this.#pages.get(accountId)?.standings.get(pluginId) ?? UNTOUCHED;
  }

  /** Known here at once and written in the background: the caller may be in a transaction that a second connection would wait for. */
  fault(accountId: string, pluginId: string, call: string, message: string): number {
    const at = this.#clock.now();
    const count = this.of(accountId, pluginId).faultsInARow + 1;
    const restUntil = new Date(at.getTime() + REST_MS);
    const isResting = count >= MOST_IN_A_ROW;
    this.#set(accountId, pluginId, { faultsInARow: isResting ? 0 : count, ...(isResting ? { pausedUntil: restUntil } : {}) });
    this.#write(accountId, () => this.#port.fault(accountId, pluginId, { at, call, message }, { most: MOST_IN_A_ROW, restUntil }));
    return count;
  }

  wentWell(accountId: string, pluginId: string): void {
    if (this.of(accountId, pluginId).faultsInARow === 0) return;
    this.#set(accountId, pluginId, { faultsInARow: 0 });
    this.#write(accountId, () => this.#port.recovered(accountId, pluginId));
  }

  /** Until everything noticed so far is written. */
  async written(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing.values());
  }

  #set(accountId: string, pluginId: string, change: Partial<Standing>): void {
    const page = this.#pages.get(accountId) ?? { readAt: this.#now(), standings: new Map<string, Standing>() };
    this.#pages.set(accountId, page);
    page.standings.set(pluginId, { ...this.of(accountId, pluginId), ...change });
  }

  #write(accountId: string, write: () => Promise<void>): void {
    const writing = (this.#writing.get(accountId) ?? Promise.resolve())
      .then(write)
      .catch((error: unknown) => this.#log.warn({ account: accountId, error }, 'the standing of a plugin could not be stored'))
      .finally(() => {
        if (this.#writing.get(accountId) === writing) this.#writing.delete(accountId);
      });
    this.#writing.set(accountId, writing);
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

/** Kept in memory: for one process without a database. */
export function memoryStates(initial: Readonly<Record<string, Partial<Standing>>> = {}): StatesPort {
  const accounts = new Map<string, Map<string, Standing>>();
  const of = (accountId: string): Map<string, Standing> => {
    const known = accounts.get(accountId) ?? new Map(Object.entries(initial).map(([id, standing]) => [id, { ...UNTOUCHED, ...standing }]));
    accounts.set(accountId, known);
    return known;
  };
  const set = (accountId: string, id: string, change: Partial<Standing>): void => {
    of(accountId).set(id, { ...(of(accountId).get(id) ?? UNTOUCHED), ...change });
  };
  return {
    read: async (accountId) => of(accountId),
    fault: async (accountId, id, _fault, { most, restUntil }) => {
      const count = (of(accountId).get(id)?.faultsInARow ?? 0) + 1;
      set(accountId, id, count >= most ? { faultsInARow: 0, pausedUntil: restUntil } : { faultsInARow: count });
    },
    recovered: async (accountId, id) => set(accountId, id, { faultsInARow: 0 }),
  };
}
