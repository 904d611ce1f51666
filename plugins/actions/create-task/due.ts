/** When a task is due: days are days on the wall of the account's time zone, whatever its clocks do. */
import { type Input } from './schema.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the clock on the wall shows, as if it were UTC. */
type Wall = number;

export function dueAt(from: Date, due: Pick<Input, 'after' | 'unit' | 'time' | 'skipWeekends'>, timezone: string): Date {
  const { after, unit, time, skipWeekends } = due;
  const start = Math.floor(from.getTime() / MINUTE) * MINUTE;
  const working = (wall: Wall): Wall => (skipWeekends && isWeekend(wall) ? working(wall + DAY) : wall);
  if (unit !== 'days') {
    const at = start + after * (unit === 'hours' ? HOUR : MINUTE);
    const wall = toWall(at, timezone);
    return new Date(working(wall) === wall ? at : fromWall(working(wall), timezone));
  }
  let wall = toWall(start, timezone);
  for (let day = 0; day < after; day++) wall = working(wall + DAY);
  wall = working(wall);
  if (time === '') return new Date(fromWall(wall, timezone));
  wall = Math.floor(wall / DAY) * DAY + minutesOf(time) * MINUTE;
  const at = fromWall(wall, timezone);
  return new Date(at > from.getTime() ? at : fromWall(working(wall + DAY), timezone));
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const isWeekend = (wall: Wall): boolean => [0, 6].includes(new Date(wall).getUTCDay());

/** An hour that the clocks leave out is an hour later; one that they show twice is the first. */
function fromWall(wall: Wall, timezone: string): number {
  const tries = [wall - DAY, wall + DAY].map((near) => wall - (toWall(near, timezone) - near));
  const exact = tries.filter((at) => toWall(at, timezone) === wall);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...tries);
}

function toWall(at: number, timezone: string): Wall {
  const parts = formatOf(timezone).formatToParts(at);
  const value = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'));
}

const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' } as const;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { ...numeric, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...numeric, timeZone: 'UTC' });
  }
}
