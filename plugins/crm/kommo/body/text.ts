const HIDDEN = /[\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}\p{Cs}]/gu;

/**
 * Text without what stops a database insert (NUL, lone surrogates) or fools people and models
 * (bidi overrides, tag characters). Everything else is kept.
 */
export const clean = (text: string): string => text.replaceAll('\0', '').replace(HIDDEN, '');
