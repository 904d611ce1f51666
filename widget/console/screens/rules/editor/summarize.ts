/** What a rule does, in plain language and the whole of it: nothing that was filled in is left out. */
import { type TFunction } from 'i18next';

import { type Dict } from '../../../../state/read.ts';
import { DEFAULTS } from '../../../../state/rule-editor.ts';
import { type Part, partOf, type Refs } from '../../../../state/rule-parts.ts';
import { type Definition, type Node } from '../../../../state/rules.ts';
import { fieldWords } from '../../../form/words.ts';
import { createFormat } from '../../../format.ts';
import { secondsWords, triggerWords } from '../words.ts';
import { clauseOf, UNSAID } from './clause.ts';
import { type Voice } from './display.ts';

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
