/**
 * Where rules get in each other's or an agent's way, told from their definitions alone. Only what is plain is said: a
 * warning that cries wolf is read once. Pure.
 */
import { type ConflictAgent, findBothAnswer } from './both-answer.ts';
import { type FoundConflict, Search } from './found.ts';
import { Loops } from './loops.ts';
import { byPriority, type ConflictRule, readRule, type ReadRule } from './read-rule.ts';
import { type ConstantsOfLeaf, type StageKind } from './readings.ts';
import { findSameField } from './same-field.ts';

export type { ConflictAgent } from './both-answer.ts';
export type { FoundConflict } from './found.ts';
export type { ConflictRule } from './read-rule.ts';
export type { ConstantsOfLeaf, StageKind } from './readings.ts';

export interface ConflictOptions {
  /** Only conflicts of this rule. */
  about?: string;
  stageKind?: StageKind;
  /** To look into what it cost. */
  search?: Search;
}

/** Judged by a model, later than the rules below them are. */
const JUDGED_LATER = /\bintent-is\b/u;
/** Looked at alone, for the rule that asked for it. */
const ALONE: ReadonlySet<string> = new Set(['time.reached', 'rule.requested']);

/**
 * `rules`: the enabled ones and the one in question, the older first. `agents`: those that may answer, in the order in
 * which they are asked whether a talk is theirs.
 */
export function findConflicts(
  rules: readonly ConflictRule[],
  agents: readonly ConflictAgent[],
  constantsOfLeaf: ConstantsOfLeaf,
  { about, stageKind = () => undefined, search = new Search(about) }: ConflictOptions = {},
): FoundConflict[] {
  const read = rules.map((rule) => readRule(rule, constantsOfLeaf, stageKind));
  const reached = withoutUnreached(read, search);
  const beside = reached.filter(({ event }) => !ALONE.has(event));
  findBothAnswer(reached, agents, stageKind, search);
  findSameField(beside, search);
  const loops = new Loops(reached, search, stageKind);
  loops.findSelfFed();
  loops.findCycles();
  return search.found;
}

/** A rule above takes every event away. What never runs is in nobody's way. */
function withoutUnreached(rules: readonly ReadRule[], search: Search): ReadRule[] {
  const reached: ReadRule[] = [];
  for (const [event, group] of Map.groupBy(rules, (rule) => rule.event)) {
    const stopping = new Map<string, ReadRule>();
    for (const rule of byPriority(group)) {
      const above = stopping.get('') ?? stopping.get(rule.tree);
      if (above && !ALONE.has(event)) {
        search.add({ kind: 'never_reached', ruleIds: [above.id, rule.id] });
        continue;
      }
      reached.push(rule);
      // While it cools down it stops nobody.
      if (rule.definition.stop && rule.definition.cooldown === 0 && !JUDGED_LATER.test(rule.tree)) stopping.set(rule.tree, rule);
    }
  }
  const kept = new Set(reached);
  return rules.filter((rule) => kept.has(rule));
}
