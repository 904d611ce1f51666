/** Asks whether the event happened within working hours. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings, weekdays } from './schema.ts';

const DAY_MS = 86_400_000;

const clocks = new Map<string, Intl.DateTimeFormat | null>();

/** Making one is slow, and there are only so many zones. Null: there is no such zone. */
function clockOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const clock = timeZone === '' ? null : newClock(timeZone);
  if (clocks.size < 1000 && timeZone.length <= 60) clocks.set(timeZone, clock);
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
    });
  } catch {
    return null;
  }
}

/** What stands on the wall, as if that clock showed UTC. */
function wallOf(at: Date, clock: Intl.DateTimeFormat): Date {
  const parts = clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = Object.fromEntries(parts) as Record<string, number>;
  return new Date(Date.UTC(year, month - 1, day, hour, minute));
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const weekdayOf = (wall: Date): (typeof weekdays)[number] => weekdays[wall.getUTCDay()] ?? 'sun';

function inWords(wall: Date, zone: string, language: string): string {
  const locale = /^[a-z]{2}$/u.test(language) ? language : 'en';
  return `${wall.toLocaleDateString(locale, { weekday: 'short', timeZone: 'UTC' })} ${wall.toISOString().slice(0, 16).replace('T', ' ')} (${zone})`;
}

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'working-hours',
  title: { en: 'Working hours', ru: 'Рабочее время', es: 'Horario laboral', pt: 'Horário de trabalho' },
  description: {
    en: 'It happens within or outside working hours: days, times, holidays, in a time zone.',
    ru: 'Событие происходит в рабочее время или вне его: дни, часы, праздники, часовой пояс.',
    es: 'Ocurre dentro o fuera del horario laboral: días, horas, festivos y zona horaria.',
    pt: 'Acontece dentro ou fora do horário de trabalho: dias, horas, feriados e fuso horário.',
  },
  icon: 'sun',
  says: {
    en: 'it is {{is}} working hours ({{days}}, {{from}}–{{to}}[, {{timezone}}][; holidays: {{holidays}}])',
    ru: 'сейчас {{is}} рабочего времени ({{days}}, {{from}}–{{to}}[, {{timezone}}][; праздники: {{holidays}}])',
    es: 'ahora se está {{is}} del horario laboral ({{days}}, {{from}}–{{to}}[, {{timezone}}][; festivos: {{holidays}}])',
    pt: 'agora se está {{is}} do horário de trabalho ({{days}}, {{from}}–{{to}}[, {{timezone}}][; feriados: {{holidays}}])',
  },
  settings,
  input,
  test: ({ is, days, from, to, timezone, holidays }, _event, { facts }) => {
    // The account's zone comes from outside. One that is none is read as UTC.
    const zone = [timezone, facts.account.timezone].find(clockOf) ?? 'UTC';
    const wall = wallOf(facts.now, clockOf(zone) ?? new Intl.DateTimeFormat());
    const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
    const [start, end] = [minutesOf(from), minutesOf(to)];
    const works = (day: Date): boolean => days.includes(weekdayOf(day)) && !holidays.includes(day.toISOString().slice(0, 10));
    // A shift over midnight belongs to the day on which it began, also where that day or the next is a holiday.
    const ofToday = minute >= start && (start > end || minute < end) && works(wall);
    const ofYesterday = start > end && minute < end && works(new Date(wall.getTime() - DAY_MS));
    return { holds: (ofToday || ofYesterday) === (is === 'inside'), found: inWords(wall, zone, facts.account.language) };
  },
});
