import { expect, it } from 'vitest';

import { nextTime } from './schedule.ts';

const DAILY = [1, 2, 3, 4, 5, 6, 7];

it.each([
  ['later today', DAILY, '10:00', 'UTC', '2026-11-18T09:59:59Z', '2026-11-18T10:00:00Z'],
  ['not now again', DAILY, '10:00', 'UTC', '2026-11-18T10:00:00Z', '2026-11-19T10:00:00Z'],
  ['on the next of its days', [1, 5], '10:00', 'UTC', '2026-11-18T12:00:00Z', '2026-11-20T10:00:00Z'],
  ['in a week, on the same day', [3], '10:00', 'UTC', '2026-11-18T12:00:00Z', '2026-11-25T10:00:00Z'],
  ['by the account’s clock', DAILY, '09:30', 'Asia/Kolkata', '2026-11-18T00:00:00Z', '2026-11-18T04:00:00Z'],
  ['where it is another day already', [4], '01:00', 'Asia/Tokyo', '2026-11-18T15:00:00Z', '2026-11-18T16:00:00Z'],
  ['after the clocks went forward', DAILY, '09:00', 'Europe/Madrid', '2026-03-28T20:00:00Z', '2026-03-29T07:00:00Z'],
  ['after the clocks went back', DAILY, '09:00', 'Europe/Madrid', '2026-10-24T20:00:00Z', '2026-10-25T08:00:00Z'],
  ['in an hour that is skipped', DAILY, '02:30', 'Europe/Madrid', '2026-03-28T20:00:00Z', '2026-03-29T01:30:00Z'],
  ['in an unknown zone', DAILY, '10:00', 'Nowhere/Land', '2026-11-18T09:00:00Z', '2026-11-18T10:00:00Z'],
])('%s', (_, days, at, zone, after, expected) => {
  expect(nextTime({ days, at }, new Date(after), zone)).toEqual(new Date(expected));
});
