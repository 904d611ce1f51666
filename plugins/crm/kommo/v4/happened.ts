/** One item of Kommo's event list to the event a hook would have brought, with the hook's key where it can be made. */
import { type Actor, type DomainEvent, type EventName, type Subject, subject } from 'souffleur/sdk';
import { z } from 'zod';

import { keyOf } from '../body/row.ts';
import { event } from '../events/event.ts';
import { Id, LongId, MaybeId } from './wire.ts';

type Kind = 'lead' | 'contact' | 'company' | 'customer' | 'task';

const Values = z.array(z.looseObject({})).catch([]);
export const Happened = z.object({
  id: z.coerce.string(),
  type: z.string(),
  entity_id: MaybeId,
  entity_type: z.string().catch(''),
  created_by: z.number().catch(-1),
  created_at: z
    .number()
    .positive()
    .max(253_402_300_799)
    .transform((seconds) => new Date(seconds * 1000).toISOString()),
  value_after: Values,
  value_before: Values,
  _embedded: z
    .object({ entity: z.object({ linked_talk_contact_id: MaybeId }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
type Item = z.output<typeof Happened>;

const KINDS: ReadonlySet<string> = new Set(['lead', 'contact', 'company', 'customer', 'task']);
const UPDATES =
  /^(?:name_field_changed|sale_field_changed|custom_field_(?:\d+_)?value_changed|entity_tag_(?:added|deleted)|entity_(?:un)?linked|entity_merged|task_(?:text|deadline|type)_changed|task_result_added)$/;
const NOTES = /^(?:common|attachment|service)_note_added$|^(?:incoming|outgoing)_sms$/;
const VERBS = new Map([
  ['added', 'created'],
  ['deleted', 'deleted'],
  ['restored', 'restored'],
] as const);

/** Undefined for what no hook would tell. */
export function happened(item: Item): DomainEvent | undefined {
  const { type } = item;
  if (type === 'incoming_call' || type === 'outgoing_call') return called(item, type === 'incoming_call' ? 'in' : 'out');
  if (type === 'incoming_chat_message' || type === 'outgoing_chat_message') return said(item, type === 'incoming_chat_message' ? 'in' : 'out');
  if (type === 'talk_created' || type === 'talk_closed') return talked(item, type === 'talk_created');
  if (NOTES.test(type)) return noted(item);
  return item.entity_id && KINDS.has(item.entity_type) ? changed(item, item.entity_type as Kind, item.entity_id) : undefined;
}

function changed(item: Item, kind: Kind, id: string): DomainEvent | undefined {
  const { type, created_at: at } = item;
  if (UPDATES.test(type)) return told(item, kind, id, 'updated');
  if (type === 'lead_status_changed' && kind === 'lead') return moved(item, id);
  if (type === 'task_completed' && kind === 'task') return told(item, kind, id, 'completed', { completed: true }, keyOf('task.completed', id, at, ''));
  if (type === 'entity_responsible_changed') return handedOver(item, kind, id);
  const verb = type.startsWith(`${kind}_`) ? VERBS.get(type.slice(kind.length + 1) as Parameters<typeof VERBS.get>[0]) : undefined;
  if (!verb || (verb === 'restored' && (kind === 'task' || kind === 'customer'))) return undefined;
  return told(item, kind, id, verb, verb === 'created' ? { createdAt: at } : {}, verb === 'deleted' ? undefined : keyOf(`${kind}.${verb}`, id, at));
}

function moved(item: Item, id: string): DomainEvent {
  const [after, before] = [valueOf(item.value_after, 'lead_status'), valueOf(item.value_before, 'lead_status')];
  const place = { pipelineId: idIn(after, 'pipeline_id'), stageId: idIn(after, 'id') };
  const data = { ...place, previousPipelineId: idIn(before, 'pipeline_id'), previousStageId: idIn(before, 'id') };
  return told(item, 'lead', id, 'stage_changed', data, keyOf('lead.stage_changed', id, item.created_at, `${place.pipelineId}.${place.stageId}`));
}

function handedOver(item: Item, kind: Kind, id: string): DomainEvent {
  const responsibleId = idIn(valueOf(item.value_after, 'responsible_user'), 'id');
  const data = { responsibleId, previousResponsibleId: idIn(valueOf(item.value_before, 'responsible_user'), 'id') };
  const key = keyOf(`${kind}.responsible_changed`, id, item.created_at, kind === 'lead' ? `${responsibleId}` : '');
  return told(item, kind, id, 'responsible_changed', data, key);
}

function told(item: Item, kind: Kind, id: string, verb: string, data: object = {}, key?: string): DomainEvent {
  const name = `${kind}.${verb}` as EventName;
  return event({
    name,
    subject: subject(kind, id),
    at: item.created_at,
    key,
    actor: actorOf(item),
    data: { id, updatedAt: item.created_at, ...data } as never,
  });
}

/** Whether it was missed, how long it was and who spoke stands in its note. */
function called(item: Item, direction: 'in' | 'out'): DomainEvent | undefined {
  const id = idIn(valueOf(item.value_after, 'note'), 'id');
  if (!id) return undefined;
  const data = { id, entity: entityOf(item), direction, duration: 0, missed: false, createdAt: item.created_at };
  return event({ name: 'call.finished', subject: subject('call', id), at: item.created_at, key: undefined, actor: actorOf(item), data });
}

function noted(item: Item): DomainEvent | undefined {
  const id = idIn(valueOf(item.value_after, 'note'), 'id');
  if (!id) return undefined;
  const at = item.created_at;
  const data = { id, entity: entityOf(item), type: item.type, createdAt: at };
  return event({ name: 'note.added', subject: subject('note', id), at, key: keyOf('note.added', id, at), actor: actorOf(item), data });
}

/** Who wrote what is not told; the list of the talk's messages has it. */
function said(item: Item, direction: 'in' | 'out'): DomainEvent | undefined {
  const message = valueOf(item.value_after, 'message');
  const id = LongId.safeParse(message?.['id']).data;
  if (!id) return undefined;
  const name = direction === 'in' ? 'message.received' : 'message.sent';
  const origin = message?.['origin'];
  const actor: Actor = direction === 'in' ? { kind: 'customer' } : actorOf(item);
  const data = {
    id,
    talkId: idIn(message, 'talk_id'),
    ...holdersOf(item),
    origin: typeof origin === 'string' ? origin : undefined,
    direction,
    text: '',
    author: actor,
    at: item.created_at,
  };
  return event({ name, subject: subject('message', id), at: item.created_at, key: keyOf(name, id), actor, data });
}

function talked(item: Item, open: boolean): DomainEvent | undefined {
  const id = idIn(valueOf(item.value_after, 'talk'), 'id') ?? idIn(valueOf(item.value_after, 'talk'), 'talk_id');
  if (!id) return undefined;
  const name = open ? 'talk.opened' : 'talk.closed';
  const data = { id, ...holdersOf(item), open, updatedAt: item.created_at };
  return event({ name, subject: subject('talk', id), at: item.created_at, key: undefined, actor: { kind: 'unknown' }, data });
}

/** A talk's events are written on its lead, or on the contact where there is none. */
const holdersOf = ({ entity_id: id, entity_type: type, _embedded }: Item) => ({
  contactId: _embedded?.entity?.linked_talk_contact_id ?? (type === 'contact' ? id : undefined),
  leadId: type === 'lead' ? id : undefined,
});

const entityOf = ({ entity_id: id, entity_type: type }: Item): Subject | undefined =>
  id && KINDS.has(type) && type !== 'task' ? subject(type as Exclude<Kind, 'task'>, id) : undefined;

/** `created_by` 0 is the robot. */
function actorOf({ created_by: by }: Item): Actor {
  if (by === 0) return { kind: 'robot' };
  return by > 0 ? { kind: 'user', id: String(by) } : { kind: 'unknown' };
}

function valueOf(values: Record<string, unknown>[], name: string): Record<string, unknown> | undefined {
  const found = values.map((value) => value[name]).find((value) => typeof value === 'object' && value !== null);
  return found as Record<string, unknown> | undefined;
}

const idIn = (value: Record<string, unknown> | undefined, name: string): string | undefined => Id.safeParse(value?.[name]).data;
