import { asText } from '../api/body.ts';
import { createNote } from '../ops/notes.ts';
import { newUuid, type SandboxState } from '../state.ts';
import { type Entity } from '../types.ts';
import { type Act, actor, type Body, contact, id, lead, need, text } from './asking.ts';
import { phoneOf } from './phones.ts';

/** Of a company when `companyId` is given, of a contact when only `contactId` is, else of the lead. */
const place = (state: SandboxState, body: Body): { entity: Entity; entity_id: number } => {
  const companyId = id(body, 'companyId');
  if (companyId !== undefined) return { entity: 'companies', entity_id: need(state.data.companies.get(companyId), 'there is no such company').id };
  if (id(body, 'leadId') === undefined && id(body, 'contactId') !== undefined) return { entity: 'contacts', entity_id: contact(state, body).id };
  return { entity: 'leads', entity_id: lead(state, body).id };
};

const answer = (noteId: number, { entity, entity_id }: { entity: Entity; entity_id: number }): Body => ({
  noteId,
  ...(entity === 'leads' ? { leadId: entity_id } : {}),
  ...(entity === 'contacts' ? { contactId: entity_id } : {}),
  ...(entity === 'companies' ? { companyId: entity_id } : {}),
});

export const NOTE_ACTS = {
  /** With `file` it is a file with that name. */
  note: (state, body) => {
    const at = place(state, body);
    const file = asText(body['file']);
    const made = createNote(
      state,
      file === undefined
        ? { ...at, note_type: 'common', params: { text: text(body) } }
        : { ...at, note_type: 'attachment', params: { file_uuid: newUuid(), version_uuid: newUuid(), file_name: file, original_name: file } },
      actor(state, body).id,
    );
    return answer(made.id, at);
  },
  /** From the customer, or to them with `direction: 'outbound'`. */
  sms: (state, body) => {
    const at = place(state, body);
    const out = body['direction'] === 'outbound';
    const phone = at.entity === 'companies' ? '' : phoneOf(state, contact(state, body));
    const made = createNote(state, { ...at, note_type: out ? 'sms_out' : 'sms_in', params: { text: text(body), phone } }, out ? actor(state, body).id : 0);
    return answer(made.id, at);
  },
} as const satisfies Record<string, Act>;
