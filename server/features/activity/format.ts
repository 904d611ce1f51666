/** Numbers, money and times as the member's language writes them. */
import { type Texts } from './texts.ts';

export interface Format {
  count(key: string, value: number): string | undefined;
  list(items: readonly string[]): string;
  number(value: number): string;
  money(value: number): string;
  /** Seconds, as minutes and seconds. */
  duration(seconds: number): string;
  /** Day and time in the account's time zone. */
  moment(iso: string): string | undefined;
  plural(value: number): string;
}

interface Place {
  currency: string;
  timezone: string;
}

export function formatFor(texts: Texts, { currency, timezone }: Place): Format {
  const { language } = texts;
  const numbers = new Intl.NumberFormat(language);
  const plurals = new Intl.PluralRules(language);
  const unit = (value: number, name: 'second' | 'minute' | 'hour'): string =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const number = (value: number): string => numbers.format(value);
  return {
    number,
    plural: (value) => plurals.select(value),
    count(key, value) {
      const template = texts.counts[`${key}_${plurals.select(value)}`] ?? texts.counts[`${key}_other`];
      return template?.replace('{{count}}', number(value));
    },
    list: (items) => new Intl.ListFormat(language, { type: 'conjunction' }).format(items),
    money: (value) => moneyFormat(language, currency, value),
    duration(seconds) {
      const whole = Math.max(0, Math.round(seconds));
      const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60] as const;
      const named = (['hour', 'minute', 'second'] as const).map((name, index) => [parts[index] ?? 0, name] as const).filter(([value]) => value > 0);
      return named.length === 0 ? unit(0, 'second') : named.map(([value, name]) => unit(value, name)).join(' ');
    },
    moment(iso) {
      const at = new Date(iso);
      if (Number.isNaN(at.getTime())) return undefined;
      return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: knownZone(timezone) }).format(
        at,
      );
    },
  };
}

/** A currency or a zone that Intl does not know is no reason to say nothing. */
function moneyFormat(language: string, currency: string, value: number): string {
  const digits = Number.isInteger(value) ? 0 : 2;
  try {
    return new Intl.NumberFormat(language, { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  } catch {
    return `${new Intl.NumberFormat(language).format(value)} ${currency}`;
  }
}

export function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
