import { type Actor, type Attachment, type DomainEvent, type MessageData, subject } from 'souffleur/sdk';

import { known } from '../body/known.ts';
import { idAt, keyOf, leadIdAt, longIdAt, type Row, textAt, timeAt } from '../body/row.ts';
import { type Tree } from '../body/tree.ts';
import { event } from './event.ts';

/** `message[add]`, `outgoing_message[add]`, and the bare `add[]` of newer senders. */
export function messageEvents({ entity, action, tree, receivedAt }: Row): DomainEvent[] {
  const id = longIdAt(tree, 'id');
  if (!id || action !== 'add') return [];
  const direction = directionOf(entity, tree);
  const data: MessageData = {
    id,
    talkId: idAt(tree, 'talk_id'),
    chatId: longIdAt(tree, 'chat_id'),
    contactId: idAt(tree, 'contact_id'),
    leadId: leadIdAt(tree),
    origin: textAt(tree, 'origin'),
    direction,
    text: tree.at('text')?.text ?? '',
    type: textAt(tree, 'message_type'),
    author: authorOf(tree, direction),
    attachment: attachmentOf(tree),
    at: timeAt(tree, 'created_at') ?? receivedAt,
  };
  const name = direction === 'in' ? 'message.received' : 'message.sent';
  return [event({ name, subject: subject('message', id), at: data.at, key: keyOf(name, id), actor: data.author, data: known(data) })];
}

function directionOf(entity: string, tree: Tree): 'in' | 'out' {
  const type = textAt(tree, 'type');
  if (entity === 'outgoing_message' || type === 'outgoing') return 'out';
  if (type === 'incoming') return 'in';
  const author = textAt(tree, 'author', 'type');
  return author === 'internal' || author === 'bot' ? 'out' : 'in';
}

/** `external` is the customer, `internal` a user, `bot` a bot. Old bodies name only an id. */
function authorOf(tree: Tree, direction: 'in' | 'out'): Actor {
  const author = tree.at('author');
  const type = textAt(author, 'type');
  const name = textAt(author, 'name');
  const id = longIdAt(author, 'id');
  if (type === 'internal') return known({ kind: 'user' as const, id: idAt(author, 'user_id') ?? id, name });
  if (type === 'bot') return known({ kind: 'robot' as const, id, name });
  const isCustomer = type === 'external' || direction === 'in';
  return known({ kind: isCustomer ? ('customer' as const) : ('unknown' as const), id, name });
}

function attachmentOf(tree: Tree): Attachment | undefined {
  const attachment = tree.at('attachment');
  const type = textAt(attachment, 'type');
  const url = textAt(attachment, 'link');
  const name = textAt(attachment, 'file_name');
  return type || url || name ? known({ type: type ?? 'file', url, name }) : undefined;
}
