import { type z } from 'zod';

import { type HookBody } from './schema.ts';

const FIELDS_MAX = 2_000;
const TAB = 9;
const LINE = 10;
const RETURN = 13;

/** Would be invisible or turn the line around; joiners stay, emoji are made with them. */
const HIDDEN = /(?![\u200C\u200D])[\p{Cf}\u2028\u2029]/gu;

/** A stored body for a person to read, whatever the bytes are. */
export function readableBody(headers: Record<string, string>, bytes: Buffer): z.output<typeof HookBody> {
  const raw = bytes.toString('utf8');
  const kind = kindOf(headers, raw);
  const fields = kind === 'form' ? [...new URLSearchParams(raw)] : [];
  return {
    headers,
    kind,
    text: visible(raw),
    base64: bytes.toString('base64'),
    fields: fields.slice(0, FIELDS_MAX).map(([key, value]) => ({ key: visible(key), value: visible(value) })),
    fieldsLeftOut: Math.max(0, fields.length - FIELDS_MAX),
  };
}

function kindOf(headers: Record<string, string>, raw: string): 'form' | 'json' | 'other' {
  if (/^\s*[[{]/u.test(raw)) return 'json';
  if (/form-urlencoded/iu.test(headers['content-type'] ?? '') || /^[\w%[\].-]+=/u.test(raw)) return 'form';
  return 'other';
}

/** Control characters as their pictures (␀), hidden marks as their numbers (⟨U+202E⟩): nothing is lost and nothing acts. */
export function visible(text: string): string {
  let shown = '';
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    if (code === 0x7f) shown += '\u2421';
    else if (code < 0x20 && code !== TAB && code !== LINE && code !== RETURN) shown += String.fromCodePoint(0x2400 + code);
    else shown += sign;
  }
  return shown.replace(HIDDEN, (sign) => `\u27E8U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27E9`);
}
