/** Rows of webhook bodies: fields and their order as in captured bodies. */
import { type SandboxState } from '../state.ts';
import {
  type Card,
  type CatalogElement,
  type Company,
  type Contact,
  type Entity,
  type FieldValue,
  type Lead,
  type Message,
  type Talk,
  type Task,
} from '../types.ts';
import { type FormTree } from './form.ts';

type Tree = { [key: string]: FormTree };

export const ELEMENT_TYPES = { contacts: 1, leads: 2, companies: 3 } as const satisfies Record<Entity, number>;

/** `Y-m-d H:i:s` without a zone, UTC. */
export const wallTime = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

const birthday = (seconds: number): string => {
  const [year, month, day] = new Date(seconds * 1000).toISOString().slice(0, 10).split('-');
  return `${day}.${month}.${year}`;
};

/** Dates travel as a bare value, radio buttons as an object, all others as a list. */
const fieldValues = (type: string, values: FieldValue['values']): FormTree => {
  const [first] = values;
  if (type === 'date') return values.map(({ value }) => value);
  if (type === 'radiobutton' && first) return { value: first.value, enum: first.enum_id };
  if (type === 'birthday') return values.map(({ value }) => ({ value: birthday(Number(value)) }));
  return values.map(({ value, enum_id }) => ({ value, enum: enum_id }));
};

const customFields = (state: SandboxState, card: Pick<Card, 'custom_fields'>): FormTree => {
  const rows = card.custom_fields.flatMap(({ field_id, values }): Tree[] => {
    const field = state.data.fields.get(field_id);
    if (!field || values.length === 0) return [];
    return [{ id: field_id, name: field.name, values: fieldValues(field.type, values), code: field.code ?? undefined }];
  });
  return rows.length > 0 ? rows : undefined;
};

const tags = (state: SandboxState, card: Pick<Card, 'tag_ids'>): FormTree =>
  card.tag_ids.length > 0 ? card.tag_ids.map((id) => ({ id, name: state.data.tags.get(id)?.name })) : undefined;

export interface LeadBefore {
  status_id?: number;
  pipeline_id?: number;
  responsible_user_id?: number;
}

export const leadRow = (state: SandboxState, lead: Lead, before: LeadBefore = {}): Tree => ({
  id: lead.id,
  name: lead.name,
  status_id: lead.status_id,
  old_status_id: before.status_id,
  price: lead.price,
  responsible_user_id: lead.responsible_user_id,
  last_modified: lead.updated_at,
  modified_user_id: lead.updated_by,
  created_user_id: lead.created_by,
  date_create: lead.created_at,
  pipeline_id: lead.pipeline_id,
  old_pipeline_id: before.pipeline_id,
  tags: tags(state, lead),
  account_id: state.data.account.id,
  custom_fields: customFields(state, lead),
  old_responsible_user_id: before.responsible_user_id,
  created_at: lead.created_at,
  updated_at: lead.updated_at,
});

const leadsOf = (state: SandboxState, card: Card, type: 'contact' | 'company'): Lead[] =>
  [...state.data.leads.values()].filter((lead) => (type === 'contact' ? lead.contact_ids.includes(card.id) : lead.company_id === card.id));

/** Contacts and companies share a key in the body; `type` tells them apart. */
export const personRow = (state: SandboxState, card: Contact | Company, type: 'contact' | 'company', before: { responsible_user_id?: number } = {}): Tree => {
  const leads = leadsOf(state, card, type);
  const company = 'company_id' in card && card.company_id !== null ? state.data.companies.get(card.company_id) : undefined;
  return {
    id: card.id,
    name: card.name,
    responsible_user_id: card.responsible_user_id,
    date_create: card.created_at,
    last_modified: card.updated_at,
    created_user_id: card.created_by,
    modified_user_id: card.updated_by,
    company_name: company?.name,
    linked_company_id: company?.id,
    account_id: state.data.account.id,
    custom_fields: customFields(state, card),
    linked_leads_id: leads.length > 0 ? Object.fromEntries(leads.map(({ id }) => [String(id), { ID: id }])) : undefined,
    tags: tags(state, card),
    old_responsible_user_id: before.responsible_user_id,
    created_at: card.created_at,
    updated_at: card.updated_at,
    type,
  };
};

export interface TaskExtra {
  action_close?: 0 | 1;
  old_text?: string;
  main_user?: number;
  modified_by?: number;
  old_responsible_user_id?: number;
}

export const taskRow = (state: SandboxState, task: Task, extra: TaskExtra = {}): Tree => ({
  id: task.id,
  element_id: task.entity_id ?? 0,
  element_type: task.entity_type ? ELEMENT_TYPES[task.entity_type] : 0,
  task_type: task.task_type_id,
  date_create: wallTime(task.created_at),
  text: task.text,
  status: task.is_completed ? 1 : 0,
  account_id: state.data.account.id,
  created_user_id: task.created_by,
  last_modified: wallTime(task.updated_at),
  responsible_user_id: task.responsible_user_id,
  complete_till: wallTime(task.complete_till),
  action_close: extra.action_close,
  old_text: extra.old_text,
  main_user: extra.main_user,
  modified_by: extra.modified_by,
  old_responsible_user_id: extra.old_responsible_user_id,
  result: task.result ? { id: task.result.id, text: task.result.text } : undefined,
  created_at: task.created_at,
  updated_at: task.updated_at,
  complete_before: task.complete_till,
});

export const talkRow = (talk: Talk): Tree => ({
  talk_id: talk.talk_id,
  created_at: talk.created_at,
  updated_at: talk.updated_at,
  rate: talk.rate,
  contact_id: talk.contact_id,
  chat_id: talk.chat_id,
  entity_id: talk.entity_id ?? '',
  entity_type: talk.entity_type ?? '',
  is_in_work: talk.is_in_work,
  is_read: talk.is_read,
  origin: talk.origin,
});

export const messageRow = (talk: Talk, message: Message): Tree => {
  const { author } = message;
  const linked = talk.entity_id === null ? {} : { element_type: 2, entity_type: 'lead', element_id: talk.entity_id, entity_id: talk.entity_id };
  return {
    id: message.id,
    chat_id: message.chat_id,
    talk_id: message.talk_id,
    contact_id: talk.contact_id,
    text: message.text,
    created_at: message.created_at,
    message_type: message.message_type,
    ...linked,
    type: message.type,
    author: {
      id: author.id,
      type: author.type,
      user_id: author.user_id,
      name: author.name,
      avatar_url: author.type === 'external' ? author.avatar_url : undefined,
    },
    origin: talk.origin,
    source_id: message.type === 'outgoing' ? talk.source_id : undefined,
    attachment: message.attachment ? { ...message.attachment } : undefined,
  };
};

export const elementRow = (state: SandboxState, element: CatalogElement): Tree => ({
  id: element.id,
  date_create: element.created_at,
  date_modify: element.updated_at,
  created_by: element.created_by,
  modified_by: element.updated_by,
  catalog_id: element.catalog_id,
  name: element.name,
  deleted: element.is_deleted,
  custom_fields: customFields(state, element),
  created_at: element.created_at,
  updated_at: element.updated_at,
  type: 'catalog',
});
