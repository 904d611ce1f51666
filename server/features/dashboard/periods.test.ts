import { describe, expect, it } from 'vitest';

import { stretchesOf } from './periods.ts';

const iso = (dates: readonly Date[]): string[] => dates.map((date) => date.toISOString());
const day = (now: string, zone: string) => stretchesOf('day', new Date(now), zone);

describe('a day', () => {
  it('is local, and compared up to the same time of yesterday', () => {
    const { edges, before, from, to, previousTo } = day('2026-11-20T01:30:00Z', 'America/New_York');
    expect(iso([from, to, previousTo])).toEqual(['2026-11-19T05:00:00.000Z', '2026-11-20T05:00:00.000Z', '2026-11-19T01:30:00.000Z']);
    expect([edges.length, before]).toEqual([48, 24]);
  });

  it.each([
    ['has 23 hours when clocks go forward', '2026-03-29T12:00:00Z', 'Europe/Madrid', 24, 23],
    ['has 25 hours when clocks go back', '2026-10-25T12:00:00Z', 'Europe/Madrid', 24, 25],
    ['has 24 again the day after', '2026-10-26T12:00:00Z', 'Europe/Madrid', 25, 24],
    ['may be half an hour off', '2026-11-20T12:00:00Z', 'Asia/Kolkata', 24, 24],
    ['may begin at one where clocks are changed at midnight', '2018-11-04T15:00:00Z', 'America/Sao_Paulo', 24, 23],
    ['may have its midnight twice', '2026-11-01T15:00:00Z', 'America/Havana', 24, 25],
  ])('%s', (_what, now, zone, yesterday, today) => {
    const { edges, before, from, to } = day(now, zone);
    expect([before, edges.length - before]).toEqual([yesterday, today]);
    expect(edges[before]).toEqual(from);
    expect(from.getTime()).toBeLessThanOrEqual(Date.parse(now));
    expect(to.getTime()).toBeGreaterThan(Date.parse(now));
    const date = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: zone });
    expect(date.format(from)).not.toBe(date.format(from.getTime() - 1));
    expect(date.format(from)).toBe(date.format(to.getTime() - 1));
  });
});

it('a week is seven local days and the seven before, over a change of the clocks', () => {
  const { edges, before, from, to, previousTo } = stretchesOf('week', new Date('2026-10-27T10:00:00Z'), 'Europe/Madrid');
  expect([edges.length, before]).toEqual([14, 7]);
  expect(iso([from, to, previousTo])).toEqual(['2026-10-20T22:00:00.000Z', '2026-10-27T23:00:00.000Z', '2026-10-20T09:00:00.000Z']);
  expect(iso(edges.slice(-3))).toEqual(['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z', '2026-10-26T23:00:00.000Z']);
});

it('a month is thirty days', () => {
  const { edges, before, from } = stretchesOf('month', new Date('2026-11-20T12:00:00Z'), 'UTC');
  expect([edges.length, before, from.toISOString()]).toEqual([60, 30, '2026-10-22T00:00:00.000Z']);
});
