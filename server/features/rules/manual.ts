import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { newId } from '../../db/base.ts';
import { conflict, notFound, unprocessable } from '../../errors.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { Lead } from '../crm/entities.ts';
import { Rule } from './entities.ts';
import { StoredRuns } from './matching/runs.ts';
import { type RunBody } from './schema.ts';

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'queue' | 'subjects' | 'ruleBook' | 'ruleEngine'>;

/** Rules that a member starts by hand for a lead. */
export class ManualRules {
  readonly #deps: Deps;

  constructor({ em, accountId, clock, queue, subjects, ruleBook, ruleEngine }: Deps) {
    this.#deps = { em, accountId, clock, queue, subjects, ruleBook, ruleEngine };
  }

  /** Its conditions are asked by a worker. `key` finds the run in the log. @throws 404, 409 where it is not switched on, 422 for another trigger */
  async start(id: string, { leadId }: z.output<typeof RunBody>, memberId: string | null): Promise<{ key: string }> {
    const { em, accountId, queue } = this.#deps;
    const reader = em.fork();
    const rule = await reader.findOne(Rule, { id, deletedAt: null });
    if (!rule) throw notFound('rule');
    if (rule.event !== 'rule.requested')
      throw unprocessable('not_manual', 'This rule starts by itself: only a rule with the trigger “manual” is started by hand.');
    if (!rule.enabled) throw conflict('rule_disabled', 'This rule is switched off: an administrator can switch it on.');
    if ((await reader.count(Lead, { crmId: leadId, deletedAt: null })) === 0) throw notFound('lead');
    const key = `manual:${newId()}`;
    await em
      .fork()
      .transactional(async (tx) => queue.send('start-rule', { accountId, ruleId: id, leadId, key, memberId: memberId ?? '' }, { key: `lead:${leadId}`, tx }));
    return { key };
  }

  /** The job behind it. */
  async run({ ruleId, leadId, key, memberId }: { ruleId: string; leadId: string; key: string; memberId: string }): Promise<void> {
    const { em, clock, subjects, ruleBook, ruleEngine } = this.#deps;
    const tester = await ruleEngine.tester();
    await em.fork().transactional(async (tx) => {
      const rule = await tx.findOne(Rule, { id: ruleId, enabled: true, deletedAt: null });
      if (!rule) return;
      const event: DomainEvent = {
        name: 'rule.requested',
        subject: `lead:${leadId}`,
        at: clock.now().toISOString(),
        key,
        actor: { kind: 'user' },
        data: { id: leadId, ruleId },
      };
      const {
        facts: [facts],
        account,
      } = await subjects.read(tx, [event]);
      if (!facts) return;
      const heard = { id: null, key, event, facts, chain: [], hookEventId: null };
      await ruleEngine.apply(tx, heard, [ruleBook.compile(rule)], { account, tester, runs: new StoredRuns(tx), memberId: memberId || null });
    });
  }
}
