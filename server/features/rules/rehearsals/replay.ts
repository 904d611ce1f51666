/** The rule on what happened, in its order, with what was known then. Nothing is asked of anybody and nothing is done. */
import { firstIdAt } from '../../../db/base.ts';
import { Event } from '../../hooks/entities.ts';
import { type StoredFacts } from '../../subjects/schema.ts';
import { costOf } from './cost.ts';
import { type Decision, decide, subjectOf } from '../matching/decide.ts';
import { eventOfRow } from './dry-run.ts';
import { estimate } from './estimate.ts';
import { type Rehearsing } from './rehearser.ts';
import { emptyResult, HITS_MAX } from './results.ts';
import { type CompiledRule, type RuleIndex } from '../matching/rule-index.ts';
import { PlayedRuns } from '../matching/runs.ts';
import { type Hit, type RehearsalResult } from '../schema.ts';

const PAGE = 500;
const DAY_MS = 86_400_000;
const TESTER_MS = 3_000;

export async function replay(rehearsing: Rehearsing): Promise<RehearsalResult> {
  const { deps, rehearsal, rule, signal, progress } = rehearsing;
  // What time would have brought is not among what happened.
  if (rule.event === 'time.reached' || rule.event === 'rule.requested') return estimate(rehearsing);
  const { em, host, subjects, accountId, clock, ruleBook } = deps;
  const reader = em.fork();
  const since = firstIdAt(new Date(clock.now().getTime() - (rehearsal.input.days ?? 30) * DAY_MS));
  const total = await reader.count(Event, { name: rule.event, id: { $gte: since } });
  const [account, names] = [await subjects.account(reader), await subjects.names(reader)];
  const [version] = await reader.execute<{ version: number }[]>('select rules_version as version from accounts where id = ?', [accountId]);
  const index = await ruleBook.of(reader, accountId, version?.version ?? 0);
  const played = new Played(account.timezone);
  const runs = new PlayedRuns();
  let tester = await host.conditions(accountId);
  let testerMadeAt = clock.now().getTime();
  for (let after = since, looked = 0; ;) {
    signal.throwIfAborted();
    const page = em.fork();
    const rows = await page.find(Event, { name: rule.event, id: { $gt: after } }, { orderBy: { id: 'asc' }, limit: PAGE, populate: ['facts'] });
    const unknown = rows.filter((row) => !row.facts).map(eventOfRow);
    const now = unknown.length > 0 ? (await subjects.read(page, unknown)).facts : [];
    if (clock.now().getTime() - testerMadeAt > TESTER_MS) [tester, testerMadeAt] = [await host.conditions(accountId), clock.now().getTime()];
    for (const row of rows) {
      const stored = row.facts ?? now.shift();
      if (!stored) continue;
      const event = eventOfRow(row);
      const facts = subjects.wrap({ event, stored, account, names, reach: 'stored', em: page });
      const occasion = { event, facts, subject: subjectOf(event, facts), chain: row.chain, at: row.at };
      for (const decision of await decide(contenders(index, rule, stored), occasion, tester, runs))
        if (decision.rule === rule) played.add(decision, row, stored);
    }
    looked += rows.length;
    if (!(await progress(looked, total)) || rows.length < PAGE) break;
    after = rows.at(-1)?.id ?? after;
  }
  const result = played.result();
  return { ...result, cost: await costOf(em.fork(), rule.definition, { fires: result.fires, unknown: result.kept.unknown }, deps.llm, deps.config.llm.model) };
}

/** The rule itself, and of the others those that could stop it. */
function contenders(index: RuleIndex, rule: CompiledRule, facts: StoredFacts): CompiledRule[] {
  const above = index.candidates(rule.event, facts).filter((other) => other.id !== rule.id && other.definition.stop && isBefore(other, rule));
  return [...above, rule];
}

const isBefore = (a: CompiledRule, b: CompiledRule): boolean =>
  a.definition.priority > b.definition.priority || (a.definition.priority === b.definition.priority && a.id < b.id);

/** Adds up what the rule would have done. */
class Played {
  readonly #result = emptyResult();
  readonly #subjects = new Set<string>();
  readonly #days = new Map<string, number>();
  readonly #day: Intl.DateTimeFormat;

  constructor(timezone: string) {
    this.#day = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: known(timezone) });
  }

  add({ outcome }: Decision, row: Event, { lead }: StoredFacts): void {
    if (outcome === 'near' || outcome === 'error') return;
    const result = this.#result;
    const hit: Hit = {
      eventId: row.id,
      name: row.name,
      subject: row.subject,
      leadCrmId: lead?.id ?? null,
      leadName: lead?.name ?? null,
      at: row.at.toISOString(),
      outcome,
    };
    if (result.hits.length < HITS_MAX) result.hits.push(hit);
    if (outcome !== 'fires') return void (result.kept[outcome] += 1);
    result.fires += 1;
    this.#subjects.add(lead ? `lead:${lead.id}` : row.subject);
    const day = this.#day.format(row.at);
    this.#days.set(day, (this.#days.get(day) ?? 0) + 1);
  }

  result(): RehearsalResult {
    const perDay = [...this.#days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, fires]) => ({ day, fires }));
    return { ...this.#result, subjects: this.#subjects.size, perDay };
  }
}

function known(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
