/** Which questions fit which fields: a plain table, for the form and for the schema. */
import { type Translated } from 'souffleur/sdk';

export type FieldType = 'text' | 'number' | 'date' | 'select' | 'multiselect' | 'checkbox' | 'phone' | 'reference' | 'list';

/** What each asks, as it reads between the field and the value. */
export const operators = {
  equals: { en: 'is', ru: 'равно', es: 'es', pt: 'é' },
  not_equals: { en: 'is not', ru: 'не равно', es: 'no es', pt: 'não é' },
  one_of: { en: 'is one of', ru: 'одно из', es: 'es uno de', pt: 'é um de' },
  none_of: { en: 'is none of', ru: 'ни одно из', es: 'no es ninguno de', pt: 'não é nenhum de' },
  all_of: { en: 'has all of', ru: 'включает все из', es: 'incluye todos:', pt: 'inclui todos:' },
  contains: { en: 'contains', ru: 'содержит', es: 'contiene', pt: 'contém' },
  not_contains: { en: 'does not contain', ru: 'не содержит', es: 'no contiene', pt: 'não contém' },
  starts_with: { en: 'starts with', ru: 'начинается с', es: 'empieza por', pt: 'começa com' },
  ends_with: { en: 'ends with', ru: 'заканчивается на', es: 'termina en', pt: 'termina com' },
  is_empty: { en: 'is empty', ru: 'не заполнено', es: 'está vacío', pt: 'está vazio' },
  is_not_empty: { en: 'is filled in', ru: 'заполнено', es: 'está relleno', pt: 'está preenchido' },
  greater: { en: 'is greater than', ru: 'больше', es: 'es mayor que', pt: 'é maior que' },
  less: { en: 'is less than', ru: 'меньше', es: 'es menor que', pt: 'é menor que' },
  at_least: { en: 'is at least', ru: 'не меньше', es: 'es como mínimo', pt: 'é no mínimo' },
  at_most: { en: 'is at most', ru: 'не больше', es: 'es como máximo', pt: 'é no máximo' },
  between: { en: 'is between', ru: 'в промежутке', es: 'está entre', pt: 'está entre' },
  before: { en: 'is before', ru: 'раньше', es: 'es anterior a', pt: 'é antes de' },
  after: { en: 'is after', ru: 'позже', es: 'es posterior a', pt: 'é depois de' },
  in_last_days: { en: 'is in the last N days, N =', ru: 'за последние N дней, N =', es: 'está en los últimos N días, N =', pt: 'está nos últimos N dias, N =' },
  in_next_days: {
    en: 'is in the next N days, N =',
    ru: 'в ближайшие N дней, N =',
    es: 'está en los próximos N días, N =',
    pt: 'está nos próximos N dias, N =',
  },
  is_checked: { en: 'is checked', ru: 'отмечено', es: 'está marcado', pt: 'está marcado' },
  is_not_checked: { en: 'is not checked', ru: 'не отмечено', es: 'no está marcado', pt: 'não está marcado' },
} satisfies Record<string, Translated>;

export type Operator = keyof typeof operators;

const FILLED: Operator[] = ['is_empty', 'is_not_empty'];
const CHOICE: Operator[] = ['one_of', 'none_of', 'equals', 'not_equals', ...FILLED];

export const operatorsByType: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: ['equals', 'not_equals', 'contains', 'not_contains', 'starts_with', 'ends_with', 'one_of', 'none_of', ...FILLED],
  number: ['equals', 'not_equals', 'greater', 'less', 'at_least', 'at_most', 'between', ...FILLED],
  date: ['equals', 'not_equals', 'before', 'after', 'between', 'in_last_days', 'in_next_days', ...FILLED],
  select: CHOICE,
  multiselect: ['one_of', 'none_of', 'all_of', ...FILLED],
  checkbox: ['is_checked', 'is_not_checked'],
  phone: ['equals', 'not_equals', 'contains', 'not_contains', 'starts_with', 'ends_with', 'one_of', 'none_of', ...FILLED],
  reference: CHOICE,
  list: ['one_of', 'none_of', 'all_of', 'contains', 'not_contains', ...FILLED],
};

const MANY = 50;

const NONE: readonly Operator[] = ['is_empty', 'is_not_empty', 'is_checked', 'is_not_checked'];
const SEVERAL: readonly Operator[] = ['one_of', 'none_of', 'all_of'];

function valuesOf(is: Operator): readonly [number, number] {
  if (NONE.includes(is)) return [0, 0];
  if (SEVERAL.includes(is)) return [1, MANY];
  return is === 'between' ? [2, 2] : [1, 1];
}

/** How many values each takes, from and to. */
export const valuesByOperator = Object.fromEntries((Object.keys(operators) as Operator[]).map((is) => [is, valuesOf(is)])) as Readonly<
  Record<Operator, readonly [number, number]>
>;

/** What a card has of its own, beside the fields the account has made. */
const PERSON = { name: 'text', phone: 'phone', email: 'text', responsibleId: 'reference', tags: 'list', createdAt: 'date', updatedAt: 'date' } as const;
const LEAD = {
  name: 'text',
  price: 'number',
  pipelineId: 'reference',
  stageId: 'reference',
  stageEnteredAt: 'date',
  responsibleId: 'reference',
  tags: 'list',
  sources: 'list',
  openTasks: 'number',
  nextTaskDueAt: 'date',
  createdAt: 'date',
  updatedAt: 'date',
} as const;

const under = (card: string, own: Record<string, FieldType>): [string, FieldType][] => Object.entries(own).map(([name, type]) => [`${card}.${name}`, type]);

export const typeByField: Readonly<Record<string, FieldType>> = Object.fromEntries([
  ...under('lead', LEAD),
  ...under('contact', PERSON),
  ...under('company', PERSON),
]);

/** Of the types a CRM gives to the account's own fields; what is not here is text. */
export const typeByValueType: Readonly<Record<string, FieldType>> = {
  numeric: 'number',
  price: 'number',
  monetary: 'number',
  date: 'date',
  date_time: 'date',
  birthday: 'date',
  checkbox: 'checkbox',
  select: 'select',
  radiobutton: 'select',
  category: 'select',
  multiselect: 'multiselect',
};
