import { describe, expect, it } from 'vitest';

import { ask, holding, holds, lead } from './testing.ts';

describe('numbers', () => {
  it.each([
    ['1 500,50', 1500.5],
    ['1500.5', 1500.5],
    ['1\u00a0500,5', 1500.5],
    ['1\u202f500', 1500],
    ['1.500,50', 1500.5],
    ['1,500.50', 1500.5],
    ['1,500', 1500],
    ['1.500', 1.5],
    ['0,125', 0.125],
    ['1.500.000', 1_500_000],
    ['1,500,000', 1_500_000],
    ['1’500', 1500],
    ['€ 1 500', 1500],
    ['1500 ₽', 1500],
    ['15%', 15],
    ['-3', -3],
    ['−3', -3],
  ])('%j is %s', async (text, number) => {
    const near = { lower: String(number - 0.001), upper: String(number + 0.001) };
    expect(await holds('lead.field.1', 'between', [near.lower, near.upper], holding([text]))).toBe(true);
    expect(await holds('lead.field.1', 'greater', [near.lower], holding([text]))).toBe(true);
    expect(await holds('lead.field.1', 'greater', [near.upper], holding([text]))).toBe(false);
    expect(await holds('lead.field.1', 'at_most', [near.upper], holding([text]))).toBe(true);
  });

  it.each(['', '-', '1 50', '12 3456', '1,5,0', '1e9', 'Infinity', 'NaN', '0x10', '1.2.3', 'сто', '+7 917 555', '9'.repeat(16), '1'.repeat(100_000)])(
    '%.20j is no number',
    async (text) => {
      for (const is of ['greater', 'less', 'at_least', 'at_most']) expect(await holds('lead.field.1', is, ['0'], holding([text]))).toBe(false);
      expect(await holds('lead.field.1', 'between', ['-1', '999999'], holding([text]))).toBe(false);
    },
  );

  it.each([
    ['equals', ['84900'], true],
    ['equals', ['84 900,00'], true],
    ['equals', ['84901'], false],
    ['not_equals', ['84900'], false],
    ['greater', ['84899.99'], true],
    ['greater', ['84900'], false],
    ['less', ['84900'], false],
    ['less', ['84901'], true],
    ['at_least', ['84900'], true],
    ['at_most', ['84900'], true],
    ['between', ['84900', '84900'], true],
    ['between', ['1', '2'], false],
  ])('the price %s %j: %s', async (is, value, expected) => {
    expect(await ask('lead.price', is, value)).toEqual({ holds: expected, found: 84_900 });
  });

  it('of a field of the account’s own are equal however they are written', async () => {
    expect(await holds('lead.field.914413', 'equals', ['1500.5'])).toBe(true);
    expect(await holds('lead.field.1', 'equals', ['1500'], holding(['1 500,00']))).toBe(true);
  });

  it('are 9 before 10', async () => {
    expect(await holds('lead.field.1', 'less', ['10'], holding(['9']))).toBe(true);
  });

  it('that are not there are neither more nor less', async () => {
    const unpriced = { lead: { ...lead, price: undefined } };
    expect(await ask('lead.price', 'less', ['5'], unpriced)).toEqual({ holds: false, found: null });
    expect(await ask('lead.price', 'at_least', ['0'], unpriced)).toEqual({ holds: false, found: null });
    expect(await ask('lead.price', 'is_empty', [], unpriced)).toEqual({ holds: true, found: null });
  });

  it('of several values: one is enough', async () => {
    expect(await holds('lead.field.1', 'greater', ['10'], holding(['5', '15']))).toBe(true);
  });
});

const moscow = { account: { timezone: 'Europe/Moscow', currency: 'RUB', language: 'ru' }, now: '2026-01-15T22:00:00.000Z' };
/** 2026-01-21 in Moscow, 2026-01-20 in London. */
const supply = (zone = moscow) => holding(['2026-01-20T21:00:00.000Z'], undefined, zone);
const london = { ...moscow, account: { ...moscow.account, timezone: 'Europe/London' } };

describe('dates', () => {
  it.each([
    ['equals', ['2026-01-21'], true],
    ['equals', ['21.01.2026'], true],
    ['equals', ['21/1/2026'], true],
    ['equals', ['2026-01-20'], false],
    ['not_equals', ['2026-01-20'], true],
    ['before', ['2026-01-22'], true],
    ['before', ['2026-01-21'], false],
    ['after', ['2026-01-20'], true],
    ['after', ['2026-01-21'], false],
    ['between', ['2026-01-21', '2026-01-21'], true],
    ['between', ['2026-01-01', '2026-01-20'], false],
    ['before', ['2026-01-21T00:01'], true],
    ['before', ['2026-01-20T21:00:00Z'], false],
    ['after', ['2026-01-20T20:59:59Z'], true],
    ['after', ['2026-01-21T02:59:59+03:00'], false],
    ['equals', ['2026-01-21T00:00:00+03:00'], true],
  ])('are days of the account: %s %j: %s', async (is, value, expected) => {
    expect(await holds('lead.field.1', is, value, supply())).toBe(expected);
  });

  it('are others in another zone', async () => {
    expect(await holds('lead.field.1', 'equals', ['2026-01-20'], supply(london))).toBe(true);
    expect(await holds('lead.field.1', 'equals', ['2026-01-21'], supply(london))).toBe(false);
  });

  it.each([
    ['2026-01-21', true],
    ['21.01.2026', true],
    ['2026-01-21 15:30', true],
    ['2026-01-21T15:30:00', true],
    ['1768942800', true],
    ['2026-01-21T23:59:59.999999+03:00', true],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-01-21T25:00:00Z', false],
    ['0021-01-21', false],
    ['21 января', false],
    ['2026-01-21'.repeat(1000), false],
  ])('come in many spellings: %.40j: %s', async (text, expected) => {
    expect(await holds('lead.field.1', 'between', ['2026-01-21', '2026-01-21'], holding([text], undefined, moscow))).toBe(expected);
  });

  it.each([
    // By then it is the 16th in Moscow.
    ['2026-01-16', 0, true, true],
    ['2026-01-15', 1, true, false],
    ['2026-01-09', 7, true, false],
    ['2026-01-08', 7, false, false],
    ['2026-01-23', 7, false, true],
    ['2026-01-24', 7, false, false],
  ])('%s with %s days: in the last %s, in the next %s', async (text, days, last, next) => {
    expect(await holds('lead.field.1', 'in_last_days', [String(days)], holding([text], undefined, moscow))).toBe(last);
    expect(await holds('lead.field.1', 'in_next_days', [String(days)], holding([text], undefined, moscow))).toBe(next);
  });

  it('every card has', async () => {
    expect(await holds('lead.createdAt', 'equals', ['2026-01-11'], { lead, ...moscow })).toBe(true);
    expect(await holds('lead.createdAt', 'equals', ['2026-01-10'], { lead, ...london })).toBe(true);
    expect(await holds('lead.nextTaskDueAt', 'in_next_days', ['1'], { lead, ...moscow })).toBe(true);
    expect(await holds('lead.stageEnteredAt', 'before', ['2026-01-14'], { lead, ...moscow })).toBe(false);
    expect(await holds('contact.createdAt', 'in_last_days', ['30'], { contact: { id: '1' }, ...moscow })).toBe(false);
  });

  it('keep to the clock when it is put forward', async () => {
    const zone = { ...london, now: '2026-03-29T12:00:00.000Z' };
    expect(await holds('lead.field.1', 'equals', ['2026-03-30'], holding(['2026-03-29T23:00:00Z'], undefined, zone))).toBe(true);
    expect(await holds('lead.field.1', 'equals', ['2026-03-28'], holding(['2026-03-28T23:00:00Z'], undefined, zone))).toBe(true);
  });

  it.each(['Mars/Olympus', '', '../../etc'])('in the zone %j are those of UTC', async (timezone) => {
    const nowhere = { ...moscow, account: { ...moscow.account, timezone } };
    expect(await holds('lead.field.1', 'equals', ['2026-01-20'], supply(nowhere))).toBe(true);
  });
});
