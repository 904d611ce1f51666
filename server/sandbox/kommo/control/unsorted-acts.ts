import { asText } from '../api/body.ts';
import { createContact } from '../ops/people.ts';
import { receiveForm, receiveUnknownCall } from '../ops/unsorted-sources.ts';
import { acceptUnsorted, announceUnsortedUpdate, declineUnsorted } from '../ops/unsorted.ts';
import { type SandboxState } from '../state.ts';
import { type Unsorted } from '../types.ts';
import { type Act, actor, type Body, id, need, text } from './asking.ts';
import { phoneField } from './phones.ts';
import { message } from './talk-acts.ts';

/** By the lead that waits, or by `uid`. */
const waiting = (state: SandboxState, body: Body): Unsorted =>
  need(
    [...state.data.unsorted.values()].find(({ lead_id, uid }) => lead_id === id(body, 'leadId') || uid === body['uid']),
    'this lead does not wait for acceptance',
  );

const idsOf = ({ uid, lead_id, contact_id }: Unsorted): Body => ({ uid, leadId: lead_id, ...(contact_id === null ? {} : { contactId: contact_id }) });

/** Incoming leads: from a chat, a form of the website, or a call of a stranger. */
export const UNSORTED_ACTS = {
  unsorted: (state, body) => {
    const person = createContact(
      state,
      { name: text(body, 'name'), fields: phoneField(state, asText(body['phone'])), language: asText(body['language']) ?? 'en', is_unsorted: true },
      0,
    );
    return message(state, { contactId: person.id, text: text(body), origin: body['origin'] });
  },
  unsorted_form: (state, body) =>
    idsOf(
      receiveForm(state, {
        name: text(body, 'name'),
        lead: asText(body['text']) ?? 'Request from the website',
        phone: phoneField(state, asText(body['phone'])),
        language: asText(body['language']) ?? 'en',
      }),
    ),
  unsorted_call: (state, body) => idsOf(receiveUnknownCall(state, text(body, 'phone'), id(body, 'duration') ?? 0)),
  unsorted_update: (state, body) => {
    const item = waiting(state, body);
    announceUnsortedUpdate(state, item);
    return idsOf(item);
  },
  accept_unsorted: (state, body) => {
    const item = waiting(state, body);
    acceptUnsorted(state, item, id(body, 'statusId'), actor(state, body).id);
    return { leadId: item.lead_id };
  },
  decline_unsorted: (state, body) => {
    const item = waiting(state, body);
    declineUnsorted(state, item, actor(state, body).id);
    return { leadId: item.lead_id };
  },
} as const satisfies Record<string, Act>;
