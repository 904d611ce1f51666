/**
 * The checkable values of a text: amounts, counts, percentages, times, dates, phones, mails, links.
 * Two texts agree when every value of one stands in the other, however it is punctuated.
 */
import { announcesPrice, priceWords } from './price-words.ts';
import { isCurrency, unitOf } from './units.ts';

const LINK =
  /(?:https?:\/\/|www\.)[^\s<>()"'«»]{1,500}|\b[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){0,4}\.(?:com|ru|net|org|io|es|br|pt|uk|shop|store|app|me|info|biz|online|site|рф)\b(?:\/[^\s<>()"'«»]{0,500})?/giu;
/** Any other `name.tld`: messengers make links of them all. A capital behind the dot is the next sentence, digits before it a number. */
const BARE_LINK =
  /(?<![\p{L}\d@.-])(?![\d.-]+[a-z]{2,24}(?![\p{L}\d.-]))[a-zA-Z\d][a-zA-Z\d-]{1,62}(?:\.[a-zA-Z\d-]{1,63}){0,4}\.[a-z]{2,24}(?![\p{L}\d])(?:\/[^\s<>()"'«»]{0,500})?/gu;
const MAIL = /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,4}/giu;
const TIME = /\b([01]?\d|2[0-3])[:h]([0-5]\d)\b/giu;
/** Digits with inner separators: `1 290,50`, `1.290`, `+7 (843) 200-10-20`. */
const NUMBER = /\+?\d(?:[\d\s\u00a0\u202f.,()'’-]{0,40}\d)?/gu;
const PHONE = /^\+|^[78]?[\s(-]*\d{3}[)\s-]+\d{3}[\s-]?\d{2}[\s-]?\d{2}$/u;

export interface Value {
  kind: 'number' | 'time' | 'mail' | 'link';
  /** Canonical form, compared byte by byte. */
  canonical: string;
  /** As it was written, and where. */
  raw: string;
  at: number;
  /** An amount of money: only what the business itself says can vouch for it. */
  price: boolean;
  /** What it counts (`units.ts`); null when the text does not say. */
  unit: string | null;
}

/** Digits of other scripts, fractions and the like: read by people, so never passed over. */
const OTHER_DIGITS = /[^\P{N}0-9]+/gu;
/** Characters beside a number that are looked at for its unit. */
const AROUND = 24;

const hostOf = (link: string): string =>
  link
    .replace(/^https?:\/\//i, '')
    .replace(/^www\./i, '')
    .toLowerCase()
    .replace(/[.,;:!?]+$/u, '');

export function valuesOf(text: string): Value[] {
  const values: Value[] = [];
  const plain = { price: false, unit: null };
  let rest = take(text, MAIL, (raw, at) => values.push({ kind: 'mail', canonical: raw.toLowerCase(), raw, at, ...plain }));
  rest = take(rest, LINK, (raw, at) => values.push({ kind: 'link', canonical: hostOf(raw), raw, at, ...plain }));
  rest = take(rest, BARE_LINK, (raw, at) => values.push({ kind: 'link', canonical: hostOf(raw), raw, at, ...plain }));
  rest = take(rest, TIME, (raw, at) => values.push({ kind: 'time', canonical: raw.replace(/h/iu, ':').padStart(5, '0'), raw, at, ...plain }));
  rest = take(rest, NUMBER, (raw, at) => {
    let from = 0;
    for (const part of splitRuns(raw)) {
      const offset = raw.indexOf(part, from);
      from = offset + part.length;
      values.push(number(text, part, at + offset));
    }
  });
  take(rest, OTHER_DIGITS, (raw, at) => values.push({ kind: 'number', canonical: raw, raw, at, ...plain }));
  for (const words of priceWords(text)) values.push({ kind: 'number', ...words, price: true, unit: null });
  return values.toSorted((a, b) => a.at - b.at);
}

/** Hosts of the links in a text, lower case, without `www.`. */
export const linkHosts = (text: string): string[] => valuesOf(text).flatMap((value) => (value.kind === 'link' ? [value.canonical.split('/')[0] ?? ''] : []));

function number(text: string, raw: string, at: number): Value {
  const lead = text.slice(Math.max(0, at - 2 * AROUND), at);
  const { unit, factor } = unitOf(lead.slice(-AROUND), text.slice(at + raw.length, at + raw.length + AROUND));
  const price = isCurrency(unit) || (unit === null && announcesPrice(lead));
  return { kind: 'number', canonical: times(canonicalNumber(raw), factor), raw, at, price, unit };
}

const times = (canonical: string, factor: number): string => (factor === 1 ? canonical : String(Math.round(Number(canonical) * factor * 100) / 100));

function take(text: string, pattern: RegExp, use: (raw: string, at: number) => void): string {
  let rest = '';
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    use(match[0], match.index);
    rest += text.slice(from, match.index) + ' '.repeat(match[0].length);
    from = match.index + match[0].length;
  }
  return rest + text.slice(from);
}

/** `2-3` and `10–19` are two numbers, `+7 843 200-10-20` and `1 290` are one. */
function splitRuns(raw: string): string[] {
  if (PHONE.test(raw)) return [raw];
  return raw
    .split(/\s*[-()'’]\s*|,\s+|\.\s+|(?<!\d)[\s\u00a0\u202f]+|[\s\u00a0\u202f]+(?!\d{3}(?!\d))/u)
    .map((part) => part.replace(/^[.,\s]+|[.,\s]+$/gu, ''))
    .filter((part) => /\d/u.test(part));
}

/** One form for `1 290,50`, `1,290.50` and `1.290,5`; a lone group of three behind a point or comma is thousands. */
export function canonicalNumber(raw: string): string {
  if (PHONE.test(raw)) return raw.replace(/\D/gu, '');
  const compact = raw.replace(/[\s\u00a0\u202f'’]/gu, '');
  const lastMark = Math.max(compact.lastIndexOf(','), compact.lastIndexOf('.'));
  const decimals = lastMark >= 0 ? compact.slice(lastMark + 1) : '';
  const isFraction = lastMark >= 0 && decimals.length !== 3;
  const whole = (isFraction ? compact.slice(0, lastMark) : compact).replace(/\D/gu, '').replace(/^0+(?=\d)/u, '');
  const fraction = isFraction ? decimals.replace(/\D/gu, '').replace(/0+$/u, '') : '';
  return fraction ? `${whole || '0'}.${fraction}` : whole || '0';
}
