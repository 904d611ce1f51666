import { type Sentence } from '../state/shapes.ts';

/** A stretch of the draft's text: a sentence we know something about, or what lies between (spaces, line breaks). */
export type Segment = { text: string; sentence: Sentence | undefined };

/**
 * Lays the sentences over the text, so that line breaks and lists survive. A sentence that is not in the
 * text is left out: what is shown is exactly what would be sent.
 */
export const segments = (text: string, sentences: readonly Sentence[]): Segment[] => {
  const found: Segment[] = [];
  let at = 0;
  for (const sentence of sentences) {
    const words = sentence.text.trim();
    const start = words ? text.indexOf(words, at) : -1;
    if (start < 0) continue;
    if (start > at) found.push({ text: text.slice(at, start), sentence: undefined });
    found.push({ text: words, sentence });
    at = start + words.length;
  }
  if (at < text.length) found.push({ text: text.slice(at), sentence: undefined });
  return found;
};
