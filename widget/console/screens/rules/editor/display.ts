/** Values of a part's input as a person reads them: names, not ids. */
import { type TFunction } from 'i18next';

import { dict, type Dict, list, text } from '../../../../state/read.ts';
import { type Refs } from '../../../../state/rule-parts.ts';
import { type Choice, type Field, rowFields, valueAt, withDefaults } from '../../../form/fields.ts';
import { type Among, choicesOf, countOf } from '../../../form/refs.ts';
import { type FieldWords } from '../../../form/words.ts';

export interface Voice {
  t: TFunction;
  language: string;
  words: FieldWords;
  refs: Refs;
  /** How lists are joined: of an action, "A, B and C"; of a condition with commas, since both "and" and "or" might be wrong. */
  joins: 'and' | 'commas';
}

const UNITS: Record<string, string> = { seconds: 'second', minutes: 'minute', hours: 'hour', days: 'day', weeks: 'week', months: 'month' };

const joined = ({ language, joins }: Voice, items: readonly string[]): string => {
  if (joins === 'commas') return items.join(', ');
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
};

const numberWords = ({ language }: Voice, value: number): string => new Intl.NumberFormat(language, { maximumFractionDigits: 20 }).format(value);

const dateWords = ({ language }: Voice, value: string): string => {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(Number.NaN);
  if (Number.isNaN(date.getTime())) return value;
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(date);
};

/** 3 and `days` > "3 days". */
export const timeWords = ({ language }: Voice, amount: unknown, unit: unknown): string | undefined => {
  const known = UNITS[text(unit)];
  if (typeof amount !== 'number' || !known) return undefined;
  return new Intl.NumberFormat(language, { style: 'unit', unit: known, unitDisplay: 'long', maximumFractionDigits: 20 }).format(amount);
};

const named = (voice: Voice, field: Field, choices: readonly Choice[], value: string): string => {
  const choice = choices.find((one) => one.value === value);
  // Two pipelines may have stages of one name.
  const isAmbiguous = choice?.group !== undefined && choices.some((one) => one.value !== value && one.label === choice.label);
  if (choice) return isAmbiguous ? `${voice.words.choice(field, choice)} (${choice.group})` : voice.words.choice(field, choice);
  return field.meta.ref ? value : voice.words.choice(field, { value });
};

/** "Label: value" of everything in an object that is not as it is by itself. */
export const leftovers = (voice: Voice, fields: readonly Field[], values: Dict, said: ReadonlySet<string>): string[] => {
  const all = withDefaults(fields, values);
  const around: Among = { siblings: fields, around: all };
  const isPlain = (field: Field): boolean =>
    values[field.key] === undefined ||
    JSON.stringify(values[field.key]) === JSON.stringify(field.initial) ||
    display(voice, field, all[field.key], around) === '';
  const known = new Set(fields.map(({ key }) => key));
  const lines: string[] = [];
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index];
    if (!field || said.has(field.key)) continue;
    const next = fields[index + 1];
    const time = field.kind === 'number' && next?.kind === 'select' && !said.has(next.key) ? timeWords(voice, all[field.key], all[next.key]) : undefined;
    // A number and its unit are one thing: "Due in: 2 days".
    if (time !== undefined && next) {
      if (!isPlain(field) || !isPlain(next)) lines.push(`${voice.words.label(field)}: ${time}`);
      index += 1;
    } else if (!isPlain(field)) lines.push(`${voice.words.label(field)}: ${display(voice, field, all[field.key], around)}`);
  }
  // What an older or newer version of the plugin filled in.
  for (const [key, value] of Object.entries(values))
    if (!known.has(key) && value !== undefined && !said.has(key)) lines.push(`${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return lines;
};

const inside = (voice: Voice, fields: readonly Field[], value: unknown): string => leftovers(voice, fields, dict(value), new Set()).join('; ');

const several = (voice: Voice, field: Field, value: unknown, among: Among): string => {
  const items = list(value).map(text);
  const choices = choicesOf(field, voice.refs, among) ?? [];
  const count = countOf(field, among);
  const isRange = count?.[0] === 2 && count[1] === 2;
  const words = items.map((item) => (choices.length > 0 ? named(voice, field, choices, item) : field.kind === 'value' ? dateWords(voice, item) : item));
  return joined(isRange ? { ...voice, joins: 'and' } : voice, words);
};

/** A name and its value: "(Colour: Red)"; of more, each with its label. */
const rowWords = (voice: Voice, fields: readonly Field[], row: Dict): string => {
  const [name, value, more] = fields;
  if (!name || !value || more || Object.keys(row).some((key) => key !== name.key && key !== value.key)) return `(${inside(voice, fields, row) || '…'})`;
  const among: Among = { siblings: fields, around: row };
  return `(${display(voice, name, row[name.key], among) || '…'}: ${display(voice, value, row[value.key], among) || '–'})`;
};

/** A row by one of its fields, what else is in it behind that. */
const rowBy = (voice: Voice, fields: readonly Field[], key: string, row: Dict): string => {
  const main = fields.find((field) => field.key === key);
  const words = main ? display(voice, main, row[key], { siblings: fields, around: row }) : '';
  const rest = leftovers(voice, fields, row, new Set([key]));
  return rest.length > 0 ? `${words || '…'} (${rest.join('; ')})` : words || '…';
};

/** Empty where nothing is filled in. */
const display = (voice: Voice, field: Field, value: unknown, among: Among): string => {
  const { t } = voice;
  if (value === null || value === undefined) return '';
  switch (field.kind) {
    case 'switch':
      return t(value === true ? 'common:yes' : 'common:no');
    case 'number':
      return typeof value === 'number' ? numberWords(voice, value) : text(value);
    case 'select':
      return text(value) === '' ? '' : named(voice, field, choicesOf(field, voice.refs, among) ?? [], text(value));
    case 'many':
    case 'lines':
      return several(voice, field, value, among);
    case 'value':
      return several(voice, field, Array.isArray(value) ? value : text(value) === '' ? [] : [value], among);
    case 'group':
      return inside(voice, field.fields, value);
    case 'rows':
      return list(value)
        .map((row, index) => rowWords(voice, rowFields(field, index), dict(row)))
        .join(', ');
    case 'date':
      return dateWords(voice, text(value));
    case 'secret':
      return text(value) === '' ? '' : '•••';
    case 'unknown':
      return typeof value === 'object' ? JSON.stringify(value) : text(value);
    default:
      return text(value);
  }
};

/** The value of a field anywhere in the input, in words. */
export const displayAt = (voice: Voice, fields: readonly Field[], values: Dict, path: string): string => {
  const all = withDefaults(fields, values);
  const [key = '', ...rest] = path.split('.');
  const field = fields.find((one) => one.key === key);
  if (!field) return text(valueAt(values, path));
  if (rest.length === 0) return display(voice, field, all[key], { siblings: fields, around: all });
  if (field.kind === 'rows')
    return joined(
      voice,
      list(all[key]).map((row, index) => rowBy(voice, rowFields(field, index), rest.join('.'), dict(row))),
    );
  return field.kind === 'group' ? displayAt(voice, field.fields, dict(all[key]), rest.join('.')) : '';
};
