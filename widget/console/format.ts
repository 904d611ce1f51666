/** Dates, numbers and durations as a person of this language in this account's time zone reads them. */
export interface Format {
  readonly language: string;
  readonly timeZone: string | undefined;
  /** `20 Nov 2026`. */
  date(iso: string): string;
  /** `20 Nov, 14:05`; the year when it is another one. */
  dateTime(iso: string): string;
  /** `14:05`. */
  time(iso: string): string;
  /** `5 minutes ago`, `in 2 days`; a date beyond a month. */
  ago(iso: string, now?: number): string;
  number(value: number, digits?: number): string;
  /** 0.42 > `42%`. */
  percent(share: number): string;
  /** In the account's currency, or another. */
  money(amount: number, currency?: string): string;
  /** Micro-US-dollars, what a model costs. */
  cost(microUsd: number): string;
  /** `850 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
  duration(ms: number): string;
  bytes(count: number): string;
  list(items: readonly string[]): string;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const MONTH = 30 * 86_400_000;

/** A zone the browser does not know is no reason to show no time. */
const known = (timeZone: string | undefined): string | undefined => {
  try {
    return timeZone ? new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
};

export const createFormat = (language: string, zone?: string, accountCurrency = 'USD'): Format => {
  const timeZone = known(zone);
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(language, { ...options, timeZone });
  const at = (iso: string, draw: (date: Date) => string): string => {
    const date = new Date(iso);
    return Number.isNaN(date.getTime()) ? '' : draw(date);
  };
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
  const yearOf = (date: Date | number): string => new Intl.DateTimeFormat('en', { year: 'numeric', timeZone }).format(date);
  const date = (iso: string): string => at(iso, (day) => dates({ day: 'numeric', month: 'short', year: 'numeric' }).format(day));
  const inCurrency = (amount: number, currency: string, options: Intl.NumberFormatOptions): string => {
    try {
      return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options }).format(amount);
    } catch {
      return `${new Intl.NumberFormat(language).format(amount)} ${currency}`;
    }
  };

  return {
    language,
    timeZone,
    date,
    dateTime: (iso) =>
      at(iso, (day) => {
        const year = yearOf(day) === yearOf(Date.now()) ? undefined : 'numeric';
        return dates({ day: 'numeric', month: 'short', year, hour: '2-digit', minute: '2-digit' }).format(day);
      }),
    time: (iso) => at(iso, (day) => dates({ hour: '2-digit', minute: '2-digit' }).format(day)),
    ago: (iso, now = Date.now()) =>
      at(iso, (day) => {
        const away = day.getTime() - now;
        if (Math.abs(away) > MONTH) return date(iso);
        const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
        const [name, size] = STEPS.find(([, length]) => Math.abs(away) >= length) ?? (['second', 1000] as const);
        return name === 'second' ? words.format(0, 'second') : words.format(Math.round(away / size), name);
      }),
    number: (value, digits = 1) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
    percent: (share) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0 }).format(share),
    money: (amount, currency = accountCurrency) => inCurrency(amount, currency, { maximumFractionDigits: 2, trailingZeroDisplay: 'stripIfInteger' }),
    cost: (microUsd) => inCurrency(microUsd / 1e6, 'USD', { maximumSignificantDigits: 2 }),
    duration(ms) {
      if (ms < 1000) return unit(Math.round(ms), 'millisecond');
      if (ms < 59_500) return unit(ms / 1000, 'second', ms < 10_000 ? 1 : 0);
      const seconds = Math.round(ms / 1000);
      const [big, small, size] = seconds < 3600 ? (['minute', 'second', 60] as const) : (['hour', 'minute', 3600] as const);
      const rest = Math.floor((seconds % size) / (size / 60));
      return rest === 0 ? unit(Math.floor(seconds / size), big) : `${unit(Math.floor(seconds / size), big)} ${unit(rest, small)}`;
    },
    bytes(count) {
      const [name, size] = count < 1000 ? (['byte', 1] as const) : count < 1e6 ? (['kilobyte', 1e3] as const) : (['megabyte', 1e6] as const);
      return unit(count / size, name, size === 1e6 ? 1 : 0);
    },
    list: (items) => new Intl.ListFormat(language, { type: 'conjunction' }).format(items),
  };
};
