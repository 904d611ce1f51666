/**
 * Our own writes come back as events. Which of our effects such an event tells of: by what it is about and by its values,
 * for the CRM's hook may be here before its answer to us is. Pure.
 */
import { type CardValues, type ChangeBody, type FieldChange } from '../../sdk/changes.ts';
import { type Effect as EffectBody } from '../../sdk/effects.ts';
import { type DomainEvent, type FieldValue, type LeadData } from '../../sdk/events.ts';
import { type Receipt } from '../../sdk/types.ts';

/** What a thing that does not exist yet is looked for under. */
const NEW_LEAD = 'lead:new';
const NEW_TASK = 'task:new';

/** What an effect changes; undefined where its echo is found another way, or it has none. */
export function targetOf(effect: EffectBody): string | undefined {
  if (effect.kind !== 'crm') return undefined;
  const { change } = effect;
  switch (change.kind) {
    case 'update_card':
    case 'add_note':
      return change.subject;
    case 'add_task':
      return change.subject ?? NEW_TASK;
    case 'complete_task':
      return `task:${change.taskId}`;
    case 'create_lead':
      return NEW_LEAD;
    default:
      return undefined;
  }
}

/** What effects this event may be the echo of are filed under. */
export function placesOf(event: DomainEvent): string[] {
  switch (event.name) {
    case 'task.created':
      return [event.data.entity ?? NEW_TASK, NEW_TASK];
    case 'note.added':
      return event.data.entity ? [event.data.entity] : [];
    case 'lead.created':
      return [NEW_LEAD];
    case 'task.completed':
    case 'task.updated':
    case 'lead.updated':
    case 'lead.stage_changed':
    case 'lead.responsible_changed':
    case 'contact.updated':
    case 'contact.responsible_changed':
    case 'company.updated':
    case 'company.responsible_changed':
      return [event.subject];
    default:
      return [];
  }
}

/** Does the event tell of this change? `receipt`: the CRM's answer, where it has come already. */
export function tells(event: DomainEvent, change: ChangeBody, receipt: Receipt | null | undefined): boolean {
  switch (change.kind) {
    case 'update_card':
      return event.subject === change.subject && tellsOfCard(event, change.values);
    case 'create_lead':
      return event.name === 'lead.created' && (receipt?.id ? receipt.id === event.data.id : agree(change.values, event.data));
    case 'add_task':
      if (event.name !== 'task.created') return false;
      return receipt?.id ? receipt.id === event.data.id : event.data.entity === change.subject && sameWords(event.data.text, change.text);
    case 'complete_task':
      return (event.name === 'task.completed' || event.name === 'task.updated') && event.data.id === change.taskId;
    case 'add_note':
      if (event.name !== 'note.added') return false;
      return receipt?.id ? receipt.id === event.data.id : event.data.entity === change.subject && sameWords(event.data.text, change.text);
    default:
      return false;
  }
}

function tellsOfCard(event: DomainEvent, values: CardValues): boolean {
  switch (event.name) {
    case 'lead.stage_changed':
      return values.stageId !== undefined && agree(values, event.data);
    case 'lead.responsible_changed':
    case 'contact.responsible_changed':
    case 'company.responsible_changed':
      return values.responsibleId !== undefined && agree(values, event.data);
    case 'lead.updated':
    case 'contact.updated':
    case 'company.updated':
      return agree(values, event.data);
    default:
      return false;
  }
}

/** Whatever both name is the same; what the event does not name speaks for nothing. */
function agree(values: CardValues, data: Pick<LeadData, 'name' | 'price' | 'pipelineId' | 'stageId' | 'responsibleId' | 'tags' | 'fields'>): boolean {
  const { addTags = [], removeTags = [], fields = [] } = values;
  const same = (['name', 'price', 'pipelineId', 'stageId', 'responsibleId'] as const).every(
    (key) => values[key] === undefined || data[key] === undefined || String(values[key]) === String(data[key]),
  );
  if (!same) return false;
  const tags = data.tags && new Set(data.tags.map(folded));
  if (tags && (addTags.some((tag) => !tags.has(folded(tag))) || removeTags.some((tag) => tags.has(folded(tag))))) return false;
  return !data.fields || fields.every((field) => hasField(data.fields ?? [], field));
}

/** A field that was cleared is not in the event any more. */
function hasField(known: readonly FieldValue[], { id, values = [], enums = [] }: FieldChange): boolean {
  const field = known.find((one) => one.id === id);
  const held = new Set([...(field?.values ?? []), ...(field?.enums ?? [])].map(folded));
  return [...values, ...enums].every((value) => held.has(folded(value)));
}

const folded = (value: string): string => value.trim().toLowerCase();
/** The CRM trims texts and changes line ends. */
export const sameWords = (a = '', b = ''): boolean => plain(a) === plain(b);
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
