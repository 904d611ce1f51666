import { type Condition, type Constant } from 'souffleur/sdk';
import { fakeFacts, ruledOut } from 'souffleur/sdk/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import condition from './index.ts';
import { operatorsByType } from './schema.ts';
import { ask, holding, lead } from './testing.ts';

const messageOf = (filled: object): string | undefined => condition.input.safeParse(filled).error?.issues[0]?.message;
const constants = (field: string, is: string, value: string[]): readonly Constant[] =>
  (condition as unknown as Condition).constants?.(condition.input.parse({ field, is, value })) ?? [];

describe('the input', () => {
  it.each(['lead.nam', 'name', 'deal.name', 'lead.field.', 'lead.field', 'contact.price', 'lead.field.a b', '__proto__', 'lead.constructor', ''])(
    'knows no field %j',
    (field) => {
      expect(messageOf({ field, is: 'is_empty' })).toMatch(/There is no such field/u);
    },
  );

  it.each([
    [{ field: 'lead.name', is: 'greater', value: ['1'] }, '“is greater than” does not fit the field lead.name.'],
    [{ field: 'lead.price', is: 'contains', value: ['1'] }, '“contains” does not fit the field lead.price.'],
    [{ field: 'lead.createdAt', is: 'is_checked' }, '“is checked” does not fit the field lead.createdAt.'],
    [{ field: 'lead.name', is: 'equals' }, 'Give a value to compare with.'],
    [{ field: 'lead.name', is: 'one_of', value: [] }, 'Give a value to compare with.'],
    [{ field: 'lead.name', is: 'equals', value: ['a', 'b'] }, 'This comparison takes 1 at most.'],
    [{ field: 'lead.name', is: 'is_empty', value: ['a'] }, 'This comparison takes no value.'],
    [{ field: 'lead.price', is: 'between', value: ['1'] }, 'Give two values: from and to.'],
    [{ field: 'lead.price', is: 'between', value: ['2', '1'] }, 'The first value is above the second.'],
    [{ field: 'lead.price', is: 'between', value: ['2026-01-01', '2026-01-02'] }, 'Both values must be numbers, or both dates, such as 2026-01-31.'],
    [{ field: 'lead.createdAt', is: 'between', value: ['2026-02-01', '2026-01-01'] }, 'The first value is above the second.'],
    [{ field: 'lead.field.1', is: 'between', value: ['1', '2026-01-01'] }, 'Both values must be numbers, or both dates, such as 2026-01-31.'],
    [{ field: 'lead.price', is: 'equals', value: ['сто'] }, 'The value must be a number.'],
    [{ field: 'lead.field.1', is: 'at_least', value: ['сто'] }, 'The value must be a number.'],
    [{ field: 'lead.createdAt', is: 'equals', value: ['вчера'] }, 'The value must be a date, such as 2026-01-31.'],
    [{ field: 'lead.field.1', is: 'before', value: ['2026-02-30'] }, 'The value must be a date, such as 2026-01-31.'],
    [{ field: 'lead.createdAt', is: 'in_last_days', value: ['-1'] }, 'The value must be a number of days, at most 3660.'],
    [{ field: 'lead.createdAt', is: 'in_next_days', value: ['9999'] }, 'The value must be a number of days, at most 3660.'],
    [{ field: 'lead.name', is: 'contains', value: [' \u00a0'] }, 'A value must not be blank.'],
  ])('%j: %s', (filled, message) => {
    expect(messageOf(filled)).toBe(message);
  });

  it.each([
    { field: 'lead.field.1', is: 'between', value: ['1', '1'] },
    { field: 'lead.field.1', is: 'between', value: ['31.01.2026', '2026-02-01'] },
    { field: 'lead.createdAt', is: 'between', value: ['2026-01-01T10:00', '2026-01-01'] },
    { field: 'company.field.5', is: 'is_checked' },
  ])('takes %j', (filled) => {
    expect(messageOf(filled)).toBeUndefined();
  });

  it('has bounds', () => {
    const of = (value: string[]) => ({ field: 'lead.name', is: 'one_of', value });
    expect(messageOf(of(Array.from({ length: 51 }, String)))).toBeDefined();
    expect(messageOf(of(['x'.repeat(1001)]))).toBeDefined();
    expect(messageOf({ field: `lead.field.${'1'.repeat(65)}`, is: 'is_empty' })).toBeDefined();
    expect(messageOf({ field: 'lead.name', is: 'matches', value: ['.*'] })).toBeDefined();
  });
});

describe('the form', () => {
  const { properties = {} } = z.toJSONSchema(condition.input, { io: 'input' }) as { properties?: Record<string, Record<string, unknown>> };

  it('tells what each part chooses from', () => {
    expect(properties).toMatchObject({ field: { ref: 'field' }, is: { ref: 'operator', of: 'field' }, value: { ref: 'field_value', of: 'field' } });
    for (const { label } of Object.values(properties)) expect(Object.keys(label as object)).toEqual(['en', 'ru', 'es', 'pt']);
  });

  it('names every operator in four languages, and each fits some type', () => {
    const is = properties.is as { options: Record<string, object>; enum: string[]; operatorsByType: Record<string, string[]>; typeByField: object };
    expect(Object.keys(is.options)).toEqual(is.enum);
    for (const option of Object.values(is.options)) expect(Object.keys(option)).toEqual(['en', 'ru', 'es', 'pt']);
    expect(new Set(Object.values(operatorsByType).flat())).toEqual(new Set(is.enum));
    expect(is.operatorsByType).toEqual(JSON.parse(JSON.stringify(operatorsByType)));
    expect(is.typeByField).toMatchObject({ 'lead.price': 'number', 'contact.phone': 'phone' });
  });
});

describe('constants', () => {
  it.each([
    ['lead.field.914410', 'one_of', ['771203', '771204'], [{ fact: 'lead.field.914410', in: ['771203', '771204'] }]],
    ['contact.field.5', 'all_of', ['1', '2'], [1, 2].map((id) => ({ fact: 'contact.field.5', in: [String(id)] }))],
    ['lead.field.1', 'equals', ['12-34/5'], [{ fact: 'lead.field.1', in: ['12-34/5'] }]],
    ['lead.responsibleId', 'equals', ['Ab1'], [{ fact: 'lead.responsible', in: ['Ab1'] }]],
    ['lead.pipelineId', 'one_of', ['731'], [{ fact: 'lead.pipeline', in: ['731'] }]],
    ['lead.stageId', 'one_of', ['731:7302'], [{ fact: 'lead.stage', in: ['731:7302'] }]],
    ['lead.tags', 'one_of', ['2026'], [{ fact: 'lead.tag', in: ['2026'] }]],
  ])('%s %s %j is found by it', (field, is, value, expected) => {
    expect(constants(field, is, value)).toEqual(expected);
  });

  it.each([
    ['lead.field.1', 'one_of', ['Deluxe']],
    ['lead.field.1', 'one_of', ['771203', 'Deluxe']],
    ['lead.field.1', 'equals', ['1500']],
    ['lead.field.1', 'equals', ['2026-01-21']],
    ['lead.field.1', 'none_of', ['771203']],
    ['lead.field.1', 'not_equals', ['771203']],
    ['lead.field.1', 'contains', ['771203']],
    ['lead.price', 'equals', ['1500']],
    ['contact.responsibleId', 'equals', ['5']],
    ['contact.tags', 'one_of', ['2026']],
  ])('%s %s %j is not: something else would do too', (field, is, value) => {
    expect(constants(field, is, value)).toEqual([]);
  });

  it('never rule out what holds', async () => {
    const pool = ['7', '07', '7.0', '７', ' 7', '7 ', 'a', 'A', 'À', 'a\u0300', '1 500', '1500', '1500,0', '2026-01-21', '21.01.2026', '12-3', 'ſ', 's', '+7'];
    const ruled: boolean[] = [];
    for (const is of ['equals', 'one_of', 'all_of', 'contains', 'not_equals', 'none_of']) {
      for (const wanted of pool) {
        for (const text of pool) {
          for (const known of [holding([text]), holding(['x', text]), holding(['x'], [text]), { lead: { ...lead, tags: [text], responsibleId: text } }]) {
            const field = known.lead?.tags?.[0] === text ? 'lead.tags' : 'lead.field.1';
            if (!condition.input.safeParse({ field, is, value: [wanted] }).success) continue;
            const { holds } = await ask(field, is, [wanted], known);
            if (holds) ruled.push(ruledOut(fakeFacts(known), constants(field, is, [wanted])));
          }
        }
      }
    }
    expect(ruled.length).toBeGreaterThan(500);
    expect(ruled).not.toContain(true);
  });
});
