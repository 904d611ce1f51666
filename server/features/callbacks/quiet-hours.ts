/** The hours of the account's day in which nothing is due. */
export interface QuietHours {
  /** `HH:MM`; `from` after `to` means over midnight. */
  from: string;
  to: string;
}

const DAY = 1440;

/** `at`, or the end of the quiet hours it falls into, in `timezone` (IANA; an unknown one counts as UTC). */
export function afterQuietHours(at: Date, quiet: QuietHours | null, timezone: string): Date {
  if (!quiet || quiet.from === quiet.to) return at;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const now = localMinutes(at, timezone);
  const isQuiet = from < to ? now >= from && now < to : now >= from || now < to;
  if (!isQuiet) return at;
  const guess = Math.floor(at.getTime() / 60_000) * 60_000 + ((to - now + DAY) % DAY) * 60_000;
  // Where the clocks change in between, the hour on the wall counts.
  const drift = ((to - localMinutes(new Date(guess), timezone) + DAY * 1.5) % DAY) - DAY / 2;
  return new Date(guess + drift * 60_000);
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function localMinutes(at: Date, timezone: string): number {
  const parts = formatOf(timezone).formatToParts(at);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return value('hour') * 60 + value('minute');
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  }
}
