/** The stretches of time a dashboard speaks of, cut where the account's own clocks say so. */
import { type Period } from './schema.ts';

export interface Stretches {
  /** Beginnings of the hours or days of both periods, the one before first. */
  edges: Date[];
  /** How many of them belong to the period before. */
  before: number;
  from: Date;
  to: Date;
  /** Where the period before is compared up to: the same time of its last day. */
  previousTo: Date;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS: Record<Period, number> = { day: 1, week: 7, month: 30 };

export function stretchesOf(period: Period, now: Date, zone: string): Stretches {
  const local = localClock(zone);
  const today = local.dayOf(now);
  const days = DAYS[period];
  const start = (back: number): Date => local.startOf(new Date(today.getTime() - back * DAY_MS));
  const from = start(days - 1);
  const to = start(-1);
  const elapsed = now.getTime() - start(0).getTime();
  const previousTo = new Date(Math.min(start(days).getTime() + elapsed, from.getTime()));
  if (period === 'day') {
    const previous = hours(start(1), from);
    return { edges: [...previous, ...hours(from, to)], before: previous.length, from, to, previousTo };
  }
  const edges = Array.from({ length: days * 2 }, (_, index) => start(days * 2 - 1 - index));
  return { edges, before: days, from, to, previousTo };
}

/** A day has 23 to 25 of them. */
const hours = (from: Date, to: Date): Date[] =>
  Array.from({ length: Math.ceil((to.getTime() - from.getTime()) / HOUR_MS) }, (_, index) => new Date(from.getTime() + index * HOUR_MS));

/** Days are given and taken as midnight UTC of their date. */
function localClock(zone: string) {
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  /** What the local clock shows, read as if it were UTC. */
  const shown = (at: number): number => {
    const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  };
  const dayShown = (at: number): number => Math.floor(shown(at) / DAY_MS) * DAY_MS;
  return {
    dayOf: (at: Date): Date => new Date(dayShown(at.getTime())),
    /** Its first moment, also where clocks are changed at midnight. */
    startOf(day: Date): Date {
      const midnight = day.getTime();
      const candidates = [midnight - DAY_MS, midnight + DAY_MS].map((near) => midnight - (shown(near) - near)).toSorted((a, b) => a - b);
      return new Date(candidates.find((at) => dayShown(at) === midnight) ?? candidates[1] ?? midnight);
    },
  };
}
