/** What a caller may put on the wire (security D5). */

/** Set by the transport or by us; a caller that names one is wrong or hostile. */
const FORBIDDEN = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'via',
  'forwarded',
  'x-forwarded-host',
  'x-forwarded-for',
  'x-forwarded-proto',
]);
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const LINE_BREAKERS = ['\r', '\n', '\0'];

type Given = RequestInit['headers'];

/** As they were written: `Headers` would trim a trailing line break and hide it. */
function entries(headers: Given): [string, string][] {
  if (headers === undefined) return [];
  if (headers instanceof Headers) return [...headers];
  return Array.isArray(headers) ? headers.map(([name, value]) => [name, value]) : Object.entries(headers).map(([name, value]) => [name, String(value)]);
}

/** Throws a plain `Error` whose message names the header, never its value. */
export function outgoingHeaders(headers: Given): [string, string][] {
  return entries(headers).map(([given, value]) => {
    const name = given.toLowerCase();
    if (!NAME.test(name) || LINE_BREAKERS.some((character) => value.includes(character)))
      throw new Error(`header ${JSON.stringify(name.slice(0, 60))} is malformed`);
    if (FORBIDDEN.has(name) || name.startsWith('proxy-')) throw new Error(`header ${name} may not be set`);
    return [name, value];
  });
}
