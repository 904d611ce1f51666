import { asText } from '../api/body.ts';
import { createNote } from '../ops/notes.ts';
import { activeLeadOf } from '../ops/talks.ts';
import { type Act, actor, contact, id } from './asking.ts';
import { phoneOf } from './phones.ts';

const TALKED = 4;
const NO_CONNECTION = 6;

/** Of the lead, or of the contact with `on: 'contact'` and where no lead is open. An answered call has a recording. */
const call =
  (missed: boolean): Act =>
  (state, body) => {
    const person = contact(state, body);
    const leadId = body['on'] === 'contact' ? null : (id(body, 'leadId') ?? activeLeadOf(state, person.id));
    const outgoing = body['direction'] === 'outbound';
    const duration = missed ? 0 : (id(body, 'duration') ?? 74);
    const uniq = `call-${state.nextId('visitor')}`;
    const params = {
      uniq,
      duration,
      source: 'lighthouse_voip',
      link: missed ? '' : (asText(body['link']) ?? `https://records.lighthouse.example/${uniq}.mp3`),
      phone: asText(body['phone']) ?? phoneOf(state, person),
      call_status: id(body, 'status') ?? (missed ? NO_CONNECTION : TALKED),
      call_result: asText(body['result']) ?? '',
    };
    const target = leadId === null ? { entity: 'contacts' as const, entity_id: person.id } : { entity: 'leads' as const, entity_id: leadId };
    const note = createNote(
      state,
      { ...target, note_type: outgoing ? 'call_out' : 'call_in', params },
      missed ? 0 : actor(state, body, person.responsible_user_id).id,
    );
    return { noteId: note.id, contactId: person.id, leadId };
  };

export const CALL_ACTS = {
  missed_call: call(true),
  call: call(false),
} as const satisfies Record<string, Act>;
