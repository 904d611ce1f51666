/**
 * The plugin host: finds, checks, feeds and guards plugins, and knows no single one.
 *
 * Plugin functions run in job workers, which can be ended and started again. The http role reads
 * definitions (`list`, `definition`) and calls none of the functions; where it needs a fact from the
 * CRM, `read` is the caller's own decision.
 */
import { fileURLToPath } from 'node:url';

import { type CrmUse } from '../egress/use.ts';
import { type FieldError } from '../errors.ts';
import { type Change } from '../sdk/changes.ts';
import { type Effect } from '../sdk/effects.ts';
import { Retry } from '../sdk/errors.ts';
import { type DomainEvent } from '../sdk/events.ts';
import { type Facts } from '../sdk/facts.ts';
import { type Subject } from '../sdk/subjects.ts';
import { type HistoryPage, type HistoryQuery, type ListPage, type ListQuery, type Probe, type ProbeResult, type Snapshot } from '../sdk/crm-data.ts';
import {
  type Constant,
  type Context,
  type Message,
  type ParsedHook,
  type Plugin,
  type PluginKind,
  type PreviewAbout,
  type Raw,
  type Receipt,
  type Tested,
} from '../sdk/types.ts';
import { Actions } from './actions.ts';
import { Conditions, type Tester } from './conditions.ts';
import { bareContext, type Caller, type ContextSources, fullContext } from './context.ts';
import { Waits } from './deadline.ts';
import { type Vet } from './find.ts';
import { Guard, PluginError } from './guard.ts';
import { type Input, inputProblems, Inputs } from './inputs.ts';
import { type Of, type PluginInfo, Registry } from './registry.ts';
import * as results from './results.ts';
import { ShortContexts } from './short-contexts.ts';
import { memoryStates, PluginUnavailable, Standings, type StatesPort, type WhyUnavailable } from './standings.ts';

export type { Tester } from './conditions.ts';
export type { Input } from './inputs.ts';
export type { PluginInfo } from './registry.ts';

/** Nobody waits, unless the caller says so. */
const BACKGROUND: CrmUse = { priority: 'background', feature: 'hooks' };
const REPLY: CrmUse = { priority: 'reply', feature: 'replies' };
const PLUGINS = fileURLToPath(new URL('../../plugins', import.meta.url));

export interface HostOptions extends ContextSources {
  /** Where it is kept how plugins stand with accounts; absent: in memory. */
  states?: StatesPort;
  /** Which CRM plugin an account is connected through; absent: the first one loaded. */
  crmOf?(accountId: string): Promise<string | undefined>;
  /** Absolute path of the four folders; default: `plugins/` of the repository. */
  dir?: string;
  /** Milliseconds a plugin call may take, besides its waits for a turn at the CRM. Default 5,000. */
  deadlineMs?: number;
  /** Milliseconds a plugin may take to load. Default 10,000. */
  loadDeadlineMs?: number;
  /** Which plugins must not be loaded; absent: all may. */
  vet?: Vet;
}

export class Host {
  readonly #options: HostOptions;
  readonly #registry: Registry;
  readonly #standings: Standings;
  readonly #guard: Guard;
  readonly #contexts: ShortContexts;
  readonly #conditions: Conditions;
  readonly #actions: Actions;

  constructor(options: HostOptions) {
    const { log, clock, states = memoryStates(), dir = PLUGINS, deadlineMs = 5_000, loadDeadlineMs = 10_000, vet } = options;
    this.#options = options;
    const registry = new Registry({ dir, loadDeadlineMs, log, vet });
    const standings = new Standings({ states, clock, log });
    const guard = new Guard({ log, standings, deadlineMs });
    const contexts = new ShortContexts(options);
    const inputs = new Inputs();
    this.#registry = registry;
    this.#standings = standings;
    this.#guard = guard;
    this.#contexts = contexts;
    this.#conditions = new Conditions({ registry, standings, contexts, guard, inputs });
    this.#actions = new Actions({ registry, guard, inputs, sources: options });
  }

  /** Loads what is in the folders, once. Never throws for a plugin's sake: a failed one is listed with its reason. */
  load(): Promise<void> {
    return this.#registry.load();
  }

  list(): PluginInfo[] {
    return this.#registry.list();
  }

  definition<K extends PluginKind>(kind: K, id: string): Of<K> | undefined {
    return this.#registry.definition(kind, id);
  }

  /** Why an input cannot be saved, by field; empty when it can. */
  inputProblems(kind: 'condition' | 'action', id: string, input: unknown): FieldError[] {
    const plugin = this.#registry.definition(kind, id);
    if (plugin) return inputProblems(plugin, input);
    return [{ path: '', code: 'missing_plugin', message: this.#registry.absent(kind, id).message }];
  }

  /** Why an account cannot use it now; null when it can. A rest after faults is none: it ends by itself. */
  async unavailable(accountId: string, kind: PluginKind, id: string): Promise<WhyUnavailable | null> {
    await Promise.all([this.load(), this.#standings.refresh(accountId)]);
    try {
      this.#standings.refuseUnavailable(accountId, this.#registry.need(kind, id));
      return null;
    } catch (error) {
      return error instanceof PluginUnavailable ? error.reason : null;
    }
  }

  /** The account's conditions, ready to be asked without waiting. */
  conditions(accountId: string): Promise<Tester> {
    return this.#conditions.tester(accountId);
  }

  /** One question; for many ask `conditions` once. @throws PluginUnavailable, Retry, Refuse, PluginError */
  async test(accountId: string, conditionId: string, input: Input, event: DomainEvent, facts: Facts): Promise<Tested> {
    const tester = await this.conditions(accountId);
    return tester.test(conditionId, input, event, facts);
  }

  /** By which facts rules with this condition are found; none where that cannot be told. After `load`. */
  constants(conditionId: string, input: Input): readonly Constant[] {
    return this.#conditions.constants(conditionId, input);
  }

  /** What the action would do, in words, at most 1,000 characters. @throws PluginUnavailable, Retry, Refuse, PluginError */
  preview(accountId: string, actionId: string, input: Input, about: PreviewAbout): Promise<string> {
    return this.#actions.preview(accountId, actionId, input, about);
  }

  /** What the action asks for, checked; nothing has happened yet. @throws PluginUnavailable, Retry, Refuse, PluginError */
  act(accountId: string, actionId: string, input: Input, event: DomainEvent, run: { facts: Facts; key: string }): Promise<Effect[]> {
    return this.#actions.act(accountId, actionId, input, event, run);
  }

  /** Its settings or its standing were changed: the next call reads them. */
  forget(pluginId: string, accountId: string): void {
    this.#contexts.forget(pluginId, accountId);
    this.#standings.forget(accountId);
  }

  /** Until when it rests for this account after too many bugs in a row; null when it does not. */
  pausedUntil(pluginId: string, accountId: string): Date | null {
    const { pausedUntil } = this.#standings.of(accountId, pluginId);
    return pausedUntil && pausedUntil > this.#options.clock.now() ? pausedUntil : null;
  }

  /** Until the faults noticed so far are stored. */
  settled(): Promise<void> {
    return this.#standings.written();
  }

  /** Bytes of a hook to events. @throws Refuse('invalid') when they cannot be read, Refuse('unsupported') for an unknown plugin, PluginError */
  async parse(pluginId: string, raw: Raw, accountId: string): Promise<ParsedHook> {
    await this.load();
    const plugin = this.definition('crm', pluginId) ?? this.definition('channel', pluginId);
    if (!plugin) throw this.#registry.absent('plugin', pluginId);
    const ctx = await this.#contexts.of(plugin, accountId);
    return this.#guard.run<ParsedHook>({ plugin, accountId, call: 'parse', effect: false, check: results.parsedHook, run: () => plugin.parse(raw, ctx) });
  }

  /** The subject as the CRM has it now; null when it is not there. @throws Refuse, Retry, PluginError */
  async read(accountId: string, subject: Subject, use: CrmUse = BACKGROUND): Promise<Snapshot | null> {
    const crm = await this.#crm(accountId);
    return this.#call(crm, 'read', { accountId, use }, false, results.snapshot, (ctx) => crm.read(subject, ctx));
  }

  /** One page of entities or definitions. @throws Refuse, Retry, PluginError */
  async readList(accountId: string, query: ListQuery, use: CrmUse = BACKGROUND): Promise<ListPage> {
    const crm = await this.#crm(accountId);
    return this.#call(crm, 'list', { accountId, use }, false, results.listPage, (ctx) => crm.list(query, ctx));
  }

  /** One page of what the CRM says happened. @throws Refuse, Retry, PluginError */
  async readHistory(accountId: string, query: HistoryQuery, use: CrmUse = BACKGROUND): Promise<HistoryPage> {
    const crm = await this.#crm(accountId);
    return this.#call(crm, 'history', { accountId, use }, false, results.historyPage, (ctx) => crm.history(query, ctx));
  }

  /** Makes a call by hand and says what went over the wire, and in what time without its wait for a turn. @throws Refuse, Retry, PluginError */
  async probe(accountId: string, id: string, input: Record<string, unknown>): Promise<ProbeResult> {
    const crm = await this.#crm(accountId);
    const waits = new Waits();
    const caller: Caller = { accountId, use: { priority: 'click', feature: 'test' }, onWait: waits.onWait };
    const result = await this.#call(crm, 'probe', caller, true, results.probeResult, (ctx) => crm.probe(id, input, ctx));
    return { ...result, ms: Math.max(0, Math.round(result.ms - waits.ms)) };
  }

  /** The calls an admin can try by hand. */
  async probes(accountId: string): Promise<readonly Probe[]> {
    return (await this.#crm(accountId)).probes;
  }

  /** @throws Refuse, Retry (`inDoubt`: read back or rely on the change's key before repeating) */
  async write(accountId: string, change: Change, use: CrmUse = BACKGROUND): Promise<Receipt> {
    const crm = await this.#crm(accountId);
    return this.#call(crm, 'write', { accountId, use }, true, results.receipt, (ctx) => crm.write(change, ctx));
  }

  /** Hours after the customer's last message in which a free reply may be sent; null = no limit. @throws Refuse('unsupported'), PluginError */
  window(channelId: string, origin: string | undefined): number | null {
    const channel = this.definition('channel', channelId);
    if (!channel) throw this.#registry.absent('channel', channelId);
    try {
      return results.windowHours(channel.window(origin));
    } catch (error) {
      throw new PluginError(channelId, 'window() failed', error);
    }
  }

  /** @throws Refuse, Retry (`inDoubt`: the customer may have got it, ask `readBack` before repeating) */
  async send(accountId: string, channelId: string, message: Message): Promise<Receipt> {
    const channel = await this.#channel(channelId);
    return this.#call(channel, 'send', { accountId, use: REPLY }, true, results.receipt, (ctx) => channel.send(message, ctx));
  }

  /**
   * Whether a message of unknown outcome is there: its receipt, or null when it certainly is not. As
   * long as that cannot be told, the doubt stays: every `Retry` from here is `inDoubt`.
   */
  async readBack(accountId: string, channelId: string, message: Message): Promise<Receipt | null> {
    const channel = await this.#channel(channelId);
    try {
      return await this.#call(channel, 'readBack', { accountId, use: REPLY }, true, results.maybeReceipt, (ctx) => channel.readBack(message, ctx));
    } catch (error) {
      if (!(error instanceof Retry) || error.inDoubt) throw error;
      throw new Retry(error.message, { ...(error.afterMs === undefined ? {} : { afterMs: error.afterMs }), inDoubt: true, cause: error });
    }
  }

  async #call<T>(plugin: Plugin, call: string, caller: Caller, effect: boolean, check: (value: T) => T, run: (ctx: Context) => Promise<T>): Promise<T> {
    const { accountId } = caller;
    // Read before the guard: a failing database is no bug of the plugin.
    const bare = await bareContext(plugin, accountId, this.#options);
    return this.#guard.run<T>({
      plugin,
      accountId,
      call,
      effect,
      check,
      run: (time) => run(fullContext(plugin, caller, bare, time, this.#options)),
    });
  }

  async #crm(accountId: string): Promise<Of<'crm'>> {
    await this.load();
    return this.#registry.need('crm', (await this.#options.crmOf?.(accountId)) ?? this.#registry.loaded('crm')[0]?.id ?? 'crm');
  }

  async #channel(id: string): Promise<Of<'channel'>> {
    await this.load();
    return this.#registry.need('channel', id);
  }
}
