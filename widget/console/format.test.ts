// @vitest-environment node
import { expect, test } from 'vitest';

import { createFormat } from './format.ts';

const AT = '2026-11-20T21:30:00Z';
const NOW = Date.parse(AT);
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

test('dates and times are the account’s, in the member’s language', () => {
  const moscow = createFormat('ru', 'Europe/Moscow');
  expect(moscow.date(AT)).toBe('21 нояб. 2026 г.');
  expect(moscow.time(AT)).toBe('00:30');
  expect(moscow.dateTime('2020-01-02T10:00:00Z')).toContain('2020');
  expect(createFormat('en', 'America/Sao_Paulo').date(AT)).toBe('Nov 20, 2026');
  expect(createFormat('en', 'Nowhere/Else').date(AT)).toMatch(/2026/);
  for (const bad of ['', 'soon', '2026-13-45']) expect([moscow.date(bad), moscow.ago(bad), moscow.dateTime(bad), moscow.time(bad)]).toEqual(['', '', '', '']);
});

test.each([
  [0, 'now'],
  [-59_000, 'now'],
  [-61_000, '1 minute ago'],
  [-3_600_000 * 5, '5 hours ago'],
  [86_400_000 * 2, 'in 2 days'],
  [-86_400_000, 'yesterday'],
  [-86_400_000 * 45, 'Oct 6, 2026'],
])('%i ms away is %s', (away, words) => expect(createFormat('en', 'UTC').ago(new Date(NOW + away).toISOString(), NOW)).toBe(words));

test.each([
  [0, '0 ms'],
  [850, '850 ms'],
  [4200, '4.2 sec'],
  [42_000, '42 sec'],
  [59_900, '1 min'],
  [200_000, '3 min 20 sec'],
  [3_600_000, '1 hr'],
  [7_500_000, '2 hr 5 min'],
])('%i ms lasts %s', (ms, words) => expect(createFormat('en').duration(ms)).toBe(words));

test('numbers, shares, money and sizes', () => {
  const english = createFormat('en', 'UTC', 'RUB');
  const russian = createFormat('ru', 'UTC', 'RUB');
  expect(plain(russian.number(12_345.67))).toBe('12 345,7');
  expect([english.percent(0.424), english.percent(0.0123)]).toEqual(['42%', '1.2%']);
  expect(plain(russian.money(1990))).toBe('1 990 ₽');
  expect(english.money(5, 'EUR')).toBe('€5');
  expect(english.money(5, 'not a currency')).toBe('5 not a currency');
  expect(english.cost(310)).toBe('$0.00031');
  expect([english.bytes(12), english.bytes(45_000), english.bytes(20_971_520)]).toEqual(['12 byte', '45 kB', '21 MB']);
  expect(english.list(['a', 'b', 'c'])).toBe('a, b, and c');
});
