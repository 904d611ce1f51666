/** Contacts and companies share one entity name in hooks; customers look alike under their own. */
import { type ContactData, type DomainEvent, subject } from 'souffleur/sdk';

import { emailsOf, fieldsAt, phonesOf, tagsAt } from '../body/fields.ts';
import { fingerprint, idAt, keyOf, type Row, textAt, timeAt, userAt } from '../body/row.ts';
import { type Tree } from '../body/tree.ts';
import { event } from './event.ts';
import { noteEvents } from './notes.ts';
import { isTrigger, triggerEvents } from './pipeline.ts';

const VERBS = new Map([
  ['add', 'created'],
  ['update', 'updated'],
  ['responsible', 'responsible_changed'],
  ['delete', 'deleted'],
] as const);

/** A company says `type=company`; old senders use `companies`. */
export function contactEvents(row: Row): DomainEvent[] {
  if (row.action === 'note') return noteEvents(row);
  const isCompany = row.entity === 'companies' || textAt(row.tree, 'type') === 'company';
  const kind = isCompany ? 'company' : 'contact';
  const verb = row.action === 'restore' ? 'restored' : verbOf(row);
  return verb ? changed(row, kind, `${kind}.${verb}`) : [];
}

/** Customers cannot be restored. */
export function customerEvents(row: Row): DomainEvent[] {
  if (row.action === 'note') return noteEvents(row);
  if (isTrigger(row)) return triggerEvents(row);
  const verb = verbOf(row);
  return verb ? changed(row, 'customer', `customer.${verb}`) : [];
}

/** A change of hands arrives as an `update` that names the former one; it is told as what it is. */
function verbOf({ action, tree }: Row) {
  const former = idAt(tree, 'old_responsible_user_id');
  if (action === 'update' && former && former !== responsibleAt(tree)) return 'responsible_changed';
  return VERBS.get(action as Parameters<typeof VERBS.get>[0]);
}

type Changed = `${'contact' | 'company' | 'customer'}.${'created' | 'updated' | 'responsible_changed' | 'deleted'}` | 'contact.restored' | 'company.restored';

function changed({ action, tree, receivedAt }: Row, kind: 'contact' | 'company' | 'customer', name: Changed): DomainEvent[] {
  const id = idAt(tree, 'id');
  if (!id) return [];
  const times = action === 'add' ? ['created_at', 'date_create'] : ['updated_at', 'last_modified', 'date_modify'];
  // The time in the body of a deletion would be that of the change before it.
  const at = action === 'delete' ? undefined : timeAt(tree, ...times);
  const actor = action === 'add' ? userAt(tree, 'created_user_id', 'created_by') : userAt(tree, 'modified_user_id', 'modified_by');
  const key = action === 'delete' ? undefined : keyOf(name, id, at, action === 'update' ? fingerprint(tree) : '');
  return [event({ name, subject: subject(kind, id), at: at ?? receivedAt, key, actor, data: personData(id, tree) })];
}

const responsibleAt = (tree: Tree): string | undefined => idAt(tree, 'responsible_user_id') ?? idAt(tree, 'main_user_id');

function personData(id: string, tree: Tree): ContactData {
  const fields = fieldsAt(tree);
  return {
    id,
    name: textAt(tree, 'name'),
    phones: phonesOf(fields),
    emails: emailsOf(fields),
    responsibleId: responsibleAt(tree),
    previousResponsibleId: idAt(tree, 'old_responsible_user_id'),
    companyId: idAt(tree, 'linked_company_id'),
    leadIds: leadIds(tree),
    tags: tagsAt(tree),
    fields,
    createdAt: timeAt(tree, 'created_at', 'date_create'),
    updatedAt: timeAt(tree, 'updated_at', 'last_modified', 'date_modify'),
  };
}

/** `linked_leads_id[24510983][ID]=24510983`: a map by id, not a list. */
function leadIds(tree: Tree): string[] | undefined {
  return tree
    .at('linked_leads_id')
    ?.children()
    .flatMap((lead) => idAt(lead, 'ID') ?? []);
}
