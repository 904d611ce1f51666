import { type SandboxState } from '../state.ts';
import { type Entity, type Note } from '../types.ts';
import { type FormTree } from './form.ts';
import { ELEMENT_TYPES, wallTime } from './rows.ts';

/** Numbers of the older API that webhooks still carry. */
const NOTE_NUMBERS: Record<string, number> = {
  common: 4,
  attachment: 5,
  call_in: 10,
  call_out: 11,
  service_message: 25,
  extended_service_message: 25,
  sms_in: 102,
  sms_out: 103,
};

const SINGULAR = { leads: 'lead', contacts: 'contact', companies: 'company' } as const satisfies Record<Entity, string>;

/** PHP's `json_encode` escapes slashes. */
const phpJson = (value: unknown): string => JSON.stringify(value).replaceAll('/', '\\/');

const callText = (params: Record<string, unknown>): string =>
  phpJson({
    UNIQ: params['uniq'] ?? '',
    LINK: params['link'] ?? '',
    PHONE: params['phone'] ?? '',
    DURATION: params['duration'] ?? 0,
    SRC: params['source'] ?? '',
    call_status: params['call_status'],
    call_result: params['call_result'] ?? '',
  });

const textOf = (params: Record<string, unknown>, name: string): string => {
  const value = params[name];
  return typeof value === 'string' ? value : '';
};

const noteText = ({ note_type, params }: Note): string => {
  if (note_type === 'call_in' || note_type === 'call_out') return callText(params);
  if (note_type === 'common') return textOf(params, 'text');
  if (note_type === 'attachment') return textOf(params, 'file_name');
  if (note_type === 'sms_in' || note_type === 'sms_out') return phpJson({ TEXT: params['text'] ?? '', PHONE: params['phone'] ?? '' });
  return phpJson(params);
};

/** Where the file lies in the account's drive. */
const attachment = ({ note_type, params }: Note): string =>
  note_type === 'attachment' ? ['drive', textOf(params, 'file_uuid'), textOf(params, 'version_uuid'), textOf(params, 'file_name')].join('/') : '';

/** The row under `leads[note][i]` or `contacts[note][i]`; the latter tells contacts and companies apart by `type`. */
export const noteRow = (state: SandboxState, note: Note): FormTree => {
  const author = state.user(note.created_by);
  const row = {
    text: noteText(note),
    attachement: attachment(note),
    date_create: wallTime(note.created_at),
    note_type: NOTE_NUMBERS[note.note_type] ?? 25,
    element_type: ELEMENT_TYPES[note.entity],
    element_id: note.entity_id,
    catalog_id: 0,
    group_id: 0,
    timestamp_x: wallTime(note.updated_at),
    account_id: state.data.account.id,
    metadata: author ? JSON.stringify({ event_source: { id: author.id, author_name: author.name, type: 1 } }) : '',
    created_by: note.created_by,
    modified_by: note.updated_by,
    main_user_id: note.responsible_user_id,
    id: note.id,
    created_at: note.created_at,
    updated_at: note.updated_at,
  };
  return note.entity === 'leads' ? { note: row } : { note: row, type: SINGULAR[note.entity] };
};
