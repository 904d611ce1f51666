/** Asks what has been with the contact so far: leads, purchases, messages, calls. */
import { definePlugin, type HistoryFacts } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

/** Known from more than the lead at hand, or has bought already. */
const isReturning = ({ leads, wonLeads }: HistoryFacts): boolean => leads > 1 || wonLeads > 0;

function compare(number: number, is: string, value: number): boolean {
  switch (is) {
    case 'equals':
      return number === value;
    case 'not_equals':
      return number !== value;
    case 'greater':
      return number > value;
    case 'less':
      return number < value;
    case 'at_least':
      return number >= value;
    default:
      return number <= value;
  }
}

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'contact-history',
  title: { en: 'Contact’s history', ru: 'История контакта', es: 'Historial del contacto', pt: 'Histórico do contato' },
  description: {
    en: 'How many leads, purchases, messages or missed calls the contact has had; whether the customer is new or returns.',
    ru: 'Сколько у контакта было сделок, покупок, сообщений или пропущенных звонков; новый это клиент или повторный.',
    es: 'Cuántos leads, compras, mensajes o llamadas perdidas ha tenido el contacto; si el cliente es nuevo o vuelve.',
    pt: 'Quantos leads, compras, mensagens ou ligações perdidas o contato já teve; se o cliente é novo ou retorna.',
  },
  icon: 'people',
  says: {
    en: 'the contact’s history shows: {{what}}[, {{is}} {{value}}]',
    ru: 'история контакта такова: {{what}}[ — {{is}} {{value}}]',
    es: 'el historial del contacto muestra: {{what}}[, {{is}} {{value}}]',
    pt: 'o histórico do contato mostra: {{what}}[, {{is}} {{value}}]',
  },
  settings,
  input,
  test: ({ what, is, value }, _event, { facts }) => {
    const { history } = facts;
    if (!history) return { holds: false, found: null };
    if (what === 'new') return { holds: !isReturning(history), found: history.leads };
    if (what === 'returning') return { holds: isReturning(history), found: history.leads };
    const found = history[what];
    return { holds: is !== undefined && value !== undefined && compare(found, is, value), found };
  },
});
