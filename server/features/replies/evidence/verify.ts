/**
 * Checks a draft sentence by sentence against what the model was given. Plain code, no model: a
 * sentence is left unmarked only when each of its values stands in a source we can show.
 */
import { type Language } from '../../../sdk/types.ts';
import { detectLanguage } from '../../knowledge/language.ts';
import { type Citation } from './citations.ts';
import { cut } from '../cut.ts';
import { contradicts } from './negations.ts';
import { type Evidence, type MarkReason, type Sentence } from '../schema.ts';
import { type Span, splitSentences, statesSomething } from './sentences.ts';
import { contextOf, type Line, linesOf, shared, type Source, voucherOf, wordsAndTitlesOf, wordsOf } from './sources.ts';
import { linkHosts, valuesOf } from './values.ts';
import { overlap, stemsOf } from './words.ts';

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
  const { text } = span;
  const numbers = citationsOf(span, input);
  const cited = input.sources.filter((source) => source.number !== undefined && numbers.includes(source.number));
  if (isForeignTo(text, input.language)) return marked(text, 'wrong_language', pointAll(text, cited));
  const strangers = linkHosts(text).filter((host) => !allowedHost(host, input));
  if (strangers.length > 0) return marked(text, 'link_not_allowed', [], strangers);
  if (DONE.test(text) && input.succeededTools.length === 0) return marked(text, 'unproven_act', []);
  if (!statesSomething(text)) return { text, marked: false, evidence: [] };
  if (numbers.some((number) => !cited.some((source) => source.number === number))) return marked(text, 'citation_unknown', pointAll(text, cited));

  const supporting = cited.filter((source) => isOtherLanguage(source, input.language) || overlap(text, wordsAndTitlesOf(source)) >= CITED_OVERLAP);
  const support = supporting.length > 0 ? supporting : bestUncited(text, input);
  if (support.length === 0) return marked(text, 'no_evidence', []);
  if (support.every((source) => isDenied(text, source, input))) return marked(text, 'no_evidence', pointAll(text, support));
  return withValues(text, support, input);
}

/** Each value needs its own voucher; a source that only vouches for a value is shown too. */
function withValues(text: string, support: readonly Source[], input: VerifyInput): Sentence {
  const values = valuesOf(text);
  const lines = values.length > 0 ? input.sources.flatMap(linesOf) : [];
  const vouchers: Line[] = [];
  const missing: string[] = [];
  for (const value of values) {
    const voucher = voucherOf(value, contextOf(text, value, values), lines);
    if (voucher) vouchers.push(voucher);
    else missing.push(value.raw);
  }
  const shown = [...new Set([...support, ...vouchers.map((line) => line.source)])];
  const evidence = shown.map((source) =>
    point(
      text,
      source,
      vouchers.filter((line) => line.source === source),
    ),
  );
  // A source is kept for a value it holds, or because it was cited; the better half of two that say the same is enough.
  const kept = vouchers.length > 0 ? evidence.filter((_, index) => vouchers.some((line) => line.source === shown[index]) || support.length === 1) : evidence;
  return missing.length > 0 ? marked(text, 'value_not_in_source', kept, missing) : { text, marked: false, evidence: kept };
}

function bestUncited(text: string, { sources }: VerifyInput): Source[] {
  let best: { source: Source; score: number } | undefined;
  for (const source of sources) {
    if (source.claim) continue;
    const score = overlap(text, wordsOf(source));
    if (score >= UNCITED_OVERLAP && (!best || score > best.score)) best = { source, score };
  }
  return best ? [best.source] : [];
}

/** Marks that stand inside the sentence or right behind it, before the next one begins. */
function citationsOf(span: Span, input: VerifyInput): number[] {
  const tail = input.text.slice(span.end).match(/^\s*/u)?.[0].length ?? 0;
  return input.citations.flatMap((citation) => (citation.at > span.start && citation.at <= span.end + Math.max(0, tail - 1) ? citation.numbers : []));
}

function isForeignTo(text: string, language: Language | undefined): boolean {
  if (!language || text.length < LANGUAGE_MIN) return false;
  const spoken = detectLanguage(text);
  return spoken !== undefined && spoken !== language;
}

/** Does the line of this source that is most like the sentence say the opposite? */
function isDenied(text: string, source: Source, input: VerifyInput): boolean {
  if (isOtherLanguage(source, input.language)) return false;
  const line = likest(stemsOf(text), source);
  return line !== undefined && contradicts(text, line.span.text);
}

function likest(wanted: Set<string>, source: Source): Line | undefined {
  let best: { line: Line; score: number } | undefined;
  for (const line of linesOf(source)) {
    const score = shared(wanted, line.stems);
    if (!best || score > best.score) best = { line, score };
  }
  return best?.line;
}

const isOtherLanguage = (source: Source, language: string | undefined): boolean =>
  source.language !== undefined && language !== undefined && source.language !== language;

const allowedHost = (host: string, input: VerifyInput): boolean =>
  input.linkHosts.some((allowed) => host === allowed || host.endsWith(`.${allowed}`)) ||
  input.sources.some((source) => source.evidence.kind === 'knowledge' && linkHosts(source.text).includes(host));

const pointAll = (text: string, sources: readonly Source[]): Evidence[] => sources.map((source) => point(text, source, []));

/** Narrows a source to the words that carry the sentence: the quote a person is shown. */
function point(text: string, source: Source, vouchers: readonly Line[]): Evidence {
  const { offset } = source;
  if (offset === undefined) return { ...source.evidence, quote: cut(source.text, 500) };
  const best = vouchers.length > 0 ? undefined : likest(stemsOf(text), source);
  const chosen = vouchers.length > 0 ? vouchers : best ? [best] : [];
  const start = Math.min(...chosen.map((line) => line.span.start), source.text.length);
  const end = Math.max(...chosen.map((line) => line.span.end), 0);
  if (end <= start) return { ...source.evidence, start: offset, end: offset + source.text.length, quote: source.text };
  return { ...source.evidence, start: offset + start, end: offset + end, quote: source.text.slice(start, end) };
}

const marked = (text: string, reason: MarkReason, evidence: Evidence[], values?: string[]): Sentence => ({
  text,
  marked: true,
  reason,
  ...(values?.length ? { values } : {}),
  evidence,
});
