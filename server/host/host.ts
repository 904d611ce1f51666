/**
 * The plugin host: finds, checks, feeds and guards plugins, and knows no single one.
 *
 * Plugin functions run in job workers, which can be ended and started again. The http role reads
 * definitions (`list`, `definition`) and calls none of the functions; where it needs a fact from the
 * CRM, `read` is the caller's own decision.
 */
import { fileURLToPath } from 'node:url';

import { type CrmUse } from '../egress/use.ts';
import { type Change } from '../sdk/changes.ts';
import { Refuse, Retry } from '../sdk/errors.ts';
import { type Subject } from '../sdk/subjects.ts';
import { type HistoryPage, type HistoryQuery, type ListPage, type ListQuery, type Probe, type ProbeResult, type Snapshot } from '../sdk/crm-data.ts';
import { type Context, type Message, type ParsedHook, type Plugin, type PluginKind, type Raw, type Receipt, type Translated } from '../sdk/types.ts';
import { checkPlugins, type Loaded } from './check.ts';
import { bareContext, type Caller, type ContextSources, fullContext } from './context.ts';
import { findPlugins } from './find.ts';
import { Waits } from './deadline.ts';
import { Guard, PluginError } from './guard.ts';
import * as results from './results.ts';
import { ShortContexts } from './short-contexts.ts';

/** Nobody waits, unless the caller says so. */
const BACKGROUND: CrmUse = { priority: 'background', feature: 'hooks' };
const REPLY: CrmUse = { priority: 'reply', feature: 'replies' };

type Of<K extends PluginKind> = Extract<Plugin, { kind: K }>;

export interface HostOptions extends ContextSources {
  /** Which CRM plugin an account is connected through; absent: the first one loaded. */
  crmOf?(accountId: string): Promise<string>;
  /** Absolute path of the four folders; default: `plugins/` of the repository. */
  dir?: string;
  /** Milliseconds a plugin call may take, besides its waits for a turn at the CRM. Default 5,000. */
  deadlineMs?: number;
  /** Milliseconds a plugin may take to load. Default 10,000. */
  loadDeadlineMs?: number;
}

export interface PluginInfo {
  kind: PluginKind;
  id: string;
  title: Translated;
  description: Translated;
  icon: string;
  hosts: readonly string[];
  state: 'loaded' | 'failed';
  /** Why it failed. */
  reason: string | null;
}

export class Host {
  readonly #options: HostOptions;
  readonly #guard: Guard;
  readonly #parsing: ShortContexts;
  #plugins: Loaded[] = [];
  #loading: Promise<void> | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#parsing = new ShortContexts(options);
    this.#guard = new Guard({ log: options.log, clock: options.clock, deadlineMs: options.deadlineMs ?? 5_000 });
  }

  /** Loads what is in the folders, once. Never throws for a plugin's sake: a failed one is listed with its reason. */
  load(): Promise<void> {
    return (this.#loading ??= this.#load());
  }

  list(): PluginInfo[] {
    return this.#plugins.map((entry): PluginInfo => {
      const { kind, id } = entry;
      if (entry.state === 'failed')
        return { kind, id, title: { en: id }, description: { en: '' }, icon: 'plugin', hosts: [], state: 'failed', reason: entry.reason };
      const { title, description, icon, hosts = [] } = entry.plugin;
      return { kind, id, title, description, icon, hosts, state: 'loaded', reason: null };
    });
  }

  definition<K extends PluginKind>(kind: K, id: string): Of<K> | undefined {
    const entry = this.#plugins.find((one) => one.kind === kind && one.id === id);
    return entry?.state === 'loaded' ? (entry.plugin as Of<K>) : undefined;
  }

  /** Its settings were changed: the next call reads them. */
  forget(pluginId: string, accountId: string): void {
    this.#parsing.forget(pluginId, accountId);
  }

  /** Until when it rests for this account after too many bugs in a row; null when it does not. */
  pausedUntil(pluginId: string, accountId: string): Date | null {
    return this.#guard.pausedUntil(pluginId, accountId);
  }

  /** Bytes of a hook to events. @throws Refuse('invalid') when they cannot be read, Refuse('unsupported') for an unknown plugin, PluginError */
  async parse(pluginId: string, raw: Raw, accountId: string): Promise<ParsedHook> {
    await this.load();
    const plugin = this.definition('crm', pluginId) ?? this.definition('channel', pluginId);
    if (!plugin) throw this.#absent('plugin', pluginId);
    const ctx = await this.#parsing.of(plugin, accountId);
    return this.#guard.run<ParsedHook>({ pluginId, accountId, effect: false, check: results.parsedHook, run: () => plugin.parse(raw, ctx) });
  }

  /** The subject as the CRM has it now; null when it is not there. @throws Refuse, Retry, PluginError */
  async read(accountId: string, subject: Subject, use: CrmUse = BACKGROUND): Promise<Snapshot | null> {
    const crm = await this.#crm(accountId);
    return this.#call(crm, { accountId, use }, false, results.snapshot, (ctx) => crm.read(subject, ctx));
  }

  /** One page of entities or definitions. @throws Refuse, Retry, PluginError */
  async readList(accountId: string, query: ListQuery, use: CrmUse = BACKGROUND): Promise<ListPage> {
    const crm = await this.#crm(accountId);
    return this.#call(crm, { accountId, use }, false, results.listPage, (ctx) => crm.list(query, ctx));
  }

  /** One page of what the CRM says happened. @throws Refuse, Retry, PluginError */
  async readHistory(accountId: string, query: HistoryQuery, use: CrmUse = BACKGROUND): Promise<HistoryPage> {
    const crm = await this.#crm(accountId);
    return this.#call(crm, { accountId, use }, false, results.historyPage, (ctx) => crm.history(query, ctx));
  }

  /** Makes a call by hand and says what went over the wire, and in what time without its wait for a turn. @throws Refuse, Retry, PluginError */
  async probe(accountId: string, id: string, input: Record<string, unknown>): Promise<ProbeResult> {
    const crm = await this.#crm(accountId);
    const waits = new Waits();
    const caller: Caller = { accountId, use: { priority: 'click', feature: 'test' }, onWait: waits.onWait };
    const result = await this.#call(crm, caller, true, results.probeResult, (ctx) => crm.probe(id, input, ctx));
    return { ...result, ms: Math.max(0, Math.round(result.ms - waits.ms)) };
  }

  /** The calls an admin can try by hand. */
  async probes(accountId: string): Promise<readonly Probe[]> {
    return (await this.#crm(accountId)).probes;
  }

  /** @throws Refuse, Retry (`inDoubt`: read back or rely on the change's key before repeating) */
  async write(accountId: string, change: Change, use: CrmUse = BACKGROUND): Promise<Receipt> {
    const crm = await this.#crm(accountId);
    return this.#call(crm, { accountId, use }, true, results.receipt, (ctx) => crm.write(change, ctx));
  }

  /** Hours after the customer's last message in which a free reply may be sent; null = no limit. @throws Refuse('unsupported'), PluginError */
  window(channelId: string, origin: string | undefined): number | null {
    const channel = this.definition('channel', channelId);
    if (!channel) throw this.#absent('channel', channelId);
    try {
      return results.windowHours(channel.window(origin));
    } catch (error) {
      throw new PluginError(channelId, 'window() failed', error);
    }
  }

  /** @throws Refuse, Retry (`inDoubt`: the customer may have got it, ask `readBack` before repeating) */
  async send(accountId: string, channelId: string, message: Message): Promise<Receipt> {
    const channel = await this.#channel(channelId);
    return this.#call(channel, { accountId, use: REPLY }, true, results.receipt, (ctx) => channel.send(message, ctx));
  }

  /**
   * Whether a message of unknown outcome is there: its receipt, or null when it certainly is not. As
   * long as that cannot be told, the doubt stays: every `Retry` from here is `inDoubt`.
   */
  async readBack(accountId: string, channelId: string, message: Message): Promise<Receipt | null> {
    const channel = await this.#channel(channelId);
    try {
      return await this.#call(channel, { accountId, use: REPLY }, true, results.maybeReceipt, (ctx) => channel.readBack(message, ctx));
    } catch (error) {
      if (!(error instanceof Retry) || error.inDoubt) throw error;
      throw new Retry(error.message, { ...(error.afterMs === undefined ? {} : { afterMs: error.afterMs }), inDoubt: true, cause: error });
    }
  }

  async #call<T>(plugin: Plugin, caller: Caller, effect: boolean, check: (value: T) => T, run: (ctx: Context) => Promise<T>): Promise<T> {
    const { accountId } = caller;
    // Read before the guard: a failing database is no bug of the plugin.
    const bare = await bareContext(plugin, accountId, this.#options);
    return this.#guard.run<T>({
      pluginId: plugin.id,
      accountId,
      effect,
      check,
      run: (time) => run(fullContext(plugin, caller, bare, time, this.#options)),
    });
  }

  async #crm(accountId: string): Promise<Of<'crm'>> {
    await this.load();
    const id = (await this.#options.crmOf?.(accountId)) ?? this.#plugins.find((entry) => entry.kind === 'crm' && entry.state === 'loaded')?.id ?? 'crm';
    const crm = this.definition('crm', id);
    if (!crm) throw this.#absent('crm', id);
    return crm;
  }

  async #channel(id: string): Promise<Of<'channel'>> {
    await this.load();
    const channel = this.definition('channel', id);
    if (!channel) throw this.#absent('channel', id);
    return channel;
  }

  #absent(kind: string, id: string): Refuse {
    const reason = this.#plugins.find((entry) => entry.id === id && entry.state === 'failed');
    return new Refuse(
      'unsupported',
      reason?.state === 'failed' ? `Plugin ${id} is not at work. ${reason.reason}` : `There is no ${kind} plugin "${id.slice(0, 60)}" here.`,
    );
  }

  async #load(): Promise<void> {
    const { dir = fileURLToPath(new URL('../../plugins', import.meta.url)), loadDeadlineMs = 10_000, log } = this.#options;
    this.#plugins = checkPlugins(await findPlugins(dir, loadDeadlineMs));
    for (const entry of this.#plugins)
      if (entry.state === 'failed') log.error({ plugin: entry.id, kind: entry.kind, reason: entry.reason }, 'a plugin is not at work');
  }
}
