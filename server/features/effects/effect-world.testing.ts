/** For tests: runs of rules over a real database, from the plan to the end. What actions want is scripted, and what is outside answers by script. */
import { type EntityManager } from '@mikro-orm/postgresql';
import { asValue } from 'awilix';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { type Change } from '../../sdk/changes.ts';
import { type Effect as EffectBody } from '../../sdk/effects.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { type Message, type Receipt } from '../../sdk/types.ts';
import { Account } from '../accounts/entities.ts';
import { Contact, Lead } from '../crm/entities.ts';
import { HookWorld } from '../hooks/hook-world.testing.ts';
import { RuleDefinition } from '../rules/definition.ts';
import { Rule, RuleRun } from '../rules/entities.ts';
import { Talk } from '../talks/entities.ts';
import { ActionRun, Effect } from './entities.ts';

/** What an action is to ask for, by what stands in its input beside the text. */
export type Wanted = EffectBody[] | Error;
export interface Step {
  text?: string;
  wants: Wanted;
}

/** The process dies: before the commit of the nth transaction, or right after it. */
export interface Crash {
  at: number;
  when: 'before' | 'after';
}

export class Died extends Error {
  override readonly name = 'Died';
}

const JOBS = new Set(['run-actions', 'perform-effect', 'deliver']);
const NOON = '2026-11-18T12:00:00.000Z';

export class EffectWorld {
  readonly hooks: HookWorld;
  rule!: Rule;
  talk!: Talk;
  lead!: Lead;
  /** Changes that reached the CRM, and messages that reached the customer: each once for its key, however often it is sent. */
  readonly written: Change[] = [];
  readonly sent: Message[] = [];
  /** Texts of the inputs as the actions got them. */
  readonly acted: string[] = [];
  /** Before something outside happens; what it throws is the other side's answer. */
  outside: (what: Change | Message) => void | Promise<void> = () => undefined;
  /** After it happened. */
  answered: (what: Change | Message) => void = () => undefined;
  crash: Crash | undefined;
  transactions = 0;
  readonly errors: unknown[] = [];
  #wanted = new Map<string, Wanted>();

  private constructor(hooks: HookWorld) {
    this.hooks = hooks;
  }

  static async open(): Promise<EffectWorld> {
    const world = new EffectWorld(await HookWorld.open());
    const { host } = world.hooks.container.cradle;
    await host.load();
    Object.assign(host, {
      act: async (_account: string, _action: string, input: { text?: string; wants?: string }) => world.#act(input),
      preview: async (_account: string, _action: string, input: { text?: string }) => `would say “${input.text ?? ''}”`,
      write: async (_account: string, change: Change) => world.#once(change, world.written),
      send: async (_account: string, _channel: string, message: Message) => world.#once(message, world.sent),
      readBack: async (_account: string, _channel: string, message: Message) =>
        world.sent.some(({ key }) => key === message.key) ? receiptOf(message.key) : null,
    });
    return world;
  }

  /** An account with a lead of Rob's (2), its contact, their talk, and a rule. */
  async reset(): Promise<void> {
    await this.hooks.reset();
    for (const list of [this.written, this.sent, this.acted, this.errors]) list.length = 0;
    this.#wanted.clear();
    this.outside = this.answered = () => undefined;
    this.crash = undefined;
    this.transactions = 0;
    const em = this.em();
    const accountId = this.hooks.account.id;
    const dataKey = this.hooks.container.cradle.vault.newDataKey(accountId);
    await em.nativeUpdate(Account, { id: accountId }, { mode: 'auto', dataKey });
    this.lead = em.create(Lead, { id: newId(), accountId, crmId: '24', name: 'Sofa', responsibleCrmId: '2', tags: [], fields: [], readAt: this.hooks.now });
    const contact = em.create(Contact, { id: newId(), accountId, crmId: '31', name: 'Inés Mora', readAt: this.hooks.now });
    this.talk = em.create(Talk, {
      id: newId(),
      accountId,
      crmId: '500',
      channel: 'kommo-talks',
      origin: 'telegram',
      leadId: this.lead.id,
      contactId: contact.id,
      mode: 'auto',
      open: true,
      version: 1,
      lastMessageAt: new Date(NOON),
      lastInAt: new Date(NOON),
    });
    const definition = RuleDefinition.parse({ name: 'Follow up', trigger: { on: 'lead_updated' }, actions: [{ action: 'send-message', input: {} }] });
    this.rule = em.create(Rule, { id: newId(), accountId, definition, event: 'lead.updated', enabled: true, version: 1 });
    await em.flush();
  }

  em(): EntityManager {
    return this.hooks.em();
  }

  /** A run of the rule whose actions want this, planned as the rules do it. */
  async fire(
    steps: readonly Step[],
    { event = leadUpdated(), hookEventId = null }: { event?: DomainEvent; hookEventId?: string | null } = {},
  ): Promise<RuleRun> {
    const id = newId();
    return this.run(async ({ em, accountId, effects }) =>
      em.fork().transactional(async (tx) => {
        const ruleRun = tx.create(RuleRun, {
          id,
          accountId,
          ruleId: this.rule.id,
          ruleVersion: 1,
          key: id,
          hookEventId,
          event,
          subject: 'lead:24',
          leadCrmId: '24',
          state: 'running',
          conditions: [],
          chain: [this.rule.id],
          at: new Date(event.at),
        });
        await effects.plan(tx, { ruleRun, actions: steps.map((step) => ({ action: 'send-message', input: this.#inputOf(step) })) });
        return ruleRun;
      }),
    );
  }

  /** Runs the jobs that wait until none does. Each is tried so often; a process that dies gives its job back. */
  async work({ tries = 1 }: { tries?: number } = {}): Promise<void> {
    for (let job = await this.#next(); job; job = await this.#next()) {
      await this.hooks.container.cradle.queue.rows.takeBack(job.name, job.id);
      for (let attempt = 1; attempt <= tries; attempt += 1) {
        const ended = await this.#handle(job.name, job.data, attempt === tries);
        if (ended === 'done') break;
        if (ended === 'died') attempt -= 1;
      }
    }
  }

  /** In a scope like a job's; the crash that is set happens in it. */
  async run<T>(work: (cradle: ScopedCradle) => Promise<T>): Promise<T> {
    const scope = this.hooks.container.createScope<ScopedCradle>();
    const accountId = this.hooks.account.id;
    scope.register({ caller: asValue(undefined), accountId: asValue(accountId), em: asValue(this.#dying(this.em())) });
    try {
      return await work(scope.cradle);
    } finally {
      await scope.dispose();
    }
  }

  /** `state` of each action, with its problem. */
  async actions(): Promise<string[]> {
    const rows = await this.em().find(ActionRun, {}, { orderBy: { ruleRunId: 'asc', position: 'asc' } });
    return rows.map(({ state, problem }) => (problem ? `${state} ${problem}` : state));
  }

  /** `kind state` of each effect, with its problem. */
  async effects(): Promise<string[]> {
    return (await this.effectRows()).map(({ kind, state, problem }) => `${kind} ${state}${problem ? ` ${problem}` : ''}`);
  }

  effectRows(): Promise<Effect[]> {
    return this.em().find(Effect, {}, { orderBy: { actionRunId: 'asc', position: 'asc' } });
  }

  async runs(): Promise<string[]> {
    return (await this.em().find(RuleRun, {}, { orderBy: { id: 'asc' } })).map(({ state }) => state);
  }

  async close(): Promise<void> {
    await this.hooks.close();
  }

  async #next() {
    const { items } = await this.hooks.container.cradle.queue.list({ state: 'waiting', limit: 200 }, this.hooks.account.id);
    return items.filter(({ name }) => JOBS.has(name)).at(-1);
  }

  async #handle(name: string, data: Record<string, unknown>, lastAttempt: boolean): Promise<'done' | 'failed' | 'died'> {
    try {
      await this.run(async (cradle) => {
        if (name === 'run-actions') await cradle.actionRunner.run(String(data['ruleRunId']), lastAttempt);
        else if (name === 'deliver') await cradle.deliveries.deliver(String(data['deliveryId']), lastAttempt);
        else await cradle.effectPerformer.perform(String(data['effectId']), { signal: new AbortController().signal, lastAttempt });
      });
      return 'done';
    } catch (error) {
      if (isDeath(error)) return 'died';
      this.errors.push(error);
      return 'failed';
    }
  }

  #inputOf({ text = 'x', wants }: Step): Record<string, unknown> {
    const id = newId();
    this.#wanted.set(id, wants);
    return { text, wants: id };
  }

  #act({ text = '', wants = '' }: { text?: string; wants?: string }): EffectBody[] {
    this.acted.push(text);
    const wanted = this.#wanted.get(wants) ?? [];
    if (wanted instanceof Error) throw wanted;
    return wanted;
  }

  async #once<T extends Change | Message>(what: T, done: T[]): Promise<Receipt> {
    await this.outside(what);
    if (!done.some(({ key }) => key === what.key)) done.push(what);
    this.answered(what);
    return receiptOf(what.key);
  }

  /** Counts the transactions of all forks. */
  #dying(em: EntityManager): EntityManager {
    return new Proxy(em, {
      get: (target, property) => {
        if (property === 'fork') return (...args: Parameters<EntityManager['fork']>) => this.#dying(target.fork(...args));
        if (property === 'transactional')
          return async (work: (tx: EntityManager) => Promise<unknown>) => {
            const isFatal = (this.transactions += 1) === this.crash?.at;
            const result = await target.transactional(async (tx) => {
              const value = await work(tx);
              if (isFatal && this.crash?.when === 'before') throw new Died('before the commit');
              return value;
            });
            if (isFatal) throw new Died('after the commit');
            return result;
          };
        const value = Reflect.get(target, property) as unknown;
        return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
      },
    });
  }
}

const isDeath = (error: unknown): boolean => error instanceof Died || (error instanceof Error && error.cause instanceof Died);

export const receiptOf = (key: string): Receipt => ({ id: `crm-${key}`, via: 'test', at: NOON });

export const leadUpdated = (data: Record<string, unknown> = {}): DomainEvent =>
  ({ name: 'lead.updated', subject: 'lead:24', at: NOON, actor: { kind: 'user' }, data: { id: '24', ...data } }) as DomainEvent;

export const note = (text: string): EffectBody => ({ kind: 'crm', change: { kind: 'add_note', subject: 'lead:24', text } });
export const say = (text: string): EffectBody => ({ kind: 'message', text });
