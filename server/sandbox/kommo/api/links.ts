import { updateLead } from '../ops/leads.ts';
import { type SandboxState } from '../state.ts';
import { type Lead, type LinkedElement } from '../types.ts';
import { asMap } from './body.ts';
import { type ApiDeps, type ApiRouter, sendHal, sendNothing } from './context.ts';
import { missing } from './problems.ts';
import { checkEdit } from './rights.ts';
import { type Item, readItems, refuseBad } from './write.ts';

const TYPES = ['contacts', 'companies', 'catalog_elements'] as const;

const isThere = (state: SandboxState, type: (typeof TYPES)[number] | undefined, id: number, catalogId: unknown): boolean => {
  if (type === undefined) return false;
  if (type !== 'catalog_elements') return state.data[type].get(id)?.is_deleted === false;
  const element = state.data.elements.get(id);
  return element !== undefined && !element.is_deleted && element.catalog_id === catalogId;
};

/** One link of a request; complaints gather in the item. */
const readLink = (state: SandboxState, item: Item): { type: (typeof TYPES)[number] | undefined; id: number; element: LinkedElement } => {
  for (const name of ['to_entity_id', 'to_entity_type']) item.required(name);
  const named = item.text('to_entity_type');
  const id = item.int('to_entity_id') ?? 0;
  const type = TYPES.find((known) => known === named);
  if (named !== undefined) item.choice('to_entity_type', type !== undefined);
  const { catalog_id, quantity = 1, price_id } = asMap(item.raw['metadata']);
  if (type === 'catalog_elements') {
    if (typeof catalog_id !== 'number') item.blame('FieldMissing', 'metadata.catalog_id', 'This field is missing.');
    if (typeof quantity !== 'number') item.blame('InvalidType', 'metadata.quantity', 'This value should be of type float.');
  }
  if (type !== undefined && id > 0) item.choice('to_entity_id', isThere(state, type, id, catalog_id));
  return { type, id, element: { id, catalog_id: Number(catalog_id), quantity: Number(quantity), ...(typeof price_id === 'number' ? { price_id } : {}) } };
};

const linksOf = (state: SandboxState, lead: Lead): Record<string, unknown>[] => [
  ...lead.contact_ids.map((contact, index) => ({ to_entity_id: contact, to_entity_type: 'contacts', metadata: { main_contact: index === 0 } })),
  ...(lead.company_id === null ? [] : [{ to_entity_id: lead.company_id, to_entity_type: 'companies', metadata: null }]),
  ...(lead.elements ?? [])
    .filter(({ id }) => state.data.elements.get(id)?.is_deleted === false)
    .map(({ id, ...metadata }) => ({ to_entity_id: id, to_entity_type: 'catalog_elements', metadata })),
];

/** Links of a lead: its contacts, its company, and what of lists is on it. */
export const addLinkRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  const leadOf = (id: string | undefined): Lead | undefined => {
    const lead = state.data.leads.get(Number(id));
    return lead?.is_deleted ? undefined : lead;
  };
  const shown = (lead: Lead): Record<string, unknown> => {
    const links = linksOf(state, lead);
    return { _total_items: links.length, _links: { self: { href: `${state.baseUrl}/api/v4/leads/${lead.id}/links` } }, _embedded: { links } };
  };

  router.get('/leads/:id/links', (ctx) => {
    const lead = leadOf(ctx.params['id']);
    return lead && linksOf(state, lead).length > 0 ? sendHal(ctx, shown(lead)) : sendNothing(ctx);
  });

  router.post('/leads/:id/link', (ctx) => {
    const lead = leadOf(ctx.params['id']);
    if (!lead) throw missing(ctx.method, `${state.baseUrl}${ctx.originalUrl}`);
    checkEdit(ctx, 'leads', lead);
    const items = readItems(ctx);
    const links = items.map((item) => readLink(state, item));
    refuseBad(items);
    const of = (type: string) => links.filter((link) => link.type === type);
    updateLead(
      state,
      lead,
      { contact_ids: of('contacts').map(({ id }) => id), company_id: of('companies')[0]?.id, elements: of('catalog_elements').map(({ element }) => element) },
      ctx.state.user.id,
    );
    sendHal(ctx, shown(lead));
  });
};
