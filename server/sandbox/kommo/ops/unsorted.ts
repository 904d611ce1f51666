import { createHash } from 'node:crypto';

import { type FormTree } from '../hooks/form.ts';
import { type SandboxState } from '../state.ts';
import { type Contact, type Lead, type Message, type Talk, type Unsorted } from '../types.ts';
import { createLead, defaultStage, updateLead } from './leads.ts';

/** The stage of type 1: its id differs in each pipeline. */
const incomingStage = (state: SandboxState): { pipeline_id: number; status_id: number } => {
  const pipeline = [...state.data.pipelines.values()].find(({ is_main }) => is_main);
  const status = pipeline?.statuses.find(({ type }) => type === 1);
  if (!pipeline || !status) throw new Error('the account has no stage for incoming leads');
  return { pipeline_id: pipeline.id, status_id: status.id };
};

const SERVICE_NAMES: Record<string, string> = { waba: 'WhatsApp', telegram: 'Telegram', instagram_business: 'Instagram' };

/** A stranger's first message: a lead waiting in the type-1 stage. Only `unsorted` tells of it until it is accepted. */
export const createIncomingLead = (state: SandboxState, contact: Contact | undefined, language: string, name?: string): Lead =>
  createLead(
    state,
    {
      ...incomingStage(state),
      name,
      contact_ids: contact ? [contact.id] : [],
      responsible_user_id: contact?.responsible_user_id,
      language,
      silent: true,
    },
    0,
  );

/** Of the item that stands for a waiting lead. */
export const uidOf = (lead: Lead): string => createHash('sha256').update(`unsorted ${lead.id}`).digest('hex').slice(0, 60);

const sourceOf = (row: FormTree): FormTree => (row !== null && typeof row === 'object' && !Array.isArray(row) ? row['source_data'] : undefined);

/** The waiting item and its hook. */
export const announceUnsorted = (state: SandboxState, unsorted: Unsorted, row: FormTree): Unsorted => {
  state.data.unsorted.set(unsorted.uid, { ...unsorted, source_data: sourceOf(row) });
  const contact = unsorted.contact_id === null ? {} : { contactId: unsorted.contact_id };
  state.commit({
    hooks: [{ setting: 'add_unsorted', entity: 'unsorted', action: 'add', row }],
    events: [],
    changes: [{ kind: 'unsorted', action: 'add', id: unsorted.uid, leadId: unsorted.lead_id, ...contact }],
  });
  return unsorted;
};

/** The waiting lead was touched: told again, without being accepted. */
export const announceUnsortedUpdate = (state: SandboxState, unsorted: Unsorted): void => {
  const lead = state.data.leads.get(unsorted.lead_id);
  const row: FormTree = {
    uid: unsorted.uid,
    category: unsorted.category,
    account_id: state.data.account.id,
    user_id: lead?.responsible_user_id ?? 0,
    source: unsorted.source_name,
    pipeline_id: unsorted.pipeline_id,
    source_data: unsorted.source_data,
    data: {
      leads: lead
        ? [
            {
              id: lead.id,
              status_id: lead.status_id,
              pipeline_id: lead.pipeline_id,
              name: lead.name,
              created_user_id: lead.created_by,
              date_create: lead.created_at,
            },
          ]
        : [],
      pipeline_id: unsorted.pipeline_id,
      source: unsorted.source_uid,
      source_uid: unsorted.source_uid,
      created_at: unsorted.created_at,
    },
  };
  state.commit({
    hooks: [{ setting: 'update_unsorted', entity: 'unsorted', action: 'update', row }],
    events: [],
    changes: [{ kind: 'unsorted', action: 'update', id: unsorted.uid, leadId: unsorted.lead_id }],
  });
};

export const announceIncomingChat = (state: SandboxState, lead: Lead, contact: Contact, talk: Talk, message: Message): Unsorted => {
  const source = `${talk.origin}:${talk.source_id}`;
  const name = SERVICE_NAMES[talk.origin] ?? talk.origin;
  const unsorted: Unsorted = {
    uid: uidOf(lead),
    source_uid: String(talk.source_id),
    source_name: name,
    category: 'chats',
    pipeline_id: lead.pipeline_id,
    created_at: message.created_at,
    metadata: {
      from: contact.name,
      to: String(talk.source_id),
      received_at: message.created_at,
      service: talk.origin,
      client: { name: contact.name, avatar: '' },
      origin: { chat_id: talk.chat_id, ref: '', visitor_uid: '' },
      last_message_text: message.text,
      source_name: name,
    },
    lead_id: lead.id,
    contact_id: contact.id,
  };
  const row: FormTree = {
    uid: unsorted.uid,
    source,
    source_uid: unsorted.source_uid,
    category: 'chats',
    source_data: {
      from: contact.name,
      name: contact.name,
      to: unsorted.source_uid,
      date: message.created_at,
      service: talk.origin,
      site: '',
      client: { name: contact.name, id: message.author.id },
      origin: { provider: talk.origin, chat_id: talk.chat_id },
      data: [{ id: message.id, manager: 0, date: message.created_at, text: message.text }],
      source_uid: unsorted.source_uid,
      source,
      source_name: name,
    },
    date_create: message.created_at,
    data: { contacts: [{ id: contact.id }] },
    pipeline_id: lead.pipeline_id,
    account_id: state.data.account.id,
    source_id: talk.source_id,
    lead_id: lead.id,
    created_at: message.created_at,
  };
  return announceUnsorted(state, unsorted, row);
};

const finish = (state: SandboxState, unsorted: Unsorted, action: 'accept' | 'decline', by: number): void => {
  state.data.unsorted.delete(unsorted.uid);
  const result =
    action === 'accept'
      ? { accept_result: { leads: [unsorted.lead_id], contacts: unsorted.contact_id === null ? [] : [unsorted.contact_id] } }
      : { decline_result: { leads: [unsorted.lead_id] } };
  const tail = { category: unsorted.category, created_at: state.now(), modified_user_id: by };
  const row: FormTree = action === 'accept' ? { action, uid: unsorted.uid, ...result, ...tail } : { action, ...result, uid: unsorted.uid, ...tail };
  state.commit({
    hooks: [{ setting: 'delete_unsorted', entity: 'unsorted', action: 'delete', row }],
    events: [],
    changes: [{ kind: 'unsorted', action, id: unsorted.uid, leadId: unsorted.lead_id }],
  });
};

/** The lead moves into an ordinary stage and becomes like any other. */
export const acceptUnsorted = (state: SandboxState, unsorted: Unsorted, statusId: number | undefined, userId: number): void => {
  const lead = state.data.leads.get(unsorted.lead_id);
  const contact = state.data.contacts.get(unsorted.contact_id ?? 0);
  finish(state, unsorted, 'accept', userId);
  if (contact) contact.is_unsorted = false;
  if (lead) updateLead(state, lead, { status_id: statusId ?? defaultStage(state, lead.pipeline_id).status_id, responsible_user_id: userId }, userId);
};

export const declineUnsorted = (state: SandboxState, unsorted: Unsorted, userId: number): void => {
  const lead = state.data.leads.get(unsorted.lead_id);
  finish(state, unsorted, 'decline', userId);
  if (!lead) return;
  // Only `unsorted` hooks have told of this lead so far: its end is no `delete_lead`.
  Object.assign(lead, { is_deleted: true, updated_at: state.now(), updated_by: userId });
  state.commit({
    hooks: [],
    events: [{ type: 'lead_deleted', entity_id: lead.id, entity_type: 'lead', created_by: userId, value_after: [] }],
    changes: [{ kind: 'lead', action: 'delete', leadId: lead.id }],
  });
};
