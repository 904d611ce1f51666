import { type Facts } from 'souffleur/sdk';

import { type Operator } from './operators.ts';
import { type Moment, parseDate, readDate } from './parse-date.ts';
import { parseNumber, plainNumber } from './parse-number.ts';
import { type Held, today } from './read-field.ts';

/** What only says no: it is asked as its opposite. */
const OPPOSITES: Readonly<Partial<Record<Operator, Operator>>> = {
  not_equals: 'equals',
  none_of: 'one_of',
  not_contains: 'contains',
  is_empty: 'is_not_empty',
  is_not_checked: 'is_checked',
};

export const isNegative = (is: Operator): boolean => is in OPPOSITES;

export function compare(held: Held, is: Operator, value: readonly string[], facts: Facts): boolean {
  const opposite = OPPOSITES[is];
  return opposite ? !holds(held, opposite, value, facts) : holds(held, is, value, facts);
}

function holds(held: Held, is: Operator, value: readonly string[], facts: Facts): boolean {
  const [first = '', second = ''] = value;
  const zone = facts.account.timezone;
  const some = (test: (text: string) => boolean): boolean => held.texts.some(test);
  switch (is) {
    case 'equals':
      return held.enums.includes(first) || some((text) => equals(held.type, text, first, zone));
    case 'one_of':
      return value.some((one) => isIn(held, one));
    case 'all_of':
      return value.every((one) => isIn(held, one));
    case 'contains':
      return some((text) => inPart(held.type, text, first, (whole, part) => whole.includes(part)));
    case 'starts_with':
      return some((text) => inPart(held.type, text, first, (whole, part) => whole.startsWith(part)));
    case 'ends_with':
      return some((text) => inPart(held.type, text, first, (whole, part) => whole.endsWith(part)));
    case 'is_not_empty':
      // A budget that nobody has entered is 0 in Kommo.
      return held.enums.length > 0 || some((text) => text.trim() !== '' && !(held.type === 'number' && Number(text) === 0));
    case 'is_checked':
      return some((text) => CHECKED.has(fold(text)));
    case 'before':
    case 'after':
    case 'in_last_days':
    case 'in_next_days':
      return some((text) => isDateThere(readDate(text, zone), is, first, facts));
    case 'between':
      return some((text) => isBetween(held.type, text, first, second, zone));
    default:
      return some((text) => isNumberThere(parseNumber(text), is, parseNumber(first)));
  }
}

const CHECKED = new Set(['1', 'true', 'yes', 'on', 'да', 'sí', 'si', 'sim']);

const fold = (text: string): string => text.trim().normalize('NFC').toUpperCase().toLowerCase();

/** Of such a text there is no other spelling: it is compared as it is, so that rules may be found by it. */
export const isExact = (text: string): boolean => /^[0-9._+:/#-]+$/u.test(text);

const sameText = (text: string, wanted: string): boolean => (isExact(wanted) ? text === wanted : fold(text) === fold(wanted));
const digits = (text: string): string => text.replace(/\D/gu, '');

function isIn({ type, texts, enums }: Held, wanted: string): boolean {
  if (enums.includes(wanted)) return true;
  if (type === 'reference') return texts.includes(wanted);
  return texts.some((text) => (type === 'phone' ? equals(type, text, wanted, '') : sameText(text, wanted)));
}

function equals(type: Held['type'], text: string, wanted: string, zone: string): boolean {
  if (type === 'reference') return text === wanted;
  if (type === 'phone') return digits(wanted) === '' ? sameText(text, wanted) : digits(text) === digits(wanted);
  if (type === 'number' || type === 'own') {
    const [left, right] = [plainNumber(text), plainNumber(wanted)];
    if (left !== null && right !== null) return left === right;
  }
  if (type === 'date' || type === 'own') {
    const right = parseDate(wanted, zone);
    const left = right && readDate(text, zone);
    if (left) return right.timed ? minute(left) === minute(right) : left.day === right.day;
  }
  return sameText(text, wanted);
}

const minute = ({ wall }: Moment): number => Math.floor(wall / 60_000);

function inPart(type: Held['type'], text: string, wanted: string, test: (whole: string, part: string) => boolean): boolean {
  return type === 'phone' && digits(wanted) !== '' ? test(digits(text), digits(wanted)) : test(fold(text), fold(wanted));
}

function isNumberThere(left: number | null, is: Operator, right: number | null): boolean {
  if (left === null || right === null) return false;
  return { greater: left > right, less: left < right, at_least: left >= right, at_most: left <= right }[is as string] ?? false;
}

function isBetween(type: Held['type'], text: string, first: string, second: string, zone: string): boolean {
  const [from, to] = type === 'date' ? [null, null] : [parseNumber(first), parseNumber(second)];
  if (from !== null && to !== null) {
    const number = parseNumber(text);
    return number !== null && number >= from && number <= to;
  }
  const [at, start, end] = [readDate(text, zone), parseDate(first, zone), parseDate(second, zone)];
  return at !== null && start !== null && end !== null && !isBefore(at, start) && !isBefore(end, at, end);
}

/** As finely as the author wrote: a day, where there is no time of day in it. */
const isBefore = (left: Moment, right: Moment, { timed } = right): boolean => (timed ? left.wall < right.wall : left.day < right.day);

function isDateThere(at: Moment | null, is: Operator, value: string, facts: Facts): boolean {
  if (!at) return false;
  if (is === 'before' || is === 'after') {
    const wanted = parseDate(value, facts.account.timezone);
    if (!wanted) return false;
    return is === 'before' ? isBefore(at, wanted) : isBefore(wanted, at, wanted);
  }
  const days = at.day - today(facts);
  return is === 'in_last_days' ? days <= 0 && days >= -Number(value) : days >= 0 && days <= Number(value);
}
