/** What a sentence may rest on, cut into lines, and which line vouches for which value. */
import { type Evidence } from './schema.ts';
import { type Span, splitSentences } from './sentences.ts';
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

/** Sentences, list rows and table lines: the smallest pieces that state something by themselves. */
export function linesOf(source: Source): Line[] {
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

/** The words a value stands with: those before it back to the previous value; in a row of values, all before it and those behind. */
export function contextOf(text: string, value: Value, all: readonly Value[]): Set<string> {
  const index = all.indexOf(value);
  const previous = all[index - 1];
  const next = all[index + 1];
  const before = stemsOf(text.slice(previous ? previous.at + previous.raw.length : 0, value.at));
  if (before.size > 0) return before;
  return stemsOf(`${text.slice(0, value.at)} ${text.slice(value.at + value.raw.length, next?.at)}`);
}

const sameSort = (a: Value, b: Value): boolean => a.kind === b.kind && a.price === b.price;

/**
 * The line that vouches for a value: among all lines with a value of its sort, those that share most
 * words with the value's own surroundings are the ones that speak of the same thing, and one of them
 * must hold it. So `590` next to Kazan is not proven by the 590 that stands next to Ufa.
 */
export function voucherOf(value: Value, context: Set<string>, lines: readonly Line[]): Line | undefined {
  let best = -1;
  let voucher: Line | undefined;
  for (const line of lines) {
    if (line.source.claim && value.price) continue;
    const holds = line.values.some((known) => known.canonical === value.canonical);
    // A field of the CRM is one value with a name: it vouches for itself.
    if (holds && line.source.evidence.kind === 'crm') return line;
    if (!holds && !line.values.some((known) => sameSort(known, value))) continue;
    const score = shared(context, line.stems);
    if (score < best) continue;
    if (score > best) voucher = undefined;
    best = score;
    if (holds) voucher ??= line;
  }
  return voucher;
}

export function shared(wanted: Set<string>, stems: Set<string>): number {
  let count = 0;
  for (const item of wanted) if (stems.has(item)) count += 1;
  return count;
}
