/** The same made-up rules and events for every engine, by a seed. */

export interface PlainRule {
  id: string;
  /** `pipeline:stage`; absent in rules that ask for the price only. */
  stage?: string;
  tag?: string;
  from: number;
  to?: number;
}

export interface PlainFacts {
  stage: string;
  tags: readonly string[];
  price: number;
}

/**
 * `apart`: those that do not match ask for tags no event has, as many tags as an account with so many rules would have.
 * `crowded`: all rules share 20 stages and 40 tags, only the price tells them apart. `price`: nothing but the price is asked.
 */
export type Kind = 'apart' | 'crowded' | 'price';

/** As many as this can match at all, however many rules there are. */
const MATCHING = 100;
const STAGES = 20;
const TAGS = 40;
/** Rules that share a tag, where tags are many. */
const A_TAG = 5;
const PRICE_MAX = 100_000;

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export function rulesOf(kind: Kind, count: number): PlainRule[] {
  const random = randomOf(7);
  const below = (limit: number): number => Math.floor(random() * limit);
  const step = count / MATCHING;
  return Array.from({ length: count }, (_, index): PlainRule => {
    const id = `rule-${index}`;
    const isMatching = Math.floor(index % step) === 0;
    const [stage, tag, price] = [`5:${100 + below(STAGES)}`, `tag ${below(TAGS)}`, below(PRICE_MAX)];
    if (kind === 'price') return isMatching ? { id, from: price, to: PRICE_MAX } : { id, from: PRICE_MAX * 2 + price, to: PRICE_MAX * 4 };
    if (isMatching) return { id, stage, tag, from: price / 2 };
    return kind === 'apart' ? { id, stage, tag: `other ${Math.floor(index / A_TAG)}`, from: price / 2 } : { id, stage, tag, from: PRICE_MAX * 2 + price };
  });
}

export function eventsOf(count: number): PlainFacts[] {
  const random = randomOf(11);
  const below = (limit: number): number => Math.floor(random() * limit);
  return Array.from({ length: count }, () => ({
    stage: `5:${100 + below(STAGES)}`,
    tags: [...new Set(Array.from({ length: 3 }, () => `tag ${below(TAGS)}`))],
    price: below(PRICE_MAX),
  }));
}
