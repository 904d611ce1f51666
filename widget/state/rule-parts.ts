/** What the editor offers: parts (conditions and actions), and the account's own things to choose from. */
import { dict, type Dict, id, list, oneOf, optional, text } from './read.ts';

/** A text by language; at least English. */
export type Translated = Readonly<Record<string, string>>;

export const readTranslated = (value: unknown): Translated =>
  Object.fromEntries(
    Object.entries(dict(value))
      .map(([language, words]) => [language, text(words)] as const)
      .filter(([, words]) => words !== ''),
  );

export const inLanguage = (words: Translated | undefined, language: string): string | undefined => words?.[language] ?? words?.['en'];

export interface Part {
  kind: 'condition' | 'action';
  id: string;
  title: Translated;
  description: Translated;
  icon: string;
  /** The part as a clause with `{{field}}` in it. */
  says: Translated | undefined;
  inputSchema: Dict;
  available: boolean;
  reason: string | null;
}

export interface RefChoice {
  value: string;
  label?: string;
  group?: string;
}

/** A field of the CRM that a rule can ask about. */
export interface AskedField {
  id: string;
  name: string;
  type: string;
  of: string;
  options: { id: string; name: string }[];
}

/** What the fields of a form refer to. */
export interface Refs {
  choices: Readonly<Record<string, readonly RefChoice[]>>;
  fields: readonly AskedField[];
  variables: readonly { name: string; example: string }[];
}

export interface TriggerChoice {
  on: string;
  event: string;
}

export interface RuleChoices extends Refs {
  triggers: readonly TriggerChoice[];
}

export const readPart = (value: unknown): Part => {
  const from = dict(value);
  return {
    kind: oneOf(from['kind'], ['condition', 'action'], 'condition'),
    id: id(from['id'], 'part of rules'),
    title: readTranslated(from['title']),
    description: readTranslated(from['description']),
    icon: text(from['icon']),
    says: from['says'] ? readTranslated(from['says']) : undefined,
    inputSchema: dict(from['inputSchema']),
    available: from['available'] !== false,
    reason: optional(from['reason']),
  };
};

const readRefChoice = (value: unknown): RefChoice => {
  const from = dict(value);
  const choice: RefChoice = { value: text(from['value']), label: text(from['label']) || text(from['value']) };
  const group = text(from['group']);
  return group ? { ...choice, group } : choice;
};

const named = (value: unknown): { id: string; name: string } => ({ id: text(dict(value)['id']), name: text(dict(value)['name']) || text(dict(value)['id']) });

export const readChoices = (value: unknown): RuleChoices => {
  const from = dict(value);
  return {
    choices: Object.fromEntries(Object.entries(dict(from['choices'])).map(([ref, all]) => [ref, list(all).map(readRefChoice)])),
    fields: list(from['fields']).map((one) => ({
      ...named(one),
      type: text(dict(one)['type']),
      of: text(dict(one)['of']),
      options: list(dict(one)['options']).map(named),
    })),
    variables: list(from['variables']).map((one) => ({ name: text(dict(one)['name']), example: text(dict(one)['example']) })),
    triggers: list(from['triggers']).map((one) => ({ on: text(dict(one)['on']), event: text(dict(one)['event']) })),
  };
};

export const partOf = (parts: readonly Part[], kind: Part['kind'], name: string): Part | undefined =>
  parts.find((part) => part.kind === kind && part.id === name);
