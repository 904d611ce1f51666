import { asText } from '../api/body.ts';
import { activeLeadOf, closeTalk, createTalk, openTalk, readTalk, receiveMessage, sendMessage } from '../ops/talks.ts';
import { announceIncomingChat, createIncomingLead } from '../ops/unsorted.ts';
import { type Act, actor, BadAct, contact, id, need, talk, text } from './asking.ts';

/** The customer's side of a conversation: goes on in the open talk, or opens one. */
export const message: Act = (state, body) => {
  const given = id(body, 'talkId') === undefined ? undefined : talk(state, body);
  const person = given ? need(state.data.contacts.get(given.contact_id), 'there is no such contact') : contact(state, body);
  const origin = asText(body['origin']) ?? given?.origin;
  const attachment = asText(body['attachment']);
  const piece = {
    text: asText(body['text']) ?? '',
    message_type: attachment === undefined ? ('text' as const) : ('picture' as const),
    attachment: attachment === undefined ? null : { type: 'picture', link: `https://amojo.kommo.com/attachments/${attachment}`, file_name: attachment },
  };
  if (piece.text === '' && !attachment) throw new BadAct('text must be a string');
  return state.batch(() => {
    const open = given?.is_in_work ? given : openTalk(state, person.id, origin);
    if (open) {
      const made = receiveMessage(state, open, piece);
      return { messageId: made.id, talkId: open.talk_id, leadId: open.entity_id, contactId: person.id };
    }
    const active = id(body, 'leadId') ?? activeLeadOf(state, person.id);
    const incoming = active === null ? createIncomingLead(state, person, person.language) : undefined;
    const fresh = createTalk(state, person.id, origin ?? given?.origin ?? 'waba', active ?? incoming?.id ?? null);
    const made = receiveMessage(state, fresh, piece);
    if (incoming) announceIncomingChat(state, incoming, person, fresh, made);
    return { messageId: made.id, talkId: fresh.talk_id, leadId: fresh.entity_id, contactId: person.id };
  });
};

const reply: Act = (state, body) => {
  const target = talk(state, body);
  const made = sendMessage(state, target, { text: text(body) }, actor(state, body, state.data.leads.get(target.entity_id ?? 0)?.responsible_user_id));
  return { messageId: made.id, talkId: target.talk_id, leadId: target.entity_id, contactId: target.contact_id };
};

export const TALK_ACTS = {
  message,
  reply,
  close_talk: (state, body) => {
    const target = talk(state, body);
    closeTalk(state, target);
    return { talkId: target.talk_id };
  },
  read_talk: (state, body) => {
    const target = talk(state, body);
    readTalk(state, target);
    return { talkId: target.talk_id };
  },
} as const satisfies Record<string, Act>;
