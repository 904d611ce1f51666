import { readFileSync } from 'node:fs';

import { type DomainEvent } from 'souffleur/sdk';
import { fakeContext, fakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';

const event = JSON.parse(readFileSync(new URL('./fixtures/message-received.json', import.meta.url), 'utf8')) as DomainEvent;
type Filled = z.input<typeof condition.input>;

const ask = (filled: Filled, now: string, account: { timezone?: string; language?: string } = {}) => {
  const facts = fakeFacts({ now, account: { timezone: 'UTC', currency: 'USD', language: 'en', ...account } });
  return condition.test(condition.input.parse(filled), event, { ...fakeContext(condition.settings), facts }) as { holds: boolean; found: string };
};
const inside = (filled: Filled, now: string, timezone = 'UTC'): boolean => {
  const { holds } = ask({ ...filled, is: 'inside' }, now, { timezone });
  expect(ask({ ...filled, is: 'outside' }, now, { timezone }).holds).toBe(!holds);
  return holds;
};

// 2026-01-15 is a Thursday.
describe('a day', () => {
  it.each([
    ['2026-01-15T08:59:59.999Z', false],
    ['2026-01-15T09:00:00.000Z', true],
    ['2026-01-15T12:00:00.000Z', true],
    ['2026-01-15T17:59:59.999Z', true],
    ['2026-01-15T18:00:00.000Z', false],
    ['2026-01-16T10:00:00.000Z', true],
    ['2026-01-17T10:00:00.000Z', false],
    ['2026-01-18T10:00:00.000Z', false],
    ['2026-01-19T10:00:00.000Z', true],
  ])('Monday to Friday, 9 to 18, at %s: %s', (now, expected) => {
    expect(inside({}, now)).toBe(expected);
  });

  it('may be whole', () => {
    const whole = { from: '00:00', to: '24:00' };
    expect(inside(whole, '2026-01-15T00:00:00Z')).toBe(true);
    expect(inside(whole, '2026-01-15T23:59:59Z')).toBe(true);
    expect(inside(whole, '2026-01-17T00:00:00Z')).toBe(false);
  });

  it('may be of the weekend', () => {
    expect(inside({ days: ['sat', 'sun'] }, '2026-01-18T10:00:00Z')).toBe(true);
    expect(inside({ days: ['sat', 'sun'] }, '2026-01-15T10:00:00Z')).toBe(false);
  });
});

describe('over midnight', () => {
  const night: Filled = { days: ['fri'], from: '22:00', to: '06:00' };

  it.each([
    ['2026-01-16T21:59:00Z', false],
    ['2026-01-16T22:00:00Z', true],
    ['2026-01-17T00:00:00Z', true],
    ['2026-01-17T05:59:00Z', true],
    ['2026-01-17T06:00:00Z', false],
    ['2026-01-16T03:00:00Z', false],
    ['2026-01-17T23:00:00Z', false],
  ])('Friday 22 to 6, at %s: %s', (now, expected) => {
    expect(inside(night, now)).toBe(expected);
  });

  it('a holiday takes away what begins on it', () => {
    expect(inside({ ...night, holidays: ['2026-01-16'] }, '2026-01-16T23:00:00Z')).toBe(false);
    expect(inside({ ...night, holidays: ['2026-01-16'] }, '2026-01-17T02:00:00Z')).toBe(false);
    expect(inside({ ...night, holidays: ['2026-01-17'] }, '2026-01-17T02:00:00Z')).toBe(true);
  });

  it('goes over the end of a month and a year', () => {
    const everyNight: Filled = { days: ['wed'], from: '23:00', to: '01:00' };
    expect(inside(everyNight, '2026-01-01T00:30:00Z')).toBe(true);
    expect(inside(everyNight, '2026-01-02T00:30:00Z')).toBe(false);
  });
});

describe('holidays', () => {
  it('are days off, by the clock of the place', () => {
    expect(inside({ holidays: ['2026-01-15'] }, '2026-01-15T10:00:00Z')).toBe(false);
    expect(inside({ holidays: ['2026-01-14'] }, '2026-01-15T10:00:00Z')).toBe(true);
    expect(inside({ from: '00:00', to: '24:00', holidays: ['2026-01-16'] }, '2026-01-15T22:00:00Z', 'Europe/Moscow')).toBe(false);
  });

  it('are of one year', () => {
    expect(inside({ holidays: ['2025-01-15'] }, '2026-01-15T10:00:00Z')).toBe(true);
  });
});

describe('the time zone', () => {
  it.each([
    ['Europe/Moscow', '2026-01-15T06:00:00Z', true],
    ['Europe/Moscow', '2026-01-15T15:00:00Z', false],
    ['America/Sao_Paulo', '2026-01-15T12:00:00Z', true],
    ['America/Sao_Paulo', '2026-01-15T11:59:00Z', false],
    ['Asia/Kolkata', '2026-01-15T03:30:00Z', true],
    ['Asia/Kolkata', '2026-01-15T03:29:00Z', false],
    ['Pacific/Kiritimati', '2026-01-15T19:00:00Z', true],
  ])('of the account, %s, at %s: %s', (timezone, now, expected) => {
    expect(inside({}, now, timezone)).toBe(expected);
  });

  it('that is given comes first', () => {
    expect(inside({ timezone: 'Asia/Tokyo' }, '2026-01-15T00:00:00Z', 'Europe/Moscow')).toBe(true);
    expect(inside({ timezone: 'Asia/Tokyo' }, '2026-01-15T09:00:00Z', 'Europe/Moscow')).toBe(false);
  });

  it('follows the clock when it is changed', () => {
    expect(inside({}, '2026-03-27T08:00:00Z', 'Europe/Madrid')).toBe(true);
    expect(inside({}, '2026-03-30T07:00:00Z', 'Europe/Madrid')).toBe(true);
    expect(inside({}, '2026-03-30T06:59:00Z', 'Europe/Madrid')).toBe(false);
    expect(inside({ days: ['sun'], from: '02:00', to: '03:00' }, '2026-03-29T01:00:00Z', 'Europe/Madrid')).toBe(false);
  });

  it.each(['Mars/Olympus', '', '\0', 'x'.repeat(10_000)])('%.20j of the account is read as UTC', (timezone) => {
    expect(inside({}, '2026-01-15T09:00:00Z', timezone)).toBe(true);
  });
});

describe('what it found', () => {
  it.each([
    ['en', 'Thu 2026-01-15 13:00 (Europe/Moscow)'],
    ['ru', 'чт 2026-01-15 13:00 (Europe/Moscow)'],
    ['es', 'jue 2026-01-15 13:00 (Europe/Moscow)'],
    ['pt', 'qui. 2026-01-15 13:00 (Europe/Moscow)'],
    ['nonsense!', 'Thu 2026-01-15 13:00 (Europe/Moscow)'],
  ])('in %s is the time of the place: %s', (language, found) => {
    expect(ask({}, event.at, { timezone: 'Europe/Moscow', language })).toEqual({ holds: true, found });
  });
});

describe('the input', () => {
  it.each([
    [{ days: [] }, 'Choose at least one day.'],
    [{ from: '9:00' }, 'A time is written as 09:00.'],
    [{ to: '24:01' }, 'A time is written as 09:00.'],
    [{ from: '24:00' }, 'The day begins at 00:00.'],
    [{ from: '09:00', to: '09:00' }, 'The beginning and the end are the same; the whole day is 00:00 to 24:00.'],
    [{ timezone: 'Mars/Olympus' }, 'There is no such time zone; write it as Europe/Madrid.'],
    [{ holidays: ['31.12.2026'] }, 'A holiday is a date, such as 2026-12-31.'],
    [{ holidays: ['2026-02-30'] }, 'A holiday is a date, such as 2026-12-31.'],
  ])('%j: %s', (filled, message) => {
    expect(condition.input.safeParse(filled).error?.issues[0]?.message).toBe(message);
  });

  it('has bounds', () => {
    expect(condition.input.safeParse({ days: Array.from({ length: 8 }, () => 'mon') }).success).toBe(false);
    expect(condition.input.safeParse({ holidays: Array.from({ length: 367 }, () => '2026-01-01') }).success).toBe(false);
    expect(condition.input.safeParse({ timezone: 'x'.repeat(61) }).success).toBe(false);
  });

  it('is a form in four languages', () => {
    const { properties } = z.toJSONSchema(condition.input, { io: 'input' }) as unknown as { properties: Record<string, { label: object; options?: object }> };
    for (const { label, options } of Object.values(properties)) {
      for (const text of [label, ...Object.values(options ?? {})]) expect(Object.keys(text)).toEqual(['en', 'ru', 'es', 'pt']);
    }
  });
});
