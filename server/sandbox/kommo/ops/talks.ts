import { messageRow, talkRow } from '../hooks/rows.ts';
import { newUuid, type SandboxState } from '../state.ts';
import { type Change, type Message, type Talk, type User } from '../types.ts';
import { isClosed } from './leads.ts';

/** The number a channel has among the account's sources. */
const SOURCES: Record<string, number> = { waba: 21866620, telegram: 21866624, instagram_business: 21866631, facebook: 21866640, viber: 21866652 };

const changeOf = (talk: Talk, kind: Change['kind'], action: string, id?: string): Change => ({
  kind,
  action,
  talkId: talk.talk_id,
  contactId: talk.contact_id,
  ...(talk.entity_id === null ? {} : { leadId: talk.entity_id }),
  ...(id === undefined ? {} : { id }),
});

export const messagesOf = (state: SandboxState, talkId: number): Message[] => [...state.data.messages.values()].filter((message) => message.talk_id === talkId);

/** The contact's talk in work, in that channel if one is asked for; the newest when there are several. */
export const openTalk = (state: SandboxState, contactId: number, origin?: string): Talk | undefined =>
  [...state.data.talks.values()].findLast((talk) => talk.contact_id === contactId && talk.is_in_work && (origin === undefined || talk.origin === origin));

/** The newest lead of a contact that is neither closed nor deleted. */
export const activeLeadOf = (state: SandboxState, contactId: number): number | null =>
  [...state.data.leads.values()].findLast((lead) => lead.contact_ids.includes(contactId) && !lead.is_deleted && !isClosed(lead))?.id ?? null;

/** A chat belongs to a contact and a channel; each talk in it is a new piece. */
export const createTalk = (state: SandboxState, contactId: number, origin: string, leadId: number | null): Talk => {
  const now = state.now();
  const earlier = [...state.data.talks.values()].findLast((talk) => talk.contact_id === contactId && talk.origin === origin);
  const talk: Talk = {
    talk_id: state.nextId('talk'),
    chat_id: earlier?.chat_id ?? newUuid(),
    created_at: now,
    updated_at: now,
    rate: 0,
    contact_id: contactId,
    entity_id: leadId,
    entity_type: leadId === null ? null : 'lead',
    is_in_work: true,
    is_read: false,
    origin,
    source_id: SOURCES[origin] ?? 21866699,
    missed_at: null,
  };
  state.data.talks.set(talk.talk_id, talk);
  state.commit({
    hooks: [{ setting: 'add_talk', entity: 'talk', action: 'add', row: talkRow(talk) }],
    events: [
      {
        type: 'talk_created',
        entity_id: leadId ?? contactId,
        entity_type: leadId === null ? 'contact' : 'lead',
        created_by: 0,
        value_after: [{ talk: { id: talk.talk_id } }],
        linked_talk_contact_id: contactId,
      },
    ],
    changes: [changeOf(talk, 'talk', 'add')],
  });
  return talk;
};

const touchTalk = (state: SandboxState, talk: Talk, patch: Partial<Pick<Talk, 'is_read' | 'is_in_work'>>): void => {
  const same = (patch.is_read ?? talk.is_read) === talk.is_read && (patch.is_in_work ?? talk.is_in_work) === talk.is_in_work;
  Object.assign(talk, patch, { updated_at: state.now() });
  if (same) return;
  const events =
    patch.is_in_work === false
      ? [
          {
            type: 'talk_closed',
            entity_id: talk.entity_id ?? talk.contact_id,
            entity_type: talk.entity_type ?? ('contact' as const),
            created_by: 0,
            value_after: [{ talk: { id: talk.talk_id } }],
            linked_talk_contact_id: talk.contact_id,
          },
        ]
      : [];
  state.commit({
    hooks: [{ setting: 'update_talk', entity: 'talk', action: 'update', row: talkRow(talk) }],
    events,
    changes: [changeOf(talk, 'talk', 'update')],
  });
};

export const closeTalk = (state: SandboxState, talk: Talk): void => touchTalk(state, talk, { is_in_work: false });

export const readTalk = (state: SandboxState, talk: Talk): void => touchTalk(state, talk, { is_read: true });

interface Piece {
  text: string;
  message_type?: Message['message_type'];
  attachment?: Message['attachment'];
}

const addMessage = (state: SandboxState, talk: Talk, piece: Piece, rest: Pick<Message, 'type' | 'author' | 'delivery_status'>): Message => {
  const message: Message = {
    id: newUuid(),
    talk_id: talk.talk_id,
    chat_id: talk.chat_id,
    message_type: piece.message_type ?? 'text',
    text: piece.text,
    created_at: state.now(),
    attachment: piece.attachment ?? null,
    ...rest,
  };
  state.data.messages.set(message.id, message);
  const incoming = rest.type === 'incoming';
  state.commit({
    hooks: [
      {
        setting: incoming ? 'add_message' : 'add_outgoing_message',
        entity: incoming ? 'message' : 'outgoing_message',
        action: 'add',
        row: messageRow(talk, message),
      },
    ],
    events: [
      {
        type: incoming ? 'incoming_chat_message' : 'outgoing_chat_message',
        entity_id: talk.entity_id ?? talk.contact_id,
        entity_type: talk.entity_type ?? 'contact',
        created_by: rest.author.user_id ?? 0,
        value_after: [{ message: { id: message.id, origin: talk.origin, talk_id: talk.talk_id } }],
        linked_talk_contact_id: talk.contact_id,
      },
    ],
    changes: [changeOf(talk, 'message', incoming ? 'incoming' : 'outgoing', message.id)],
  });
  return message;
};

/** Stable per contact and channel, as the messenger's profile is. */
const profileOf = (state: SandboxState, talk: Talk): Message['author'] => {
  const earlier = [...state.data.messages.values()].find((message) => message.chat_id === talk.chat_id && message.type === 'incoming');
  if (earlier) return earlier.author;
  return { id: newUuid(), type: 'external', name: state.data.contacts.get(talk.contact_id)?.name ?? '', avatar_url: '' };
};

/** The customer writes. */
export const receiveMessage = (state: SandboxState, talk: Talk, piece: Piece): Message => {
  const message = addMessage(state, talk, piece, { type: 'incoming', author: profileOf(state, talk), delivery_status: null });
  touchTalk(state, talk, { is_read: false });
  return message;
};

/** A user of the account writes, here or through an integration acting for them. */
export const sendMessage = (state: SandboxState, talk: Talk, piece: Piece, author: User | 'bot'): Message => {
  const from: Message['author'] =
    author === 'bot'
      ? { id: '00000000-0000-4000-8000-00000000b070', type: 'bot', name: 'Bot', avatar_url: '' }
      : { id: author.amojo_id, type: 'internal', user_id: author.id, name: author.name, avatar_url: '' };
  const message = addMessage(state, talk, piece, { type: 'outgoing', author: from, delivery_status: 'delivered' });
  touchTalk(state, talk, { is_read: true });
  return message;
};
