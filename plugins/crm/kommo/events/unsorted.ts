/** Incoming leads. Accepting and declining are both a `delete`. */
import { type DomainEvent, subject } from 'souffleur/sdk';

import { known } from '../body/known.ts';
import { fingerprint, flatten, idAt, keyOf, longIdAt, type Row, textAt, timeAt, userAt } from '../body/row.ts';
import { type Tree } from '../body/tree.ts';
import { event } from './event.ts';

export function unsortedEvents({ action, tree, receivedAt }: Row): DomainEvent[] {
  const uid = longIdAt(tree, 'uid');
  const name = nameOf(action, tree);
  if (!uid || !name) return [];
  const at = timeAt(tree, 'created_at', 'date_create') ?? receivedAt;
  const key = keyOf(name, uid, action === 'update' ? fingerprint(tree) : '');
  const data = { ...flatten(tree), ...known(summary(tree)), id: uid };
  return [event({ name, subject: subject('incoming_lead', uid), at, key, actor: userAt(tree, 'modified_user_id'), data })];
}

function nameOf(action: string, tree: Tree) {
  if (action === 'add') return 'incoming_lead.created';
  if (action === 'update') return 'incoming_lead.updated';
  if (action !== 'delete') return undefined;
  const verdict = textAt(tree, 'action');
  if (verdict === 'accept' || tree.at('accept_result')) return 'incoming_lead.accepted';
  return verdict === 'decline' || tree.at('decline_result') ? 'incoming_lead.declined' : undefined;
}

/** The few facts that have one name here, whichever of the sender's variants they came in. */
function summary(tree: Tree) {
  const result = tree.at('accept_result') ?? tree.at('decline_result');
  return {
    category: textAt(tree, 'category'),
    pipelineId: idAt(tree, 'pipeline_id'),
    leadId: idAt(tree, 'lead_id') ?? idAt(tree, 'data', 'leads', '0', 'id') ?? idAt(result, 'leads', '0'),
    contactId: idAt(tree, 'data', 'contacts', '0', 'id') ?? idAt(result, 'contacts', '0'),
    chatId: longIdAt(tree, 'source_data', 'origin', 'chat_id'),
    from: textAt(tree, 'source_data', 'name') ?? textAt(tree, 'source_data', 'from'),
  };
}
