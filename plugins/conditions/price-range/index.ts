/** Asks whether the lead's price lies between two limits. */
import { definePlugin } from 'souffleur/sdk';

import { input, settings } from './schema.ts';

export default definePlugin({
  kind: 'condition',
  api: 1,
  id: 'price-range',
  title: { en: 'Lead price', ru: 'Бюджет сделки', es: 'Presupuesto del lead', pt: 'Valor do lead' },
  description: {
    en: 'The lead’s price is within limits; either may be left open.',
    ru: 'Бюджет сделки в заданных границах; любую можно не указывать.',
    es: 'El presupuesto del lead está entre dos límites; cualquiera puede quedar abierto.',
    pt: 'O valor do lead está entre dois limites; qualquer um pode ficar em aberto.',
  },
  icon: 'chart',
  says: {
    en: 'the lead has a price[ from {{from}}][ up to {{to}}]',
    ru: 'бюджет сделки[ от {{from}}][ до {{to}}]',
    es: 'el lead tiene un presupuesto[ desde {{from}}][ hasta {{to}}]',
    pt: 'o lead tem um valor[ a partir de {{from}}][ até {{to}}]',
  },
  settings,
  input,
  test: ({ from, to }, _event, { facts }) => {
    const price = facts.lead?.price;
    if (price === undefined || !Number.isFinite(price)) return { holds: false, found: null };
    return { holds: (from === null || price >= from) && (to === null || price <= to), found: price };
  },
});
