/** What may go out at all. The core guards the address again when it calls; here is refused what could never be called. */

export const MAX_BODY = 65_536;
export const MAX_URL = 2_048;
/** Characters of all headers. */
export const MAX_HEADERS = 8_192;
export const BODILESS: ReadonlySet<string> = new Set(['GET', 'DELETE']);

/** The host stands as it is written: what a customer says may fill a path, never choose who is called. */
const ADDRESS = /^https:\/\/(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*(?::(?:443|8443))?(?=[/?#]|$)/iu;

/** Why the address cannot be called; undefined where it can. */
export function urlProblem(url: string): string | undefined {
  if (url.length > MAX_URL) return `An address has at most ${MAX_URL} characters.`;
  if (!ADDRESS.test(url) || !URL.canParse(url)) return 'The address must begin with https:// and the full name of a public host, on port 443 or 8443.';
  return undefined;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;
/** They belong to the connection and to whoever makes the call, or carry our signature. */
const OURS = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'keep-alive', 'te', 'trailer', 'upgrade', 'expect', 'via', 'forwarded']);
const OUR_PREFIX = /^(?:souffleur|proxy|x-forwarded)-/u;

export function headerNameProblem(name: string): string | undefined {
  if (!TOKEN.test(name)) return 'A header name has letters, digits and dashes only.';
  const lower = name.toLowerCase();
  return OURS.has(lower) || OUR_PREFIX.test(lower) ? `The header ${name} is set by us.` : undefined;
}

/** Printable Latin, as a header may hold it: no line end can begin a header of its own. */
export const headerValue = /^[\t\x20-\x7e\u00a0-\u00ff]*$/u;

/** Variables stand for texts and numbers: with a number in their place the template must be JSON. */
export const isJsonTemplate = (text: string): boolean => isJson(text.replaceAll(/\{\{[^{}]*\}\}/gu, '0'));

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
