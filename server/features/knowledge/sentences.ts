/**
 * Where sentences end, as offsets. Linear; knows nothing of languages but their closing marks. A full
 * stop inside a number, an abbreviation of one letter or before a lower-case letter ends nothing.
 */
const CLOSERS = new Set(['"', "'", '»', '”', '’', ')', ']', '*', '_', '`']);
const ENDERS = new Set(['.', '!', '?', '…']);

const isSpace = (character: string | undefined): boolean =>
  character === undefined || character === ' ' || character === '\n' || character === '\t' || character === '\r' || character === '\u00a0';
const isLower = (character: string | undefined): boolean => character !== undefined && character !== character.toUpperCase();

/** `[start, end)` of every sentence between `from` and `to`, without the space around it. */
export function sentenceSpans(text: string, from = 0, to: number = text.length): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let start = skipSpace(text, from, to);
  for (let at = start; at < to; at += 1) {
    if (!ENDERS.has(text[at]!)) continue;
    let end = at + 1;
    while (end < to && (ENDERS.has(text[end]!) || CLOSERS.has(text[end]!))) end += 1;
    if (end < to && !isSpace(text[end])) continue;
    const next = skipSpace(text, end, to);
    if (next < to && text[at] === '.' && (isLower(text[next]) || isInitial(text, at))) {
      at = end - 1;
      continue;
    }
    spans.push({ start, end });
    start = next;
    at = next - 1;
  }
  const last = trimEnd(text, start, to);
  if (last > start) spans.push({ start, end: last });
  return spans;
}

/** One letter and a full stop: "J. Smith", "г. Казань". */
function isInitial(text: string, dot: number): boolean {
  const before = text[dot - 1];
  return before !== undefined && before.toLowerCase() !== before.toUpperCase() && (dot < 2 || isSpace(text[dot - 2]));
}

export function skipSpace(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(text[at])) at += 1;
  return at;
}

export function trimEnd(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isSpace(text[at - 1])) at -= 1;
  return at;
}
