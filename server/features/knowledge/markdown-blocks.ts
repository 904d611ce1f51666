/**
 * The block structure of a Markdown text: where headings, paragraphs, lists, tables and code begin
 * and end. One pass over the lines, each looked at once, so time is linear for any input (general
 * Markdown parsers are not: 200 kB of `[a]: b` took 12 s in the one we tried). What stands inside a
 * line does not matter here.
 */
export interface Span {
  start: number;
  end: number;
}

export type Block =
  | ({ kind: 'heading'; depth: number; title: string } & Span)
  | ({ kind: 'text' } & Span)
  /** `rows`: top-level items of a list, lines of a table. */
  | ({ kind: 'list' | 'table'; rows: Span[] } & Span);

interface Line extends Span {
  /** The first characters without indentation: enough to tell what the line opens. */
  head: string;
  indent: number;
  kind: 'blank' | 'heading' | 'fence' | 'rule' | 'item' | 'definition' | 'text';
}

const HEAD = 160;
const MAX_TITLE = 200;
const HEADING = /^(#{1,6})(?:[ \t]|$)/;
const FENCE = /^(`{3,}|~{3,})/;
const ITEM = /^(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const DEFINITION = /^\[[^\]]{1,100}\]:/;
const UNDERLINE = /^(=+|-+)[ \t]*$/;
const TABLE_RULE = /^[|:\- \t]+$/;

export function markdownBlocks(text: string): Block[] {
  const lines = readLines(text);
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!;
    const end = endOf(lines, at, text);
    if (line.kind === 'heading') blocks.push(heading(text, line, HEADING.exec(line.head)![1]!.length));
    else if (line.kind === 'item') blocks.push({ kind: 'list', start: line.start, end: lines[end - 1]!.end, rows: items(lines, at, end) });
    else if (isTable(lines, at, text))
      blocks.push({ kind: 'table', start: line.start, end: lines[end - 1]!.end, rows: lines.slice(at, end).map(({ start, end: to }) => ({ start, end: to })) });
    else if (line.kind === 'text' && end === at + 2 && isUnderline(lines[at + 1]!))
      blocks.push({ ...heading(text, line, lines[at + 1]!.head.startsWith('=') ? 1 : 2), end: lines[at + 1]!.end });
    else if (line.kind === 'text' || line.kind === 'fence') blocks.push({ kind: 'text', start: line.start, end: lines[end - 1]!.end });
    at = end;
  }
  return blocks;
}

/** The line after the block that opens at `at`; trailing blank lines are not part of it. */
function endOf(lines: Line[], at: number, text: string): number {
  const first = lines[at]!;
  let end = at + 1;
  if (first.kind === 'fence') {
    const mark = FENCE.exec(first.head)![1]!;
    while (end < lines.length && !(lines[end]!.kind === 'fence' && lines[end]!.head.startsWith(mark))) end += 1;
    return Math.min(end + 1, lines.length);
  }
  if (first.kind === 'item') return endOfList(lines, at);
  if (first.kind !== 'text') return end;
  if (isTable(lines, at, text)) {
    while (end < lines.length && lines[end]!.kind !== 'blank' && hasPipe(text, lines[end]!)) end += 1;
    return end;
  }
  if (end < lines.length && isUnderline(lines[end]!)) return end + 1;
  while (end < lines.length && (lines[end]!.kind === 'text' || lines[end]!.kind === 'definition') && !isTable(lines, end, text)) end += 1;
  return end;
}

function endOfList(lines: Line[], at: number): number {
  const { indent } = lines[at]!;
  let end = at + 1;
  for (let next = end; next < lines.length; next += 1) {
    const line = lines[next]!;
    if (line.kind === 'blank') continue;
    const gap = next > end;
    const inside = line.indent > indent || line.kind === 'item' || (!gap && line.kind === 'text');
    if (!inside) break;
    end = next + 1;
  }
  return end;
}

function items(lines: Line[], at: number, end: number): Span[] {
  const { indent } = lines[at]!;
  const rows: Span[] = [];
  for (const line of lines.slice(at, end)) {
    if (line.kind === 'blank') continue;
    const last = rows.at(-1);
    if (!last || (line.kind === 'item' && line.indent <= indent + 1)) rows.push({ start: line.start, end: line.end });
    else last.end = line.end;
  }
  return rows;
}

const isUnderline = (line: Line): boolean => line.indent < 4 && line.end - line.start < HEAD && UNDERLINE.test(line.head);
const hasPipe = (text: string, line: Line): boolean =>
  line.head.includes('|') || (line.end - line.start > HEAD && text.slice(line.start, line.end).includes('|'));

function isTable(lines: Line[], at: number, text: string): boolean {
  const rule = lines[at + 1];
  if (lines[at]!.kind !== 'text' || rule === undefined || !rule.head.includes('-') || !rule.head.includes('|')) return false;
  return TABLE_RULE.test(rule.head) && hasPipe(text, lines[at]!);
}

function heading(text: string, line: Line, depth: number): Extract<Block, { kind: 'heading' }> {
  return { kind: 'heading', depth, start: line.start, end: line.end, title: plainLine(text.slice(line.start, Math.min(line.end, line.start + MAX_TITLE * 2))) };
}

/** A line as a person reads it: no marks, single spaces. */
export const plainLine = (line: string): string =>
  line
    .replace(/[#*_`~=|\s]+/g, ' ')
    .trim()
    .slice(0, MAX_TITLE)
    .toWellFormed();

/** `start` and `end` of a line leave out its indentation and the space at its end. */
function readLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let from = 0; from < text.length;) {
    const feed = text.indexOf('\n', from);
    const to = feed === -1 ? text.length : feed;
    let start = from;
    let indent = 0;
    for (; start < to; start += 1) {
      const code = text.charCodeAt(start);
      if (code === 9) indent += 4;
      else if (code === 32) indent += 1;
      else if (code !== 13 && code !== 0xfeff) break;
    }
    let end = to;
    while (end > start && isSpaceCode(text.charCodeAt(end - 1))) end -= 1;
    const head = text.slice(start, Math.min(end, start + HEAD));
    lines.push({ start, end, indent, head, kind: kindOf(head, indent) });
    from = to + 1;
  }
  return lines;
}

const isSpaceCode = (code: number): boolean => code === 32 || code === 9 || code === 13;

function kindOf(head: string, indent: number): Line['kind'] {
  if (head === '') return 'blank';
  if (FENCE.test(head)) return 'fence';
  if (indent < 4 && HEADING.test(head)) return 'heading';
  if (indent < 4 && isRule(head)) return 'rule';
  if (ITEM.test(head)) return 'item';
  return DEFINITION.test(head) ? 'definition' : 'text';
}

/** `---`, `* * *`, `___`: a mark of one sort three times or more, alone on its line. Two or more `-` under a text are its underline and are asked for first. */
function isRule(head: string): boolean {
  const mark = head[0]!;
  if (mark !== '-' && mark !== '*' && mark !== '_') return false;
  let count = 0;
  for (const character of head) {
    if (character === mark) count += 1;
    else if (character !== ' ' && character !== '\t') return false;
  }
  return count > 2;
}
