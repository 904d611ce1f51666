/** Bodies as Kommo's hook for an incoming chat message has them: about 1 kB, each with a message id of its own. */
import { randomUUID } from 'node:crypto';

import { encodeForm } from '../../sandbox/kommo/hooks/form.ts';
import { type Lead } from './local-kommo.ts';

const ACCOUNT = { subdomain: 'lumenpark', id: 31_990_217, _links: { self: 'https://lumenpark.kommo.com' } };
const ID = '00000000-0000-4000-8000-000000000000';
const TEXT = 'TEXT';

export interface MessageHook {
  messageId: string;
  body: Buffer;
}

/** Makes bodies for one talk: encoded once, only id and text change. */
export function messageHooks({ leadId, contactId, talkId }: Lead): (text: string, at?: Date) => MessageHook {
  const author = {
    id: randomUUID(),
    type: 'external',
    name: 'Marta Vidal',
    avatar_url: 'https://amojo.kommo.com/attachments/profiles/3f7a/file-0_128x128.jpg',
  };
  const linked = { element_type: 2, entity_type: 'lead', element_id: leadId, entity_id: leadId };
  const row = (created: number) => ({
    id: ID,
    chat_id: randomUUID(),
    talk_id: talkId,
    contact_id: contactId,
    text: TEXT,
    created_at: created,
    message_type: 'text',
    ...linked,
    type: 'incoming',
    author,
    origin: 'telegram',
  });
  let second = 0;
  let pieces: string[] = [];
  return (text, at = new Date()) => {
    const now = Math.floor(at.getTime() / 1000);
    if (now !== second) {
      second = now;
      pieces = encodeForm({ account: ACCOUNT, message: { add: [row(now)] } }).split(new RegExp(`${ID}|${TEXT}`));
    }
    const messageId = randomUUID();
    const [before = '', between = '', after = ''] = pieces;
    return { messageId, body: Buffer.from(before + messageId + between + encodeURIComponent(text) + after) };
  };
}
