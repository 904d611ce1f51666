import { type TFunction } from 'i18next';

import { dict, list, text } from '../../state/read.ts';
import { inLanguage } from '../../state/rule-parts.ts';
import { type Choice, type Field, rowFields } from './fields.ts';

/** `dueInMinutes` > `Due in minutes`: better than nothing where nobody wrote a text. */
const humanized = (key: string): string => {
  const words = key
    .replace(/[_-]+/g, ' ')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export interface FieldWords {
  label: (field: Field) => string;
  hint: (field: Field) => string | undefined;
  choice: (field: Field, choice: Choice) => string;
}

/** Texts of a form: `<prefix>.<path>.label`, `.hint`, `.options.<value>` of the screen's file, else what the schema says in this language. */
export const fieldWords = (t: TFunction, prefix: string, language = 'en'): FieldWords => {
  const find = (key: string): string | undefined => {
    const found: unknown = t(`${prefix}.${key}`, { defaultValue: '' });
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  return {
    label: (field) => find(`${field.path}.label`) ?? inLanguage(field.meta.label, language) ?? field.title ?? humanized(field.key),
    hint: (field) => find(`${field.path}.hint`) ?? inLanguage(field.meta.hint, language) ?? field.description,
    choice: (field, choice) =>
      choice.label ?? inLanguage(field.meta.names[choice.value], language) ?? find(`${field.path}.options.${choice.value}`) ?? choice.value,
  };
};

/** A sentence for a value that cannot be right; nothing when the server has to judge. */
export const complaint = (t: TFunction, field: Field, value: unknown): string | undefined => {
  const empty = value === undefined || value === '' || value === null;
  /** May be left out, and nothing stands in for it. */
  const optional = field.nullable || (!field.required && field.initial === undefined);
  if (field.kind === 'number') {
    if (empty) return optional ? undefined : t('common:form.required');
    if (typeof value !== 'number' || Number.isNaN(value)) return t('common:form.number');
    if (field.integer && !Number.isInteger(value)) return t('common:form.integer');
    if (field.min !== undefined && value < field.min) return t('common:form.min', { min: field.min });
    if (field.max !== undefined && value > field.max) return t('common:form.max', { max: field.max });
    return undefined;
  }
  if (field.kind === 'time' && !empty && !/^([01]\d|2[0-3]):[0-5]\d$/.test(text(value))) return t('common:form.time');
  if (field.kind === 'time' && empty && !field.nullable && field.initial !== '') return t('common:form.required');
  const needed = field.required && field.initial === undefined && !field.nullable;
  if (needed && empty && ['text', 'long', 'secret', 'select', 'date'].includes(field.kind)) return t('common:form.required');
  if ('least' in field && field.least > 0 && list(value).length < field.least)
    return list(value).length === 0 ? t('common:form.required') : t('common:form.fewer', { min: field.least });
  if (empty && optional) return undefined;
  if ('minLength' in field && field.minLength && typeof value === 'string' && value.trim().length < field.minLength)
    return field.minLength === 1 ? t('common:form.required') : t('common:form.short', { min: field.minLength });
  return undefined;
};

/** Complaints by path, groups that are switched off left out. */
export const complaints = (t: TFunction, fields: readonly Field[], values: Readonly<Record<string, unknown>>): Record<string, string> => {
  const all: Record<string, string> = {};
  for (const field of fields) {
    const value = values[field.key];
    if (field.kind === 'group') {
      if (value !== null) Object.assign(all, complaints(t, field.fields, (value ?? {}) as Record<string, unknown>));
      continue;
    }
    if (field.kind === 'rows') for (const [index, row] of list(value).entries()) Object.assign(all, complaints(t, rowFields(field, index), dict(row)));
    const words = complaint(t, field, value);
    if (words) all[field.path] = words;
  }
  return all;
};
