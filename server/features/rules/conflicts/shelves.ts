/**
 * Rules by one value they need, so that those which cannot meet are never held against each other: as `RuleIndex` finds
 * rules for an event, here rules are found for a rule.
 */
import { type Claims } from './claims.ts';
import { type ReadRule } from './read-rule.ts';

/** What a card or talk has one of. */
const SINGLE = ['lead.stage', 'lead.responsible', 'talk.channel', 'lead.pipeline', 'lead.stage.kind'] as const;

/** `part`: rules of one part of a shelf are skipped together. */
interface Placed {
  rule: ReadRule;
  part: string;
}
type Bucket = Map<string, ReadRule[]>;

export class Shelves {
  readonly #always: Bucket = new Map();
  readonly #byFact = new Map<string, Map<string, Bucket>>();
  readonly #crowds: ReadonlyMap<string, number>;

  /** `all`: those that may be put here. */
  constructor(all: readonly ReadRule[]) {
    const crowds = new Map<string, number>();
    for (const { claims } of all)
      for (const fact of SINGLE) for (const value of claims.valuesOf(fact) ?? []) crowds.set(`${fact}\n${value}`, (crowds.get(`${fact}\n${value}`) ?? 0) + 1);
    this.#crowds = crowds;
  }

  put({ rule, part }: Placed): void {
    const fact = this.#best(rule.claims);
    if (fact === undefined) return add(this.#always, part, rule);
    const byValue = this.#byFact.get(fact) ?? new Map<string, Bucket>();
    this.#byFact.set(fact, byValue);
    for (const value of new Set(rule.claims.valuesOf(fact))) {
      const bucket = byValue.get(value) ?? new Map<string, ReadRule[]>();
      byValue.set(value, bucket);
      add(bucket, part, rule);
    }
  }

  /** Those that may hold beside the claims, but of another part. */
  *near(claims: Claims, part?: string): Generator<ReadRule> {
    const seen = new Set<ReadRule>();
    for (const bucket of this.#buckets(claims))
      for (const [name, rules] of bucket)
        if (name !== part)
          for (const rule of rules)
            if (!seen.has(rule)) {
              seen.add(rule);
              yield rule;
            }
  }

  *#buckets(claims: Claims): Generator<Bucket> {
    yield this.#always;
    for (const [fact, byValue] of this.#byFact) {
      const values = claims.valuesOf(fact);
      if (!values) yield* byValue.values();
      else
        for (const value of values) {
          const bucket = byValue.get(value);
          if (bucket) yield bucket;
        }
    }
  }

  /** The fact that keeps it apart from most. */
  #best(claims: Claims): string | undefined {
    const crowd = (fact: string): number => (claims.valuesOf(fact) ?? []).reduce((sum, value) => sum + (this.#crowds.get(`${fact}\n${value}`) ?? 0), 0);
    return SINGLE.filter((fact) => claims.valuesOf(fact)).toSorted((a, b) => crowd(a) - crowd(b))[0];
  }
}

function add(bucket: Bucket, part: string, rule: ReadRule): void {
  const rules = bucket.get(part);
  if (rules) rules.push(rule);
  else bucket.set(part, [rule]);
}
