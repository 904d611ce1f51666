/** What a CRM plugin answers: its entities and definitions as they are now, its pages, what a trial call brought. */
import {
  type CallData,
  type CompanyData,
  type ContactData,
  type DomainEvent,
  type LeadData,
  type MessageData,
  type NoteData,
  type ProductData,
  type TalkData,
  type TaskData,
} from './events.ts';
import { type Schema, type Translated } from './types.ts';

/** A subject as the CRM has it now, in the same shapes the events use. `null`: it is not there (any more). */
export type Snapshot =
  | { kind: 'lead'; data: LeadData }
  | { kind: 'contact'; data: ContactData }
  | { kind: 'company'; data: CompanyData }
  | { kind: 'task'; data: TaskData }
  | { kind: 'note'; data: NoteData }
  | { kind: 'call'; data: CallData }
  | { kind: 'talk'; data: TalkData; messages: MessageData[] }
  | { kind: 'customer'; data: CompanyData }
  | { kind: 'product'; data: ProductData }
  | { kind: 'definition'; data: DefinitionData }
  | { kind: 'subscription'; data: SubscriptionData }
  | { kind: 'account'; data: AccountData }
  | { kind: 'user'; data: UserData };

export type DefinitionType = 'task_type' | 'field' | 'catalog' | 'tag' | 'loss_reason' | 'bot';

/** One thing the account defined for itself. */
export interface DefinitionData {
  id: string;
  type: DefinitionType;
  /** Whose: `lead`, `contact`, `company`, or a catalog's id; absent where it does not apply. */
  of?: string;
  name: string;
  code?: string;
  sort?: number;
  /** Fields: the CRM's own field type. Catalogs and bots: their kind. */
  valueType?: string;
  /** Fields with a fixed set of values. */
  options?: { id: string; name: string }[];
  color?: string;
}

/** Where the CRM sends hooks. */
export interface SubscriptionData {
  id: string;
  url: string;
  /** False: the CRM gave up on the address. */
  enabled: boolean;
  /** The CRM's own names of what it sends. */
  names: string[];
  /** Of what the plugin cannot do without, what is not among them. */
  lacks?: string[];
}

/**
 * What `Crm.list` can be asked for. `fields`, `tags` and `products` come for one entity or catalog (`of`), `notes`
 * (calls among them) by their ids for one kind of holder, `messages` for one talk.
 */
export type Listable =
  | 'task_types'
  | 'fields'
  | 'catalogs'
  | 'tags'
  | 'loss_reasons'
  | 'bots'
  | 'products'
  | 'subscriptions'
  | 'leads'
  | 'contacts'
  | 'companies'
  | 'tasks'
  | 'talks'
  | 'notes'
  | 'messages';

export interface ListQuery {
  what: Listable;
  /** `lead`, `contact`, `company`, a catalog's id, or a talk's. */
  of?: string;
  /** Only what changed then or later, ISO 8601. */
  since?: string;
  /** Leads of these pipelines only. */
  pipelineIds?: readonly string[];
  /** Tasks: only open ones. Talks: only those in work. */
  open?: boolean;
  /** These entities only; at most 200. */
  ids?: readonly string[];
  /** `next` of the page before. */
  cursor?: string;
}

export interface ListPage {
  items: Snapshot[];
  /** Opaque; absent on the last page. */
  next?: string;
}

/** A stretch of the CRM's own history, both ends included. */
export interface HistoryQuery {
  from: string;
  to: string;
  cursor?: string;
}

export interface HistoryPage {
  /**
   * What the CRM says happened, with the keys its hooks would have brought wherever the CRM tells enough
   * to make them. `data` may hold no more than the id: read the entity for the rest.
   */
  events: DomainEvent[];
  next?: string;
}

/** A call an admin can try by hand to see whether the connection works. */
export interface Probe {
  id: string;
  title: Translated;
  /** `write` leaves something behind: the screen asks first. */
  effect: 'read' | 'write';
  /** What it needs to know; the form is drawn from it. */
  input: Schema;
}

/** What went over the wire, for a person to read. Never the token. */
export interface ProbeResult {
  request: { method: string; path: string; body?: unknown };
  /** null: no answer came. */
  status: number | null;
  /** Parsed JSON, or text cut to 16 KiB. */
  answer: unknown;
  /** Milliseconds. */
  ms: number;
}

export interface StageData {
  id: string;
  name: string;
  kind: 'incoming' | 'open' | 'won' | 'lost';
  sort: number;
  color?: string;
}

export interface PipelineData {
  id: string;
  name: string;
  main: boolean;
  sort: number;
  stages: StageData[];
}

export interface UserData {
  id: string;
  name: string;
  email?: string;
  admin: boolean;
  active: boolean;
  language?: string;
}

export interface AccountData {
  id: string;
  name: string;
  subdomain: string;
  language?: string;
  currency?: string;
  /** IANA name. */
  timezone?: string;
  users: UserData[];
  pipelines: PipelineData[];
}
