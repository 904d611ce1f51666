import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import { dict, type Dict, list, text } from '../../state/read.ts';
import { type AskedField, type Refs } from '../../state/rule-parts.ts';
import { type Choice, type Field } from './fields.ts';

const NONE: Refs = { choices: {}, fields: [], variables: [] };

/** What the account has, for fields with a `ref`. */
export const RefsContext = createContext<Refs>(NONE);
export const useRefs = (): Refs => useContext(RefsContext);

/** A field and what stands beside it. */
export interface Among {
  siblings: readonly Field[];
  /** Values of the siblings. */
  around: Dict;
}

/** Where a word of one's own is as good as one of the list. */
const OPEN = new Set(['tag', 'source', 'channel']);
export const takesOwnWords = (ref: string | undefined): boolean => ref !== undefined && OPEN.has(ref);

/** Fields every CRM has, with what they refer to. */
const OF_OWN: readonly (readonly [RegExp, string])[] = [
  [/\.responsibleId$/, 'user'],
  [/\.pipelineId$/, 'pipeline'],
  [/\.stageId$/, 'stage'],
  [/\.tags$/, 'tag'],
  [/\.sources$/, 'source'],
];

const chosenOf = (field: Field, { around }: Among): string => (field.meta.of ? text(around[field.meta.of]) : '');

const askedField = (field: Field, refs: Refs, among: Among): AskedField | undefined => {
  const chosen = chosenOf(field, among);
  return refs.fields.find(({ id }) => id === chosen);
};

const operatorOf = (field: Field, { siblings }: Among): Field | undefined =>
  siblings.find(({ meta }) => meta.ref === 'operator' && meta.of !== undefined && meta.of === field.meta.of);

/** The type of the chosen field, in the words of the comparison beside it. */
export const typeOf = (field: Field, refs: Refs, among: Among): string => {
  const chosen = chosenOf(field, among);
  const known = dict(operatorOf(field, among)?.meta.schema);
  const own = text(dict(known['typeByField'])[chosen]);
  const type = askedField(field, refs, among)?.type ?? '';
  return own || (type in dict(known['operatorsByType']) ? type : text(dict(known['typeByValueType'])[type])) || (known['typeByValueType'] ? 'text' : type);
};

const asChoices = (options: readonly { id: string; name: string }[]): Choice[] => options.map(({ id, name }) => ({ value: id, label: name }));

/** What can be compared with the chosen field. */
const valuesOf = (field: Field, refs: Refs, among: Among): readonly Choice[] | undefined => {
  const asked = askedField(field, refs, among);
  if (asked && asked.options.length > 0) return asChoices(asked.options);
  const ref = OF_OWN.find(([pattern]) => pattern.test(chosenOf(field, among)))?.[1];
  return ref ? refs.choices[ref] : undefined;
};

/** Those that the schema would take: an action may write the account's own fields only. */
const taken = (schema: Dict, choices: readonly Choice[]): readonly Choice[] => {
  const pattern = text(schema['pattern'] ?? dict(schema['items'])['pattern']);
  if (pattern === '') return choices;
  try {
    const fits = new RegExp(pattern, 'u');
    return choices.filter(({ value }) => fits.test(value));
  } catch {
    return choices;
  }
};

/** What can be chosen in a field; nothing where it is written freely. */
export const choicesOf = (field: Field, refs: Refs, among: Among): readonly Choice[] | undefined => {
  const { ref, of, schema } = field.meta;
  const own = 'choices' in field ? field.choices : undefined;
  switch (ref) {
    case undefined:
      return own;
    case 'operator': {
      const fitting = dict(schema['operatorsByType'])[typeOf(field, refs, among)];
      if (!Array.isArray(fitting) || !chosenOf(field, among)) return own;
      // In the order of the plugin: what is asked most comes first.
      return list(fitting).flatMap((value) => own?.find((choice) => choice.value === value) ?? []);
    }
    case 'field_value':
      return valuesOf(field, refs, among);
    case 'field':
      return taken(schema, refs.choices['field'] ?? refs.fields.map(({ id, name, of: group }) => ({ value: id, label: name, group })));
    case 'product': {
      const all = refs.choices['product'] ?? [];
      const catalog = of ? text(among.around[of]) : '';
      const name = refs.choices['catalog']?.find(({ value }) => value === catalog)?.label;
      const fitting = all.filter(({ value, group }) => group === catalog || (name !== undefined && group === name) || value.startsWith(`${catalog}:`));
      return catalog && fitting.length > 0 ? fitting : all;
    }
    default:
      return refs.choices[ref] ?? [];
  }
};

/** How many values the comparison beside takes; nothing where there is none. */
export const countOf = (field: Field, among: Among): readonly [number, number] | undefined => {
  const operator = operatorOf(field, among);
  if (!operator) return undefined;
  const [least, most] = list(dict(operator.meta.schema['valuesByOperator'])[text(among.around[operator.key])]);
  return typeof least === 'number' && typeof most === 'number' ? [least, most] : undefined;
};

/** A comparison such as "is empty" has nothing to be filled in beside it. */
export const isAsked = (field: Field, among: Among): boolean => field.meta.ref !== 'field_value' || countOf(field, among)?.[1] !== 0;
