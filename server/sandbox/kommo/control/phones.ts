import { type SandboxState } from '../state.ts';
import { type Contact, type FieldValue } from '../types.ts';

const definition = (state: SandboxState) => [...state.data.fields.values()].find(({ entity, code }) => entity === 'contacts' && code === 'PHONE');

export const phoneOf = (state: SandboxState, contact: Contact): string => {
  const field = definition(state);
  return String(contact.custom_fields.find(({ field_id }) => field_id === field?.id)?.values[0]?.value ?? '');
};

/** A work phone as a new contact's field. */
export const phoneField = (state: SandboxState, phone: string | undefined): FieldValue[] => {
  const field = definition(state);
  const work = field?.enums?.find(({ code }) => code === 'WORK');
  return field && work && phone !== undefined ? [{ field_id: field.id, values: [{ value: phone, enum_id: work.id, enum_code: work.code }] }] : [];
};
