import { expect, it } from 'vitest';

import { isWithin } from './working-hours.ts';

const week = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };

it.each([
  ['2026-11-20T08:00:00Z', 'Europe/Madrid', true],
  ['2026-11-20T07:59:00Z', 'Europe/Madrid', false],
  ['2026-11-20T17:00:00Z', 'Europe/Madrid', false],
  ['2026-11-20T10:00:00Z', 'America/Sao_Paulo', false],
  ['2026-11-21T10:00:00Z', 'Europe/Madrid', false],
])('%s in %s: %s', (at, timezone, expected) => {
  expect(isWithin(week, new Date(at), timezone)).toBe(expected);
});

it('counts a night shift to the day it began', () => {
  const night = { days: [5], from: '22:00', to: '02:00' };
  expect(isWithin(night, new Date('2026-11-20T23:00:00Z'), 'UTC')).toBe(true);
  expect(isWithin(night, new Date('2026-11-21T01:59:00Z'), 'UTC')).toBe(true);
  expect(isWithin(night, new Date('2026-11-22T01:00:00Z'), 'UTC')).toBe(false);
});
