import { type AgentSettings } from '../agents/schema.ts';

type Hours = NonNullable<AgentSettings['workingHours']>;

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Is it working time at `now` in `timezone` (IANA)? `from` after `to` means over midnight; the day is that of the opening. */
export function isWithin(hours: Hours, now: Date, timezone: string): boolean {
  const { day, minutes } = localTime(now, timezone);
  const from = minutesOf(hours.from);
  const to = minutesOf(hours.to);
  if (from <= to) return hours.days.includes(day) && minutes >= from && minutes < to;
  const dayBefore = day === 1 ? 7 : day - 1;
  return (hours.days.includes(day) && minutes >= from) || (hours.days.includes(dayBefore) && minutes < to);
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function localTime(now: Date, timezone: string): { day: number; minutes: number } {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(
    now,
  );
  const value = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { day: DAYS.indexOf(value('weekday')) + 1, minutes: Number(value('hour')) * 60 + Number(value('minute')) };
}
