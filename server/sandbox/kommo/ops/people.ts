import { personRow } from '../hooks/rows.ts';
import { type HookRow, type SandboxState } from '../state.ts';
import { type Company, type Contact } from '../types.ts';
import { type CardPatch, patchCard } from './cards.ts';

export interface PersonPatch extends CardPatch {
  first_name?: string;
  last_name?: string;
  company_id?: number;
}

interface NewContact extends PersonPatch {
  language?: string;
  is_unsorted?: boolean;
}

type Kind = 'contact' | 'company';

const hook = (
  state: SandboxState,
  card: Contact | Company,
  kind: Kind,
  action: string,
  setting: string,
  before?: { responsible_user_id: number },
): HookRow => ({
  setting: `${setting}_${kind}`,
  entity: 'contacts',
  action,
  row: personRow(state, card, kind, before),
});

const blank = (state: SandboxState, kind: Kind, input: CardPatch, by: number): Company => ({
  id: state.nextId(kind),
  name: input.name ?? '',
  responsible_user_id: input.responsible_user_id ?? by,
  group_id: 0,
  created_by: by,
  updated_by: by,
  created_at: state.now(),
  updated_at: state.now(),
  is_deleted: false,
  custom_fields: [],
  tag_ids: [],
});

const announceNew = (state: SandboxState, card: Contact | Company, kind: Kind, by: number): void =>
  state.commit({
    hooks: [hook(state, card, kind, 'add', 'add')],
    events: [{ type: `${kind}_added`, entity_id: card.id, entity_type: kind, created_by: by, value_after: [] }],
    changes: [{ kind, action: 'add', id: card.id, ...(kind === 'contact' ? { contactId: card.id } : {}) }],
  });

/** The name is what was given, or first and last name together. */
export const createContact = (state: SandboxState, input: NewContact, by: number): Contact => {
  const name = input.name ?? [input.first_name, input.last_name].filter(Boolean).join(' ');
  const [first = '', ...rest] = name.split(' ');
  const contact: Contact = {
    ...blank(state, 'contact', { ...input, name }, by),
    first_name: input.first_name ?? first,
    last_name: input.last_name ?? rest.join(' '),
    is_unsorted: input.is_unsorted ?? false,
    company_id: input.company_id ?? null,
    language: input.language ?? state.data.account.language,
  };
  state.data.contacts.set(contact.id, contact);
  patchCard(state, 'contacts', contact, { fields: input.fields, tags: input.tags, tagsToAdd: input.tagsToAdd }, by);
  announceNew(state, contact, 'contact', by);
  return contact;
};

export const createCompany = (state: SandboxState, input: CardPatch, by: number): Company => {
  const company = blank(state, 'company', input, by);
  state.data.companies.set(company.id, company);
  patchCard(state, 'companies', company, { fields: input.fields, tags: input.tags, tagsToAdd: input.tagsToAdd }, by);
  announceNew(state, company, 'company', by);
  return company;
};

/** A new owner arrives as an `update` with the old one inside, for both subscriptions. */
export const updatePerson = (state: SandboxState, card: Contact | Company, kind: Kind, patch: PersonPatch, by: number): void => {
  const owner = card.responsible_user_id;
  const renamed =
    patch.name ??
    ('first_name' in card && (patch.first_name ?? patch.last_name) !== undefined
      ? [patch.first_name ?? card.first_name, patch.last_name ?? card.last_name].filter(Boolean).join(' ')
      : undefined);
  const events = patchCard(state, kind === 'contact' ? 'contacts' : 'companies', card, { ...patch, name: renamed }, by);
  if ('first_name' in card) {
    card.first_name = patch.first_name ?? card.first_name;
    card.last_name = patch.last_name ?? card.last_name;
    card.company_id = patch.company_id ?? card.company_id;
  }
  card.updated_at = state.now();
  card.updated_by = by;
  const hooks = [hook(state, card, kind, 'update', 'update')];
  if (card.responsible_user_id !== owner) hooks.push(hook(state, card, kind, 'update', 'responsible', { responsible_user_id: owner }));
  state.commit({ hooks, events, changes: [{ kind, action: 'update', id: card.id, ...(kind === 'contact' ? { contactId: card.id } : {}) }] });
};

/** Into the recycle bin, as a user does it; the API has no such method. */
export const deletePerson = (state: SandboxState, card: Contact | Company, kind: Kind, by: number): void => {
  card.is_deleted = true;
  card.updated_at = state.now();
  card.updated_by = by;
  state.commit({
    hooks: [{ setting: `delete_${kind}`, entity: 'contacts', action: 'delete', row: { id: card.id, type: kind } }],
    events: [{ type: `${kind}_deleted`, entity_id: card.id, entity_type: kind, created_by: by, value_after: [] }],
    changes: [{ kind, action: 'delete', id: card.id, ...(kind === 'contact' ? { contactId: card.id } : {}) }],
  });
};

export const restorePerson = (state: SandboxState, card: Contact | Company, kind: Kind, by: number): void => {
  card.is_deleted = false;
  card.updated_at = state.now();
  card.updated_by = by;
  state.commit({
    hooks: [hook(state, card, kind, 'restore', 'restore')],
    events: [{ type: `${kind}_restored`, entity_id: card.id, entity_type: kind, created_by: by, value_after: [] }],
    changes: [{ kind, action: 'restore', id: card.id, ...(kind === 'contact' ? { contactId: card.id } : {}) }],
  });
};
