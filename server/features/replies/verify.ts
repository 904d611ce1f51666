/**
 * Checks a draft sentence by sentence against what the model was given. Plain code, no model: a
 * sentence is left unmarked only when each of its values stands in a source we can show.
 */
import { type Language } from '../../sdk/types.ts';
import { detectLanguage } from '../knowledge/language.ts';
import { type Citation } from './citations.ts';
import { type Evidence, type MarkReason, type Sentence } from './schema.ts';
import { type Span, splitSentences, statesSomething } from './sentences.ts';
import { linkHosts, missingValues, valuesOf } from './values.ts';
import { overlap, stemsOf } from './words.ts';

/** Something a sentence may rest on, with a pointer that leads back to it. */
export interface Source {
  /** The passage's number in the prompt; absent for what cannot be cited by number. */
  number?: number;
  text: string;
  language?: string;
  /** Where `text` begins in the original, for spans. */
  offset?: number;
  /** The customer's own words: may supply a date or a count, never a price and never the statement itself. */
  claim?: boolean;
  evidence: Omit<Evidence, 'start' | 'end' | 'quote'>;
}

export interface VerifyInput {
  text: string;
  citations: readonly Citation[];
  sources: readonly Source[];
  language: Language | undefined;
  /** Hosts a reply may link to, besides those the sources show. */
  linkHosts: readonly string[];
  /** Names of tools that succeeded in this run. */
  succeededTools: readonly string[];
}

/** Wording a source must share with a sentence that cites it, in one language. */
const CITED_OVERLAP = 0.25;
/** Wording it must share when nothing is cited: the sentence then has to be nearly the source's own. */
const UNCITED_OVERLAP = 0.6;
/** Sentences shorter than this do not tell their language. */
const LANGUAGE_MIN = 25;

/** "I have booked it": a claim that something was done, in the first person and the past. */
const DONE =
  /(?:^|[\s,.!])(?:я |мы )?(?:уже )?(?:оформил|забронировал|записал|отправил|создал|зарезервировал|назначил|изменил|отменил|применил)[аи]?(?:[\s,.!]|$)|\b(?:i|we)(?:'ve| have)? (?:already )?(?:just )?(?:booked|placed|created|sent|reserved|scheduled|cancelled|canceled|applied|updated)\b|\b(?:ya )?(?:he|hemos) (?:reservado|creado|enviado|programado|cancelado|aplicado|registrado)\b|\b(?:já )?(?:reservei|criei|enviei|agendei|cancelei|apliquei|registrei)\b/iu;

export function verify(input: VerifyInput): Sentence[] {
  return splitSentences(input.text, input.language).map((span) => check(span, input));
}

function check(span: Span, input: VerifyInput): Sentence {
  const text = span.text;
  if (input.language && text.length >= LANGUAGE_MIN) {
    const spoken = detectLanguage(text);
    if (spoken && spoken !== input.language) return marked(text, 'wrong_language', citedEvidence(span, input));
  }
  const strangers = linkHosts(text).filter((host) => !allowedHost(host, input));
  if (strangers.length > 0) return marked(text, 'link_not_allowed', [], strangers);
  if (DONE.test(text) && input.succeededTools.length === 0) return marked(text, 'unproven_act', []);
  if (!statesSomething(text)) return { text, marked: false, evidence: [] };

  const numbers = citationsOf(span, input);
  const cited = numbers.flatMap((number) => input.sources.filter((source) => source.number === number));
  if (cited.length < numbers.length) return marked(text, 'citation_unknown', cited.map((source) => point(source, text)));

  const supporting = cited.filter((source) => isForeign(source, input.language) || overlap(text, stemsOf(source.text)) >= CITED_OVERLAP);
  const support = supporting.length > 0 ? supporting : bestUncited(text, input.sources);
  if (support.length === 0) return marked(text, 'no_evidence', []);
  return withValues(text, support, input.sources);
}

/** Values the chosen sources lack may stand in another one we were given; then that one is shown too. */
function withValues(text: string, support: readonly Source[], all: readonly Source[]): Sentence {
  const chosen = [...support];
  const missing = () => missingValues(text, chosen);
  for (const source of all) {
    const open = missing();
    if (open.length === 0) break;
    if (chosen.includes(source) || !related(text, source)) continue;
    if (missingValues(text, [...chosen, source]).length < open.length) chosen.push(source);
  }
  const evidence = chosen.map((source) => point(source, text));
  const left = missing();
  return left.length > 0 ? marked(text, 'value_not_in_source', evidence, left) : { text, marked: false, evidence };
}

const related = (text: string, source: Source): boolean => source.evidence.kind !== 'knowledge' || overlap(text, stemsOf(source.text)) >= CITED_OVERLAP;

function bestUncited(text: string, sources: readonly Source[]): Source[] {
  let best: { source: Source; score: number } | undefined;
  for (const source of sources) {
    if (source.claim) continue;
    const score = overlap(text, stemsOf(source.text)) - missingValues(text, [source]).length;
    if (score >= UNCITED_OVERLAP && (!best || score > best.score)) best = { source, score };
  }
  return best ? [best.source] : [];
}

/** Marks that stand inside the sentence or right behind it, before the next one begins. */
function citationsOf(span: Span, input: VerifyInput): number[] {
  const tail = input.text.slice(span.end).match(/^\s*/u)?.[0].length ?? 0;
  return input.citations.flatMap((citation) => (citation.at > span.start && citation.at <= span.end + Math.max(0, tail - 1) ? citation.numbers : []));
}

const citedEvidence = (span: Span, input: VerifyInput): Evidence[] =>
  citationsOf(span, input).flatMap((number) => input.sources.filter((source) => source.number === number).map((source) => point(source, span.text)));

const isForeign = (source: Source, language: string | undefined): boolean => source.language !== undefined && language !== undefined && source.language !== language;

const allowedHost = (host: string, input: VerifyInput): boolean =>
  input.linkHosts.some((allowed) => host === allowed || host.endsWith(`.${allowed}`)) || input.sources.some((source) => source.evidence.kind === 'knowledge' && linkHosts(source.text).includes(host));

/** Narrows a source to the words that carry the sentence: the quote a person is shown. */
function point(source: Source, text: string): Evidence {
  if (source.offset === undefined) return { ...source.evidence, quote: source.text.slice(0, 500) };
  const spans = splitSentences(source.text, source.language).flatMap(linesOf);
  const wanted = stemsOf(text);
  const values = new Set(valuesOf(text).map((value) => value.canonical));
  const scored = spans.map((span) => ({ span, score: score(span.text, wanted, values) }));
  const best = scored.toSorted((a, b) => b.score - a.score)[0];
  if (!best || best.score <= 0) return { ...source.evidence, start: source.offset, end: source.offset + source.text.length, quote: source.text };
  const chosen = cover(scored, best, values);
  const start = Math.min(...chosen.map((span) => span.start));
  const end = Math.max(...chosen.map((span) => span.end));
  return { ...source.evidence, start: source.offset + start, end: source.offset + end, quote: source.text.slice(start, end) };
}

/** List rows and table lines are quoted on their own. */
const linesOf = (span: Span): Span[] => {
  const lines: Span[] = [];
  for (const match of span.text.matchAll(/[^\n]+/gu)) lines.push({ text: match[0], start: span.start + match.index, end: span.start + match.index + match[0].length });
  return lines;
};

const score = (text: string, wanted: Set<string>, values: Set<string>): number => {
  const stems = stemsOf(text);
  let shared = 0;
  for (const item of wanted) if (stems.has(item)) shared += 1;
  return shared + 2 * valuesOf(text).filter((value) => values.has(value.canonical)).length;
};

/** The best line, and with it those that hold values it lacks. */
function cover(scored: readonly { span: Span; score: number }[], best: { span: Span }, values: Set<string>): Span[] {
  const chosen = [best.span];
  const left = new Set(values);
  for (const value of valuesOf(best.span.text)) left.delete(value.canonical);
  for (const { span } of scored) {
    const gained = valuesOf(span.text).filter((value) => left.has(value.canonical));
    if (gained.length === 0) continue;
    chosen.push(span);
    for (const value of gained) left.delete(value.canonical);
  }
  return chosen;
}

const marked = (text: string, reason: MarkReason, evidence: Evidence[], values?: string[]): Sentence => ({ text, marked: true, reason, ...(values?.length ? { values } : {}), evidence });
