import { type TFunction } from 'i18next';

import { dict, type Dict, list, readPage, text } from '../../../state/read.ts';
import { inLanguage, type Part, partOf, readChoices, readPart, readTranslated, type RuleChoices } from '../../../state/rule-parts.ts';
import { type Leaf, type RuleAction } from '../../../state/rules.ts';
import { useConsole, useResource, useTexts } from '../../context.ts';
import { type Format } from '../../format.ts';

/** Conditions and actions of a rule as clauses of the member's language. */
export interface Phrases {
  condition(leaf: Leaf): string;
  action(action: RuleAction): string;
  /** Of a condition or action by its id. */
  title(kind: Part['kind'], id: string): string;
}

const LONGEST = 160;

/** `stage-is` > "Stage is": of a plugin nobody here knows. */
const humanized = (id: string): string => {
  const words = id.replace(/[-_]+/gu, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const short = (words: string): string => (words.length > LONGEST ? `${words.slice(0, LONGEST - 1).trimEnd()}…` : words);

/** Names of what a rule refers to, by `ref`, then by value. */
type Names = Readonly<Record<string, ReadonlyMap<string, string>>>;

const namesOf = ({ choices, fields }: RuleChoices): Names => ({
  ...Object.fromEntries(Object.entries(choices).map(([ref, all]) => [ref, new Map(all.map(({ value, label }) => [value, label ?? value]))])),
  field: new Map(fields.map(({ id, name }) => [id, name])),
  field_value: new Map(fields.flatMap(({ options }) => options.map(({ id, name }) => [id, name] as const))),
});

const propertyOf = (schema: Dict, key: string): Dict => {
  const property = dict(dict(schema['properties'])[key]);
  const [option] = list(property['anyOf']).map(dict);
  return { ...option, ...property };
};

export const phrasesOf = (t: TFunction, format: Format, parts: readonly Part[], names: Names): Phrases => {
  const title = (kind: Part['kind'], id: string): string => inLanguage(partOf(parts, kind, id)?.title, format.language) ?? humanized(id);

  const valueWords = (property: Dict, value: unknown): string => {
    if (Array.isArray(value)) return value.length > 0 ? format.list(value.map((one) => valueWords({ ...dict(property['items']), ...property }, one))) : '';
    if (typeof value === 'boolean') return t(value ? 'common:yes' : 'common:no');
    if (typeof value === 'number') return format.number(value, 2);
    if (typeof value === 'object' && value !== null) return format.list(Object.values(value).flatMap((inner) => valueWords({}, inner) || []));
    const words = text(value);
    const ref = text(property['ref']) || text(dict(property['items'])['ref']);
    const option = dict(property['options'])[words] ?? dict(dict(property['items'])['options'])[words];
    if (option) return inLanguage(readTranslated(option), format.language) ?? words;
    return names[ref]?.get(words) ?? words;
  };

  const phrase = (kind: Part['kind'], id: string, input: Dict): string => {
    const part = partOf(parts, kind, id);
    const schema = part?.inputSchema ?? {};
    const says = inLanguage(part?.says, format.language) ?? '';
    const said = new Set<string>();
    const clause = says
      .replace(/\{\{\s*([\w.]+)\s*\}\}/gu, (_, key: string) => {
        said.add(key);
        return valueWords(propertyOf(schema, key), input[key]);
      })
      .replace(/\s{2,}/gu, ' ')
      .trim();
    const rest = Object.entries(input).flatMap(([key, value]) => {
      const property = propertyOf(schema, key);
      if (said.has(key) || JSON.stringify(value) === JSON.stringify(property['default'])) return [];
      const words = valueWords(property, value);
      const label = inLanguage(readTranslated(property['label']), format.language) ?? humanized(key);
      return words && value !== false ? [value === true ? label : `${label}: ${words}`] : [];
    });
    const whole = clause || title(kind, id);
    return short(rest.length > 0 ? `${whole} (${rest.join('; ')})` : whole);
  };

  return {
    title,
    condition: ({ condition, input }) => phrase('condition', condition, input),
    action: ({ action, input }) => phrase('action', action, input),
  };
};

/** What conditions and actions are called here, and what they refer to; without an answer their ids have to do. */
export const usePhrases = (): Phrases => {
  const { api, format } = useConsole();
  const t = useTexts('rules');
  const known = useResource(async () => {
    const [parts, choices] = await Promise.all([api.get('/rules/parts').catch(() => undefined), api.get('/rules/choices').catch(() => undefined)]);
    return { parts: readPage(parts, readPart), names: namesOf(readChoices(choices)) };
  }, []);
  const phase = known.phase.value;
  return phase.name === 'ready' ? phrasesOf(t, format, phase.value.parts, phase.value.names) : phrasesOf(t, format, [], {});
};
