import { type LeafResult } from '../../../state/rule-runs.ts';
import { childrenOf, type Node, pathOf } from '../../../state/rules.ts';
import { ConsoleIcon } from '../../../ui/console-icon.tsx';
import { useConsole, useTexts } from '../../context.ts';
import { Badge } from '../../parts/state.tsx';
import { type Phrases } from './phrases.ts';
import { foundWords } from './words.ts';

type Holds = boolean | null;

const MARKS = { true: ['check', 'good', 'held'], false: ['close', 'bad', 'not_held'], null: ['dash', 'plain', 'not_asked'] } as const;
const markOf = (holds: Holds) => MARKS[String(holds) as keyof typeof MARKS];

/** What a group came to, of what its conditions came to; null where that is not known. */
export const holdsOf = (node: Node, path: string, results: ReadonlyMap<string, LeafResult>): Holds => {
  if ('condition' in node) return results.get(path)?.holds ?? null;
  const inner = childrenOf(node).map((child, index) => holdsOf(child, pathOf(path, node, index), results));
  if ('not' in node) return inner[0] === null || inner[0] === undefined ? null : !inner[0];
  const decides = 'any' in node;
  if (inner.includes(decides)) return decides;
  return inner.includes(null) ? null : !decides;
};

/** The mark of an answer: a sign, a colour and a word. */
const Mark = ({ holds, isGroup = false }: { holds: Holds; isGroup?: boolean }) => {
  const t = useTexts('rules');
  const [icon, , word] = markOf(holds);
  return (
    <span class={`souffleur-held souffleur-held-${word}`}>
      <ConsoleIcon name={icon} size={14} />
      <span class={isGroup ? 'souffleur-hidden' : 'souffleur-held-word'}>{t(`tree.${word}`)}</span>
    </span>
  );
};

const Leaf = ({ words, result, asked }: { words: string; result: LeafResult | undefined; asked: boolean }) => {
  const { format } = useConsole();
  const t = useTexts('rules');
  const found = result?.holds === null && result.found === null ? undefined : foundWords(t, format, result?.found);
  return (
    <div class="souffleur-held-line">
      {asked && <Mark holds={result?.holds ?? null} />}
      <span class="souffleur-held-words">
        {words}
        {found !== undefined && (
          <span class="souffleur-held-found">
            {t('tree.found')} <strong>{found}</strong>
          </span>
        )}
        {result?.error && <span class="souffleur-held-error">{result.error}</span>}
      </span>
    </div>
  );
};

interface BranchProps {
  node: Node;
  path: string;
  phrases: Phrases;
  results: ReadonlyMap<string, LeafResult> | undefined;
}

const Branch = ({ node, path, phrases, results }: BranchProps) => {
  const t = useTexts('rules');
  if ('condition' in node) return <Leaf words={phrases.condition(node)} result={results?.get(path)} asked={results !== undefined} />;
  const children = childrenOf(node);
  const name = 'all' in node ? 'all' : 'any' in node ? 'any' : 'not';
  return (
    <>
      <div class="souffleur-held-line">
        {results && <Mark isGroup holds={holdsOf(node, path, results)} />}
        <strong>{t(`tree.${name}`)}</strong>
      </div>
      <ul class="souffleur-held-group">
        {children.map((child, index) => (
          <li key={index}>
            <Branch node={child} path={pathOf(path, node, index)} phrases={phrases} results={results} />
          </li>
        ))}
      </ul>
    </>
  );
};

/** The conditions of a rule in words; with `results`, what each of them came to and the value it found. */
export const ConditionTree = ({ node, phrases, results }: { node: Node; phrases: Phrases; results?: readonly LeafResult[] }) => {
  const t = useTexts('rules');
  if (childrenOf(node).length === 0 && !('condition' in node)) return <p class="souffleur-paragraph souffleur-muted">{t('tree.none')}</p>;
  // One condition needs no “all of these” above it.
  const [only, more] = childrenOf(node);
  const alone = only && !more && !('not' in node) ? only : undefined;
  const byPath = results && new Map(results.map((result) => [result.path, result]));
  return (
    <div class="souffleur-held-tree">
      <Branch node={alone ?? node} path={alone ? pathOf('', node, 0) : ''} phrases={phrases} results={byPath} />
    </div>
  );
};

/** Where the conditions as they were are no longer known: the answers alone. */
export const ResultList = ({ results, phrases }: { results: readonly LeafResult[]; phrases: Phrases }) => {
  const t = useTexts('rules');
  if (results.length === 0) return <p class="souffleur-paragraph souffleur-muted">{t('tree.none')}</p>;
  return (
    <ul class="souffleur-held-group souffleur-held-flat">
      {results.map((result) => (
        <li key={result.path}>
          <Leaf words={phrases.title('condition', result.condition)} result={result} asked />
        </li>
      ))}
    </ul>
  );
};

/** What all conditions together came to. */
export const HoldsBadge = ({ holds }: { holds: Holds }) => {
  const t = useTexts('rules');
  const [, kind, word] = markOf(holds);
  return <Badge kind={kind}>{t(`tree.${word}`)}</Badge>;
};
