import { readPage } from '../../../state/read.ts';
import { inLanguage, type Part, partOf, readChoices, readPart } from '../../../state/rule-parts.ts';
import { type Leaf, type RuleAction } from '../../../state/rules.ts';
import { useConsole, useResource, useTexts } from '../../context.ts';
import { summarizePart } from './editor/summarize.ts';

/** Conditions and actions of a rule as clauses of the member's language, in the words of the editor's summary. */
export interface Phrases {
  condition(leaf: Leaf): string;
  action(action: RuleAction): string;
  /** Of a condition or action by its id. */
  title(kind: Part['kind'], id: string): string;
}

/** A message to a customer may be long; its beginning says which it is. */
const LONGEST = 400;
const short = (words: string): string => (words.length > LONGEST ? `${words.slice(0, LONGEST - 1).trimEnd()}…` : words);

/** `stage-is` > "Stage is": of a plugin nobody here knows. */
const humanized = (id: string): string => {
  const words = id.replace(/[-_]+/gu, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What conditions and actions are called here, and what they refer to; without an answer their ids have to do. */
export const usePhrases = (): Phrases => {
  const { api, format } = useConsole();
  const t = useTexts('rules');
  const known = useResource(async () => {
    const [parts, choices] = await Promise.all([api.get('/rules/parts').catch(() => undefined), api.get('/rules/choices').catch(() => undefined)]);
    return { parts: readPage(parts, readPart), refs: readChoices(choices) };
  }, []);
  const phase = known.phase.value;
  const { parts, refs } = phase.name === 'ready' ? phase.value : { parts: [], refs: readChoices(undefined) };
  const title: Phrases['title'] = (kind, id) => inLanguage(partOf(parts, kind, id)?.title, format.language) ?? humanized(id);
  const phrase = (kind: Part['kind'], id: string, input: Leaf['input']): string =>
    partOf(parts, kind, id) ? short(summarizePart(kind, id, input, parts, refs, t, format.language)) : title(kind, id);
  return {
    title,
    condition: ({ condition, input }) => phrase('condition', condition, input),
    action: ({ action, input }) => phrase('action', action, input),
  };
};
