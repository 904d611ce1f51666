/**
 * What a number counts, in the four languages: `590 ₽` proves neither `590 $` nor `590 days`. Null where
 * the words beside it do not tell; then any unit agrees.
 */
export interface Unit {
  /** A currency, `percent`, a length of time, a weight, or `in-1` to `in-12` for the days of a month. */
  unit: string | null;
  /** `25 thousand` is 25 with a factor of 1,000. */
  factor: number;
}

const FACTORS: readonly (readonly [RegExp, number])[] = [
  [/^(?:\s?тыс(?:яч[a-zà-ÿа-яё]*|\.)?|[kк](?![a-zà-ÿа-яё])|\s?thousand|\s?mil(?![a-zà-ÿа-яё]))/u, 1000],
  [/^\s?(?:млн\.?|миллион[a-zà-ÿа-яё]*|mln|millions?|mill[oó]n(?:es)?|milh(?:ão|ões))(?![a-zà-ÿа-яё])/u, 1_000_000],
];

const CURRENCIES: readonly (readonly [string, string])[] = [
  ['BRL', 'r\\$|brl|reais|real(?![a-zà-ÿа-яё])|реал'],
  ['RUB', '₽|руб|р\\.|коп|rub|roubles?'],
  ['USD', 'us\\$|\\$|usd|d[oó]lar|dollars?|доллар'],
  ['EUR', '€|eur|евро'],
  ['GBP', '£|gbp|pounds?|libras?|фунт'],
  ['JPY', '¥|jpy|иен'],
];
const MONTHS = [
  'январ|jan|ene',
  'феврал|feb|fev',
  'март|mar',
  'апрел|apr|abr',
  'ма[йя]|may|mai',
  'июн|jun',
  'июл|jul',
  'август|aug|ago',
  'сентябр|sep|set',
  'октябр|oct|out',
  'ноябр|nov',
  'декабр|dec|dic|dez',
];
const MEASURES: readonly (readonly [string, string])[] = [
  ['percent', '%|процент|per ?cent|por ?cient|por ?cento'],
  ['minute', 'мин(?:ут[a-zà-ÿа-яё]*|\\.)?(?![a-zà-ÿа-яё])|min(?:ut[a-zà-ÿа-яё]*|s|\\.)?(?![a-zà-ÿа-яё])'],
  ['hour', 'ч(?:ас[a-zà-ÿа-яё]*|\\.)?(?![a-zà-ÿа-яё])|hours?|hrs?(?![a-zà-ÿа-яё])|horas?|h(?![a-zà-ÿа-яё])'],
  ['day', 'дн(?:я|ей|и|ям|ях|ями)(?![a-zà-ÿа-яё])|день|сут(?:ки|ок)|days?|d[ií]as?(?![a-zà-ÿа-яё])'],
  ['week', 'недел|weeks?|semana'],
  ['month', 'мес(?:яц[a-zà-ÿа-яё]*|\\.)?(?![a-zà-ÿа-яё])|months?|mes(?:es)?(?![a-zà-ÿа-яё])|mês'],
  ['year', 'год(?:а|у|ом|ы|ов)?(?![a-zà-ÿа-яё])|лет(?![a-zà-ÿа-яё])|years?|años?|anos?(?![a-zà-ÿа-яё])'],
  ['kilogram', 'кг|kg|kilo'],
  ['gram', 'гр(?:амм[a-zà-ÿа-яё]*|\\.)?(?![a-zà-ÿа-яё])|gram|g(?![a-zà-ÿа-яё])'],
];
const WORKING = '(?:(?:рабоч|календарн|банковск)[a-zà-ÿа-яё]+|business|working|calendar)';

/** The rest of a range: `2` of `2–3 days` counts days too. */
const RANGE = /^\s?(?:[‑–—-]|(?:to|or|или|до|a|o|ou|e|y)\s)\s?\d{1,7}(?:[.,]\d{1,3}){0,2}/u;

// Lower case and the letters of the four languages: case and letters of all of Unicode take the engine long to build.
const after = (words: string): RegExp => new RegExp(`^\\s?(?:${words})`, 'u');
const before = (words: string): RegExp => new RegExp(`(?:^|[^a-zà-ÿа-яё])(?:${words})\\s?$`, 'u');

const AFTER: readonly (readonly [string, RegExp])[] = [
  ...CURRENCIES.map(([unit, words]) => [unit, after(words)] as const),
  ...MEASURES.map(([unit, words]) => [unit, after(`(?:${WORKING}\\s)?(?:${words})`)] as const),
  ...MONTHS.map((words, at) => [`in-${at + 1}`, new RegExp(`^(?:st|nd|rd|th)?\\s(?:de\\s)?(?:${words})[a-zà-ÿа-яё]*`, 'u')] as const),
];
const BEFORE: readonly (readonly [string, RegExp])[] = [
  ...CURRENCIES.map(([unit, words]) => [unit, before(words)] as const),
  ...MONTHS.map((words, at) => [`in-${at + 1}`, new RegExp(`(?:^|[^a-zà-ÿа-яё])(?:${words})[a-zà-ÿа-яё]{0,7}\\s$`, 'u')] as const),
];

/** `lead` ends where the number begins, `tail` begins where it ends; a few words of each are enough. */
export function unitOf(lead: string, tail: string): Unit {
  const behind = tail.toLowerCase().replace(RANGE, '');
  const multiple = FACTORS.find(([pattern]) => pattern.test(behind));
  const rest = multiple ? behind.replace(multiple[0], '') : behind;
  const found = AFTER.find(([, pattern]) => pattern.test(rest)) ?? BEFORE.find(([, pattern]) => pattern.test(lead.toLowerCase()));
  return { unit: found?.[0] ?? null, factor: multiple?.[1] ?? 1 };
}

const CURRENCY_CODES = new Set(CURRENCIES.map(([unit]) => unit));
export const isCurrency = (unit: string | null): boolean => unit !== null && CURRENCY_CODES.has(unit);

/** Do they count the same thing, as far as they tell? */
export const sameUnit = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;
