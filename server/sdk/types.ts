/** The plugin contract. A plugin sees this folder and one argument (`ctx`), never the rest of the server. */
import { type z } from 'zod';

import { type Change } from './changes.ts';
import { type HistoryPage, type HistoryQuery, type ListPage, type ListQuery, type Probe, type ProbeResult, type Snapshot } from './crm-data.ts';
import { type Effects } from './effects.ts';
import { type DomainEvent } from './events.ts';
import { type FactKey, type Facts } from './facts.ts';
import { type Subject } from './subjects.ts';

export type Schema = z.ZodObject;
export type Maybe<T> = T | Promise<T>;
export type Language = 'en' | 'ru' | 'es' | 'pt';
/** At least English; the screen falls back to it. */
export type Translated = { en: string } & Partial<Record<Language, string>>;

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** A key-value space per plugin and account. Values are JSON, at most 64 KiB each. */
export interface Store {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
}

/** What came in, untouched. */
export interface Raw {
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  receivedAt: Date;
}

/**
 * The account's own CRM host. A plugin that names it in `hosts` may pass `ctx.fetch` a path
 * (`/api/v4/leads/1`): the host resolves it against the connected account, adds the bearer token,
 * refreshes it when it has expired and keeps to the CRM's rate limit.
 */
export const CRM_HOST = '@crm';

export interface Context<S extends Schema = Schema> {
  settings: z.output<S>;
  log: Log;
  /** Aborts at the call's deadline (5 s) or when the process stops. */
  signal: AbortSignal;
  /**
   * Bound to `hosts`; refuses everything else, private addresses and redirects. Its errors carry
   * `sent: false` when the request certainly never left.
   */
  fetch: typeof fetch;
  store: Store;
  clock: { now(): Date };
}

/** For what must stay pure. */
export type Bare<S extends Schema = Schema> = Pick<Context<S>, 'settings' | 'log'>;

export interface Base<K extends PluginKind, S extends Schema> {
  /** Equals the parent folder's kind. */
  kind: K;
  /** Contract version; the host refuses others. */
  api: 1;
  /** Equals the folder name. */
  id: string;
  title: Translated;
  description: Translated;
  /** One of the product's icon names. */
  icon: string;
  /** Of a plugin from elsewhere; the house's own carry the server's. */
  version?: string;
  /** Per account; also draws the form in the widget. */
  settings: S;
  /** Where `ctx.fetch` may go: exact host names or `CRM_HOST`; nowhere unless named. */
  hosts?: readonly string[];
}

/** Proof that something happened outside. */
export interface Receipt {
  /** The other side's id of what was made. */
  id?: string;
  /** Which way it went, e.g. `talks_api`, `salesbot`. */
  via: string;
  at: string;
}

export interface CrmCapabilities {
  leads: boolean;
  talks: boolean;
  tasks: boolean;
  hooks: boolean;
}

/** Signing in is declared, not coded: the host runs the OAuth dance with it. */
export interface OAuthSignIn {
  type: 'oauth2';
  /** Absolute address of the consent page. */
  authorizeUrl: string;
  /** Path of the token endpoint on the account's own host. */
  tokenPath: string;
  /** Registrable domains an account host may be one label under. */
  domains: readonly string[];
  scopes: readonly string[];
}

export interface Crm<S extends Schema = Schema> extends Base<'crm', S> {
  capabilities: CrmCapabilities;
  signIn: OAuthSignIn;
  /** Pure: bytes in, the whole batch out in our words. Throws `Refuse('invalid')` for what cannot be read. */
  parse(raw: Raw, ctx: Bare<S>): Maybe<ParsedHook>;
  read(subject: Subject, ctx: Context<S>): Promise<Snapshot | null>;
  /** One page, one request. @throws Refuse('unsupported') for what this CRM does not have */
  list(query: ListQuery, ctx: Context<S>): Promise<ListPage>;
  /** One page of what happened, oldest first where the CRM allows. It may come late: ask again with some overlap. */
  history(query: HistoryQuery, ctx: Context<S>): Promise<HistoryPage>;
  write(change: Change, ctx: Context<S>): Promise<Receipt>;
  probes: readonly Probe[];
  /** Makes the call of one probe, whatever the answer. @throws Refuse('invalid') for an unknown probe or input */
  probe(id: string, input: Record<string, unknown>, ctx: Context<S>): Promise<ProbeResult>;
}

/** What a hook says, and whose it claims to be (a claim: the path secret decides, this must agree). */
export interface ParsedHook {
  account?: { id?: string; subdomain?: string };
  events: DomainEvent[];
}

export interface Message {
  /** Idempotency key: the id of the delivery. */
  key: string;
  /** The channel's id of the conversation (Kommo: the talk id). */
  talk: Subject;
  lead?: Subject;
  contact?: Subject;
  /** At most 4,000 characters, plain text. */
  text: string;
  /** When the first attempt was made, to bound a read-back. */
  firstTriedAt: Date;
}

export interface ChannelCapabilities {
  text: boolean;
  images: boolean;
  templates: boolean;
  voice: boolean;
}

export interface Channel<S extends Schema = Schema> extends Base<'channel', S> {
  capabilities: ChannelCapabilities;
  /** Hours after the customer's last message in which a free reply may be sent, by origin; null = no limit. */
  window(origin: string | undefined): number | null;
  /** The sender's signature is checked where there is one. A channel whose messages come by the CRM's hooks returns no events. */
  parse(raw: Raw, ctx: Bare<S>): Maybe<ParsedHook>;
  send(message: Message, ctx: Context<S>): Promise<Receipt>;
  /**
   * After an attempt whose outcome is unknown: the receipt if the message is there, null if it
   * certainly is not. A channel that cannot tell throws `Retry`.
   */
  readBack(message: Message, ctx: Context<S>): Promise<Receipt | null>;
}

/** What a condition found, for the log and for people. */
export interface Tested {
  holds: boolean;
  /** The value it looked at, e.g. the stage's name or the price; shown beside the answer. */
  found?: string | number | boolean | null | readonly string[];
}

/** Holds only if one of the values of `fact` is in the list: the condition need not be asked otherwise. */
export interface Constant {
  fact: FactKey;
  in: readonly string[];
}

export interface Condition<S extends Schema = Schema, I extends Schema = Schema> extends Base<'condition', S> {
  /** What the rule's author fills in. */
  input: I;
  /**
   * The condition as a clause, e.g. `the lead is in {{stages}}`: `{{field}}` is the input's field by its path, in words; of rows
   * `{{rows.field}}` says each by that field. The rule's summary is made of it; what it leaves out is added behind it.
   *
   * `[…]` is left out as a whole when a field named in it is empty or all of them are as they are by default, e.g.
   * `the lead has a price[ from {{from}}][ up to {{to}}]`. In it a switch says nothing of its own: off leaves the words out.
   * A comma that begins a piece goes where nothing stands before it: `change the lead: [stage {{stage}}][, price {{price}}]`.
   */
  says?: Translated;
  test(input: z.output<I>, event: DomainEvent, ctx: Bare<S> & { facts: Facts }): Maybe<boolean | Tested>;
  /** What must be so for it to hold, where that can be told from the input alone: rules are found by it. Pure. */
  constants?(input: z.output<I>): readonly Constant[];
}

/** Security class of an action: what the model may do alone, with a check, or only with a person's yes. */
export type ActionEffect = 'free' | 'conditional' | 'approval';

/** What a preview is about and for whom. */
export interface PreviewAbout {
  event: DomainEvent;
  facts: Facts;
  language: Language;
}

export interface Action<S extends Schema = Schema, I extends Schema = Schema> extends Base<'action', S> {
  input: I;
  effect: ActionEffect;
  /** The action as a clause, e.g. `create the task “{{text}}”`; see `Condition.says`. */
  says?: Translated;
  /** Says in words what it would do, in the language asked for. Used by dry runs, previews and approval cards. Pure. */
  preview(input: z.output<I>, about: PreviewAbout): Maybe<string>;
  run(input: z.output<I>, event: DomainEvent, ctx: Context<S> & Effects): Promise<void>;
}

export type PluginKind = 'crm' | 'channel' | 'action' | 'condition';
export type Plugin = Crm | Channel | Action | Condition;
