/** For which leads a rule would run now: the question before a rule by time is switched on. */
import { costOf } from './cost.ts';
import { decide, subjectOf } from '../matching/decide.ts';
import { type Rehearsing } from './rehearser.ts';
import { emptyResult, HITS_MAX } from './results.ts';
import { StoredRuns } from '../matching/runs.ts';
import { type RehearsalResult } from '../schema.ts';
import { timeLeads, type Timing } from '../times/time-leads.ts';
import { timeEvent } from '../times/times.ts';

const PAGE = 200;

export async function estimate({ deps, rule, signal, progress }: Rehearsing): Promise<RehearsalResult> {
  const { em, host, subjects, accountId, clock } = deps;
  const now = clock.now();
  // Of a rule that is started by hand: every open lead it could be started for.
  const timing: Timing = rule.definition.trigger.time ?? { kind: 'schedule', days: [1], at: '00:00' };
  const tester = await host.conditions(accountId);
  const result = emptyResult();
  for (let after = '', looked = 0; ;) {
    signal.throwIfAborted();
    const reader = em.fork();
    const leads = await timeLeads(reader, { timing, now, lookedAt: null, after, limit: PAGE });
    const events = leads.map((lead) => timeEvent(rule.id, timing, lead, now));
    const { facts } = await subjects.read(reader, events);
    const [account, names] = [await subjects.account(reader), await subjects.names(reader)];
    const runs = new StoredRuns(reader);
    for (const [index, event] of events.entries()) {
      const stored = facts[index];
      if (!stored) continue;
      const wrapped = subjects.wrap({ event, stored, account, names, reach: 'stored', em: reader });
      const [decision] = await decide([rule], { event, facts: wrapped, subject: subjectOf(event, wrapped), chain: [], at: now }, tester, runs);
      if (!decision || decision.outcome === 'near' || decision.outcome === 'error') continue;
      const { outcome } = decision;
      if (outcome === 'fires') result.fires += 1;
      else result.kept[outcome] += 1;
      if (result.hits.length < HITS_MAX)
        result.hits.push({
          eventId: null,
          name: event.name,
          subject: event.subject,
          leadCrmId: stored.lead?.id ?? null,
          leadName: stored.lead?.name ?? null,
          at: event.at,
          outcome,
        });
    }
    looked += leads.length;
    if (!(await progress(looked, looked + (leads.length < PAGE ? 0 : PAGE))) || leads.length < PAGE) break;
    after = leads.at(-1)?.crmId ?? after;
  }
  result.subjects = result.fires;
  result.cost = await costOf(em.fork(), rule.definition, { fires: result.fires, unknown: result.kept.unknown }, deps.llm, deps.config.llm.model);
  return result;
}
