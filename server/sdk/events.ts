/**
 * What happened, in our words. A CRM or channel plugin turns bytes into these; nothing else in the
 * product knows a CRM's wire format. Everything here is plain JSON: dates are ISO 8601 UTC strings,
 * ids of the CRM stay strings, money is in whole units of the account's currency (as the CRM has it).
 */
import { type Subject } from './subjects.ts';

/** Who did it. `robot` is any integration or automation, ours included. */
export interface Actor {
  kind: 'customer' | 'user' | 'robot' | 'unknown';
  /** The CRM's id of the user, or the channel's id of the customer. */
  id?: string;
  name?: string;
}

/** One custom field, flattened: `values` are display strings, `enums` the option ids where there are any. */
export interface FieldValue {
  id: string;
  code?: string;
  name?: string;
  values: string[];
  enums?: string[];
}

export interface LeadData {
  id: string;
  name?: string;
  price?: number;
  pipelineId?: string;
  stageId?: string;
  previousPipelineId?: string;
  previousStageId?: string;
  responsibleId?: string;
  previousResponsibleId?: string;
  contactIds?: string[];
  companyId?: string;
  tags?: string[];
  fields?: FieldValue[];
  createdAt?: string;
  updatedAt?: string;
}

export interface ContactData {
  id: string;
  name?: string;
  phones?: string[];
  emails?: string[];
  responsibleId?: string;
  previousResponsibleId?: string;
  companyId?: string;
  leadIds?: string[];
  tags?: string[];
  fields?: FieldValue[];
  createdAt?: string;
  updatedAt?: string;
}

/** Companies and customers share the contact's shape; what does not apply is absent. */
export type CompanyData = ContactData;

export interface TaskData {
  id: string;
  text?: string;
  typeId?: string;
  entity?: Subject;
  responsibleId?: string;
  previousResponsibleId?: string;
  dueAt?: string;
  completed?: boolean;
  result?: string;
  createdAt?: string;
  updatedAt?: string;
}

export interface NoteData {
  id: string;
  entity?: Subject;
  /** The CRM's own note type, as it came. */
  type: string;
  text?: string;
  createdAt?: string;
  updatedAt?: string;
}

export interface CallData {
  /** The id of the note that carries the call. */
  id: string;
  entity?: Subject;
  direction: 'in' | 'out';
  /** Seconds. */
  duration: number;
  /** Kommo's call_status 1-7 where it came. */
  status?: number;
  missed: boolean;
  phone?: string;
  recordingUrl?: string;
  responsibleId?: string;
  createdAt?: string;
  updatedAt?: string;
}

export interface Attachment {
  type: string;
  url?: string;
  name?: string;
}

export interface MessageData {
  id: string;
  talkId?: string;
  chatId?: string;
  contactId?: string;
  leadId?: string;
  /** The channel's own name, e.g. `waba`, `telegram`. */
  origin?: string;
  direction: 'in' | 'out';
  text: string;
  type?: string;
  author: Actor;
  attachment?: Attachment;
  /** When it was written. */
  at: string;
}

export interface TalkData {
  id: string;
  chatId?: string;
  contactId?: string;
  leadId?: string;
  origin?: string;
  open?: boolean;
  read?: boolean;
  createdAt?: string;
  updatedAt?: string;
}

/** An element of one of the account's lists. */
export interface ProductData {
  id: string;
  catalogId?: string;
  name?: string;
  sku?: string;
  /** In whole and broken units of the account's currency, as the catalog has it. */
  price?: number;
  description?: string;
  /** The list's own flag: no longer offered. */
  removed?: boolean;
  fields?: FieldValue[];
  createdAt?: string;
  updatedAt?: string;
}

/** A request that nobody has taken yet ("unsorted"). `id` is its uid; whatever else came is beside it. */
export interface IncomingLeadData extends Record<string, unknown> {
  id: string;
  category?: string;
  source?: string;
  leadId?: string;
  contactId?: string;
  pipelineId?: string;
  createdAt?: string;
}

/** A rule's own time has come for a lead, or a member asked for it. */
export interface RuleData extends Record<string, unknown> {
  /** The lead's id. */
  id: string;
  ruleId: string;
  /** `time.reached`: since when nothing happened, or the time of the schedule. */
  since?: string;
}

/** Anything whose effect is not modelled: a flat record of strings, kept so that it can be shown. */
export type OtherData = Record<string, unknown>;

export interface EventDataByName {
  'lead.created': LeadData;
  'lead.updated': LeadData;
  'lead.stage_changed': LeadData;
  'lead.responsible_changed': LeadData;
  'lead.deleted': LeadData;
  'lead.restored': LeadData;
  'contact.created': ContactData;
  'contact.updated': ContactData;
  'contact.responsible_changed': ContactData;
  'contact.deleted': ContactData;
  'contact.restored': ContactData;
  'company.created': CompanyData;
  'company.updated': CompanyData;
  'company.responsible_changed': CompanyData;
  'company.deleted': CompanyData;
  'company.restored': CompanyData;
  'customer.created': CompanyData;
  'customer.updated': CompanyData;
  'customer.responsible_changed': CompanyData;
  'customer.deleted': CompanyData;
  'task.created': TaskData;
  'task.updated': TaskData;
  'task.completed': TaskData;
  'task.responsible_changed': TaskData;
  'task.deleted': TaskData;
  'note.added': NoteData;
  'call.finished': CallData;
  'call.missed': CallData;
  'message.received': MessageData;
  'message.sent': MessageData;
  'talk.opened': TalkData;
  'talk.updated': TalkData;
  'talk.closed': TalkData;
  'incoming_lead.created': IncomingLeadData;
  'incoming_lead.updated': IncomingLeadData;
  'incoming_lead.accepted': IncomingLeadData;
  'incoming_lead.declined': IncomingLeadData;
  'product.created': ProductData;
  'product.updated': ProductData;
  'product.deleted': ProductData;
  'template.reviewed': OtherData;
  'pipeline.triggered': OtherData;
  'account.disconnected': OtherData;
  /** Made by us for rules that run by time: the subject is the lead. */
  'time.reached': RuleData;
  /** Made by us for a rule a member starts by hand: the subject is the lead. */
  'rule.requested': RuleData;
  /** An entity or action this version does not know. Kept and listed, no effect. */
  'unknown.received': OtherData;
}

export type EventName = keyof EventDataByName;

interface EventOf<N extends EventName> {
  name: N;
  /**
   * The CRM entity it is about, of the family its name begins with: `lead:24510983` for `lead.*`,
   * `call:6600703` for `call.*` (`pipeline.triggered`: the lead or customer). What the entity hangs
   * on (its lead, contact, talk) is in `data`.
   */
  subject: Subject;
  /** When it happened at the source. */
  at: string;
  /**
   * Stable identity of the occurrence: two deliveries of one occurrence have the same key, two
   * occurrences never do. Absent where the source gives nothing to tell them apart; the event is
   * then applied by state alone (deleting what is deleted does nothing).
   */
  key?: string;
  actor: Actor;
  data: EventDataByName[N];
}

/** A discriminated union over `name`. */
export type DomainEvent = { [N in EventName]: EventOf<N> }[EventName];
