/** Incoming leads that do not come from a chat. */
import { type FormTree } from '../hooks/form.ts';
import { type SandboxState } from '../state.ts';
import { type FieldValue, type Unsorted } from '../types.ts';
import { createContact } from './people.ts';
import { announceUnsorted, createIncomingLead, uidOf } from './unsorted.ts';

const FORM = { id: '2204517', name: 'Ask for a price', page: 'https://lighthouse.example/machines', source: '48213' };
const VOIP = 'lighthouse_voip';

interface Request {
  name: string;
  /** The lead's name. */
  lead: string;
  phone: FieldValue[];
  language: string;
}

/** A form of the shop's website was sent. */
export const receiveForm = (state: SandboxState, { name, lead: leadName, phone, language }: Request): Unsorted => {
  const contact = createContact(state, { name, fields: phone, language, is_unsorted: true }, 0);
  const lead = createIncomingLead(state, contact, language, leadName);
  const at = state.now();
  const visitor = `visitor-${state.nextId('visitor')}`;
  const from = `Site request #${FORM.id} from form «${FORM.name}»`;
  const [number] = phone;
  const field = (id: string, type: string, element_type: number, label: string, value: string): FormTree => ({ type, id, element_type, name: label, value });
  const value = String(number?.values[0]?.value ?? '');
  const row: FormTree = {
    uid: uidOf(lead),
    category: 'forms',
    source_data: {
      form_id: FORM.id,
      form_type: 1,
      from,
      form_name: FORM.name,
      source_uid: FORM.source,
      source: FORM.source,
      origin: { ip: '203.0.113.24', datetime: at, referer: FORM.page, visitor_uid: visitor },
      data: {
        name_1: field('name_1', 'text', 1, 'Full name', name),
        ...(number ? { [`${number.field_id}_1`]: field(`${number.field_id}_1`, 'multitext', 1, 'Phone', value) } : {}),
        name_2: field('name_2', 'text', 2, 'Lead name', lead.name),
      },
      date: at,
    },
    date_create: at,
    data: {
      leads: [
        {
          last_modified: at,
          name: lead.name,
          pipeline_id: lead.pipeline_id,
          modified_user_id: 0,
          date_create: at,
          visitor_uid: visitor,
          source_id: FORM.source,
        },
      ],
      contacts: [
        {
          name,
          custom_fields: number ? [{ id: number.field_id, values: number.values.map((one) => ({ enum: one.enum_id, value: one.value })) }] : undefined,
          date_create: at,
          created_user_id: 0,
          modified_user_id: 0,
          main_user_id: 0,
        },
      ],
    },
    pipeline_id: lead.pipeline_id,
    account_id: state.data.account.id,
    request_id: 0,
    source_id: FORM.source,
    lead_id: lead.id,
    created_at: at,
  };
  return announceUnsorted(
    state,
    {
      uid: uidOf(lead),
      source_uid: FORM.source,
      source_name: FORM.name,
      category: 'forms',
      pipeline_id: lead.pipeline_id,
      created_at: at,
      metadata: {
        form_id: FORM.id,
        form_name: FORM.name,
        form_page: FORM.page,
        ip: '203.0.113.24',
        form_sent_at: String(at),
        referer: 'https://google.com/',
        visitor_uid: null,
      },
      lead_id: lead.id,
      contact_id: contact.id,
    },
    row,
  );
};

/** A number the account does not know has called: a lead without a contact. */
export const receiveUnknownCall = (state: SandboxState, phone: string, duration: number): Unsorted => {
  const lead = createIncomingLead(state, undefined, state.data.account.language);
  const at = state.now();
  const digits = phone.replace(/\D/g, '');
  const metadata = { from: digits, phone: Number(digits), called_at: at, duration: String(duration), link: null, service_code: VOIP };
  const row: FormTree = {
    uid: uidOf(lead),
    category: 'sip',
    source_data: metadata,
    date_create: at,
    data: { leads: [{ name: lead.name, pipeline_id: lead.pipeline_id, date_create: at }] },
    pipeline_id: lead.pipeline_id,
    account_id: state.data.account.id,
    lead_id: lead.id,
    created_at: at,
  };
  return announceUnsorted(
    state,
    {
      uid: uidOf(lead),
      source_uid: null,
      source_name: VOIP,
      category: 'sip',
      pipeline_id: lead.pipeline_id,
      created_at: at,
      metadata,
      lead_id: lead.id,
      contact_id: null,
    },
    row,
  );
};
