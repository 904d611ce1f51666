/**
 * Texts with `{{variables}}`. One pass, no code, linear in the text: what is filled in is never looked at again, so a
 * customer's own `{{lead.name}}` stays what it is. Pure.
 */
import { storable } from '../../http/json-body.ts';
import { Refuse } from '../../sdk/errors.ts';

/** As it is, as the inside of a JSON string, or percent-encoded. */
export type TemplateMode = 'text' | 'json' | 'url';

/** A variable's value; undefined where it is not known. */
export type Lookup = (name: string) => string | undefined;

/** Characters of one value; longer ones are cut. */
const VALUE_MAX = 4_000;
const FILLED_MAX = 64 * 1024;
const NAME = /^[a-z_][\w-]{0,60}(?:\.[\w-]{1,60}){0,11}$/i;

interface Slot {
  /** Between the braces. */
  inner: string;
  name: string;
  fallback: string;
}

/** The text in its pieces: plain strings, and what stands between two pairs of braces. */
function* piecesOf(text: string): Generator<string | Slot> {
  let from = 0;
  for (let close = text.indexOf('}}'); close >= 0; close = text.indexOf('}}', from)) {
    const before = text.slice(from, close);
    // The innermost opening: what stands before it is text.
    const open = before.lastIndexOf('{{');
    from = close + 2;
    if (open < 0) {
      yield `${before}}}`;
      continue;
    }
    yield before.slice(0, open);
    yield slotOf(before.slice(open + 2));
  }
  yield text.slice(from);
}

function slotOf(inner: string): Slot {
  const bar = inner.indexOf('|');
  return { inner, name: (bar < 0 ? inner : inner.slice(0, bar)).trim(), fallback: bar < 0 ? '' : inner.slice(bar + 1).trim() };
}

/** @throws Refuse('invalid') when the whole becomes too long */
export function fillText(text: string, mode: TemplateMode, valueOf: Lookup): string {
  let filled = '';
  for (const piece of piecesOf(text)) {
    if (typeof piece === 'string') filled += piece;
    else if (NAME.test(piece.name)) filled += ENCODED[mode](clean(valueOf(piece.name)) || clean(piece.fallback));
    else filled += `{{${piece.inner}}}`;
    if (filled.length > FILLED_MAX)
      throw new Refuse('invalid', `A text of this action is longer than ${FILLED_MAX / 1024} KiB once its variables are filled in.`);
  }
  return filled;
}

/** The variables a text refers to, each once. With `attempts` also what only looks like one, e.g. `lead name`. */
export function namesIn(text: string, { attempts = false }: { attempts?: boolean } = {}): string[] {
  const names = new Set<string>();
  for (const piece of piecesOf(text)) if (typeof piece !== 'string' && (NAME.test(piece.name) || (attempts && ATTEMPT.test(piece.name)))) names.add(piece.name);
  return [...names];
}

/** What somebody meant as a variable; JSON between braces is none. */
const ATTEMPT = /^[\p{L}\p{N}_.\- ]{0,80}$/u;

const ENCODED: Record<TemplateMode, (value: string) => string> = {
  text: (value) => value,
  json: (value) => JSON.stringify(value).slice(1, -1),
  // A value of dots would lead up the path, however it is encoded.
  url: (value) => (/^\.+$/.test(value) ? '' : encodeURIComponent(value)),
};

const clean = (value: string | undefined): string => (value === undefined ? '' : storable(cut(value)));

/** Not in the middle of a character: `storable` would make the half of it a question mark. */
const cut = (value: string): string => (value.length <= VALUE_MAX ? value : value.slice(0, VALUE_MAX).replace(/[\ud800-\udbff]$/, ''));
