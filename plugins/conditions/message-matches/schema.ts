import { field } from 'souffleur/sdk';
import { z } from 'zod';

import { compile, MAX_PATTERN, type Mode, PatternError } from './pattern.ts';

export const settings = z.object({});

/** Of all texts of one condition together, so that the work for a message has a bound. */
const MAX_TOGETHER = 600;

export const modeOf = (match: 'any' | 'all' | 'phrase' | 'pattern'): Mode => (match === 'any' || match === 'all' ? 'words' : match);

function problemOf(text: string, mode: Mode): string | null {
  try {
    compile(text, mode);
    return null;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

export const input = z
  .object({
    match: z
      .enum(['any', 'all', 'phrase', 'pattern'])
      .default('any')
      .meta(
        field({
          label: { en: 'Match', ru: 'Совпадение', es: 'Coincidencia', pt: 'Correspondência' },
          options: {
            any: { en: 'any of the words', ru: 'любое из слов', es: 'alguna de las palabras', pt: 'alguma das palavras' },
            all: { en: 'all of the words', ru: 'все слова', es: 'todas las palabras', pt: 'todas as palavras' },
            phrase: { en: 'the exact phrase', ru: 'точную фразу', es: 'la frase exacta', pt: 'a frase exata' },
            pattern: { en: 'the pattern', ru: 'шаблон', es: 'el patrón', pt: 'o padrão' },
          },
        }),
      ),
    texts: z
      .array(z.string().max(MAX_PATTERN))
      .max(40)
      .default([])
      .meta(
        field({
          label: { en: 'Words, phrases or patterns', ru: 'Слова, фразы или шаблоны', es: 'Palabras, frases o patrones', pt: 'Palavras, frases ou padrões' },
          hint: {
            en: '* stands for any letters: deliver*. In patterns also ? (one letter), ... (anything between) and (price|cost).',
            ru: '* — любые буквы: достав*. В шаблонах ещё ? (одна буква), ... (что угодно между) и (цена|стоимость).',
            es: '* equivale a cualquier letra: envi*. En los patrones, también ? (una letra), ... (cualquier cosa en medio) y (precio|costo).',
            pt: '* vale por quaisquer letras: entreg*. Nos padrões, também ? (uma letra), ... (qualquer coisa no meio) e (preço|custo).',
          },
        }),
      ),
    language: z
      .enum(['any', 'en', 'ru', 'es', 'pt'])
      .default('any')
      .meta(
        field({
          label: { en: 'Language of the message', ru: 'Язык сообщения', es: 'Idioma del mensaje', pt: 'Idioma da mensagem' },
          options: {
            any: { en: 'any', ru: 'любой', es: 'cualquiera', pt: 'qualquer um' },
            en: { en: 'English', ru: 'английский', es: 'inglés', pt: 'inglês' },
            ru: { en: 'Russian', ru: 'русский', es: 'ruso', pt: 'russo' },
            es: { en: 'Spanish', ru: 'испанский', es: 'español', pt: 'espanhol' },
            pt: { en: 'Portuguese', ru: 'португальский', es: 'portugués', pt: 'português' },
          },
        }),
      ),
  })
  .superRefine(({ match, texts, language }, ctx) => {
    const wrong = (message: string, ...path: number[]): void => ctx.addIssue({ code: 'custom', path: ['texts', ...path], message });
    if (texts.length === 0 && language === 'any') wrong('Give at least one word, or choose a language.');
    if (texts.reduce((sum, { length }) => sum + length, 0) > MAX_TOGETHER) return wrong(`At most ${MAX_TOGETHER} characters together.`);
    for (const [at, text] of texts.entries()) {
      const problem = text.length > MAX_PATTERN ? null : problemOf(text, modeOf(match));
      if (problem) wrong(problem, at);
    }
  })
  .meta({ examples: [{ match: 'any', texts: ['цена', 'сколько', 'price'] }, { match: 'pattern', texts: ['(сколько|почем) ... сто*'] }, { language: 'es' }] });
