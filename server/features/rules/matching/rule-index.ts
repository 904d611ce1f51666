import { type EventName } from '../../../sdk/events.ts';
import { factValues, type FactKey } from '../../../sdk/facts.ts';
import { type Constant } from '../../../sdk/types.ts';
import { type StoredFacts } from '../../subjects/schema.ts';
import { type RuleDefinition } from '../definition.ts';

export interface CompiledRule {
  id: string;
  version: number;
  event: EventName;
  definition: RuleDefinition;
  /** Each must be so. */
  constants: readonly Constant[];
}

interface Ranked {
  rule: CompiledRule;
  /** Its place among all rules of the event. */
  rank: number;
  /** What else must be so. */
  others: readonly Needed[];
}

interface Needed {
  fact: FactKey;
  in: ReadonlySet<string>;
}

interface Shelf {
  /** Nothing tells without asking whether they hold. */
  always: Ranked[];
  byFact: Map<FactKey, Map<string, Ranked[]>>;
}

/**
 * Finds the rules an event may concern: those of which everything is so that can be told without asking. Each rule lies
 * under one fact it needs, the one it shares with the fewest others, so that the cost of an event grows with the rules that
 * share its values, not with all there are.
 */
export class RuleIndex {
  readonly #shelves = new Map<EventName, Shelf>();
  readonly size: number;

  /** Of equal priority the one given first comes first. */
  constructor(rules: readonly CompiledRule[]) {
    this.size = rules.length;
    const ordered = rules.toSorted((a, b) => b.definition.priority - a.definition.priority);
    const shared = countOf(ordered);
    for (const [rank, rule] of ordered.entries()) put(this.#shelf(rule.event), { rule, rank }, shared);
  }

  /** In the order in which they are to run. */
  candidates(event: EventName, facts: StoredFacts): CompiledRule[] {
    const shelf = this.#shelves.get(event);
    if (!shelf) return [];
    const known = new Map<FactKey, readonly string[]>();
    const found = new Set(shelf.always);
    for (const [fact, byValue] of shelf.byFact)
      for (const value of valuesOf(known, facts, fact))
        for (const ranked of byValue.get(value) ?? []) if (ranked.others.every((other) => isSo(other, valuesOf(known, facts, other.fact)))) found.add(ranked);
    return [...found].sort((a, b) => a.rank - b.rank).map(({ rule }) => rule);
  }

  hears(event: EventName): boolean {
    return this.#shelves.has(event);
  }

  #shelf(event: EventName): Shelf {
    const shelf = this.#shelves.get(event) ?? { always: [], byFact: new Map() };
    this.#shelves.set(event, shelf);
    return shelf;
  }
}

/** Each fact is read once for an event. */
function valuesOf(known: Map<FactKey, readonly string[]>, facts: StoredFacts, fact: FactKey): readonly string[] {
  let values = known.get(fact);
  if (!values) known.set(fact, (values = factValues(facts, fact)));
  return values;
}

const isSo = ({ in: wanted }: Needed, values: readonly string[]): boolean => values.some((value) => wanted.has(value));

const placeOf = (event: EventName, fact: FactKey, value: string): string => `${event}\n${fact}\n${value}`;

function countOf(rules: readonly CompiledRule[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { event, constants } of rules)
    for (const { fact, in: values } of constants)
      for (const value of values) counts.set(placeOf(event, fact, value), (counts.get(placeOf(event, fact, value)) ?? 0) + 1);
  return counts;
}

function put(shelf: Shelf, place: Pick<Ranked, 'rule' | 'rank'>, shared: ReadonlyMap<string, number>): void {
  const { event, constants } = place.rule;
  const crowd = ({ fact, in: values }: Constant): number => values.reduce((sum, value) => sum + (shared.get(placeOf(event, fact, value)) ?? 0), 0);
  const [best, ...rest] = constants.toSorted((a, b) => crowd(a) - crowd(b));
  const ranked: Ranked = { ...place, others: rest.map(({ fact, in: values }) => ({ fact, in: new Set(values) })) };
  if (!best) return void shelf.always.push(ranked);
  const byValue = shelf.byFact.get(best.fact) ?? new Map<string, Ranked[]>();
  shelf.byFact.set(best.fact, byValue);
  for (const value of new Set(best.in)) {
    const sharing = byValue.get(value);
    if (sharing) sharing.push(ranked);
    else byValue.set(value, [ranked]);
  }
}
