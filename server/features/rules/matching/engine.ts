import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../../container.ts';
import { newId } from '../../../db/base.ts';
import { type Tester } from '../../../host/conditions.ts';
import { PluginUnavailable } from '../../../host/standings.ts';
import { type DomainEvent } from '../../../sdk/events.ts';
import { type AccountFacts } from '../../../sdk/facts.ts';
import { type StoredFacts } from '../../subjects/schema.ts';
import { type Decision, decide, type Runs, subjectOf } from './decide.ts';
import { RuleRun, type RunState } from '../entities.ts';
import { type SkipReason } from '../schema.ts';
import { type CompiledRule } from './rule-index.ts';
import { StoredRuns } from './runs.ts';

/** Of one event: where hundreds of rules differ by a word, each message nearly starts many, and a row for each would cost more than the rest. */
const NEAR_MAX = 5;

/** One event with what was known when it came. */
export interface HeardEvent {
  /** Of the stored event; null for one that is not stored. */
  id: string | null;
  /** The occurrence: a rule runs for it once. */
  key: string;
  event: DomainEvent;
  facts: StoredFacts;
  /** Rules whose effects came back as this event. */
  chain: readonly string[];
  hookEventId: string | null;
}

interface Applying {
  account: AccountFacts;
  tester: Tester;
  runs: Runs;
  /** Who started it by hand. */
  memberId?: string | null;
  /** False: near misses of a look at many leads are not worth a row each. */
  keepNear?: boolean;
}

type Deps = Pick<ScopedCradle, 'accountId' | 'host' | 'subjects' | 'ruleBook' | 'effects' | 'queue' | 'live' | 'ruleUpkeep' | 'log'>;

const STATES: Readonly<Partial<Record<Decision['outcome'], RunState>>> = { fires: 'running', near: 'near', unknown: 'waiting', error: 'failed' };

/** Matches events to rules and stores what is to be done; nothing leaves from here. */
export class RuleEngine {
  readonly #deps: Deps;

  constructor({ accountId, host, subjects, ruleBook, effects, queue, live, ruleUpkeep, log }: Deps) {
    this.#deps = { accountId, host, subjects, ruleBook, effects, queue, live, ruleUpkeep, log };
  }

  /**
   * Before the transaction: settings and states of plugins are read over another connection, which the embedded
   * database could never answer inside of one.
   */
  tester(): Promise<Tester> {
    return this.#deps.host.conditions(this.#deps.accountId);
  }

  /** In the transaction that stores the events, in their order. `rulesVersion` as the same transaction sees it. */
  async hear(
    tx: EntityManager,
    events: readonly HeardEvent[],
    { rulesVersion, account, tester }: { rulesVersion: number; account: AccountFacts; tester: Tester },
  ): Promise<void> {
    const { accountId, ruleBook } = this.#deps;
    const index = await ruleBook.of(tx, accountId, rulesVersion);
    const runs = new StoredRuns(tx);
    for (const heard of events) {
      const rules = index.hears(heard.event.name) ? index.candidates(heard.event.name, heard.facts) : [];
      if (rules.length > 0) await this.apply(tx, heard, rules, { account, tester, runs });
    }
  }

  /** What these rules do about one event; stored. */
  async apply(
    tx: EntityManager,
    heard: HeardEvent,
    rules: readonly CompiledRule[],
    { account, tester, runs, memberId = null, keepNear = true }: Applying,
  ): Promise<void> {
    const { subjects } = this.#deps;
    const { event, chain } = heard;
    const facts = subjects.wrap({ event, stored: heard.facts, account, names: await subjects.names(tx), reach: 'stored', em: tx });
    const occasion = { event, facts, subject: subjectOf(event, facts), chain, at: new Date(event.at) };
    let near = 0;
    for (const decision of await decide(rules, occasion, tester, runs)) {
      if (decision.outcome === 'near' && (!keepNear || (near += 1) > NEAR_MAX)) continue;
      await this.#store(tx, decision, heard, occasion.subject, memberId);
    }
  }

  async #store(tx: EntityManager, decision: Decision, heard: HeardEvent, subject: string, memberId: string | null): Promise<void> {
    const { accountId, effects, queue, live, ruleUpkeep, log } = this.#deps;
    const { rule, outcome, judged } = decision;
    if (judged.error instanceof PluginUnavailable)
      return ruleUpkeep.switchOff(tx, rule.id, { code: 'missing_plugin', path: placeOf(decision), message: judged.error.message });
    if (judged.error !== undefined) log.warn({ error: judged.error, rule: rule.id }, 'a rule could not be judged');
    const { event, key, id, chain, hookEventId, facts } = heard;
    const run = tx.create(RuleRun, {
      id: newId(),
      accountId,
      ruleId: rule.id,
      ruleVersion: rule.version,
      key,
      eventId: id,
      hookEventId,
      event,
      subject,
      leadCrmId: facts.lead?.id ?? null,
      state: STATES[outcome] ?? 'skipped',
      reason: outcome in STATES ? null : (outcome as SkipReason),
      conditions: judged.results,
      chain: [...chain, rule.id],
      at: new Date(event.at),
      memberId,
    });
    if (outcome === 'fires') await effects.plan(tx, { ruleRun: run, actions: rule.definition.actions });
    if (outcome === 'unknown') await queue.send('ask-rule', { accountId, ruleRunId: run.id }, { key: subject, tx });
    await live.publish(accountId, { kind: 'rule.run', ruleId: rule.id, runId: run.id, state: run.state }, tx);
  }
}

const placeOf = ({ judged }: Decision): string => `conditions.${judged.results.find(({ error }) => error !== undefined)?.path ?? ''}`;
