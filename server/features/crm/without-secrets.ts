/** An answer as a person may see it: whatever looks like a token or a key is left out. Pure. */
const NAMES = /token|secret|password|authorization|api_?key/i;
/** A JSON Web Token, or what follows the word that announces one. */
const VALUES = /\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?|(?<=\bbearer\s)[\w.~+/=-]{8,}/gi;
const HIDDEN = '…';
const MAX_DEPTH = 32;

export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replaceAll(VALUES, HIDDEN);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) return HIDDEN;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, NAMES.test(name) && item !== null ? HIDDEN : withoutSecrets(item, depth + 1)]));
}
