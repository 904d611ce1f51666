/** The next time of a schedule, by the account's own clock. */
export interface Weekly {
  /** 1 = Monday … 7 = Sunday. */
  days: readonly number[];
  /** `HH:MM` */
  at: string;
}

const DAY_MS = 86_400_000;

/** Later than `after`. Where the clocks skip the hour it comes right after; `timezone` is an IANA name, an unknown one counts as UTC. */
export function nextTime({ days, at }: Weekly, after: Date, timezone: string): Date {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const today = wallOf(after, timezone);
  for (let ahead = 0; ahead <= 8; ahead++) {
    const midnight = Date.UTC(today.year, today.month - 1, today.day) + ahead * DAY_MS;
    const weekday = new Date(midnight).getUTCDay() || 7;
    if (!days.includes(weekday)) continue;
    const time = instantOf(midnight + (hour * 60 + minute) * 60_000, timezone);
    if (time > after) return time;
  }
  throw new RangeError('A schedule needs a day.');
}

/** What the wall says, as if it were UTC, turned into the instant it says it at. */
function instantOf(wall: number, timezone: string): Date {
  const guess = wall - offsetAt(wall, timezone);
  return new Date(wall - offsetAt(guess, timezone));
}

function offsetAt(instant: number, timezone: string): number {
  const { year, month, day, hour, minute, second } = wallOf(new Date(instant), timezone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallOf(at: Date, timezone: string): Wall {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute'), second: part('second') };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  } catch {
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  }
  formats.set(timeZone, format);
  return format;
}
