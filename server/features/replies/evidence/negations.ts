/** "We do not ship to Ireland" is no proof of "We ship to Ireland", however many words they share. */
import { stemsOf } from './words.ts';

const WORD = /[\p{L}'’]+/gu;
const NEGATION = /^(?:не|нет|без|ни|not|no|never|without|cannot|\p{L}+n['’]t|nunca|sin|ningún|não|nao|sem|nem)$/u;
/** Negation inside a word: "невозможна", "unavailable". */
const NEGATIVE = /^(?:невозмож|недоступ|отсутств|unavailab|impos|unable)/u;

/** True when one says that something is and the other, with no word of doubt of its own, that it is not. */
export function contradicts(a: string, b: string): boolean {
  const one = readingOf(a);
  const other = readingOf(b);
  return denies(one, other) || denies(other, one);
}

interface Reading {
  stems: Set<string>;
  /** Stems that a negation stands before. */
  negated: Set<string>;
  isNegative: boolean;
}

const denies = (one: Reading, other: Reading): boolean => !other.isNegative && [...one.negated].some((stem) => other.stems.has(stem));

function readingOf(text: string): Reading {
  const reading: Reading = { stems: new Set(), negated: new Set(), isNegative: false };
  let pending = false;
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    if (NEGATION.test(word) || NEGATIVE.test(word)) reading.isNegative = true;
    if (NEGATION.test(word)) {
      pending = true;
      continue;
    }
    for (const stem of stemsOf(word)) {
      reading.stems.add(stem);
      if (pending) reading.negated.add(stem);
      pending = false;
    }
  }
  return reading;
}
