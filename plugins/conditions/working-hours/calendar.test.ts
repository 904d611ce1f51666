/** Two weeks hour by hour, beside calendars drawn by hand: `#` is work. */
import { readFileSync } from 'node:fs';

import { type DomainEvent } from 'souffleur/sdk';
import { fakeContext, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { type z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message-received.json', import.meta.url), 'utf8')) as DomainEvent;
type Filled = z.input<typeof condition.input>;

const worksAt = (filled: Filled, now: Date, timezone: string): boolean => {
  const facts = fakeFacts({ now: now.toISOString(), account: { timezone, currency: 'EUR', language: 'es' } });
  const answer = condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts });
  return (answer as { holds: boolean }).holds;
};

/** Hours from a UTC midnight on, one line a day. */
const drawn = (filled: Filled, from: string, days: number, timezone = 'UTC'): string[] =>
  Array.from({ length: days }, (_day, day) =>
    Array.from({ length: 24 }, (_hour, hour) => (worksAt(filled, new Date(Date.parse(from) + (day * 24 + hour) * 3_600_000), timezone) ? '#' : '.')).join(''),
  );

const NONE = '........................';
const OFFICE = '.........#########......';

// 2026-01-12 is a Monday.
describe('a week', () => {
  it('of an office', () => {
    expect(drawn({}, '2026-01-12T00:00:00Z', 7)).toEqual([OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, NONE, NONE]);
  });

  it('of an office with a holiday', () => {
    expect(drawn({ holidays: ['2026-01-14'] }, '2026-01-12T00:00:00Z', 5)).toEqual([OFFICE, OFFICE, NONE, OFFICE, OFFICE]);
  });

  it('of a shop that is open late', () => {
    const shop: Filled = { days: ['fri', 'sat'], from: '10:00', to: '02:00' };
    expect(drawn(shop, '2026-01-15T00:00:00Z', 4)).toEqual([
      '........................',
      '..........##############',
      '##........##############',
      '##......................',
    ]);
  });

  it('of a night watch that never rests', () => {
    const watch: Filled = { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '20:00', to: '08:00' };
    expect(drawn(watch, '2026-01-12T00:00:00Z', 7)).toEqual(Array.from({ length: 7 }, () => '########............####'));
  });

  it('of who works one whole day', () => {
    const day: Filled = { days: ['wed'], from: '00:00', to: '24:00' };
    expect(drawn(day, '2026-01-13T00:00:00Z', 3)).toEqual([NONE, '########################', NONE]);
  });

  it('of a night before a holiday, and of the holiday’s own', () => {
    const night: Filled = { days: ['tue', 'wed'], from: '22:00', to: '04:00' };
    expect(drawn({ ...night, holidays: ['2026-01-14'] }, '2026-01-13T00:00:00Z', 3)).toEqual([
      '......................##',
      '####....................',
      '........................',
    ]);
  });

  it('elsewhere', () => {
    expect(drawn({}, '2026-01-12T00:00:00Z', 2, 'Europe/Moscow')).toEqual(['......#########.........', '......#########.........']);
    expect(drawn({}, '2026-01-12T00:00:00Z', 2, 'America/Sao_Paulo')).toEqual(['............#########...', '............#########...']);
    expect(drawn({}, '2026-01-11T00:00:00Z', 2, 'Asia/Tokyo')).toEqual(['........................', '#########...............']);
  });

  it('in which the clock is put forward', () => {
    expect(drawn({ days: ['sat', 'sun', 'mon'] }, '2026-03-28T00:00:00Z', 3, 'Europe/Madrid')).toEqual([
      '........#########.......',
      '.......#########........',
      '.......#########........',
    ]);
  });

  it('in which it is put back: the night has an hour twice', () => {
    expect(drawn({ days: ['sun'], from: '01:00', to: '04:00' }, '2026-10-24T12:00:00Z', 1, 'Europe/Madrid')).toEqual(['...........####.........']);
  });
});

describe('what must be so of every calendar', () => {
  const calendars: Filled[] = [
    {},
    { days: ['sat'], from: '23:30', to: '00:30' },
    { days: ['mon', 'sun'], from: '06:15', to: '06:14', holidays: ['2026-01-12'] },
    { days: ['tue'], from: '00:00', to: '00:01', timezone: 'Asia/Kathmandu' },
  ];

  it.each(calendars)('inside and outside are never both, never neither: %j', (filled) => {
    for (let quarter = 0; quarter < 4 * 24 * 7; quarter += 1) {
      const now = new Date(Date.parse('2026-01-10T00:00:00Z') + quarter * 900_000);
      expect(worksAt({ ...filled, is: 'inside' }, now, 'UTC')).toBe(!worksAt({ ...filled, is: 'outside' }, now, 'UTC'));
    }
  });

  it('the same week comes again', () => {
    expect(drawn({}, '2026-01-12T00:00:00Z', 7)).toEqual(drawn({}, '2026-06-01T00:00:00Z', 7));
  });
});
