/**
 * Cuts a Markdown text into the pieces that are searched and quoted. Every piece is a span of the
 * text as it stands (`body.slice(start, end) === text`, UTF-16 offsets) with the headings above it.
 * Pieces end where blocks end; lists and tables stay whole while they can; long paragraphs are cut
 * between sentences. Time is linear in the length of the text, also for hostile ones.
 */
import { markdownBlocks, plainLine, type Span } from './markdown-blocks.ts';
import { sentenceSpans, skipSpace, trimEnd } from './sentences.ts';

export interface Piece extends Span {
  ordinal: number;
  /** From the outermost heading to the nearest one. */
  headings: string[];
  text: string;
}

/**
 * Characters. A piece shorter than `tiny` takes in even the next section, one shorter than `least`
 * the list or table after it; none but a whole list or table passes `most`.
 */
const SIZE = { tiny: 30, least: 200, most: 900, whole: 1600 } as const;

interface Part extends Span {
  headings: string[];
  /** Of a list or table: kept whole up to `SIZE.whole`. */
  rows: boolean;
}

export function chunkMarkdown(body: string): Piece[] {
  const parts: Part[] = [];
  for (const next of readParts(body)) {
    const open = parts.at(-1);
    if (open && belongTogether(open, next))
      parts[parts.length - 1] = {
        start: open.start,
        end: next.end,
        rows: open.rows || next.rows,
        headings: open.headings === next.headings ? open.headings : shared(open.headings, next.headings),
      };
    else parts.push(next);
  }
  return parts.map(({ start, end, headings }, ordinal) => ({ ordinal, headings, start, end, text: body.slice(start, end) }));
}

function belongTogether(open: Part, next: Part): boolean {
  const length = open.end - open.start;
  const together = next.end - open.start;
  if (open.headings !== next.headings) return length < SIZE.tiny && together <= SIZE.most;
  return together <= SIZE.most || (length < SIZE.least && next.rows && together <= SIZE.whole);
}

function shared(a: string[], b: string[]): string[] {
  const differs = a.findIndex((title, at) => title !== b[at]);
  return differs === -1 ? a : a.slice(0, differs);
}

/** Blocks in order, none longer than its limit. Parts of one section share one `headings` array. */
function* readParts(body: string): Generator<Part> {
  const path: { depth: number; title: string }[] = [];
  let headings: string[] = [];
  /** A heading with nothing under it yet. When nothing comes, it is still said somewhere: it becomes text. */
  let bare: (Span & { depth: number; above: string[] }) | undefined;
  for (const block of markdownBlocks(body)) {
    const { start, end } = block;
    if (block.kind === 'heading') {
      if (bare && bare.depth >= block.depth) yield { start: bare.start, end: bare.end, headings: bare.above, rows: false };
      while (path.length > 0 && path.at(-1)!.depth >= block.depth) path.pop();
      bare = { start, end, depth: block.depth, above: path.map(({ title }) => title) };
      path.push({ depth: block.depth, title: block.title });
      headings = path.map(({ title }) => title);
      continue;
    }
    bare = undefined;
    const rows = block.kind !== 'text';
    if (end - start <= (rows ? SIZE.whole : SIZE.most)) yield { start, end, headings, rows };
    else if (block.kind === 'text') yield* splitText(body, block, headings);
    else yield* splitRows(body, block.rows, block.kind === 'table', headings);
  }
  if (bare) yield { start: bare.start, end: bare.end, headings: bare.above, rows: false };
}

/** Groups rows up to the limit. The later parts of a table carry its head row as their last heading. */
function* splitRows(body: string, rows: Span[], table: boolean, headings: string[]): Generator<Part> {
  const head = table && rows[0] ? plainLine(body.slice(rows[0].start, Math.min(rows[0].end, rows[0].start + SIZE.most))) : '';
  const later = head ? [...headings, head] : headings;
  let open: Span | undefined;
  let under = headings;
  for (const row of rows) {
    if (open && row.end - open.start > SIZE.most) {
      yield { ...open, headings: under, rows: true };
      open = undefined;
      under = later;
    }
    if (row.end - row.start > SIZE.most) yield* splitText(body, row, under);
    else open = { start: open?.start ?? row.start, end: row.end };
  }
  if (open) yield { ...open, headings: under, rows: true };
}

/** Sentences grouped up to the limit; a sentence that is too long is cut at a space, at worst anywhere but inside a character. */
function* splitText(body: string, span: Span, headings: string[]): Generator<Part> {
  let open: Span | undefined;
  for (const sentence of sentenceSpans(body, span.start, span.end)) {
    if (open && sentence.end - open.start > SIZE.most) {
      yield { ...open, headings, rows: false };
      open = undefined;
    }
    let { start } = sentence;
    while (sentence.end - start > SIZE.most) {
      const cut = cutBefore(body, start, start + SIZE.most);
      yield { start, end: trimEnd(body, start, cut), headings, rows: false };
      start = skipSpace(body, cut, sentence.end);
    }
    open = { start: open?.start ?? start, end: sentence.end };
  }
  if (open) yield { ...open, headings, rows: false };
}

function cutBefore(body: string, start: number, limit: number): number {
  for (let at = limit; at > start + SIZE.least; at -= 1) {
    if (body[at] === ' ' || body[at] === '\n') return at;
  }
  const code = body.charCodeAt(limit);
  return code >= 0xdc00 && code <= 0xdfff ? limit - 1 : limit;
}
