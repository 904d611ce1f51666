const DAY_MS = 86_400_000;
const YEAR_FIRST = /^(\d{4})[-/](\d{2})[-/](\d{2})$/u;
const DAY_FIRST = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/u;
const TIMED = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/u;
const UNIX = /^\d{9,11}$/u;

/** Where the clock on the account's wall stood: milliseconds as if that clock showed UTC. */
export interface Moment {
  wall: number;
  /** Days since 1970 by that clock. */
  day: number;
  /** False: a date without a time of day. */
  timed: boolean;
}

const moment = (wall: number, timed: boolean): Moment => ({ wall, day: Math.floor(wall / DAY_MS), timed });

/** `2026-01-31`, `31.01.2026`, `31/01/2026`, and ISO 8601 with a time; without a zone it is the account's. */
export function parseDate(text: string, timeZone: string): Moment | null {
  const short = text.trim();
  if (short.length > 40) return null;
  const date = calendarDate(short);
  if (date !== null) return moment(date, false);
  const [, day = '', hour, minute, second = '0', zone] = TIMED.exec(short) ?? [];
  const start = calendarDate(day);
  if (start === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const wall = start + (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
  return zone === undefined ? moment(wall, true) : localMoment(new Date(wall - offsetOf(zone)), timeZone);
}

/** What a CRM may have left in a date field: also Unix seconds. */
export const readDate = (text: string, timeZone: string): Moment | null =>
  UNIX.test(text) ? localMoment(new Date(Number(text) * 1000), timeZone) : parseDate(text, timeZone);

export function localMoment(at: Date, timeZone: string): Moment {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return moment(Date.UTC(year, month - 1, day, hour, minute, second), true);
}

function calendarDate(text: string): number | null {
  const [, year, month, day] = YEAR_FIRST.exec(text) ?? reversed(DAY_FIRST.exec(text)) ?? [];
  if (year === undefined || Number(year) < 1000) return null;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day) ? at.getTime() : null;
}

const reversed = (match: RegExpExecArray | null): (string | undefined)[] | null => match && [match[0], match[3], match[2], match[1]];

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (digits.startsWith('-') ? -minutes : minutes) * 60_000;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one is slow; there are only so many zones. What is none is read as UTC. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = newClock(timeZone) ?? newClock('UTC') ?? new Intl.DateTimeFormat();
  if (clocks.size < 1000) clocks.set(timeZone, clock);
  return clock;
}

function newClock(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
}
