import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { type Counter, deserialise, emptyRest, type SandboxData, type SeedData, serialise } from './data.ts';
import { type FormTree } from './hooks/form.ts';
import { createPersister, type Persister, readSnapshot } from './persist.ts';
import { type LedgerEntry } from './integration.ts';
import { type Change, type EventRecord, type User } from './types.ts';

/** One row of a webhook body: `{entity}[{action}][{i}]`, or bare `{action}[{i}]` where there is no entity; told to subscriptions that asked for `setting`. */
export interface HookRow {
  setting: string;
  entity: string;
  action: string;
  row: FormTree;
}

export type EventDraft = Omit<EventRecord, 'id' | 'created_at' | 'value_before'> & { value_before?: EventRecord['value_before'] };

/**
 * Told of list elements: these hooks are ticked by hand in Kommo's own settings and have no known name in
 * the API. Here they are ticked for every subscription.
 */
export const LIST_ELEMENTS = 'list_elements';

/** All that follows from one change of the data. */
export interface Outcome {
  hooks: HookRow[];
  events: EventDraft[];
  changes: Change[];
}

type HookSink = (setting: string, body: FormTree) => void;

const EVENTS_KEPT = 20_000;
const LEDGER_IN_MEMORY = 20_000;

/**
 * The account: its data, its counters, and the one way a change becomes history, hooks and live news.
 * Nothing here knows HTTP.
 */
export class SandboxState {
  readonly clock: { now(): Date };
  data: SandboxData;
  readonly #seed: () => SeedData;
  readonly #persister: Persister;
  readonly #listeners = new Set<(change: Change) => void>();
  #sink: HookSink = () => undefined;
  #batch: Outcome | undefined;

  constructor(options: { clock: { now(): Date }; seed: () => SeedData; data?: SandboxData; file?: string; onError?: (error: unknown) => void }) {
    this.clock = options.clock;
    this.#seed = options.seed;
    this.data = options.data ?? { ...options.seed(), ...emptyRest() };
    this.#persister = createPersister(options.file, () => serialise(this.data), options.onError ?? (() => undefined));
  }

  /** Unix seconds. */
  now(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }

  nextId(kind: Counter): number {
    this.data.counters[kind] += 1;
    return this.data.counters[kind];
  }

  user(id: number): User | undefined {
    return this.data.users.get(id);
  }

  /** `https://lumenpark.kommo.com`: the address the platform writes into links, whatever the local one is. */
  get baseUrl(): string {
    return `https://${this.host}`;
  }

  get host(): string {
    return `${this.data.account.subdomain}.kommo.com`;
  }

  onHook(sink: HookSink): void {
    this.#sink = sink;
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  touch(): void {
    this.#persister.touch();
  }

  flush(): Promise<void> {
    return this.#persister.flush();
  }

  /** Changes made inside leave as one: rows of one kind share a webhook body, as after a bulk edit. */
  batch<T>(work: () => T): T {
    if (this.#batch) return work();
    const outcome: Outcome = { hooks: [], events: [], changes: [] };
    this.#batch = outcome;
    try {
      return work();
    } finally {
      this.#batch = undefined;
      this.commit(outcome);
    }
  }

  commit(outcome: Outcome): void {
    if (this.#batch) {
      this.#batch.hooks.push(...outcome.hooks);
      this.#batch.events.push(...outcome.events);
      this.#batch.changes.push(...outcome.changes);
      return;
    }
    for (const event of outcome.events) this.#remember(event);
    for (const { setting, entity, action, rows } of grouped(outcome.hooks)) {
      this.#sink(setting, entity === '' ? { [action]: rows } : { account: this.#envelope(), [entity]: { [action]: rows } });
    }
    for (const change of outcome.changes) this.announce(change);
    this.touch();
  }

  announce(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  record(entry: LedgerEntry): void {
    this.data.ledger.push(entry);
    if (this.data.ledger.length > LEDGER_IN_MEMORY) this.data.ledger.splice(0, this.data.ledger.length - LEDGER_IN_MEMORY);
    this.touch();
  }

  /**
   * The business as on the first day. Subscriptions, tokens and the installation stay, and counters go
   * on, so that an integration never meets an id it has seen for something else.
   */
  reset(): void {
    const counters = this.data.counters;
    const seed = this.#seed();
    this.data = { ...this.data, ...seed, counters, unsorted: new Map(), deliveries: new Map(), ledger: [] };
    this.announce({ kind: 'reset', action: 'reset' });
    this.touch();
  }

  #envelope(): FormTree {
    const { subdomain, id } = this.data.account;
    return { subdomain, id, _links: { self: this.baseUrl } };
  }

  #remember(draft: EventDraft): void {
    const id = eventId(this.clock.now().getTime(), this.nextId('event'));
    this.data.events.set(id, { value_before: [], ...draft, id, created_at: this.now() });
    if (this.data.events.size <= EVENTS_KEPT) return;
    const [oldest] = this.data.events.keys();
    if (oldest !== undefined) this.data.events.delete(oldest);
  }
}

const grouped = (hooks: HookRow[]): { setting: string; entity: string; action: string; rows: FormTree[] }[] => {
  const groups = new Map<string, { setting: string; entity: string; action: string; rows: FormTree[] }>();
  for (const { setting, entity, action, row } of hooks) {
    const key = `${setting} ${entity} ${action}`;
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { setting, entity, action, rows: [row] });
  }
  return [...groups.values()];
};

/** ULID-like: sorts by time, then by count. */
export const eventId = (ms: number, count: number): string => `01${ms.toString(32).padStart(9, '0')}${count.toString(32).padStart(15, '0')}`;

/** Ids of chats and messages. */
export const newUuid = (): string => randomUUID();

/** Reads what an earlier run left in `dataDir`, or starts from the seed. */
export const openState = async (options: {
  clock: { now(): Date };
  seed: () => SeedData;
  dataDir: string | undefined;
  onError?: (error: unknown) => void;
}): Promise<SandboxState> => {
  const { clock, seed, onError } = options;
  if (options.dataDir === undefined) return new SandboxState({ clock, seed, onError });
  const file = join(options.dataDir, 'kommo.json');
  const snapshot = await readSnapshot(file);
  return new SandboxState({ clock, seed, file, onError, data: snapshot === undefined ? undefined : deserialise(snapshot, seed()) });
};
