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

/** Newest first. */
export const readLeads = (state: SandboxState): LeadView[] =>
  [...state.data.leads.keys()].flatMap((id) => readLead(state, id) ?? []).sort((a, b) => b.lead.created_at - a.lead.created_at || b.lead.id - a.lead.id);

/** The card a newcomer should see, the same at every visit: the account's first lead with a talk that can be answered, in the language asked for if there is one. */
export const firstCard = (state: SandboxState, language: string): number | undefined => {
  const leads = readLeads(state).toSorted((a, b) => a.lead.id - b.lead.id);
  const talking = leads.filter(({ talkIds }) => talkIds.some((id) => state.data.talks.get(id)?.is_in_work));
  return (talking.find(({ lead }) => lead.language === language) ?? talking[0] ?? leads[0])?.lead.id;
};
