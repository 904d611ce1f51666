/** From API v4's shapes to ours. */
import {
  type Actor,
  type CallData,
  type ContactData,
  type FieldValue,
  type LeadData,
  type MessageData,
  type NoteData,
  type Subject,
  subject,
  type TalkData,
  type TaskData,
  type UserData,
} from 'souffleur/sdk';
import { type z } from 'zod';

import { emailsOf, phonesOf } from '../body/fields.ts';
import { isMissed } from '../events/calls.ts';
import { type Lead, type Note, type Person, type Talk, type TalkMessage, type Task, type User } from './wire.ts';

type Holder = 'lead' | 'contact' | 'company' | 'customer';
type Wire<T extends z.ZodType> = z.output<T>;

const HOLDERS = new Map<string, Holder>([
  ['leads', 'lead'],
  ['contacts', 'contact'],
  ['companies', 'company'],
  ['customers', 'customer'],
]);
const DATES = new Set(['date', 'date_time', 'birthday']);

export function leadOf(lead: Wire<typeof Lead>): LeadData {
  const { contacts = [], companies, tags } = lead._embedded ?? {};
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    pipelineId: lead.pipeline_id,
    stageId: lead.status_id,
    responsibleId: lead.responsible_user_id,
    // The main contact first.
    contactIds: contacts.toSorted((a, b) => Number(b.is_main ?? false) - Number(a.is_main ?? false)).map(({ id }) => id),
    companyId: companies?.[0]?.id,
    tags: tags?.map(({ name }) => name),
    fields: fieldsOf(lead.custom_fields_values),
    createdAt: lead.created_at,
    updatedAt: lead.updated_at,
  };
}

export function personOf(person: Wire<typeof Person>): ContactData {
  const fields = fieldsOf(person.custom_fields_values);
  return {
    id: person.id,
    name: person.name,
    phones: phonesOf(fields),
    emails: emailsOf(fields),
    responsibleId: person.responsible_user_id,
    companyId: person._embedded?.companies?.[0]?.id,
    leadIds: person._embedded?.leads?.map(({ id }) => id),
    tags: person._embedded?.tags?.map(({ name }) => name),
    fields,
    createdAt: person.created_at,
    updatedAt: person.updated_at,
  };
}

export const taskOf = (task: Wire<typeof Task>): TaskData => ({
  id: task.id,
  text: task.text,
  typeId: task.task_type_id,
  entity: entityOf(HOLDERS.get(task.entity_type ?? ''), task.entity_id),
  responsibleId: task.responsible_user_id,
  dueAt: task.complete_till,
  completed: task.is_completed,
  result: task.result?.text,
  createdAt: task.created_at,
  updatedAt: task.updated_at,
});

export const isCall = (note: Wire<typeof Note>): boolean => note.note_type === 'call_in' || note.note_type === 'call_out';

export const noteOf = (note: Wire<typeof Note>, holder: Holder): NoteData => ({
  id: note.id,
  entity: entityOf(holder, note.entity_id),
  type: note.note_type,
  text: note.params?.text,
  createdAt: note.created_at,
  updatedAt: note.updated_at,
});

export function callOf(note: Wire<typeof Note>, holder: Holder): CallData {
  const direction = note.note_type === 'call_in' ? 'in' : 'out';
  const { duration, call_status: status, link, phone } = note.params ?? {};
  const recordingUrl = link || undefined;
  return {
    id: note.id,
    entity: entityOf(holder, note.entity_id),
    direction,
    duration: duration ?? 0,
    status,
    missed: isMissed({ direction, duration, status, recordingUrl }),
    phone,
    recordingUrl,
    responsibleId: note.responsible_user_id,
    createdAt: note.created_at,
    updatedAt: note.updated_at,
  };
}

export const talkOf = (talk: Wire<typeof Talk>): TalkData => ({
  id: talk.talk_id,
  chatId: talk.chat_id,
  contactId: talk.contact_id,
  leadId: talk.entity_type?.startsWith('lead') ? talk.entity_id : undefined,
  origin: talk.origin,
  open: talk.is_in_work,
  read: talk.is_read,
  createdAt: talk.created_at,
  updatedAt: talk.updated_at,
});

export function messageOf(message: Wire<typeof TalkMessage>, talk: TalkData): MessageData {
  const { attachment } = message;
  return {
    id: message.id,
    talkId: talk.id,
    chatId: talk.chatId,
    contactId: talk.contactId,
    leadId: talk.leadId,
    origin: message.origin ?? talk.origin,
    direction: message.type === 'incoming' ? 'in' : 'out',
    text: message.text ?? '',
    type: message.message_type,
    author: authorOf(message),
    attachment: attachment?.link ? { type: attachment.type ?? 'file', url: attachment.link, name: attachment.file_name } : undefined,
    at: message.created_at ?? talk.updatedAt ?? new Date(0).toISOString(),
  };
}

export const userOf = ({ id, name, email, lang, rights }: Wire<typeof User>): UserData => ({
  id,
  name,
  email,
  admin: rights?.is_admin === true,
  active: rights?.is_active !== false && rights?.is_free !== true,
  language: lang,
});

function authorOf({ author, type }: Wire<typeof TalkMessage>): Actor {
  const kinds: Record<string, Actor['kind']> = { external: 'customer', internal: 'user', bot: 'robot' };
  return { kind: kinds[author?.type ?? ''] ?? (type === 'incoming' ? 'customer' : 'unknown'), id: author?.id, name: author?.name };
}

const entityOf = (holder: Holder | undefined, id: string | undefined): Subject | undefined => (holder && id ? subject(holder, id) : undefined);

export function fieldsOf(fields: Wire<typeof Lead>['custom_fields_values']): FieldValue[] | undefined {
  return fields?.map(({ field_id: id, field_code: code, field_name: name, field_type: type, values }) => {
    const enums = values.flatMap((value) => value.enum_id ?? []);
    return { id, code, name, values: values.map(({ value }) => shown(value, type)), ...(enums.length > 0 ? { enums } : {}) };
  });
}

/** A field's value as a person would read it; files and linked entities by their name. */
function shown(value: unknown, type: string | undefined): string {
  if (typeof value === 'number' && type && DATES.has(type)) return new Date(value * 1000).toISOString();
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return '';
  const name: unknown = 'name' in value ? value.name : 'file_name' in value ? value.file_name : undefined;
  return typeof name === 'string' ? name : JSON.stringify(value);
}
