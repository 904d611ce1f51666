import { noteRow } from '../hooks/note-row.ts';
import { type SandboxState } from '../state.ts';
import { type Entity, type Note } from '../types.ts';
import { EVENT_ENTITY } from './cards.ts';

interface NewNote {
  entity: Entity;
  entity_id: number;
  note_type: string;
  params: Record<string, unknown>;
  responsible_user_id?: number;
}

const EVENT_TYPES: Record<string, string> = {
  common: 'common_note_added',
  attachment: 'attachment_note_added',
  call_in: 'incoming_call',
  call_out: 'outgoing_call',
  sms_in: 'incoming_sms',
  sms_out: 'outgoing_sms',
};

/** Calls are notes too: `call_in` and `call_out`. */
export const createNote = (state: SandboxState, input: NewNote, by: number): Note => {
  const now = state.now();
  const { entity, entity_id } = input;
  const note: Note = {
    id: state.nextId('note'),
    entity,
    entity_id,
    created_by: by,
    updated_by: by,
    created_at: now,
    updated_at: now,
    responsible_user_id: input.responsible_user_id ?? state.data[entity].get(entity_id)?.responsible_user_id ?? by,
    note_type: input.note_type,
    params: input.params,
  };
  state.data.notes.set(note.id, note);
  state.commit({
    hooks: [{ setting: `note_${EVENT_ENTITY[entity]}`, entity: entity === 'leads' ? 'leads' : 'contacts', action: 'note', row: noteRow(state, note) }],
    events: [
      {
        type: EVENT_TYPES[note.note_type] ?? 'service_note_added',
        entity_id,
        entity_type: EVENT_ENTITY[entity],
        created_by: by,
        value_after: [{ note: { id: note.id } }],
      },
    ],
    changes: [
      {
        kind: 'note',
        action: 'add',
        id: note.id,
        ...(entity === 'leads' ? { leadId: entity_id } : {}),
        ...(entity === 'contacts' ? { contactId: entity_id } : {}),
      },
    ],
  });
  return note;
};

/** A change of a note makes no hook of its own on the platform. */
export const updateNote = (state: SandboxState, note: Note, params: Record<string, unknown>, by: number): Note => {
  note.params = { ...note.params, ...params };
  note.updated_at = state.now();
  note.updated_by = by;
  state.commit({ hooks: [], events: [], changes: [{ kind: 'note', action: 'update', id: note.id }] });
  return note;
};
