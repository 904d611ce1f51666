/** Asks what words stand in the customer's message, and in which language it is. */
import { definePlugin } from 'souffleur/sdk';

import { languageOf } from './language.ts';
import { compile } from './pattern.ts';
import { input, modeOf, settings } from './schema.ts';
import { search } from './search.ts';
import { excerpt, lettersOf } from './text.ts';

/** Each by its own name: it needs no translation. */
const TONGUES = { en: 'English', ru: 'Русский', es: 'Español', pt: 'Português' };

/** What was found of each text, null where nothing was. */
function findings(message: string, texts: readonly string[], match: Parameters<typeof modeOf>[0]): (string | null)[] {
  const letters = lettersOf(message);
  return texts.map((text) => {
    const { found } = search(compile(text, modeOf(match)), letters);
    return found && letters.chars.slice(found.from, found.to).join('').slice(0, 100);
  });
}

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'message-matches',
  title: { en: 'Words of the message', ru: 'Слова в сообщении', es: 'Palabras del mensaje', pt: 'Palavras da mensagem' },
  description: {
    en: 'The customer’s message has some words, a phrase or a pattern in it, or is in a language.',
    ru: 'В сообщении клиента есть слова, фраза или шаблон, либо оно написано на определённом языке.',
    es: 'El mensaje del cliente contiene palabras, una frase o un patrón, o está en cierto idioma.',
    pt: 'A mensagem do cliente contém palavras, uma frase ou um padrão, ou está em certo idioma.',
  },
  icon: 'bubble',
  says: {
    en: 'the customer writes[ in {{language}}][ {{match}}: {{texts}}]',
    ru: 'клиент пишет[ (язык: {{language}})][ {{match}}: {{texts}}]',
    es: 'el cliente escribe[ en {{language}}][ {{match}}: {{texts}}]',
    pt: 'o cliente escreve[ em {{language}}][ {{match}}: {{texts}}]',
  },
  settings,
  input,
  test: ({ match, texts, language }, _event, { facts }) => {
    const message = facts.text;
    if (message.trim() === '') return { holds: false, found: null };
    const tongue = language === 'any' ? null : languageOf(message);
    if (language !== 'any' && tongue !== language) return { holds: false, found: tongue && TONGUES[tongue] };
    if (texts.length === 0) return { holds: tongue !== null, found: tongue && TONGUES[tongue] };
    const all = findings(message, texts, match);
    const found = all.filter((one) => one !== null);
    const holds = match === 'all' ? found.length === all.length : found.length > 0;
    return { holds, found: holds ? [...new Set(found)] : excerpt(message) };
  },
});
