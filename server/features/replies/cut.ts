/** At most `max` UTF-16 units, never half a character: the database refuses JSON with a lone surrogate in it. */
export const cut = (text: string, max: number): string => (text.length <= max ? text : text.slice(0, endsInside(text, max) ? max - 1 : max));

/** Would a cut at `end` go through a surrogate pair? */
function endsInside(text: string, end: number): boolean {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff;
}
