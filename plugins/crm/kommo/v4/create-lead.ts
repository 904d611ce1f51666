import { type Change, type Context, type Receipt, Refuse } from 'souffleur/sdk';
import { z } from 'zod';

import { call } from '../api.ts';
import { clean } from '../body/text.ts';
import { cardBody, tagsOf } from './card-body.ts';
import { maybeIdOf } from './cards.ts';
import { getAll } from './get.ts';
import { once } from './once.ts';
import { Lead } from './wire.ts';

type Creation = Extract<Change, { kind: 'create_lead' }>;

const Made = z.object({ _embedded: z.object({ leads: z.array(z.object({ id: z.coerce.string() })) }) });

/** `request_id` is echoed and not stored, so an attempt in doubt is looked for by what it would have made. */
export async function createLead({ key, values, contactId }: Creation, ctx: Context): Promise<Receipt> {
  if (!values.name && contactId === undefined) throw new Refuse('invalid', 'A new lead needs a name or a contact.');
  const contact = maybeIdOf(contactId);
  const write = async (): Promise<string | undefined> => {
    const tags = tagsOf(values.addTags);
    const embedded = { ...(tags ? { tags } : {}), ...(contact === undefined ? {} : { contacts: [{ id: contact, is_main: true }] }) };
    const lead = { ...(await cardBody('leads', values, ctx)), ...(Object.keys(embedded).length > 0 ? { _embedded: embedded } : {}) };
    const answer = await call(ctx, { method: 'POST', path: '/api/v4/leads', body: [lead] });
    return Made.safeParse(answer).data?._embedded.leads[0]?.id;
  };
  return once(`lead:${key}`, { via: 'leads_api', left: (since) => findLeads(ctx, { name: values.name, contactId, since }), write }, ctx);
}

/** Made since then, of the same name and for the same contact; a lead made without a name is given one by Kommo. */
async function findLeads(
  ctx: Context,
  { name, contactId, since }: { name: string | undefined; contactId: string | undefined; since: number },
): Promise<string[]> {
  const leads = await getAll(ctx, `/leads?with=contacts&filter[created_at][from]=${since}&order[id]=asc`, 'leads', Lead);
  const called = name && clean(name).trim();
  const isOurs = (lead: z.output<typeof Lead>): boolean =>
    (!called || lead.name?.trim() === called) &&
    (contactId === undefined || (lead._embedded?.contacts?.some(({ id }) => id === contactId) ?? false)) &&
    Date.parse(lead.created_at ?? '') >= since * 1000;
  return leads.filter(isOurs).map(({ id }) => id);
}
