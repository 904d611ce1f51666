import { type DomainEvent, subject, type TalkData } from 'souffleur/sdk';

import { flagAt, idAt, keyOf, leadIdAt, longIdAt, type Row, textAt, timeAt } from '../body/row.ts';
import { type Tree } from '../body/tree.ts';
import { event } from './event.ts';

/** Closing is an update with `is_in_work=0`; reading one with `is_read=1`. Who did it is not said. */
export function talkEvents({ action, tree, receivedAt }: Row): DomainEvent[] {
  const id = idAt(tree, 'talk_id') ?? idAt(tree, 'id');
  if (!id || (action !== 'add' && action !== 'update')) return [];
  const data = talkData(id, tree);
  const name = action === 'add' ? 'talk.opened' : data.open === false ? 'talk.closed' : 'talk.updated';
  const at = timeAt(tree, 'updated_at', 'created_at');
  const key = keyOf(name, id, at, `${textAt(tree, 'is_read')}.${textAt(tree, 'rate')}.${textAt(tree, 'entity_id')}`);
  return [event({ name, subject: subject('talk', id), at: at ?? receivedAt, key, actor: { kind: 'unknown' }, data })];
}

function talkData(id: string, tree: Tree): TalkData {
  return {
    id,
    chatId: longIdAt(tree, 'chat_id'),
    contactId: idAt(tree, 'contact_id'),
    leadId: leadIdAt(tree),
    origin: textAt(tree, 'origin'),
    open: flagAt(tree, 'is_in_work'),
    read: flagAt(tree, 'is_read'),
    createdAt: timeAt(tree, 'created_at'),
    updatedAt: timeAt(tree, 'updated_at'),
  };
}
