import { asText } from '../api/body.ts';
import { createCompany, createContact, deletePerson, restorePerson, updatePerson } from '../ops/people.ts';
import { type SandboxState } from '../state.ts';
import { type Company, type Contact } from '../types.ts';
import { type Act, actor, BadAct, type Body, contact, id, lead, need, text } from './asking.ts';
import { phoneField } from './phones.ts';

const removedContact = (state: SandboxState, body: Body): Contact => {
  const found = need(state.data.contacts.get(id(body, 'contactId') ?? 0), 'there is no such contact');
  if (!found.is_deleted) throw new BadAct('this contact is not in the bin');
  return found;
};

/** By `companyId`, or the lead's. */
const company = (state: SandboxState, body: Body, deleted = false): Company => {
  const companyId = id(body, 'companyId') ?? lead(state, body).company_id ?? 0;
  const found = need(state.data.companies.get(companyId), 'there is no such company');
  if (found.is_deleted !== deleted) throw new BadAct(deleted ? 'this company is not in the bin' : 'there is no such company');
  return found;
};

const owner = (state: SandboxState, body: Body): number | undefined => {
  const userId = id(body, 'responsibleUserId');
  if (userId !== undefined) need(state.user(userId), 'there is no such user');
  return userId;
};

/** Contacts and companies: made, changed, handed over, put into the bin and taken out. */
export const PEOPLE_ACTS = {
  contact: (state, body) => {
    const by = actor(state, body).id;
    const companyId = id(body, 'companyId');
    const made = createContact(
      state,
      {
        name: text(body, 'name'),
        fields: phoneField(state, asText(body['phone'])),
        responsible_user_id: owner(state, body) ?? by,
        language: asText(body['language']) ?? 'en',
        ...(companyId === undefined ? {} : { company_id: company(state, body).id }),
      },
      by,
    );
    return { contactId: made.id };
  },
  contact_update: (state, body) => {
    const person = contact(state, body);
    const phone = asText(body['phone']);
    updatePerson(
      state,
      person,
      'contact',
      { name: asText(body['name']), responsible_user_id: owner(state, body), fields: phone === undefined ? undefined : phoneField(state, phone) },
      actor(state, body).id,
    );
    return { contactId: person.id };
  },
  contact_delete: (state, body) => {
    const person = contact(state, body);
    deletePerson(state, person, 'contact', actor(state, body).id);
    return { contactId: person.id };
  },
  contact_restore: (state, body) => {
    const person = removedContact(state, body);
    restorePerson(state, person, 'contact', actor(state, body).id);
    return { contactId: person.id };
  },
  company: (state, body) => {
    const by = actor(state, body).id;
    return { companyId: createCompany(state, { name: text(body, 'name'), responsible_user_id: owner(state, body) ?? by }, by).id };
  },
  company_update: (state, body) => {
    const firm = company(state, body);
    updatePerson(state, firm, 'company', { name: asText(body['name']), responsible_user_id: owner(state, body) }, actor(state, body).id);
    return { companyId: firm.id };
  },
  company_delete: (state, body) => {
    const firm = company(state, body);
    deletePerson(state, firm, 'company', actor(state, body).id);
    return { companyId: firm.id };
  },
  company_restore: (state, body) => {
    const firm = company(state, body, true);
    restorePerson(state, firm, 'company', actor(state, body).id);
    return { companyId: firm.id };
  },
} as const satisfies Record<string, Act>;
