/** Texts as they are compared: without case, accents and what is not seen. */
export const MAX_TEXT = 4000;

const HIDDEN = /[\0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}\p{Cs}]/gu;
/** Й is a letter of its own and no И with an accent. */
const MARKS = /([иИ]\u0306)|\p{M}/gu;

export function fold(text: string): string {
  const seen = text.slice(0, MAX_TEXT).replace(HIDDEN, '');
  const bare = seen.normalize('NFKD').replace(MARKS, (_mark, letter?: string) => letter ?? '');
  return bare.normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}

/** The message for a person: its beginning, without what fools the eye. */
export const excerpt = (text: string): string => text.slice(0, 200).replace(HIDDEN, '').trim();

const WORD = 1;
const BLANK = 2;

export interface Letters {
  chars: readonly string[];
  /** Bit 1: part of a word. Bit 2: white space. */
  kinds: Uint8Array;
}

export const isWord = (letters: Letters, at: number): boolean => ((letters.kinds[at] ?? 0) & WORD) !== 0;
export const isBlank = (letters: Letters, at: number): boolean => ((letters.kinds[at] ?? 0) & BLANK) !== 0;

export function lettersOf(text: string): Letters {
  const chars = Array.from(fold(text)).slice(0, MAX_TEXT);
  const kinds = Uint8Array.from(chars, (char) => (/[\p{L}\p{N}_]/u.test(char) ? WORD : 0) | (/\s/u.test(char) ? BLANK : 0));
  return { chars, kinds };
}
