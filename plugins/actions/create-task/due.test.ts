import { describe, expect, it } from 'vitest';

import { dueAt } from './due.ts';
import { input } from './schema.ts';

/** From Thursday, 15 January 2026, 13:20:45 in Moscow, where nothing else is said. */
function due(wanted: object, { from = '2026-01-15T10:20:45.000Z', timezone = 'Europe/Moscow' } = {}): string {
  return dueAt(new Date(from), input.parse({ text: 'x', ...wanted }), timezone).toISOString();
}

describe('a term', () => {
  it.each([
    [{ after: 15, unit: 'minutes' }, '2026-01-15T10:35:00.000Z'],
    [{ after: 3, unit: 'hours' }, '2026-01-15T13:20:00.000Z'],
    [{ after: 2, unit: 'days' }, '2026-01-17T10:20:00.000Z'],
    [{}, '2026-01-16T10:20:00.000Z'],
  ])('%j: %s', (wanted, expected) => {
    expect(due(wanted)).toBe(expected);
  });
});

describe('a time of day', () => {
  it('is the account’s', () => {
    expect(due({ after: 1, time: '10:00' })).toBe('2026-01-16T07:00:00.000Z');
    expect(due({ after: 1, time: '10:00' }, { timezone: 'America/Sao_Paulo' })).toBe('2026-01-16T13:00:00.000Z');
  });

  it('counts days on the account’s calendar', () => {
    // It is already the 16th in Vladivostok.
    expect(due({ after: 1, time: '09:00' }, { from: '2026-01-15T15:00:00.000Z', timezone: 'Asia/Vladivostok' })).toBe('2026-01-16T23:00:00.000Z');
  });

  it('of today is today until it is over, then tomorrow', () => {
    expect(due({ after: 0, time: '18:00' })).toBe('2026-01-15T15:00:00.000Z');
    expect(due({ after: 0, time: '13:20' })).toBe('2026-01-16T10:20:00.000Z');
  });

  it('counts as UTC where the time zone is none', () => {
    expect(due({ after: 1, time: '10:00' }, { timezone: 'Moon/Crater' })).toBe('2026-01-16T10:00:00.000Z');
  });
});

describe('weekends', () => {
  it.each([
    // Thursday + 2 working days is Monday.
    [{ after: 2, unit: 'days', skipWeekends: true }, '2026-01-19T10:20:00.000Z'],
    [{ after: 7, unit: 'days', time: '09:00', skipWeekends: true }, '2026-01-26T06:00:00.000Z'],
    // Two days of hours end on Saturday, and wait for the same time on Monday.
    [{ after: 48, unit: 'hours', skipWeekends: true }, '2026-01-19T10:20:00.000Z'],
    [{ after: 48, unit: 'hours' }, '2026-01-17T10:20:00.000Z'],
  ])('%j: %s', (wanted, expected) => {
    expect(due(wanted)).toBe(expected);
  });

  it('begun on a Saturday: today and the first working day are Monday', () => {
    const from = '2026-01-17T12:00:00.000Z';
    expect(due({ after: 0, time: '10:00', skipWeekends: true }, { from })).toBe('2026-01-19T07:00:00.000Z');
    expect(due({ after: 1, time: '10:00', skipWeekends: true }, { from })).toBe('2026-01-19T07:00:00.000Z');
  });

  it('a time of Friday that is over means Monday', () => {
    expect(due({ after: 0, time: '10:00', skipWeekends: true }, { from: '2026-01-16T12:00:00.000Z' })).toBe('2026-01-19T07:00:00.000Z');
  });

  it('are told by the account’s calendar', () => {
    // Friday 23:30 UTC is Saturday in Madrid.
    expect(due({ after: 15, unit: 'minutes', skipWeekends: true }, { from: '2026-01-16T23:30:00.000Z', timezone: 'Europe/Madrid' })).toBe(
      '2026-01-18T23:45:00.000Z',
    );
  });
});

describe('a change of the clocks', () => {
  const timezone = 'Europe/Madrid';

  it('leaves the time on the wall as it is', () => {
    // The night to 29 March 2026 is an hour shorter, the one to 25 October an hour longer.
    expect(due({ after: 1, time: '10:00' }, { from: '2026-03-28T12:00:00.000Z', timezone })).toBe('2026-03-29T08:00:00.000Z');
    expect(due({ after: 1 }, { from: '2026-10-24T10:00:00.000Z', timezone })).toBe('2026-10-25T11:00:00.000Z');
  });

  it('moves an hour that is left out on, and takes the first of one that is there twice', () => {
    expect(due({ after: 1, time: '02:30' }, { from: '2026-03-28T12:00:00.000Z', timezone })).toBe('2026-03-29T01:30:00.000Z');
    expect(due({ after: 1, time: '02:30' }, { from: '2026-10-24T12:00:00.000Z', timezone })).toBe('2026-10-25T00:30:00.000Z');
  });

  it('does not change a term in hours', () => {
    expect(due({ after: 24, unit: 'hours' }, { from: '2026-03-28T12:00:00.000Z', timezone })).toBe('2026-03-29T12:00:00.000Z');
  });
});

describe('over a whole year', () => {
  const HOURS = 365 * 24;
  const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour, 17));
  const shown = (iso: string, timeZone: string): { day: string; weekday: string; time: string } => {
    const date = new Date(iso);
    return {
      day: date.toLocaleDateString('sv-SE', { timeZone }),
      weekday: date.toLocaleDateString('en-US', { timeZone, weekday: 'short' }),
      time: date.toLocaleTimeString('sv-SE', { timeZone, hour: '2-digit', minute: '2-digit' }),
    };
  };
  const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

  it.each([['Europe/Moscow'], ['America/New_York'], ['America/Santiago'], ['Asia/Kathmandu'], ['Australia/Lord_Howe'], ['Pacific/Kiritimati']])(
    'tomorrow at ten is tomorrow at ten in %s',
    (timezone) => {
      const odd: string[] = [];
      for (let hour = 0; hour < HOURS; hour += 97) {
        const from = at(hour).toISOString();
        const due10 = shown(due({ after: 1, time: '10:00' }, { from, timezone }), timezone);
        if (due10.time !== '10:00' || due10.day !== dayAfter(shown(from, timezone).day)) odd.push(`${from} > ${due10.day} ${due10.time}`);
      }
      expect(odd).toEqual([]);
    },
  );

  it.each([['Europe/Madrid'], ['America/Sao_Paulo'], ['Pacific/Auckland']])('nothing is due on a weekend or in the past in %s', (timezone) => {
    const wishes = [
      { after: 0, time: '09:00' },
      { after: 1, time: '' },
      { after: 4, time: '18:30' },
      { after: 30, unit: 'minutes' },
      { after: 70, unit: 'hours' },
    ];
    const odd: string[] = [];
    for (let hour = 0; hour < HOURS; hour += 211) {
      const from = at(hour).toISOString();
      for (const wish of wishes) {
        const found = due({ ...wish, skipWeekends: true }, { from, timezone });
        if (['Sat', 'Sun'].includes(shown(found, timezone).weekday) || found <= from) odd.push(`${from} > ${found}`);
      }
    }
    expect(odd).toEqual([]);
  });
});
