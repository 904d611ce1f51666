const SIGNS = /^\p{Sc}\s*|\s*[\p{Sc}%]$/gu;
const SPACED = /^-?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?$/u;
const PLAIN = /^-?\d+(?:[.,]\d+)?$/u;
const DOTTED = /^-?[1-9]\d{0,2}(?:(?:\.\d{3}){2,}|(?:\.\d{3})+,\d+)$/u;
const COMMAED = /^-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/u;
/** Beyond it two numbers may look alike. */
const DIGITS = 15;

/**
 * A number as people and CRMs write it: `1500.5`, `1 500,50`, `1.500,50`, `1,500.50`, `€ 1 500`. A point before three
 * digits is a point (CRMs write so), a comma before three digits parts thousands.
 */
export function parseNumber(text: string): number | null {
  if (text.length > 40) return null;
  const bare = text.trim().replace('−', '-').replace(SIGNS, '');
  const plain = unite(bare);
  if (plain === null || plain.replace(/\D/gu, '').length > DIGITS) return null;
  return Number(plain);
}

function unite(text: string): string | null {
  if (COMMAED.test(text)) return text.replaceAll(',', '');
  if (DOTTED.test(text)) return text.replaceAll('.', '').replace(',', '.');
  if (SPACED.test(text) || PLAIN.test(text)) return text.replace(/[\s'’]/gu, '').replace(',', '.');
  return null;
}

/** `007` and an article number are no numbers: only what would be written so again. */
export function plainNumber(text: string): number | null {
  return /^[-−]?0\d/u.test(text.trim()) ? null : parseNumber(text);
}
