/** Every comparison the table offers for a type, on fields every card has and on the account's own: once yes, once no. */
import { type FakeFacts } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';

import { operatorsByType, typeByField } from './operators.ts';
import { ask, contact, holding, holds, lead } from './testing.ts';

type Row = [is: string, yes: string[], no: string[]];

const account = { timezone: 'America/Sao_Paulo', currency: 'BRL', language: 'pt' };
const company = { id: '50300', name: 'Café & Cia', phones: ['+55 11 4002-8922'], emails: ['oi@cafe.example'], responsibleId: '5', tags: ['dealer'] };
const dated = { createdAt: '2026-01-10T02:00:00.000Z', updatedAt: '2026-01-15T02:00:00.000Z' };
const facts: FakeFacts = { lead, contact: { ...contact, ...dated, responsibleId: '5', tags: ['dealer'] }, company: { ...company, ...dated }, account };

const text: Row[] = [
  ['equals', ['café & CIA'], ['cafe']],
  ['not_equals', ['cafe'], ['café & cia']],
  ['contains', ['FÉ &'], ['tea']],
  ['not_contains', ['tea'], ['cia']],
  ['starts_with', ['CAFÉ'], ['cia']],
  ['ends_with', ['CIA'], ['café']],
  ['one_of', ['tea', 'café & cia'], ['tea', 'cia']],
  ['none_of', ['tea', 'cia'], ['café & cia']],
];
const number: Row[] = [
  ['equals', ['84 900'], ['849']],
  ['not_equals', ['849'], ['84900.0']],
  ['greater', ['84899'], ['84900']],
  ['less', ['84901'], ['84900']],
  ['at_least', ['84900'], ['84901']],
  ['at_most', ['84900'], ['84899']],
  ['between', ['84 900', '90 000'], ['84901', '90000']],
];
/** 2026-01-09 in São Paulo, where the day begins three hours later; now is 2026-01-15. */
const date: Row[] = [
  ['equals', ['2026-01-09'], ['2026-01-10']],
  ['not_equals', ['2026-01-10'], ['2026-01-09']],
  ['before', ['2026-01-10'], ['2026-01-09']],
  ['after', ['2026-01-08'], ['2026-01-09']],
  ['between', ['2026-01-09', '2026-01-10'], ['2026-01-10', '2026-01-12']],
  ['in_last_days', ['6'], ['5']],
];
const phone: Row[] = [
  ['equals', ['551140028922'], ['40028922']],
  ['not_equals', ['40028922'], ['55 11 40028922']],
  ['contains', ['4002'], ['4003']],
  ['not_contains', ['4003'], ['400-28']],
  ['starts_with', ['+55'], ['+56']],
  ['ends_with', ['8922'], ['8923']],
  ['one_of', ['1', '+551140028922'], ['1', '2']],
  ['none_of', ['1', '2'], ['1', '+551140028922']],
];
const reference: Row[] = [
  ['equals', ['5'], ['55']],
  ['not_equals', ['55'], ['5']],
  ['one_of', ['4', '5'], ['4', '6']],
  ['none_of', ['4', '6'], ['4', '5']],
];
const list: Row[] = [
  ['one_of', ['DEALER', 'vip'], ['vip']],
  ['none_of', ['vip'], ['dealer']],
  ['all_of', ['dealer'], ['dealer', 'vip']],
  ['contains', ['eale'], ['vip']],
  ['not_contains', ['vip'], ['deal']],
];
const filled: Row[] = [['is_not_empty', [], []]];

const rows = (fields: string[], table: Row[]) => fields.flatMap((field) => table.map(([is, yes, no]) => [field, is, yes, no] as const));

describe('fields every card has', () => {
  it.each([
    ...rows(['company.name'], text),
    ...rows(['lead.price'], number),
    ...rows(['contact.createdAt', 'company.createdAt'], date),
    ...rows(['company.phone'], phone),
    ...rows(['contact.responsibleId', 'company.responsibleId'], reference),
    ...rows(['contact.tags', 'company.tags'], list),
  ])('%s %s %j, and not %j', async (field, is, yes, no) => {
    expect(await holds(field, is, yes, facts)).toBe(true);
    expect(await holds(field, is, no, facts)).toBe(false);
  });

  it.each(rows(Object.keys(typeByField), filled))('%s is filled in or empty, never both', async (field) => {
    expect(await holds(field, 'is_not_empty', [], facts)).not.toBe(await holds(field, 'is_empty', [], facts));
    expect(await ask(field, 'is_not_empty', [], {})).toEqual({ holds: false, found: null });
  });
});

const own = (value: string, enums?: string[]): FakeFacts => holding([value], enums, { account });

describe('fields of the account’s own', () => {
  it.each([
    ...text.map((row) => ['Café & Cia', ...row] as const),
    ...number.map((row) => ['84900', ...row] as const),
    ...number.map((row) => ['84 900,00', ...row] as const),
    ...date.map((row) => ['2026-01-10T02:00:00.000Z', ...row] as const),
    ...date.map((row) => ['2026-01-09', ...row] as const),
    ...date.map((row) => ['09/01/2026', ...row] as const),
    ...date.filter(([is]) => is !== 'not_equals').map((row) => ['1768010400', ...row] as const),
  ])('%j %s %j, and not %j', async (value, is, yes, no) => {
    expect(await holds('lead.field.1', is, yes, own(value))).toBe(true);
    expect(await holds('lead.field.1', is, no, own(value))).toBe(false);
  });

  it.each([
    ['one_of', ['771203'], ['771204']],
    ['one_of', ['ESPRESSO'], ['latte']],
    ['none_of', ['771204', 'latte'], ['771203']],
    ['none_of', ['latte'], ['espresso']],
    ['equals', ['771203'], ['771204']],
    ['equals', ['espresso'], ['latte']],
    ['not_equals', ['latte'], ['Espresso']],
    ['all_of', ['771203'], ['771203', '771204']],
  ])('an option %s %j, and not %j', async (is, yes, no) => {
    expect(await holds('lead.field.1', is, yes, own('Espresso', ['771203']))).toBe(true);
    expect(await holds('lead.field.1', is, no, own('Espresso', ['771203']))).toBe(false);
  });

  it('an option whose text did not come is told by its id', async () => {
    const bare = holding([], ['771203'], { account });
    expect(await ask('lead.field.1', 'one_of', ['771203'], bare)).toEqual({ holds: true, found: '771203' });
    expect(await holds('lead.field.1', 'is_empty', [], bare)).toBe(false);
  });

  it.each(['contact', 'company'] as const)('of the %s are its own', async (card) => {
    const fields = [{ id: '1', values: ['да'] }];
    const known: FakeFacts = { lead, [card]: { id: '9', fields } };
    expect(await holds(`${card}.field.1`, 'is_checked', [], known)).toBe(true);
    expect(await holds('lead.field.1', 'is_checked', [], known)).toBe(false);
  });
});

describe('the table', () => {
  it('is covered by these rows', () => {
    const asked = (table: Row[]): string[] => table.map(([is]) => is);
    const rest = ['is_empty', 'is_not_empty'];
    expect(new Set([...asked(text), ...rest])).toEqual(new Set(operatorsByType.text));
    expect(new Set([...asked(number), ...rest])).toEqual(new Set(operatorsByType.number));
    expect(new Set([...asked(date), 'in_next_days', ...rest])).toEqual(new Set(operatorsByType.date));
    expect(new Set([...asked(phone), ...rest])).toEqual(new Set(operatorsByType.phone));
    expect(new Set([...asked(reference), ...rest])).toEqual(new Set(operatorsByType.reference));
    expect(new Set([...asked(list), ...rest])).toEqual(new Set(operatorsByType.list));
  });
});

describe('what must be so of all answers', () => {
  const values = ['', ' ', '0', '1', '-1', '7', '07', '1 500,50', '2026-01-15', '2026-01-15T10:00:00Z', '1768010400', 'Да', 'vip', '\0', '\ud800', '(((', '９'];
  const pairs = values.flatMap((held) => values.filter((wanted) => wanted.trim() !== '').map((wanted) => [held, wanted] as const));

  it.each([
    ['equals', 'not_equals'],
    ['one_of', 'none_of'],
    ['contains', 'not_contains'],
  ])('%s and %s are never both, never neither', async (is, opposite) => {
    for (const [held, wanted] of pairs) {
      expect(await holds('lead.field.1', is, [wanted], own(held))).not.toBe(await holds('lead.field.1', opposite, [wanted], own(held)));
    }
  });

  it('what is equal contains, begins and ends alike, if it is not a number or a date', async () => {
    for (const word of ['Да', 'vip', '(((', '\0', '\ud800']) {
      for (const is of ['equals', 'one_of', 'contains', 'starts_with', 'ends_with']) expect(await holds('lead.field.1', is, [word], own(word))).toBe(true);
    }
  });

  it('every value is equal to itself', async () => {
    for (const value of values.filter((one) => one.trim() !== '')) {
      expect(await holds('lead.field.1', 'equals', [value], own(value))).toBe(true);
      expect(await holds('lead.field.1', 'one_of', [value], own(value))).toBe(true);
    }
  });

  it('of two different numbers one is greater', async () => {
    const numbers = ['-10', '-9,5', '0', '0.001', '9', '10', '1 000', '1000,5', '2.000.000'];
    for (const [at, left] of numbers.entries()) {
      for (const [against, right] of numbers.entries()) {
        expect(await holds('lead.field.1', 'less', [right], own(left))).toBe(at < against);
        expect(await holds('lead.field.1', 'greater', [right], own(left))).toBe(at > against);
        expect(await holds('lead.field.1', 'at_least', [right], own(left))).toBe(at >= against);
        expect(await holds('lead.field.1', 'at_most', [right], own(left))).toBe(at <= against);
      }
    }
  });

  it('of two different days one is before', async () => {
    const days = ['1999-12-31', '2025-02-28', '01.03.2025', '2026-01-09', '2026-01-10T12:00:00Z', '11/01/2026', '2030-06-15'];
    for (const [at, left] of days.entries()) {
      for (const [against, right] of days.entries()) {
        expect(await holds('lead.field.1', 'before', [right], own(left))).toBe(at < against);
        expect(await holds('lead.field.1', 'after', [right], own(left))).toBe(at > against);
      }
    }
  });
});
