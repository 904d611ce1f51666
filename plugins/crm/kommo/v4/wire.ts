/** API v4 bodies, as far as we read them. Ids become strings, Unix seconds ISO texts, absent is undefined. */
import { z } from 'zod';

import { clean } from '../body/text.ts';

export const Id = z.union([z.number().int().positive(), z.string().regex(/^[1-9][0-9]{0,18}$/)]).transform(String);
/** Null, 0 and what is no id are absent. */
export const MaybeId = Id.optional().catch(undefined);
export const LongId = z.string().min(1).max(128);
export const Text = z.string().transform(clean).optional().catch(undefined);
export const Time = z
  .number()
  .positive()
  .max(253_402_300_799)
  .transform((seconds) => new Date(seconds * 1000).toISOString())
  .optional()
  .catch(undefined);
export const Flag = z.boolean().optional().catch(undefined);
const Numeric = z.coerce.number().finite().optional().catch(undefined);
const Refs = z
  .array(z.object({ id: Id }))
  .optional()
  .catch(undefined);

const CustomField = z.object({
  field_id: Id,
  field_code: Text,
  field_name: Text,
  field_type: Text,
  values: z.array(z.object({ value: z.unknown().optional(), enum_id: MaybeId })).catch([]),
});

export const Fields = z.array(CustomField).optional().catch(undefined);

const Tags = z
  .array(z.object({ name: z.string().transform(clean) }))
  .optional()
  .catch(undefined);

const common = { id: Id, created_at: Time, updated_at: Time, responsible_user_id: MaybeId, is_deleted: Flag };

export const Lead = z.object({
  ...common,
  name: Text,
  price: Numeric,
  pipeline_id: MaybeId,
  status_id: MaybeId,
  custom_fields_values: Fields,
  _embedded: z
    .object({
      tags: Tags,
      contacts: z
        .array(z.object({ id: Id, is_main: Flag }))
        .optional()
        .catch(undefined),
      companies: Refs,
    })
    .optional()
    .catch(undefined),
});

/** Contacts and companies. */
export const Person = z.object({
  ...common,
  name: Text,
  custom_fields_values: Fields,
  _embedded: z.object({ tags: Tags, leads: Refs, companies: Refs }).optional().catch(undefined),
});

export const Task = z.object({
  ...common,
  text: Text,
  task_type_id: MaybeId,
  entity_id: MaybeId,
  entity_type: Text,
  complete_till: Time,
  is_completed: Flag,
  /** `[]` when there is none. */
  result: z.object({ text: Text }).optional().catch(undefined),
});

export const Note = z.object({
  ...common,
  entity_id: MaybeId,
  note_type: z.string().catch('unknown'),
  params: z
    .object({ text: Text, duration: Numeric, call_status: Numeric, link: Text, phone: z.coerce.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

export const Talk = z.object({
  talk_id: Id,
  chat_id: LongId.optional().catch(undefined),
  contact_id: MaybeId,
  entity_id: MaybeId,
  entity_type: Text,
  origin: Text,
  is_in_work: Flag,
  is_read: Flag,
  created_at: Time,
  updated_at: Time,
});

export const TalkMessage = z.object({
  id: LongId,
  type: z.enum(['incoming', 'outgoing']),
  message_type: Text,
  origin: Text,
  text: Text,
  created_at: Time,
  author: z
    .object({ id: z.coerce.string().optional().catch(undefined), type: Text, name: Text })
    .optional()
    .catch(undefined),
  attachment: z.object({ type: Text, link: Text, file_name: Text }).optional().catch(undefined),
});

export const Account = z.object({
  id: Id,
  name: z.string().transform(clean),
  subdomain: z.string(),
  language: Text,
  currency: Text,
  _embedded: z
    .object({ datetime_settings: z.object({ timezone: Text }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

export const User = z.object({
  id: Id,
  name: z.string().transform(clean),
  email: Text,
  lang: Text,
  rights: z
    .object({ is_admin: z.literal(true).optional().catch(undefined), is_active: Flag, is_free: Flag })
    .optional()
    .catch(undefined),
});

const Status = z.object({ id: Id, name: z.string().transform(clean), sort: z.number().catch(0), type: z.number().catch(0), color: Text });

export const Pipeline = z.object({
  id: Id,
  name: z.string().transform(clean),
  sort: z.number().catch(0),
  is_main: Flag,
  is_archive: Flag,
  _embedded: z.object({ statuses: z.array(Status) }),
});

export const Webhook = z.object({ id: Id, destination: z.string(), disabled: Flag, settings: z.array(z.string()).catch([]) });
