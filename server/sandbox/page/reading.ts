/** What the pages show, read from the account's state. */
import { type SandboxState } from '../kommo/state.ts';
import { type Card, type Contact, type Lead, type Pipeline, type Status } from '../kommo/types.ts';

export interface ContactView {
  id: number;
  name: string;
  first_name: string;
  last_name: string;
  phones: string[];
  emails: string[];
}

export interface LeadView {
  lead: Lead;
  pipeline: Pipeline | undefined;
  status: Status | undefined;
  responsible: string;
  tags: string[];
  contacts: ContactView[];
  company: string | undefined;
  /** Ids of the platform's talks that belong to the lead, newest last. */
  talkIds: number[];
}

const fieldTexts = (state: SandboxState, card: Card, code: string): string[] =>
  card.custom_fields.filter(({ field_id }) => state.data.fields.get(field_id)?.code === code).flatMap(({ values }) => values.map(({ value }) => String(value)));

const contactView = (state: SandboxState, contact: Contact): ContactView => ({
  id: contact.id,
  name: contact.name,
  first_name: contact.first_name,
  last_name: contact.last_name,
  phones: fieldTexts(state, contact, 'PHONE'),
  emails: fieldTexts(state, contact, 'EMAIL'),
});

/** `undefined` for a lead that is not there or lies in the bin. */
export const readLead = (state: SandboxState, id: number): LeadView | undefined => {
  const { data } = state;
  const lead = data.leads.get(id);
  if (!lead || lead.is_deleted) return undefined;
  const pipeline = data.pipelines.get(lead.pipeline_id);
  return {
    lead,
    pipeline,
    status: pipeline?.statuses.find((status) => status.id === lead.status_id),
    responsible: data.users.get(lead.responsible_user_id)?.name ?? '',
    tags: lead.tag_ids.flatMap((tagId) => data.tags.get(tagId)?.name ?? []),
    contacts: lead.contact_ids.flatMap((contactId) => {
      const contact = data.contacts.get(contactId);
      return contact && !contact.is_deleted ? [contactView(state, contact)] : [];
    }),
    company: lead.company_id === null ? undefined : data.companies.get(lead.company_id)?.name,
    talkIds: [...data.talks.values()].filter((talk) => talk.entity_id === id).map((talk) => talk.talk_id),
  };
};

/** Newest first, at most `most` of them. */
export const readLeads = (state: SandboxState, most: number): LeadView[] =>
  [...state.data.leads.values()]
    .filter(({ is_deleted }) => !is_deleted)
    .toSorted((a, b) => b.created_at - a.created_at || b.id - a.id)
    .slice(0, most)
    .flatMap(({ id }) => readLead(state, id) ?? []);

export const countLeads = (state: SandboxState): number => {
  let count = 0;
  for (const lead of state.data.leads.values()) if (!lead.is_deleted) count += 1;
  return count;
};

/** The card a newcomer should see, the same at every visit: the account's first lead with a talk that can be answered, in the language asked for if there is one. */
export const firstCard = (state: SandboxState, language: string): number | undefined => {
  const open = new Set([...state.data.talks.values()].filter(({ is_in_work }) => is_in_work).map(({ entity_id }) => entity_id));
  const leads = [...state.data.leads.values()].filter(({ is_deleted }) => !is_deleted);
  const talking = leads.filter(({ id }) => open.has(id)).toSorted((a, b) => a.id - b.id);
  return (talking.find((lead) => lead.language === language) ?? talking[0] ?? leads[0])?.id;
};
