/**
 * Models cite with marks like `[2]` or `[1, 3]`. The rep and the customer never see them: they are
 * taken out of the text, while it streams, and remembered with the place they stood at.
 */
/** White space is bounded everywhere below: a run of it that leads to no mark would else be looked at again from each of its places. */
const MARK = /\s{0,20}\[(\d{1,2}(?:\s*[,;]\s*\d{1,2})*)\]/g;
/** What may still become a mark when more text comes. */
const UNFINISHED = /\s{0,20}(?:\[[\d\s,;]{0,40})?$/;

export interface Citation {
  /** Offset in the clean text just behind the words it belongs to. */
  at: number;
  /** Passage numbers, from 1. */
  numbers: number[];
}

/** Takes the marks out of a finished text. */
export function splitCitations(text: string): { text: string; citations: Citation[] } {
  const citations: Citation[] = [];
  let clean = '';
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    clean += text.slice(from, match.index);
    citations.push({ at: clean.length, numbers: (match[1] ?? '').split(/[,;]/).map((part) => Number(part.trim())) });
    from = match.index + match[0].length;
  }
  return { text: (clean + text.slice(from)).trimEnd(), citations };
}

/** The same for a stream: `push` returns what is safe to show, `end` the rest. */
export class CitationFilter {
  #held = '';

  push(piece: string): string {
    const text = this.#held + piece;
    const keep = UNFINISHED.exec(text);
    const cut = keep && keep[0].length > 0 ? keep.index : text.length;
    this.#held = text.slice(cut);
    return text.slice(0, cut).replace(MARK, '');
  }

  end(): string {
    const rest = this.#held.replace(MARK, '').trimEnd();
    this.#held = '';
    return rest;
  }
}
