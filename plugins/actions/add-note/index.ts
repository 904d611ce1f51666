/** Writes a note into the feed of the lead or contact. */
import { type ChangeBody, definePlugin, type Facts, type Language, Refuse, subject } from 'souffleur/sdk';

import { input, type Input, MAX_TEXT, settings } from './schema.ts';

const PREVIEW: Record<Language, (on: Input['on'], name: string, text: string) => string> = {
  en: (on, name, text) => `Add a note to the ${on} “${name}”: “${text}”`,
  ru: (on, name, text) => `Добавить примечание ${on === 'lead' ? 'в сделку' : 'к контакту'} «${name}»: «${text}»`,
  es: (on, name, text) => `Añadir una nota al ${on === 'lead' ? 'lead' : 'contacto'} «${name}»: «${text}»`,
  pt: (on, name, text) => `Adicionar uma nota ao ${on === 'lead' ? 'lead' : 'contato'} “${name}”: “${text}”`,
};

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'add-note',
  title: { en: 'Add a note', ru: 'Добавить примечание', es: 'Añadir una nota', pt: 'Adicionar uma nota' },
  description: {
    en: 'Writes a note into the feed of the lead or contact. Customers do not see it.',
    ru: 'Пишет примечание в ленту сделки или контакта. Клиент его не видит.',
    es: 'Escribe una nota en el historial del lead o del contacto. El cliente no la ve.',
    pt: 'Escreve uma nota no histórico do lead ou do contato. O cliente não vê.',
  },
  icon: 'script',
  settings,
  input,
  effect: 'free',
  says: {
    en: 'add the note “{{text}}”[ ({{on}})]',
    ru: 'добавить примечание «{{text}}»[ ({{on}})]',
    es: 'añadir la nota «{{text}}»[ ({{on}})]',
    pt: 'adicionar a nota “{{text}}”[ ({{on}})]',
  },
  preview(wanted, { facts, language }) {
    const { text } = noteOf(wanted, facts);
    const card = facts[wanted.on];
    return PREVIEW[language](wanted.on, card?.name || (card?.id ?? ''), text);
  },
  run: async (wanted, _event, { facts, enqueue }) => enqueue({ kind: 'crm', change: noteOf(wanted, facts) }),
});

function noteOf(wanted: Input, facts: Facts): Extract<ChangeBody, { kind: 'add_note' }> {
  const card = facts[wanted.on];
  if (!card) throw new Refuse('invalid', `There is no ${wanted.on} here that a note could be added to.`);
  const text = wanted.text.trim();
  if (text === '' || text.length > MAX_TEXT) throw new Refuse('invalid', `A note has 1 to ${MAX_TEXT} characters; this one has ${text.length}.`);
  return { kind: 'add_note', subject: subject(wanted.on, card.id), text };
}
