/** Asks where the lead came from. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

/** Upper case first: it has one spelling for some letters that lower case has two for. */
const fold = (text: string): string => text.trim().normalize('NFC').toUpperCase().toLowerCase();

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'source-is',
  title: { en: 'Lead source', ru: 'Источник сделки', es: 'Fuente del lead', pt: 'Origem do lead' },
  description: {
    en: 'The lead came from one of the sources: a channel, a form, an advertisement.',
    ru: 'Сделка пришла из одного из источников: канала, формы, рекламы.',
    es: 'El lead llegó de una de las fuentes: un canal, un formulario, un anuncio.',
    pt: 'O lead veio de uma das origens: um canal, um formulário, um anúncio.',
  },
  icon: 'external',
  says: {
    en: 'the lead’s source {{match}} {{sources}}',
    ru: 'источник сделки — {{match}}: {{sources}}',
    es: 'la fuente del lead {{match}} {{sources}}',
    pt: 'a origem do lead {{match}} {{sources}}',
  },
  settings,
  input,
  test: ({ match, sources }, _event, { facts }) => {
    const found = facts.lead?.sources ?? [];
    if (found.length === 0) return { holds: false, found: null };
    const wanted = sources.map(fold);
    const holds = found.map(fold).some((source) => (match === 'equals' ? wanted.includes(source) : wanted.some((part) => source.includes(part))));
    return { holds, found };
  },
});
