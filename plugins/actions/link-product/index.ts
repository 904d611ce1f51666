/** Puts a product of one of the account's lists on the lead. */
import { type ChangeBody, definePlugin, type Facts, type Language, Refuse } from 'souffleur/sdk';

import { input, type Input, settings } from './schema.ts';

const PREVIEW: Record<Language, (product: string, quantity: string, catalog: string, lead: string) => string> = {
  en: (product, quantity, catalog, lead) => `Add the product “${product}” (${quantity}, from “${catalog}”) to the lead “${lead}”`,
  ru: (product, quantity, catalog, lead) => `Добавить в сделку «${lead}» товар «${product}» (${quantity}, список «${catalog}»)`,
  es: (product, quantity, catalog, lead) => `Añadir el producto «${product}» (${quantity}, de «${catalog}») al lead «${lead}»`,
  pt: (product, quantity, catalog, lead) => `Adicionar o produto “${product}” (${quantity}, de “${catalog}”) ao lead “${lead}”`,
};

export default definePlugin({
  kind: 'action',
  api: 1,
  id: 'link-product',
  title: { en: 'Add a product', ru: 'Добавить товар', es: 'Añadir un producto', pt: 'Adicionar um produto' },
  description: {
    en: 'Puts a product of one of your lists on the lead, with its quantity.',
    ru: 'Добавляет в сделку товар из вашего списка в нужном количестве.',
    es: 'Añade al lead un producto de una de sus listas, con su cantidad.',
    pt: 'Adiciona ao lead um produto de uma das suas listas, com a quantidade.',
  },
  icon: 'inbox',
  settings,
  input,
  effect: 'conditional',
  says: {
    en: 'add the product “{{product}}”[ × {{quantity}}][ from “{{catalog}}”]',
    ru: 'добавить товар «{{product}}»[ × {{quantity}}][ из списка «{{catalog}}»]',
    es: 'añadir el producto «{{product}}»[ × {{quantity}}][ de «{{catalog}}»]',
    pt: 'adicionar o produto “{{product}}”[ × {{quantity}}][ de “{{catalog}}”]',
  },
  preview(wanted, { facts, language }) {
    const { productId, catalogId, quantity, leadId } = linkOf(wanted, facts);
    const count = quantity.toLocaleString(language, { maximumFractionDigits: 3 });
    return PREVIEW[language](facts.nameOf('product', productId), count, facts.nameOf('catalog', catalogId), facts.lead?.name || leadId);
  },
  run: async (wanted, _event, { facts, enqueue }) => enqueue({ kind: 'crm', change: linkOf(wanted, facts) }),
});

function linkOf({ catalog, product, quantity }: Input, { lead }: Facts): Extract<ChangeBody, { kind: 'link_product' }> {
  if (!lead) throw new Refuse('invalid', 'There is no lead here that a product could be added to.');
  return { kind: 'link_product', leadId: lead.id, catalogId: catalog, productId: product, quantity };
}
