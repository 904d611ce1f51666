import { expect, it } from 'vitest';

import { afterQuietHours } from './quiet-hours.ts';

const night = { from: '20:00', to: '09:00' };
const lunch = { from: '13:00', to: '15:00' };

it.each([
  ['before midnight', night, 'Europe/Madrid', '2026-11-18T21:10:30Z', '2026-11-19T08:00:00Z'],
  ['after midnight', night, 'Europe/Madrid', '2026-11-18T23:30:00Z', '2026-11-19T08:00:00Z'],
  ['at the first minute', night, 'UTC', '2026-11-18T20:00:00Z', '2026-11-19T09:00:00Z'],
  ['at the end', night, 'UTC', '2026-11-18T09:00:00Z', '2026-11-18T09:00:00Z'],
  ['by day', night, 'Asia/Kolkata', '2026-11-18T10:00:10Z', '2026-11-18T10:00:10Z'],
  ['half an hour off', night, 'Asia/Kolkata', '2026-11-18T15:00:00Z', '2026-11-19T03:30:00Z'],
  ['within one day', lunch, 'America/Sao_Paulo', '2026-11-18T16:20:00Z', '2026-11-18T18:00:00Z'],
  ['the night the clocks go forward', night, 'Europe/Madrid', '2026-03-28T22:00:00Z', '2026-03-29T07:00:00Z'],
  ['the night the clocks go back', night, 'Europe/Madrid', '2026-10-24T21:00:00Z', '2026-10-25T08:00:00Z'],
  ['an unknown zone', night, 'Nowhere/Land', '2026-11-18T21:00:00Z', '2026-11-19T09:00:00Z'],
  ['no hours at all', { from: '10:00', to: '10:00' }, 'UTC', '2026-11-18T10:00:00Z', '2026-11-18T10:00:00Z'],
  ['none', null, 'UTC', '2026-11-18T22:00:00Z', '2026-11-18T22:00:00Z'],
])('%s', (_, quiet, zone, at, expected) => {
  expect(afterQuietHours(new Date(at), quiet, zone)).toEqual(new Date(expected));
});
