import { field as formField } from 'souffleur/sdk';
import { z } from 'zod';

import { type FieldType, type Operator, operators, operatorsByType, typeByField, typeByValueType, valuesByOperator } from './operators.ts';
import { parseDate } from './parse-date.ts';
import { parseNumber } from './parse-number.ts';

export { operatorsByType } from './operators.ts';

export const settings = z.object({});

const OWN = /^(?:lead|contact|company)\.field\.\S{1,64}$/u;
const COMPARED: readonly Operator[] = ['greater', 'less', 'at_least', 'at_most'];
const DAYS: readonly Operator[] = ['in_last_days', 'in_next_days'];
const MAX_DAYS = 3660;

const isNumber = (text: string): boolean => parseNumber(text) !== null;
const isDate = (text: string): boolean => parseDate(text, 'UTC') !== null;

export const input = z
  .object({
    field: z
      .string()
      .max(100)
      .refine((name) => Object.hasOwn(typeByField, name) || OWN.test(name), {
        error: 'There is no such field; the account’s own are lead.field.<id>, contact.field.<id>, company.field.<id>.',
      })
      .meta(formField({ label: { en: 'Field', ru: 'Поле', es: 'Campo', pt: 'Campo' }, ref: 'field' })),
    is: z.enum(Object.keys(operators) as [Operator, ...Operator[]]).meta({
      ...formField({
        label: { en: 'Comparison', ru: 'Сравнение', es: 'Comparación', pt: 'Comparação' },
        options: operators,
        ref: 'operator',
        of: 'field',
      }),
      operatorsByType,
      valuesByOperator,
      typeByField,
      typeByValueType,
    }),
    value: z
      .array(z.string().max(1000).regex(/\S/u, { error: 'A value must not be blank.' }))
      .max(50)
      .default([])
      .meta(
        formField({
          label: { en: 'Value', ru: 'Значение', es: 'Valor', pt: 'Valor' },
          hint: {
            en: 'Dates as 2026-01-31; of a list, the option.',
            ru: 'Даты в виде 2026-01-31; для списка — вариант.',
            es: 'Las fechas, como 2026-01-31; de una lista, la opción.',
            pt: 'Datas como 2026-01-31; de uma lista, a opção.',
          },
          ref: 'field_value',
          of: 'field',
        }),
      ),
  })
  .superRefine(({ field, is, value }, ctx) => {
    const wrong = (path: 'is' | 'value', message: string): void => ctx.addIssue({ code: 'custom', path: [path], message });
    const type = Object.hasOwn(typeByField, field) ? typeByField[field] : undefined;
    if (type && !operatorsByType[type].includes(is)) return wrong('is', `“${operators[is].en}” does not fit the field ${field}.`);
    const [least, most] = valuesByOperator[is];
    if (value.length < least) return wrong('value', least === 2 ? 'Give two values: from and to.' : 'Give a value to compare with.');
    if (value.length > most) return wrong('value', most === 0 ? 'This comparison takes no value.' : `This comparison takes ${most} at most.`);
    const problem = valueProblem(is, type, value);
    if (problem) wrong('value', problem);
  })
  .meta({
    examples: [
      { field: 'lead.price', is: 'at_least', value: ['50000'] },
      { field: 'contact.phone', is: 'is_empty' },
    ],
  });

function valueProblem(is: Operator, type: FieldType | undefined, value: readonly string[]): string | null {
  const [first = ''] = value;
  if (DAYS.includes(is)) return /^\d{1,4}$/u.test(first) && Number(first) <= MAX_DAYS ? null : `The value must be a number of days, at most ${MAX_DAYS}.`;
  if (is === 'between') return rangeProblem(value, type);
  if ((COMPARED.includes(is) || type === 'number') && !value.every(isNumber)) return 'The value must be a number.';
  const asksDate = is === 'before' || is === 'after' || type === 'date';
  return asksDate && !value.every(isDate) ? 'The value must be a date, such as 2026-01-31.' : null;
}

const DAY_END = 86_399_999;

function rangeProblem(value: readonly string[], type: FieldType | undefined): string | null {
  const numbers = value.map(parseNumber);
  const asNumbers = type === 'number' || (type === undefined && !numbers.includes(null));
  const [from, to] = value.map((text) => parseDate(text, 'UTC'));
  const [low, high] = asNumbers ? numbers : [from?.wall, to && to.wall + (to.timed ? 0 : DAY_END)];
  if (typeof low !== 'number' || typeof high !== 'number') return 'Both values must be numbers, or both dates, such as 2026-01-31.';
  return low <= high ? null : 'The first value is above the second.';
}
