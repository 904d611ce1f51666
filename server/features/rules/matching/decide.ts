/** Which rules an event starts, and what keeps the others: one way for what really happens and for what is only tried. */
import { type Tester } from '../../../host/conditions.ts';
import { type DomainEvent } from '../../../sdk/events.ts';
import { type Facts } from '../../../sdk/facts.ts';
import { evaluate, type Judged } from './evaluate.ts';
import { type CompiledRule } from './rule-index.ts';

/** Rules that set each other off are stopped here at the latest. */
export const CHAIN_MAX = 5;

export type Outcome = 'fires' | 'near' | 'unknown' | 'error' | 'cooldown' | 'stopped' | 'loop';

export interface Decision {
  rule: CompiledRule;
  judged: Judged;
  outcome: Outcome;
}

export interface Occasion {
  event: DomainEvent;
  facts: Facts;
  /** Whose cooldown counts. */
  subject: string;
  /** Rules whose effects led here. */
  chain: readonly string[];
  at: Date;
}

/** When a rule ran last for a subject near this time, and that it runs now. */
export interface Runs {
  isCooling(rule: CompiledRule, subject: string, at: Date): Promise<boolean>;
  ran(rule: CompiledRule, subject: string, at: Date): void;
}

/** In the order of their priority; rules that plainly do not hold are left out. */
export async function decide(rules: readonly CompiledRule[], occasion: Occasion, tester: Tester, runs: Runs): Promise<Decision[]> {
  const decisions: Decision[] = [];
  let isStopped = false;
  for (const rule of rules) {
    const asked = evaluate(rule.definition.conditions, ({ condition, input }) => tester.test(condition, input, occasion.event, occasion.facts));
    const judged = asked instanceof Promise ? await asked : asked;
    if (judged.holds === false && !judged.isNear) continue;
    const outcome = await outcomeOf(rule, judged, occasion, isStopped, runs);
    decisions.push({ rule, judged, outcome });
    if (outcome !== 'fires') continue;
    runs.ran(rule, occasion.subject, occasion.at);
    isStopped ||= rule.definition.stop;
  }
  return decisions;
}

async function outcomeOf(rule: CompiledRule, { holds, error }: Judged, { subject, chain, at }: Occasion, isStopped: boolean, runs: Runs): Promise<Outcome> {
  if (error !== undefined) return 'error';
  if (holds === false) return 'near';
  if (chain.includes(rule.id) || chain.length >= CHAIN_MAX) return 'loop';
  if (isStopped) return 'stopped';
  if (rule.definition.cooldown > 0 && (await runs.isCooling(rule, subject, at))) return 'cooldown';
  return holds === undefined ? 'unknown' : 'fires';
}

/** The lead it is about, else the contact, else the event's own subject. */
export const subjectOf = (event: DomainEvent, { lead, contact }: Pick<Facts, 'lead' | 'contact'>): string =>
  lead ? `lead:${lead.id}` : contact ? `contact:${contact.id}` : event.subject;
