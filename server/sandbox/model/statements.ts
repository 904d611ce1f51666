/** The single statements of a passage: sentences, and rows of tables as sentences. */
import { conceptsOf, isSkipped, stem, wordsOf } from './lexicon.ts';
import { type PromptPassage } from './prompt.ts';

export interface Statement {
  /** As it stands in the passage. */
  text: string;
  passage: number;
  /** Topics and names. */
  concepts: Set<string>;
  /** Those of the title and headings above it. */
  above: Set<string>;
  stems: Set<string>;
}

const BREAK = /(?<=[.!?…])\s+(?=[\p{Lu}\d«"¿¡])/u;
const LIST_MARK = /^\s*(?:[-*+]|\d{1,3}[.)])\s+/;
const TABLE_RULE = /^[|:\-\s]+$/;

export function statementsOf(passage: PromptPassage): Statement[] {
  const above = featuresOf(passage.title).concepts;
  const statements: Statement[] = [];
  for (const [at, line] of passage.lines.entries()) {
    for (const text of textsOf(line, passage.lines[at + 1])) statements.push({ text, passage: passage.number, above, ...featuresOf(text) });
  }
  return statements;
}

export function featuresOf(text: string): { concepts: Set<string>; stems: Set<string> } {
  const words = wordsOf(text);
  return { concepts: new Set(words.flatMap((word) => [...conceptsOf(word)])), stems: new Set(words.filter((word) => !isSkipped(word)).map(stem)) };
}

function textsOf(line: string, next: string | undefined): string[] {
  if (line.trimStart().startsWith('|')) {
    // The head row says nothing, and the rule below it neither.
    if (TABLE_RULE.test(line) || (next !== undefined && TABLE_RULE.test(next) && next.includes('-'))) return [];
    const [name, ...cells] = line
      .split('|')
      .map((cell) => cell.trim())
      .filter((cell) => cell !== '');
    return name && cells.length > 0 ? [`${name} — ${cells.join(', ')}.`] : [];
  }
  if (/^\s{0,3}#/.test(line)) return [];
  const text = line.replace(LIST_MARK, '').replaceAll(/[*_`]/g, '').trim();
  return text.split(BREAK).filter((sentence) => /\p{L}{2}/u.test(sentence));
}
