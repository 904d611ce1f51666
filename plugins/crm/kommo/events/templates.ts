/** A WhatsApp template went through review. It comes as a bare `add[]` with `reviews`. */
import { type DomainEvent, subject } from 'souffleur/sdk';

import { known } from '../body/known.ts';
import { fingerprint, flatten, idAt, keyOf, type Row, textAt, timeAt } from '../body/row.ts';
import { event } from './event.ts';

export function templateEvents({ tree, receivedAt }: Row): DomainEvent[] {
  const id = idAt(tree, 'id');
  if (!id) return [];
  const at = timeAt(tree, 'updated_at', 'created_at');
  const review = tree.at('reviews')?.children().at(-1);
  const data = { ...flatten(tree), ...known({ name: textAt(tree, 'name'), status: textAt(review, 'status'), reason: textAt(review, 'reject_reason') }) };
  const key = keyOf('template.reviewed', id, at, fingerprint(tree));
  return [event({ name: 'template.reviewed', subject: subject('template', id), at: at ?? receivedAt, key, actor: { kind: 'robot' }, data })];
}
