import { createLead } from '../ops/leads.ts';
import { createCompany, createContact } from '../ops/people.ts';
import { type SandboxState } from '../state.ts';
import { asList, asMap } from './body.ts';
import { type ApiDeps, type ApiRouter, sendHal } from './context.ts';
import { readLead } from './leads.ts';
import { readPerson } from './people.ts';
import { unprocessable } from './problems.ts';
import { Item, readItems, refuseBad } from './write.ts';

const LIMIT = 50;

/** The first contact or company inside a lead: one that is there, or a new one. Its complaints are the lead's. */
const readPart = (state: SandboxState, item: Item, entity: 'contacts' | 'companies') => {
  const [raw] = asList(asMap(item.raw['_embedded'])[entity]);
  if (raw === undefined) return undefined;
  const part = new Item(raw, 0);
  const id = part.int('id');
  if (id !== undefined) part.choice('id', state.data[entity].get(id)?.is_deleted === false);
  const patch = readPerson(state, entity, part);
  item.adopt(part, `_embedded.${entity}.0.`);
  return { id, patch };
};

/** Leads with a contact and a company each. Duplicate control is off: nothing is ever merged. */
export const addComplexRoutes = (router: ApiRouter, { state }: ApiDeps): void => {
  router.post('/leads/complex', (ctx) => {
    const items = readItems(ctx);
    if (items.length > LIMIT) throw unprocessable(`Limit ${LIMIT} per request`);
    const plans = items.map((item) => {
      const own = new Item({ ...item.raw, _embedded: { tags: asMap(item.raw['_embedded'])['tags'] } }, 0);
      const lead = readLead(state, own);
      item.adopt(own);
      return { lead, contact: readPart(state, item, 'contacts'), company: readPart(state, item, 'companies') };
    });
    refuseBad(items);
    const by = ctx.state.user.id;
    const made = state.batch(() =>
      plans.map(({ lead: patch, contact: person, company: firm }, index) => {
        const company_id = firm && (firm.id ?? createCompany(state, firm.patch, by).id);
        const contact_id = person && (person.id ?? createContact(state, { ...person.patch, company_id: person.patch.company_id ?? company_id }, by).id);
        const lead = createLead(state, { ...patch, contact_ids: contact_id === undefined ? [] : [contact_id], company_id }, by);
        return { id: lead.id, contact_id: contact_id ?? null, company_id: company_id ?? null, request_id: [items[index]?.requestId], merged: false };
      }),
    );
    sendHal(ctx, made);
  });
};
