/** Asks what stands in a field of the lead, the contact or the company. */
import { type Constant, definePlugin, type FactKey } from 'souffleur/sdk';

import { compare, isExact, isNegative } from './compare.ts';
import { parseDate } from './parse-date.ts';
import { plainNumber } from './parse-number.ts';
import { cardOf, inWords, ownId, readField } from './read-field.ts';
import { input, settings } from './schema.ts';

/** Ids are compared as they are, so whatever the author chose finds the rule. */
const IDS: Readonly<Record<string, FactKey>> = { 'lead.responsibleId': 'lead.responsible', 'lead.pipelineId': 'lead.pipeline', 'lead.stageId': 'lead.stage' };

function factOf(field: string): FactKey | undefined {
  const id = ownId(field);
  if (id !== null) return `${cardOf(field)}.field.${id}`;
  return field === 'lead.tags' ? 'lead.tag' : IDS[field];
}

/** Whether nothing but this very text is equal to it: no other case, no other way to write a number or a date. */
const isOnly = (text: string): boolean => isExact(text) && plainNumber(text) === null && parseDate(text, 'UTC') === null;

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'field-value',
  title: { en: 'Field value', ru: 'Значение поля', es: 'Valor de un campo', pt: 'Valor de um campo' },
  description: {
    en: 'A field of the lead, contact or company, the account’s own fields too, has a value, is filled in or empty.',
    ru: 'Поле сделки, контакта или компании, в том числе созданное вами, имеет значение, заполнено или пусто.',
    es: 'Un campo del lead, contacto o empresa, también los personalizados, tiene un valor, está relleno o vacío.',
    pt: 'Um campo do lead, contato ou empresa, inclusive os personalizados, tem um valor, está preenchido ou vazio.',
  },
  icon: 'filter',
  says: {
    en: '{{field}} {{is}} {{value}}',
    ru: '«{{field}}» {{is}} {{value}}',
    es: '{{field}} {{is}} {{value}}',
    pt: '{{field}} {{is}} {{value}}',
  },
  settings,
  input,
  test: ({ field, is, value }, _event, { facts }) => {
    const held = readField(field, facts);
    if (held) {
      const found = is.endsWith('checked') ? compare(held, 'is_checked', [], facts) : inWords(field, held, facts);
      return { holds: compare(held, is, value, facts), found };
    }
    // A lead may well have no company: its phone is empty and is not this one. Of a lead that is not there, nothing is so.
    const somebody = facts.lead ?? facts.contact ?? facts.company;
    return { holds: isNegative(is) && cardOf(field) !== 'lead' && somebody !== null, found: null };
  },
  constants: ({ field, is, value }): Constant[] => {
    const fact = factOf(field);
    if (!fact || !['equals', 'one_of', 'all_of'].includes(is)) return [];
    const isSure = field in IDS || value.every(is === 'equals' ? isOnly : isExact);
    if (!isSure) return [];
    return is === 'all_of' ? value.map((one) => ({ fact, in: [one] })) : [{ fact, in: value }];
  },
});
