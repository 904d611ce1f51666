/**
 * Text as we store it (security C5): without NUL, lone surrogates, tag characters and bidirectional
 * overrides, which the database refuses or which fool readers and models. Offsets count in the result.
 */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('\0', '')
    .replace(/[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu, '');
