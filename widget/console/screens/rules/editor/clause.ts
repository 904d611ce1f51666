/** What a plugin says of its condition or action, filled in. */
import { dict, type Dict } from '../../../../state/read.ts';
import { inLanguage, type Part } from '../../../../state/rule-parts.ts';
import { type Field } from '../../../form/fields.ts';
import { countOf } from '../../../form/refs.ts';
import { displayAt, leftovers, timeWords, type Voice } from './display.ts';
import { fieldsFor } from './part-input.ts';

export const UNSAID = '…';

const SLOT = /\{\{\s*([\w.]+)\s*\}\}/u;
const OPTIONAL = /\[([^[\]]*)\]/u;

interface Piece {
  /** Text and names in turn: `a {{b}} c` > `['a ', 'b', ' c']`. */
  parts: readonly string[];
  optional: boolean;
}

const piecesOf = (says: string): Piece[] => says.split(OPTIONAL).map((text, index) => ({ parts: text.split(SLOT), optional: index % 2 === 1 }));

const namesOf = ({ parts }: Piece): string[] => parts.filter((_, index) => index % 2 === 1);

const fieldAt = (fields: readonly Field[], path: string): Field | undefined => {
  const [key, ...rest] = path.split('.');
  const field = fields.find((one) => one.key === key);
  return rest.length === 0 || !field ? field : 'fields' in field ? fieldAt(field.fields, rest.join('.')) : undefined;
};

const isNeeded = (field: Field | undefined, siblings: readonly Field[], input: Dict): boolean => {
  if (!field) return false;
  if (field.kind === 'value') return (countOf(field, { siblings, around: input })?.[0] ?? 1) > 0;
  return 'least' in field ? field.least > 0 : field.required && field.initial === undefined && !field.nullable;
};

class Sentence {
  #line = '';
  /** Ends with words of the plugin, and these with a space: a value should follow. */
  #isOpen = true;

  /** A comma that nothing stands before is left out. */
  text(words: string): void {
    const more = this.#isOpen ? words.replace(/^[,;]?\s*/u, '') : words;
    if (more === '') return;
    this.#line += more;
    this.#isOpen = more.endsWith(' ');
  }

  value(words: string): void {
    if (words === '') return;
    this.#line += words;
    this.#isOpen = false;
  }

  /** Without a colon that nothing stands behind. */
  whole(): string {
    return this.#isOpen ? this.#line.replace(/[,;:]?\s*$/u, '') : this.#line;
  }
}

/** The template filled in; a number followed by its unit is said as one. Values are put in as they are. */
const filled = (voice: Voice, says: string, fields: readonly Field[], input: Dict): { line: string; said: ReadonlySet<string> } => {
  const pieces = piecesOf(says);
  const shown = (name: string): string => displayAt(voice, fields, input, name);
  const top = (name: string): Field | undefined => fields.find(({ key }) => key === name.split('.')[0]);
  /** As it would be if nobody had touched it. */
  const isPlain = (name: string): boolean => {
    const field = top(name);
    const value = field && input[field.key];
    return value === undefined || JSON.stringify(value) === JSON.stringify(field?.initial);
  };
  const isOut = (piece: Piece): boolean => {
    const names = namesOf(piece);
    if (!piece.optional || names.length === 0) return false;
    return names.every(isPlain) || names.some((name) => shown(name) === '' || (top(name)?.kind === 'switch' && input[name] !== true));
  };
  const spoken = pieces.filter((piece) => !isOut(piece));
  const fixed = pieces.filter(({ optional }) => !optional).flatMap(namesOf);
  const isNothing = spoken.flatMap(namesOf).every((name) => shown(name) === '');
  // A gap that has to be filled is seen in the sentence.
  const gap = (name: string): string => ((isNothing && name === fixed[0]) || isNeeded(fieldAt(fields, name), fields, input) ? UNSAID : '');

  const sentence = new Sentence();
  const said = new Set<string>();
  for (const { parts, optional } of spoken) {
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] ?? '';
      if (index % 2 === 0) {
        sentence.text(part);
        continue;
      }
      // Of a group only one field is said, of rows all is.
      if (!part.includes('.') || top(part)?.kind === 'rows') said.add(part.split('.')[0] ?? '');
      // Of a switch the words around it tell.
      if (optional && top(part)?.kind === 'switch') continue;
      const unit = parts[index + 1] === ' ' ? fieldAt(fields, parts[index + 2] ?? '') : undefined;
      const raw = (field: Field | undefined): unknown => (field ? (input[field.key] ?? field.initial) : undefined);
      const time = timeWords(voice, raw(fieldAt(fields, part)), raw(unit));
      sentence.value(time ?? (shown(part) || gap(part)));
      if (time === undefined) continue;
      said.add(unit?.key ?? '');
      index += 2;
    }
  }
  return { line: sentence.whole(), said };
};

/** Nothing that was filled in is left out: what the clause does not say is added behind it. */
export const clauseOf = (voice: Voice, part: Part | undefined, id: string, input: Dict): string => {
  const fields = fieldsFor(part);
  const says = inLanguage(part?.says, voice.language);
  const { line, said } =
    says === undefined ? { line: inLanguage(part?.title, voice.language) ?? id, said: new Set<string>() } : filled(voice, says, fields, dict(input));
  const rest = leftovers(voice, fields, input, said);
  return rest.length > 0 ? `${line} (${rest.join('; ')})` : line;
};
