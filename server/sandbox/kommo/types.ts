/**
 * What the local Kommo remembers. Names follow the platform's API v4; times are Unix seconds. Fields
 * marked "sandbox" exist only here and are never shown by the API.
 */
import { type Context } from 'koa';

import { type FormTree } from './hooks/form.ts';
import { type SandboxState } from './state.ts';
import { type WidgetFiles } from './install/widget-files.ts';

export interface Account {
  id: number;
  name: string;
  subdomain: string;
  created_at: number;
  country: string;
  currency: string;
  currency_symbol: string;
  language: string;
  timezone: string;
  amojo_id: string;
  uuid: string;
  task_types: { id: number; name: string; color: string | null; icon_id: number | null; code: string | null }[];
  users_groups: { id: number; name: string; uuid: null }[];
  loss_reasons: { id: number; name: string; sort: number }[];
}

/** `A` all, `G` own group, `M` only own, `D` denied. */
export type Right = 'A' | 'G' | 'M' | 'D';
export type EntityRights = Record<'view' | 'edit' | 'add' | 'delete' | 'export', Right>;

export interface User {
  id: number;
  name: string;
  email: string;
  lang: string;
  amojo_id: string;
  group_id: number;
  is_admin: boolean;
  is_active: boolean;
  is_free: boolean;
  rights: { leads: EntityRights; contacts: EntityRights; companies: EntityRights; tasks: Record<'edit' | 'delete', Right> };
}

export interface Status {
  id: number;
  name: string;
  sort: number;
  is_editable: boolean;
  color: string;
  /** 1 = incoming leads, 0 = all others; 142 won and 143 lost have the same ids in every pipeline. */
  type: 0 | 1;
}

export interface Pipeline {
  id: number;
  name: string;
  sort: number;
  is_main: boolean;
  statuses: Status[];
}

export type Entity = 'leads' | 'contacts' | 'companies';

/** What custom fields belong to. */
export type FieldOwner = Entity | 'catalogs';

export interface FieldDefinition {
  id: number;
  entity: FieldOwner;
  /** Of a list's field. */
  catalog_id?: number;
  name: string;
  code: string | null;
  type:
    | 'text'
    | 'textarea'
    | 'numeric'
    | 'checkbox'
    | 'date'
    | 'birthday'
    | 'select'
    | 'multiselect'
    | 'radiobutton'
    | 'category'
    | 'multitext'
    | 'url'
    | 'tracking_data';
  enums: { id: number; value: string; code: string | null }[] | null;
}

export interface FieldValue {
  field_id: number;
  values: { value: string | number | boolean; enum_id?: number; enum_code?: string | null }[];
}

export interface Tag {
  id: number;
  entity: Entity;
  name: string;
  color: string | null;
}

/** What leads, contacts and companies have in common. */
export interface Card {
  id: number;
  name: string;
  responsible_user_id: number;
  group_id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  is_deleted: boolean;
  custom_fields: FieldValue[];
  tag_ids: number[];
}

/** An element of a list on a lead, and how many of it. */
export interface LinkedElement {
  id: number;
  catalog_id: number;
  quantity: number;
  price_id?: number;
}

export interface Lead extends Card {
  price: number;
  status_id: number;
  pipeline_id: number;
  loss_reason_id: number | null;
  source_id: number | null;
  closed_at: number | null;
  /** The first is the main contact. */
  contact_ids: number[];
  company_id: number | null;
  /** Absent in what an older sandbox has kept. */
  elements?: LinkedElement[];
  /** Sandbox: the customer's language. */
  language: string;
}

export interface Contact extends Card {
  first_name: string;
  last_name: string;
  is_unsorted: boolean;
  company_id: number | null;
  /** Sandbox: the customer's language. */
  language: string;
}

export type Company = Card;

/** A list; one of type `products` holds what the account sells. */
export interface Catalog {
  id: number;
  name: string;
  type: 'regular' | 'products';
  sort: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
}

export interface CatalogElement {
  id: number;
  catalog_id: number;
  name: string;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  is_deleted: boolean;
  custom_fields: FieldValue[];
}

export interface Task {
  id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  responsible_user_id: number;
  entity_id: number | null;
  entity_type: Entity | null;
  duration: number;
  is_completed: boolean;
  task_type_id: number;
  text: string;
  result: { id: number; text: string } | null;
  complete_till: number;
}

export interface Note {
  id: number;
  entity: Entity;
  entity_id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  responsible_user_id: number;
  note_type: string;
  params: Record<string, unknown>;
}

/** A Salesbot. What it does is not played here. */
export interface Bot {
  id: number;
  name: string;
  type_functionality: 'regular' | 'greeting' | 'marketing' | 'nps';
  is_visual_editor: boolean;
  active: boolean;
}

/** One piece of conversation; the chat (uuid) belongs to a contact and a channel and outlives it. */
export interface Talk {
  talk_id: number;
  chat_id: string;
  created_at: number;
  updated_at: number;
  rate: number;
  contact_id: number;
  entity_id: number | null;
  entity_type: 'lead' | null;
  is_in_work: boolean;
  is_read: boolean;
  origin: string;
  source_id: number;
  missed_at: number | null;
}

export interface Message {
  id: string;
  talk_id: number;
  chat_id: string;
  type: 'incoming' | 'outgoing';
  message_type: 'text' | 'picture' | 'voice' | 'file';
  text: string;
  created_at: number;
  delivery_status: 'sent' | 'delivered' | 'read' | 'error' | null;
  author: { id: string; type: 'external' | 'internal' | 'bot'; name: string; avatar_url: string; user_id?: number };
  attachment: { type: string; link: string; file_name: string } | null;
}

/** The platform's history, pulled through `/events`. */
export interface EventRecord {
  id: string;
  type: string;
  entity_id: number;
  entity_type: 'lead' | 'contact' | 'company' | 'task';
  created_by: number;
  created_at: number;
  value_after: Record<string, unknown>[];
  value_before: Record<string, unknown>[];
  linked_talk_contact_id?: number;
}

export interface Unsorted {
  uid: string;
  source_uid: string | null;
  source_name: string;
  category: 'chats' | 'forms' | 'sip';
  pipeline_id: number;
  created_at: number;
  metadata: Record<string, unknown>;
  lead_id: number;
  contact_id: number | null;
  /** Sandbox: `source_data` of the hook that told of it first. */
  source_data?: FormTree;
}

/** What a person or the page hears of: something changed. Ids are those of the platform. */
export interface Change {
  kind: 'message' | 'talk' | 'lead' | 'contact' | 'company' | 'task' | 'note' | 'element' | 'unsorted' | 'webhook' | 'widget' | 'reset';
  action: string;
  leadId?: number;
  contactId?: number;
  talkId?: number;
  id?: number | string;
}

/**
 * What `createPageRouter(deps)` is given. The page also has, on the same origin and with the login
 * cookie: `/api/v4/*`, `/ajax/widgets/list`, `/ajax/v2/integrations/:uuid/disposable_token`,
 * `/ajax/crm_post`, `/upl/:code/:n/widget/*`, `/_sandbox/*` (see server.ts).
 */
export interface PageDeps {
  state: SandboxState;
  productUrl: string;
  clientUuid: string;
  widgetCode: string;
  /** The widget's archive, unpacked; re-read when the archive changes. `undefined` while there is none. */
  files(): Promise<WidgetFiles | undefined>;
  /** Who is signed in by the login cookie; a browser without one is signed in as the admin. */
  currentUser(ctx: Context): User;
  /** Sets the login cookie. `admin`, `rep`, or a user's id; `undefined` when there is no such user. */
  signIn(ctx: Context, name: string): User | undefined;
}
