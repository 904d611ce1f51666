import { CitationFilter } from './evidence/citations.ts';

export interface Delta {
  /** Characters shown before it. */
  from: number;
  text: string;
}

/** The model's answer twice: as it came, and as it may be shown while it comes. */
export class ShownText {
  raw = '';
  readonly #filter = new CitationFilter();
  #shown = 0;

  push(piece: string): Delta | undefined {
    this.raw += piece;
    return this.#show(this.#filter.push(piece));
  }

  end(): Delta | undefined {
    return this.#show(this.#filter.end());
  }

  #show(text: string): Delta | undefined {
    if (!text) return undefined;
    const delta = { from: this.#shown, text };
    this.#shown += text.length;
    return delta;
  }
}
