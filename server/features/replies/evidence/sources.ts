/** What a sentence may rest on, cut into lines, and which line vouches for which value. */
import { type Evidence } from '../schema.ts';
import { type Span, splitSentences } from './sentences.ts';
import { sameUnit } from './units.ts';
import { type Value, valuesOf } from './values.ts';
import { stemsOf } from './words.ts';

/** Something a sentence may rest on, with a pointer that leads back to it. */
export interface Source {
  /** The passage's number in the prompt; absent for what cannot be cited by number. */
  number?: number;
  text: string;
  language?: string;
  /** Title and headings: they say what every line below is about. */
  about?: string;
  /** Where `text` begins in the original, for spans. */
  offset?: number;
  /** The customer's own words: may supply a date or a count, never a price and never the statement itself. */
  claim?: boolean;
  evidence: Omit<Evidence, 'start' | 'end' | 'quote'>;
}

export interface Line {
  source: Source;
  span: Span;
  stems: Set<string>;
  values: Value[];
}

/** A list row's mark is not part of what it says. */
const BULLET = /^\s*(?:[-*+•]|\d{1,2}[.)])\s+/u;

/** Asked for again with every sentence of a reply: worked out once for a source. */
function once<T>(make: (source: Source) => T): (source: Source) => T {
  const made = new WeakMap<Source, T>();
  return (source) => {
    const known = made.get(source) ?? make(source);
    made.set(source, known);
    return known;
  };
}

/** Sentences, list rows and table lines: the smallest pieces that state something by themselves. */
export const linesOf = once(cutIntoLines);
/** Its content words. */
export const wordsOf = once((source) => stemsOf(source.text));
/** Its content words and those of what stands over it. */
export const wordsAndTitlesOf = once((source) => stemsOf(`${source.about ?? ''} ${source.text}`));

function cutIntoLines(source: Source): Line[] {
  const about = stemsOf(source.about ?? '');
  const lines: Line[] = [];
  for (const sentence of splitSentences(source.text, source.language)) {
    for (const match of sentence.text.matchAll(/[^\n]+/gu)) {
      const bullet = BULLET.exec(match[0])?.[0].length ?? 0;
      const end = sentence.start + match.index + match[0].length;
      const span = { text: match[0].slice(bullet), start: end - match[0].length + bullet, end };
      lines.push({ source, span, stems: new Set([...stemsOf(span.text), ...about]), values: valuesOf(span.text) });
    }
  }
  return lines;
}

/** Groups of words looked at around a value. */
const GROUPS = 4;

/** The words a value stands with, nearest first: those before it back to the previous value, those before that one, …, and those behind it. */
export function contextOf(text: string, value: Value, all: readonly Value[]): Set<string>[] {
  const index = all.indexOf(value);
  const groups: Set<string>[] = [];
  let end = value.at;
  for (let at = index - 1; at >= -1 && groups.length < GROUPS; at -= 1) {
    const previous = all[at];
    const words = stemsOf(text.slice(previous ? previous.at + previous.raw.length : 0, end));
    if (words.size > 0) groups.push(words);
    end = previous?.at ?? 0;
  }
  groups.push(stemsOf(text.slice(value.at + value.raw.length, all[index + 1]?.at)));
  return groups;
}

const sameSort = (a: Value, b: Value): boolean => a.kind === b.kind && a.price === b.price && sameUnit(a.unit, b.unit);
const agree = (a: Value, b: Value): boolean => a.canonical === b.canonical && sameUnit(a.unit, b.unit);

/** Shared words of the nearest group decide; where those are equal, the next group does. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((score, index) => score !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Lines that share this many words with a value's nearest ones speak of the same thing. */
const SPEAKS_OF_IT = 2;

/**
 * The line that vouches for a value: among all lines with a value of its sort, those that share most
 * words with the value's own surroundings are the ones that speak of the same thing, and one of them
 * must hold it. So `590` next to Kazan is not proven by the 590 that stands next to Ufa. A field of the
 * CRM, which is a bare value, and the customer's own words count only where the business says nothing
 * about the matter itself.
 */
export function voucherOf(value: Value, context: readonly Set<string>[], lines: readonly Line[]): Line | undefined {
  let best: number[] = [];
  let voucher: Line | undefined;
  const aside: Line[] = [];
  for (const line of lines) {
    const holds = line.values.some((known) => agree(known, value));
    if (line.source.claim || line.source.evidence.kind === 'crm') {
      if (holds && !(line.source.claim && value.price)) aside.push(line);
      continue;
    }
    if (!holds && !line.values.some((known) => sameSort(known, value))) continue;
    const scores = context.map((words) => shared(words, line.stems));
    const order = best.length === 0 ? 1 : compare(scores, best);
    if (order < 0) continue;
    if (order > 0) voucher = undefined;
    best = scores;
    if (holds) voucher ??= line;
  }
  const nearest = best[0] ?? 0;
  const isCount = value.unit === null;
  return voucher ?? aside.find((line) => nearest < SPEAKS_OF_IT || (line.source.claim && isCount && shared(context[0] ?? new Set(), line.stems) > nearest));
}

export function shared(wanted: Set<string>, stems: Set<string>): number {
  let count = 0;
  for (const item of wanted) if (stems.has(item)) count += 1;
  return count;
}
