import { type AuthorizationCode, type Delivery, type LedgerEntry, type TokenPair, type Webhook, type WidgetInstall } from './integration.ts';
import {
  type Account,
  type Bot,
  type Catalog,
  type CatalogElement,
  type Company,
  type Contact,
  type EventRecord,
  type FieldDefinition,
  type Lead,
  type Message,
  type Note,
  type Pipeline,
  type Tag,
  type Talk,
  type Task,
  type Unsorted,
  type User,
} from './types.ts';

/** The kinds of ids the platform counts. */
export type Counter =
  | 'lead'
  | 'contact'
  | 'company'
  | 'task'
  | 'note'
  | 'talk'
  | 'event'
  | 'webhook'
  | 'delivery'
  | 'tag'
  | 'element'
  | 'pair'
  | 'result'
  | 'visitor';

export interface SandboxData {
  account: Account;
  users: Map<number, User>;
  pipelines: Map<number, Pipeline>;
  fields: Map<number, FieldDefinition>;
  tags: Map<number, Tag>;
  leads: Map<number, Lead>;
  contacts: Map<number, Contact>;
  companies: Map<number, Company>;
  catalogs: Map<number, Catalog>;
  elements: Map<number, CatalogElement>;
  bots: Map<number, Bot>;
  tasks: Map<number, Task>;
  notes: Map<number, Note>;
  talks: Map<number, Talk>;
  messages: Map<string, Message>;
  events: Map<string, EventRecord>;
  unsorted: Map<string, Unsorted>;
  webhooks: Map<number, Webhook>;
  deliveries: Map<number, Delivery>;
  codes: Map<string, AuthorizationCode>;
  pairs: Map<number, TokenPair>;
  widget: WidgetInstall;
  ledger: LedgerEntry[];
  counters: Record<Counter, number>;
}

/** The part a seed provides: the business. The rest starts empty. */
export type SeedData = Pick<
  SandboxData,
  | 'account'
  | 'users'
  | 'pipelines'
  | 'fields'
  | 'tags'
  | 'leads'
  | 'contacts'
  | 'companies'
  | 'catalogs'
  | 'elements'
  | 'bots'
  | 'tasks'
  | 'notes'
  | 'talks'
  | 'messages'
  | 'events'
  | 'counters'
>;

const WIDGET_CODE = 'souffleur';

export const emptyRest = (): Omit<SandboxData, keyof SeedData> => ({
  unsorted: new Map(),
  webhooks: new Map(),
  deliveries: new Map(),
  codes: new Map(),
  pairs: new Map(),
  widget: { code: WIDGET_CODE, status: 'install', settings: {} },
  ledger: [],
});

const VERSION = 1;
const LEDGER_KEPT = 1000;

/** Maps travel as lists of pairs. They lie at the top only: a walk through every value of a large account would take a second. */
export const serialise = (data: SandboxData): string => {
  const whole = { version: VERSION, ...data, ledger: data.ledger.slice(-LEDGER_KEPT) };
  return JSON.stringify(Object.fromEntries(Object.entries(whole).map(([key, value]) => [key, value instanceof Map ? { map: [...value] } : value])));
};

const revived = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && 'map' in value && Array.isArray(value.map) ? new Map(value.map as [unknown, unknown][]) : value;

interface Snapshot extends SandboxData {
  version: number;
}

/** `undefined` for a snapshot of another version: the seed starts afresh. What an older snapshot does not know yet comes from the seed. */
export const deserialise = (snapshot: unknown, seed: SeedData): SandboxData | undefined => {
  const all = Object.fromEntries(Object.entries(snapshot ?? {}).map(([key, value]) => [key, revived(value)])) as unknown as Snapshot;
  if (all.version !== VERSION) return undefined;
  const { version: _version, ...data } = all;
  return {
    ...seed,
    ...data,
    fields: new Map([...seed.fields, ...data.fields]),
    counters: { ...seed.counters, ...data.counters },
  };
};
