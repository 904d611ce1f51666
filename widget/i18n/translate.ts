/**
 * Texts of the card from the language file Kommo loaded, English where one is missing. Reads the JSON
 * format of i18next (`{{name}}`, `key_one` … `key_other`), which the console uses; the card does without the library
 * because it alone would take 16 of the card's 45 kB.
 */
import english from './en.json' with { type: 'json' };

export type Vars = Record<string, string | number>;

export interface Texts {
  /** Language of the texts, e.g. `ru`. */
  readonly language: string;
  /** The text of a dotted key; `count` picks the plural form. The key itself when nobody knows it. */
  t(key: string, vars?: Vars): string;
  has(key: string): boolean;
  /** Hours and minutes in the account's time zone, with the day when it is not today. `now` in milliseconds. */
  time(iso: string, now?: number): string;
  /** An amount in micro-US-dollars. */
  money(microUsd: number): string;
  number(value: number): string;
}

const lookUp = (texts: unknown, key: string): string | undefined => {
  let at: unknown = texts;
  for (const part of key.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string, unknown>)[part];
  }
  return typeof at === 'string' ? at : undefined;
};

const find = (texts: unknown, language: string, key: string, vars: Vars | undefined): string | undefined => {
  const count = vars?.['count'];
  if (typeof count !== 'number') return lookUp(texts, key);
  const form = new Intl.PluralRules(language).select(count);
  return lookUp(texts, `${key}_${form}`) ?? lookUp(texts, `${key}_other`) ?? lookUp(texts, key);
};

/** A zone the browser does not know is no reason to show no time. */
const dates = (language: string, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  try {
    return new Intl.DateTimeFormat(language, { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat(language, options);
  }
};

/** `zone`: the time zone of the account as soon as it is known, e.g. `Europe/Madrid`; the browser's until then. */
export const createTexts = (langs: unknown, zone: () => string | undefined = () => undefined): Texts => {
  const language = lookUp(langs, 'language') ?? 'en';
  const number = (value: number): string => new Intl.NumberFormat(language).format(value);
  const get = (key: string, vars?: Vars): string | undefined => find(langs, language, key, vars) ?? find(english, 'en', key, vars);
  return {
    language,
    number,
    has: (key) => get(key) !== undefined,
    t(key, vars) {
      const template = get(key, vars) ?? key;
      return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
        const value = vars && Object.hasOwn(vars, name) ? vars[name] : undefined;
        if (value === undefined) return whole;
        return typeof value === 'number' ? number(value) : value;
      });
    },
    time(iso, now = Date.now()) {
      const at = new Date(iso);
      if (Number.isNaN(at.getTime())) return '';
      const dayOf = dates('en', zone(), { dateStyle: 'short' });
      const day: Intl.DateTimeFormatOptions = dayOf.format(at) === dayOf.format(now) ? {} : { day: 'numeric', month: 'short' };
      return dates(language, zone(), { ...day, hour: '2-digit', minute: '2-digit' }).format(at);
    },
    money: (microUsd) =>
      new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', maximumSignificantDigits: 2 }).format(
        microUsd / 1e6,
      ),
  };
};
