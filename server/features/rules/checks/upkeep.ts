import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../../container.ts';
import { Rule } from '../entities.ts';
import { type RuleProblem } from '../schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'activity' | 'notify' | 'live' | 'ruleProblems'>;

/** Keeps rules from running on what is no longer there: such a rule is switched off and says why, never silently false. */
export class RuleUpkeep {
  readonly #deps: Deps;

  constructor({ em, accountId, activity, notify, live, ruleProblems }: Deps) {
    this.#deps = { em, accountId, activity, notify, live, ruleProblems };
  }

  /** Every change of rules grows the number by which compiled ones are known. With the caller's transaction. */
  async changed(tx: EntityManager, ruleId: string): Promise<void> {
    const { accountId, live } = this.#deps;
    await tx.execute('update accounts set rules_version = rules_version + 1 where id = ?', [accountId]);
    await live.publish(accountId, { kind: 'rule.updated', ruleId }, tx);
  }

  async switchOff(tx: EntityManager, ruleId: string, problem: RuleProblem): Promise<void> {
    const { activity, notify } = this.#deps;
    const rule = await tx.findOne(Rule, { id: ruleId, enabled: true });
    if (!rule) return;
    tx.assign(rule, { enabled: false, problem, dueAt: null });
    await this.changed(tx, ruleId);
    const data = { name: rule.definition.name, reason: problem.message };
    await activity.record(tx, { kind: 'rule.disabled', subject: `rule:${ruleId}`, data });
    await notify.send(tx, { kind: 'rule_disabled', to: 'admins', key: `rule_disabled:${ruleId}:${rule.version}`, subject: `rule:${ruleId}`, data });
  }

  /** After the account's definitions were read again: rules whose stage, field or plugin is gone are switched off. */
  async look(): Promise<void> {
    const { em, ruleProblems } = this.#deps;
    const rules = await em.fork().find(Rule, { enabled: true, deletedAt: null });
    if (rules.length === 0) return;
    const check = await ruleProblems.checker(em.fork());
    for (const { id, definition } of rules) {
      const [problem] = check(definition);
      if (problem) await em.fork().transactional((tx) => this.switchOff(tx, id, problem));
    }
  }
}
