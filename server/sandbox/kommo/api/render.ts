/** Entities as the API shows them. */
import { type SandboxState } from '../state.ts';
import {
  type Card,
  type Catalog,
  type CatalogElement,
  type Company,
  type Contact,
  type Entity,
  type EventRecord,
  type Lead,
  type Message,
  type Note,
  type Talk,
  type Task,
} from '../types.ts';

type Json = Record<string, unknown>;

const self = (state: SandboxState, path: string): Json => ({ self: { href: `${state.baseUrl}/api/v4/${path}` } });

const linked = (state: SandboxState, entity: Entity, id: number, extra: Json = {}): Json => ({ id, ...extra, _links: self(state, `${entity}/${id}`) });

const fields = (state: SandboxState, card: Pick<Card, 'custom_fields'>, computed: boolean): Json[] | null => {
  const shown = card.custom_fields.flatMap(({ field_id, values }): Json[] => {
    const field = state.data.fields.get(field_id);
    if (!field) return [];
    return [{ field_id, field_name: field.name, field_code: field.code, field_type: field.type, values, ...(computed ? { is_computed: false } : {}) }];
  });
  return shown.length > 0 ? shown : null;
};

const tags = (state: SandboxState, card: Card): Json[] =>
  card.tag_ids.flatMap((id): Json[] => {
    const tag = state.data.tags.get(id);
    return tag ? [{ id, name: tag.name, color: tag.color }] : [];
  });

/** The nearest deadline of what is still to do. */
export const closestTask = (state: SandboxState, entity: Entity, id: number): number | null => {
  let closest: number | null = null;
  for (const task of state.data.tasks.values()) {
    if (task.entity_id !== id || task.entity_type !== entity || task.is_completed) continue;
    if (closest === null || task.complete_till < closest) closest = task.complete_till;
  }
  return closest;
};

const common = (state: SandboxState, entity: Entity, card: Card): Json => ({
  created_by: card.created_by,
  updated_by: card.updated_by,
  created_at: card.created_at,
  updated_at: card.updated_at,
  ...(entity === 'leads' && 'closed_at' in card ? { closed_at: card.closed_at } : {}),
  closest_task_at: closestTask(state, entity, card.id),
  is_deleted: card.is_deleted,
});

/** A contact in the bin is no longer the lead's. */
const contactLinks = (state: SandboxState, lead: Lead): Json[] =>
  lead.contact_ids
    .filter((id) => state.data.contacts.get(id)?.is_deleted === false)
    .map((id, index) => linked(state, 'contacts', id, { is_main: index === 0 }));

/** What is deleted from its list is no longer on the lead. */
const elementLinks = (state: SandboxState, lead: Lead): Json[] => {
  const shown = (lead.elements ?? []).filter(({ id }) => state.data.elements.get(id)?.is_deleted === false);
  return shown.map(({ id, catalog_id, quantity, price_id }) => {
    const price = [...state.data.fields.values()].find((field) => field.catalog_id === catalog_id && field.code === 'PRICE');
    return { id, metadata: { quantity, catalog_id, price_id: price_id ?? price?.id ?? null }, _links: self(state, `catalogs/${catalog_id}/elements/${id}`) };
  });
};

export const leadJson = (state: SandboxState, lead: Lead, names: readonly string[] = [], query = ''): Json => {
  const reason = state.data.account.loss_reasons.find(({ id }) => id === lead.loss_reason_id);
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    responsible_user_id: lead.responsible_user_id,
    group_id: lead.group_id,
    status_id: lead.status_id,
    pipeline_id: lead.pipeline_id,
    loss_reason_id: lead.loss_reason_id,
    ...(names.includes('source_id') ? { source_id: lead.source_id } : {}),
    ...common(state, 'leads', lead),
    custom_fields_values: fields(state, lead, true),
    score: null,
    account_id: state.data.account.id,
    labor_cost: null,
    is_price_computed: false,
    ...(names.includes('is_price_modified_by_robot') ? { is_price_modified_by_robot: false } : {}),
    _links: self(state, `leads/${lead.id}${query}`),
    _embedded: {
      tags: tags(state, lead),
      ...(names.includes('loss_reason') ? { loss_reason: reason ? [{ ...reason, _links: self(state, `leads/loss_reasons/${reason.id}`) }] : [] } : {}),
      ...(names.includes('contacts') ? { contacts: contactLinks(state, lead) } : {}),
      companies: lead.company_id === null ? [] : [linked(state, 'companies', lead.company_id)],
      ...(names.includes('catalog_elements') ? { catalog_elements: elementLinks(state, lead) } : {}),
    },
  };
};

/** Leads by contact, or by company, in one pass: a page asks for many. */
export const leadsBy = (state: SandboxState, entity: 'contacts' | 'companies'): Map<number, number[]> => {
  const found = new Map<number, number[]>();
  for (const lead of state.data.leads.values()) {
    if (lead.is_deleted) continue;
    const owners = entity === 'contacts' ? lead.contact_ids : lead.company_id === null ? [] : [lead.company_id];
    for (const owner of owners) {
      const known = found.get(owner);
      if (known) known.push(lead.id);
      else found.set(owner, [lead.id]);
    }
  }
  return found;
};

const leadLinks = (state: SandboxState, leads: readonly number[] = []): Json[] => leads.map((id) => linked(state, 'leads', id));

export const contactJson = (state: SandboxState, contact: Contact, names: readonly string[], leads: ReadonlyMap<number, number[]>): Json => ({
  id: contact.id,
  name: contact.name,
  first_name: contact.first_name,
  last_name: contact.last_name,
  responsible_user_id: contact.responsible_user_id,
  group_id: contact.group_id,
  ...common(state, 'contacts', contact),
  is_unsorted: contact.is_unsorted,
  custom_fields_values: fields(state, contact, false),
  account_id: state.data.account.id,
  _links: self(state, `contacts/${contact.id}`),
  _embedded: {
    tags: tags(state, contact),
    ...(names.includes('leads') ? { leads: leadLinks(state, leads.get(contact.id)) } : {}),
    ...(names.includes('customers') ? { customers: [] } : {}),
    ...(names.includes('catalog_elements') ? { catalog_elements: [] } : {}),
    companies: contact.company_id === null ? [] : [linked(state, 'companies', contact.company_id)],
  },
});

export const companyJson = (state: SandboxState, company: Company, names: readonly string[], leads: ReadonlyMap<number, number[]>): Json => ({
  id: company.id,
  name: company.name,
  responsible_user_id: company.responsible_user_id,
  group_id: company.group_id,
  ...common(state, 'companies', company),
  custom_fields_values: fields(state, company, false),
  account_id: state.data.account.id,
  _links: self(state, `companies/${company.id}`),
  _embedded: {
    tags: tags(state, company),
    ...(names.includes('contacts')
      ? { contacts: [...state.data.contacts.values()].filter((contact) => contact.company_id === company.id).map(({ id }) => linked(state, 'contacts', id)) }
      : {}),
    ...(names.includes('leads') ? { leads: leadLinks(state, leads.get(company.id)) } : {}),
  },
});

export const catalogJson = (state: SandboxState, catalog: Catalog): Json => ({
  id: catalog.id,
  name: catalog.name,
  created_by: catalog.created_by,
  updated_by: catalog.updated_by,
  created_at: catalog.created_at,
  updated_at: catalog.updated_at,
  sort: catalog.sort,
  type: catalog.type,
  can_add_elements: true,
  can_show_in_cards: true,
  can_link_multiple: true,
  can_be_deleted: catalog.type === 'regular',
  sdk_widget_code: null,
  account_id: state.data.account.id,
  _links: self(state, `catalogs/${catalog.id}`),
});

export const elementJson = (state: SandboxState, element: CatalogElement): Json => ({
  id: element.id,
  name: element.name,
  created_by: element.created_by,
  updated_by: element.updated_by,
  created_at: element.created_at,
  updated_at: element.updated_at,
  is_deleted: null,
  custom_fields_values: fields(state, element, false),
  catalog_id: element.catalog_id,
  account_id: state.data.account.id,
  _links: self(state, `catalogs/${element.catalog_id}/elements/${element.id}`),
});

export const taskJson = (state: SandboxState, task: Task): Json => ({
  id: task.id,
  created_by: task.created_by,
  updated_by: task.updated_by,
  created_at: task.created_at,
  updated_at: task.updated_at,
  responsible_user_id: task.responsible_user_id,
  group_id: 0,
  entity_id: task.entity_id,
  entity_type: task.entity_type,
  duration: task.duration,
  is_completed: task.is_completed,
  task_type_id: task.task_type_id,
  text: task.text,
  result: task.result ? { text: task.result.text } : [],
  complete_till: task.complete_till,
  account_id: state.data.account.id,
  _links: self(state, `tasks/${task.id}`),
});

export const noteJson = (state: SandboxState, note: Note): Json => ({
  id: note.id,
  entity_id: note.entity_id,
  created_by: note.created_by,
  updated_by: note.updated_by,
  created_at: note.created_at,
  updated_at: note.updated_at,
  responsible_user_id: note.responsible_user_id,
  group_id: 0,
  note_type: note.note_type,
  params: note.params,
  account_id: state.data.account.id,
  _links: self(state, `${note.entity}/${note.entity_id}/notes/${note.id}`),
});

export const talkJson = (state: SandboxState, talk: Talk): Json => ({
  talk_id: talk.talk_id,
  created_at: talk.created_at,
  updated_at: talk.updated_at,
  rate: talk.rate,
  contact_id: talk.contact_id,
  chat_id: talk.chat_id,
  entity_id: talk.entity_id,
  entity_type: talk.entity_type,
  is_in_work: talk.is_in_work,
  is_read: talk.is_read,
  status: talk.is_in_work ? 'in_work' : 'closed',
  origin: talk.origin,
  missed_at: talk.missed_at,
  account_id: state.data.account.id,
  _links: self(state, `talks/${talk.talk_id}`),
  _embedded: {
    contacts: [linked(state, 'contacts', talk.contact_id)],
    leads: talk.entity_id === null ? [] : [linked(state, 'leads', talk.entity_id)],
    customers: [],
  },
});

export const messageJson = (talk: Talk, message: Message): Json => {
  const { id, type, name, avatar_url } = message.author;
  return {
    id: message.id,
    type: message.type,
    message_type: message.message_type,
    origin: talk.origin,
    text: message.text,
    created_at: message.created_at,
    delivery_status: message.delivery_status,
    author: { id, type, name, avatar_url },
    ...(message.attachment ? { attachment: message.attachment } : {}),
  };
};

const COLLECTIONS = { lead: 'leads', contact: 'contacts', company: 'companies', task: 'tasks' } as const;

export const eventJson = (state: SandboxState, event: EventRecord): Json => ({
  id: event.id,
  type: event.type,
  entity_id: event.entity_id,
  entity_type: event.entity_type,
  created_by: event.created_by,
  created_at: event.created_at,
  value_after: event.value_after,
  value_before: event.value_before,
  account_id: state.data.account.id,
  _links: self(state, `events/${event.id}`),
  _embedded: {
    entity: {
      id: event.entity_id,
      ...(event.linked_talk_contact_id === undefined ? {} : { linked_talk_contact_id: event.linked_talk_contact_id }),
      _links: self(state, `${COLLECTIONS[event.entity_type]}/${event.entity_id}`),
    },
  },
});
