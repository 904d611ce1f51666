import { type Change, type Context, type Receipt, Refuse } from 'souffleur/sdk';

import { call } from '../api.ts';
import { idOf } from './cards.ts';
import { once } from './once.ts';

type Link = Extract<Change, { kind: 'link_product' }>;

/** A lead and an element have one link, and writing it says how many: twice is the same as once. */
export async function linkProduct({ key, leadId, catalogId, productId, quantity }: Link, ctx: Context): Promise<Receipt> {
  if (!Number.isFinite(quantity) || quantity <= 0) throw new Refuse('invalid', 'A product is linked in a quantity above zero.');
  const path = `/api/v4/leads/${idOf(leadId)}/link`;
  const link = { to_entity_id: idOf(productId), to_entity_type: 'catalog_elements', metadata: { quantity, catalog_id: idOf(catalogId) } };
  const write = async (): Promise<string> => {
    await call(ctx, { method: 'POST', path, body: [link] });
    return productId;
  };
  return once(`link:${key}`, { via: 'links_api', write }, ctx);
}
