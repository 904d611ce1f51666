/** What a rule does, in plain language and the whole of it: nothing that was filled in is left out. */
import { type TFunction } from 'i18next';

import { type Dict } from '../../../../state/read.ts';
import { DEFAULTS } from '../../../../state/rule-editor.ts';
import { inLanguage, type Part, partOf, type Refs } from '../../../../state/rule-parts.ts';
import { type Definition, type Node } from '../../../../state/rules.ts';
import { type Field } from '../../../form/fields.ts';
import { countOf } from '../../../form/refs.ts';
import { fieldWords } from '../../../form/words.ts';
import { createFormat } from '../../../format.ts';
import { secondsWords, triggerWords } from '../words.ts';
import { displayAt, leftovers, timeWords, type Voice } from './display.ts';
import { fieldsFor } from './part-input.ts';

/** A condition in words; a group has what it holds below it. */
export interface Clause {
  text: string;
  children: readonly Clause[];
}

export interface Summary {
  when: string;
  /** Nothing: it holds always. */
  conditions: Clause | undefined;
  actions: readonly string[];
  /** Order, pause, stop: what is not as it is by itself. */
  more: readonly string[];
}

const SLOT = /\{\{\s*([\w.]+)\s*\}\}/u;
const UNSAID = '…';

/** Text and names in turn: `a {{b}} c` > `['a ', 'b', ' c']`. */
const piecesOf = (says: string): string[] => says.split(SLOT);

const fieldAt = (fields: readonly Field[], path: string): Field | undefined => {
  const [key, ...rest] = path.split('.');
  const field = fields.find((one) => one.key === key);
  return rest.length === 0 || !field ? field : field.kind === 'group' ? fieldAt(field.fields, rest.join('.')) : undefined;
};

const isNeeded = (field: Field | undefined, siblings: readonly Field[], input: Dict): boolean => {
  if (!field) return false;
  if (field.kind === 'value') return (countOf(field, { siblings, around: input })?.[0] ?? 1) > 0;
  return 'least' in field ? field.least > 0 : field.required && field.initial === undefined && !field.nullable;
};

/** The template filled in; a number followed by its unit is said as one. Values are put in as they are. */
const filled = (voice: Voice, says: string, fields: readonly Field[], input: Dict): string => {
  const pieces = piecesOf(says);
  const names = pieces.filter((_, index) => index % 2 === 1);
  const values = new Map(names.map((name) => [name, displayAt(voice, fields, input, name)]));
  const isNothing = [...values.values()].every((value) => value === '');
  // A gap that has to be filled is seen in the sentence.
  for (const [index, name] of names.entries())
    if (values.get(name) === '' && ((isNothing && index === 0) || isNeeded(fieldAt(fields, name), fields, input))) values.set(name, UNSAID);
  let line = '';
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index] ?? '';
    if (index % 2 === 0) {
      line += line === '' || line.endsWith(' ') ? piece.trimStart() : piece;
      continue;
    }
    const [amount, unit] = [fieldAt(fields, piece), fieldAt(fields, pieces[index + 2] ?? '')];
    const raw = (field: Field | undefined): unknown => (field ? (input[field.key] ?? field.initial) : undefined);
    const time = pieces[index + 1] === ' ' ? timeWords(voice, raw(amount), raw(unit)) : undefined;
    line += time ?? values.get(piece) ?? '';
    if (time !== undefined) index += 2;
  }
  return line.trimEnd();
};

const clauseOf = (voice: Voice, part: Part | undefined, id: string, input: Dict): string => {
  const fields = fieldsFor(part);
  const says = inLanguage(part?.says, voice.language);
  const line = says === undefined ? (inLanguage(part?.title, voice.language) ?? id) : filled(voice, says, fields, input);
  const said = new Set(
    says === undefined ? [] : piecesOf(says).filter((name, index) => index % 2 === 1 && fieldAt(fields, name)?.path === name && !name.includes('.')),
  );
  const rest = leftovers(voice, fields, input, said);
  return rest.length > 0 ? `${line} (${rest.join('; ')})` : line;
};

/** One condition or action in words. */
export const summarizePart = (kind: Part['kind'], id: string, input: Dict, parts: readonly Part[], refs: Refs, t: TFunction, language: string): string => {
  const voice: Voice = { t, language, refs, words: fieldWords(t, 'rule-editor:fields', language), joins: kind === 'action' ? 'and' : 'commas' };
  return clauseOf(voice, partOf(parts, kind, id), id, input);
};

const not = (t: TFunction, text: string): string => t('rule-editor:summary.not', { clause: text });

export const summarize = (definition: Definition, parts: readonly Part[], refs: Refs, t: TFunction, language: string): Summary => {
  const clause = (node: Node, negated = false): Clause => {
    if ('not' in node) return clause(node.not, !negated);
    if ('condition' in node) {
      const text = summarizePart('condition', node.condition, node.input, parts, refs, t, language);
      return { text: negated ? not(t, text) : text, children: [] };
    }
    const [mode, children] = 'all' in node ? (['all', node.all] as const) : (['any', node.any] as const);
    return { text: t(`rule-editor:summary.${negated ? `not_${mode}` : mode}`), children: children.map((child) => clause(child)) };
  };
  const { trigger, conditions, actions, priority, cooldown, stop } = definition;
  const root = clause(conditions);
  const isAlways = 'all' in conditions && conditions.all.length === 0;
  // One condition needs no "all of these" above it.
  const only = 'all' in conditions && root.children.length === 1 ? root.children[0] : undefined;
  return {
    when: trigger.on === '' ? UNSAID : triggerWords(t, createFormat(language), trigger),
    conditions: isAlways ? undefined : (only ?? root),
    actions: actions.map(({ action, input }) => summarizePart('action', action, input, parts, refs, t, language)),
    more: [
      ...(cooldown === DEFAULTS.cooldown ? [] : [t('rule-editor:summary.cooldown', { time: secondsWords(t, cooldown) })]),
      ...(priority === DEFAULTS.priority ? [] : [t('rule-editor:summary.priority', { priority })]),
      ...(stop ? [t('rule-editor:summary.stop')] : []),
    ],
  };
};

/** The summary as lines, e.g. to compare two. */
export const summaryLines = ({ when, conditions, actions, more }: Summary, t: TFunction): string[] => {
  const clauses = ({ text, children }: Clause, depth: number): string[] => [
    `${'  '.repeat(depth)}${text}`,
    ...children.flatMap((child) => clauses(child, depth + 1)),
  ];
  return [
    `${t('rule-editor:summary.when')}: ${when}`,
    ...(conditions ? [`${t('rule-editor:summary.if')}:`, ...clauses(conditions, 1)] : []),
    ...(actions.length > 0 ? [`${t('rule-editor:summary.then')}:`, ...actions.map((action, index) => `  ${index + 1}. ${action}`)] : []),
    ...more,
  ];
};
