import { type Language } from '../../sdk/types.ts';

const TEXT_MAX = 1000;
const NAME_MAX = 80;

const WORDS: Record<Language, { known: (who: string) => string; unknown: string }> = {
  en: { known: (who) => `Call back: ${who}. They called and nobody answered.`, unknown: 'Call back: somebody called and nobody answered.' },
  ru: { known: (who) => `Перезвонить: ${who}. На звонок никто не ответил.`, unknown: 'Перезвонить: на звонок никто не ответил.' },
  es: { known: (who) => `Devolver la llamada: ${who}. Llamó y nadie contestó.`, unknown: 'Devolver la llamada: alguien llamó y nadie contestó.' },
  pt: { known: (who) => `Retornar a ligação: ${who}. Ligou e ninguém atendeu.`, unknown: 'Retornar a ligação: alguém ligou e ninguém atendeu.' },
};

/** What the task says: the account's own words, or ours in its language. */
export function taskText(template: string, { name, phone, language }: { name: string; phone: string; language: string }): string {
  const [who, number] = [oneLine(name), oneLine(phone)];
  const own = oneLine(
    template.replaceAll(/\{\{\s*name\s*\}\}/gu, () => who || number).replaceAll(/\{\{\s*phone\s*\}\}/gu, () => number),
    TEXT_MAX,
  );
  if (own) return own;
  const words = WORDS[Object.hasOwn(WORDS, language) ? (language as Language) : 'en'];
  const known = [...new Set([who, number])].filter(Boolean).join(', ');
  return known ? words.known(known) : words.unknown;
}

/** Names come from outside: one line, no control characters. */
const oneLine = (text: string, max = NAME_MAX): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/ {2,}/gu, ' ')
    .trim()
    .slice(0, max)
    .toWellFormed();
