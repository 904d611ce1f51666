/** List elements: products, as far as we care. */
import { type DomainEvent, subject } from 'souffleur/sdk';

import { fieldsAt } from '../body/fields.ts';
import { known } from '../body/known.ts';
import { fingerprint, flagAt, idAt, keyOf, type Row, textAt, timeAt, toNumber, userAt } from '../body/row.ts';
import { event } from './event.ts';

const NAMES = new Map([
  ['add', 'product.created'],
  ['update', 'product.updated'],
  ['delete', 'product.deleted'],
] as const);

export function catalogEvents({ action, tree, receivedAt }: Row): DomainEvent[] {
  const name = NAMES.get(action as Parameters<typeof NAMES.get>[0]);
  const id = idAt(tree, 'id');
  if (!name || !id) return [];
  const times = action === 'add' ? ['created_at', 'date_create'] : ['updated_at', 'date_modify'];
  // The time in the body of a deletion would be that of the change before it.
  const at = action === 'delete' ? undefined : timeAt(tree, ...times);
  const key = action === 'delete' ? undefined : keyOf(name, id, at, action === 'update' ? fingerprint(tree) : '');
  const fields = fieldsAt(tree);
  const data = known({
    id,
    catalogId: idAt(tree, 'catalog_id'),
    name: textAt(tree, 'name'),
    sku: fields?.find((field) => field.code === 'SKU')?.values[0],
    price: toNumber(fields?.find((field) => field.code === 'PRICE')?.values[0]),
    description: fields?.find((field) => field.code === 'DESCRIPTION')?.values[0],
    removed: flagAt(tree, 'deleted'),
    fields,
    createdAt: timeAt(tree, 'created_at', 'date_create'),
    updatedAt: timeAt(tree, 'updated_at', 'date_modify'),
  });
  return [
    event({ name, subject: subject('product', id), at: at ?? receivedAt, key, actor: userAt(tree, action === 'add' ? 'created_by' : 'modified_by'), data }),
  ];
}
