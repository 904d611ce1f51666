/** Asks which tags a card has. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'tag-has',
  title: { en: 'Tags', ru: 'Теги', es: 'Etiquetas', pt: 'Tags' },
  description: {
    en: 'The lead, contact or company has any, all or none of the chosen tags.',
    ru: 'У сделки, контакта или компании есть хотя бы один, все или ни одного из выбранных тегов.',
    es: 'El lead, el contacto o la empresa tiene alguna, todas o ninguna de las etiquetas elegidas.',
    pt: 'O lead, o contato ou a empresa tem alguma, todas ou nenhuma das tags escolhidas.',
  },
  icon: 'check',
  says: {
    en: '{{of}} has {{match}} the tags {{tags}}',
    ru: 'теги {{of}} — {{match}}: {{tags}}',
    es: 'etiquetas ({{of}}): {{match}} {{tags}}',
    pt: 'tags ({{of}}): {{match}} {{tags}}',
  },
  settings,
  input,
  test: ({ of, match, tags }, _event, { facts }) => {
    const card = facts[of];
    // A lead may well have no company: that company has none of the tags. Of a lead that is not there, nothing is so.
    if (!card) return { holds: match === 'none' && of !== 'lead' && (facts.lead ?? facts.contact ?? facts.company) !== null, found: null };
    const found = card.tags ?? [];
    const has = (tag: string): boolean => found.includes(tag);
    const holds = { any: () => tags.some(has), all: () => tags.every(has), none: () => !tags.some(has) }[match]();
    return { holds, found };
  },
  constants: ({ of, match, tags }) => {
    if (of !== 'lead' || match === 'none') return [];
    return match === 'any' ? [{ fact: 'lead.tag', in: tags }] : tags.map((tag) => ({ fact: 'lead.tag', in: [tag] }));
  },
});
