import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../../container.ts';
import { type Tester } from '../../../host/conditions.ts';
import { type DomainEvent } from '../../../sdk/events.ts';
import { Account } from '../../accounts/entities.ts';
import { type RuleDefinition } from '../definition.ts';
import { type HeardEvent } from '../matching/engine.ts';
import { Rule, RuleRun } from '../entities.ts';
import { StoredRuns } from '../matching/runs.ts';
import { nextTime } from './schedule.ts';
import { lengthOf, type TimeLead, timeLeads, type Timing } from './time-leads.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'subjects' | 'ruleBook' | 'ruleEngine' | 'rehearsals'>;

/** Leads of one transaction. */
const PAGE = 100;
/** Silences are looked for this often at most and at least. */
const LOOK_MIN_MS = 60_000;
const LOOK_MAX_MS = 15 * 60_000;

/** Rules that run by time: on a schedule, or when nothing happened for so long. */
export class RuleTimes {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, subjects, ruleBook, ruleEngine, rehearsals }: Deps) {
    this.#deps = { em, accountId, clock, subjects, ruleBook, ruleEngine, rehearsals };
  }

  /** When a rule that is switched on now is to be looked at; null for one that does not run by time. */
  async firstLook(em: EntityManager, { trigger }: RuleDefinition): Promise<Date | null> {
    if (!trigger.time) return null;
    const now = this.#deps.clock.now();
    return trigger.time.kind === 'silence' ? now : this.#next(em, trigger.time, now);
  }

  /** For how many leads it would run now. A schedule runs for none before its time comes. */
  async count(definition: RuleDefinition): Promise<number> {
    if (definition.trigger.time?.kind !== 'silence') return 0;
    const { result } = await this.#deps.rehearsals.now('estimate', definition, {});
    return result?.fires ?? 0;
  }

  /** One look of a rule whose time has come: each lead once, also when it is killed in the middle and begins again. */
  async look(ruleId: string, signal: AbortSignal): Promise<void> {
    const { em, clock, ruleEngine } = this.#deps;
    const now = clock.now();
    const rule = await em.fork().findOne(Rule, { id: ruleId, enabled: true, deletedAt: null, dueAt: { $lte: now } });
    const timing = rule?.definition.trigger.time;
    if (!rule || !timing) return;
    const tester = await ruleEngine.tester();
    for (let after = ''; ;) {
      signal.throwIfAborted();
      const leads = await timeLeads(em.fork(), { timing, now, lookedAt: rule.lookedAt ?? null, after, limit: PAGE });
      if (leads.length > 0) await this.#page(rule, timing, leads, { now, tester });
      if (leads.length < PAGE) break;
      after = leads.at(-1)?.crmId ?? '';
    }
    const dueAt = await this.#next(em.fork(), timing, now);
    const lookedAt = timing.kind === 'silence' ? new Date(now.getTime() - lengthOf(timing)) : null;
    await em.fork().nativeUpdate(Rule, { id: ruleId, version: rule.version, enabled: true }, { dueAt, lookedAt });
  }

  async #page(rule: Rule, timing: Timing, leads: readonly TimeLead[], { now, tester }: { now: Date; tester: Tester }): Promise<void> {
    const { em, subjects, ruleEngine, ruleBook } = this.#deps;
    const compiled = ruleBook.compile(rule);
    await em.fork().transactional(async (tx) => {
      const events = leads.map((lead) => timeEvent(rule.id, timing, lead, timing.kind === 'schedule' ? (rule.dueAt ?? now) : now));
      const known = new Set(
        (await tx.find(RuleRun, { ruleId: rule.id, key: { $in: events.map(({ key }) => key ?? '') } }, { fields: ['key'] })).map(({ key }) => key),
      );
      const fresh = events.filter(({ key }) => !known.has(key ?? ''));
      const { facts, account } = await subjects.read(tx, fresh);
      const runs = new StoredRuns(tx);
      for (const [index, event] of fresh.entries()) {
        const stored = facts[index];
        if (!stored) continue;
        const heard: HeardEvent = { id: null, key: event.key ?? '', event, facts: stored, chain: [], hookEventId: null };
        await ruleEngine.apply(tx, heard, [compiled], { account, tester, runs, keepNear: false });
      }
    });
  }

  async #next(em: EntityManager, timing: Timing, now: Date): Promise<Date> {
    if (timing.kind === 'silence') return new Date(now.getTime() + Math.min(LOOK_MAX_MS, Math.max(LOOK_MIN_MS, lengthOf(timing) / 20)));
    const { timezone } = await em.findOneOrFail(Account, { id: this.#deps.accountId });
    return nextTime(timing, now, timezone);
  }
}

/** A silence is the same as long as nothing breaks it; a time of a schedule comes once for each lead. */
export function timeEvent(ruleId: string, timing: Timing, { crmId, since }: TimeLead, at: Date): DomainEvent {
  const moment = timing.kind === 'silence' ? since : at;
  return {
    name: 'time.reached',
    subject: `lead:${crmId}`,
    at: at.toISOString(),
    key: `${timing.kind}:${crmId}:${(moment ?? at).toISOString()}`,
    actor: { kind: 'robot' },
    data: { id: crmId, ruleId, ...(since ? { since: since.toISOString() } : {}) },
  };
}
