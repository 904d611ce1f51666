/** What a condition says of a value, in a form in which two of them can be seen not to hold together. Pure. */

/** `about` is one of these values, or none of them, or lies between two numbers. */
export type Claim = { about: string; in: readonly string[] } | { about: string; notIn: readonly string[] } | ({ about: string } & Range);

interface Range {
  low: number;
  high: number;
  /** The limit itself is left out. */
  lowOpen?: boolean;
  highOpen?: boolean;
}

/** `same`: ways to say one thing. Null: nothing is known of it. */
export type Logic = { all: readonly Logic[] } | { any: readonly Logic[] } | { same: readonly Logic[] } | Claim | null;

export const isSo = (about: string): Claim => ({ about, in: ['yes'] });
export const isNotSo = (about: string): Claim => ({ about, in: ['no'] });

export function negated(logic: Logic): Logic {
  if (logic === null) return null;
  if ('all' in logic) return { any: logic.all.map(negated) };
  if ('any' in logic) return { all: logic.any.map(negated) };
  if ('same' in logic) return { same: logic.same.map(negated) };
  if ('notIn' in logic) return { about: logic.about, in: logic.notIn };
  if ('in' in logic) return { about: logic.about, notIn: logic.in };
  const { about, low, high, lowOpen = false, highOpen = false } = logic;
  return {
    any: [
      ...(low === -Infinity ? [] : [{ about, low: -Infinity, high: low, highOpen: !lowOpen }]),
      ...(high === Infinity ? [] : [{ about, low: high, high: Infinity, lowOpen: !highOpen }]),
    ],
  };
}

/** What must be so, one beside the other. */
export class Claims {
  readonly #byAbout = new Map<string, Claim[]>();
  /** The tags that are named are all there are. */
  readonly #allTags: boolean;

  constructor(claims: Iterable<Claim>, { allTags = false }: { allTags?: boolean } = {}) {
    this.#allTags = allTags;
    for (const claim of claims) this.#byAbout.set(claim.about, [...(this.#byAbout.get(claim.about) ?? []), claim]);
  }

  get asLogic(): Logic {
    return { all: [...this.#byAbout.values()].flat() };
  }

  /** The values one of which it must be; undefined where that is open. */
  valuesOf(about: string): readonly string[] | undefined {
    return this.#byAbout.get(about)?.flatMap((claim) => ('in' in claim ? [claim.in] : []))[0];
  }

  /** Whether what must be so leaves no way for the other to hold. */
  ruleOut(logic: Logic): boolean {
    if (logic === null) return false;
    if ('all' in logic) return logic.all.some((one) => this.ruleOut(one));
    if ('same' in logic) return logic.same.some((one) => this.ruleOut(one));
    if ('any' in logic) return logic.any.every((one) => this.ruleOut(one));
    const known = this.#byAbout.get(logic.about);
    if (known) return known.some((claim) => contradict(claim, logic));
    return this.#allTags && logic.about.startsWith('lead.tag.') && 'in' in logic && logic.in[0] === 'yes';
  }
}

function contradict(a: Claim, b: Claim): boolean {
  if ('in' in a) return 'in' in b ? a.in.every((value) => !b.in.includes(value)) : 'notIn' in b && a.in.every((value) => b.notIn.includes(value));
  if ('in' in b) return contradict(b, a);
  if ('notIn' in a || 'notIn' in b) return false;
  return isBelow(a, b) || isBelow(b, a);
}

const isBelow = (a: Range, b: Range): boolean => a.high < b.low || (a.high === b.low && (a.highOpen === true || b.lowOpen === true));

/** The claims that stand side by side. */
export function* required(logic: Logic): Generator<Claim> {
  if (logic === null) return;
  if ('all' in logic) for (const one of logic.all) yield* required(one);
  else if ('same' in logic) for (const one of logic.same) yield* required(one);
  else if (!('any' in logic)) yield logic;
  else if (logic.any.length === 1) yield* required(logic.any[0] ?? null);
}
