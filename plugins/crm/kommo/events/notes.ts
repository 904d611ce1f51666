/** Notes of leads, contacts, companies and customers. A call is a note of type 10 or 11. */
import { type Actor, type CallData, type DomainEvent, type Subject, subject } from 'souffleur/sdk';

import { parseInner } from '../body/json.ts';
import { entityAt, idAt, keyOf, type Row, textAt, timeAt, toNumber, userAt } from '../body/row.ts';
import { type Tree } from '../body/tree.ts';
import { isMissed } from './calls.ts';
import { event } from './event.ts';

const CALLS = new Map<string, 'in' | 'out'>([
  ['10', 'in'],
  ['11', 'out'],
  ['call_in', 'in'],
  ['call_out', 'out'],
]);

/** `[note][…]`, under contacts with `[type]` beside it. */
export function noteEvents({ entity, tree, receivedAt }: Row): DomainEvent[] {
  const note = tree.at('note') ?? tree;
  const id = idAt(note, 'id');
  if (!id) return [];
  const type = textAt(note, 'note_type') ?? 'unknown';
  const about = entityAt(note) ?? holderAt(entity, tree, note);
  const createdAt = timeAt(note, 'created_at');
  const updatedAt = timeAt(note, 'updated_at');
  const common = { at: createdAt ?? receivedAt, actor: actorOf(note) };
  const inner = parseInner(textAt(note, 'text'));
  const direction = CALLS.get(type);
  if (!direction) {
    const text = inner?.get('text') ?? textAt(note, 'text');
    const data = { id, entity: about, type, text, createdAt, updatedAt };
    return [event({ ...common, name: 'note.added', subject: subject('note', id), key: keyOf('note.added', id, updatedAt), data })];
  }
  const call = callData(id, direction, note, inner);
  const name = call.missed ? 'call.missed' : 'call.finished';
  // A call is missed once; a finished one comes again when its recording is there.
  const key = call.missed ? keyOf(name, id) : keyOf(name, id, updatedAt);
  return [event({ ...common, name, subject: subject('call', id), key, data: { ...call, entity: about, createdAt, updatedAt } })];
}

function callData(id: string, direction: 'in' | 'out', note: Tree, inner: Map<string, string> | undefined): CallData {
  const duration = toNumber(inner?.get('duration'));
  const status = toNumber(inner?.get('call_status'));
  const recordingUrl = inner?.get('link') || undefined;
  return {
    id,
    direction,
    duration: Math.max(0, duration ?? 0),
    status,
    missed: isMissed({ direction, duration, status, recordingUrl }),
    phone: inner?.get('phone') || undefined,
    recordingUrl,
    responsibleId: idAt(note, 'main_user_id'),
  };
}

/** The row's own place says whose note it is where the note itself does not. */
function holderAt(entity: string, tree: Tree, note: Tree): Subject | undefined {
  const id = idAt(note, 'element_id');
  if (!id) return undefined;
  if (entity === 'leads') return subject('lead', id);
  if (entity === 'customers') return subject('customer', id);
  return subject(entity === 'companies' || textAt(tree, 'type') === 'company' ? 'company' : 'contact', id);
}

function actorOf(note: Tree): Actor {
  const actor = userAt(note, 'modified_by', 'created_by');
  const name = authorName(textAt(note, 'metadata'));
  return actor.kind === 'user' && name ? { ...actor, name } : actor;
}

function authorName(metadata: string | undefined): string | undefined {
  return /"author_name":"([^"\\]{1,200})"/.exec(metadata?.slice(0, 2_000) ?? '')?.[1];
}
