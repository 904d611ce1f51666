/** The middle column of a card: what was said and what happened, oldest first. */
import { type SandboxState } from '../kommo/state.ts';
import { type Change, type EventRecord, type Note } from '../kommo/types.ts';
import { readLead } from './reading.ts';

export type FeedItem =
  | {
      kind: 'message';
      id: string;
      at: number;
      direction: 'in' | 'out';
      author: string;
      by: 'customer' | 'user' | 'bot';
      text: string;
      attachment: string | null;
      delivery: string | null;
      origin: string;
    }
  | { kind: 'note'; id: string; at: number; type: string; missed: boolean; text: string; author: string }
  | { kind: 'stage'; id: string; at: number; from: string; to: string; author: string };

export interface FeedSnapshot {
  items: FeedItem[];
  lead: { id: number; name: string; price: number; pipelineId: number; statusId: number; color: string; responsible: string };
}

const ITEMS_SHOWN = 200;

const noteText = (note: Note): string => {
  const { text, duration, phone } = note.params;
  if (typeof text === 'string') return text;
  return [typeof phone === 'string' ? phone : '', typeof duration === 'number' && duration > 0 ? `${duration} s` : '']
    .filter((part) => part !== '')
    .join(' · ');
};

const stageName = (state: SandboxState, value: Record<string, unknown> | undefined): string => {
  const place = value?.['lead_status'] as { id?: number; pipeline_id?: number } | undefined;
  return state.data.pipelines.get(place?.pipeline_id ?? 0)?.statuses.find(({ id }) => id === place?.id)?.name ?? '';
};

const messages = (state: SandboxState, talkIds: readonly number[]): FeedItem[] =>
  [...state.data.messages.values()]
    .filter((message) => talkIds.includes(message.talk_id))
    .map((message) => ({
      kind: 'message',
      id: message.id,
      at: message.created_at,
      direction: message.type === 'incoming' ? 'in' : 'out',
      author: message.author.name,
      by: message.author.type === 'external' ? 'customer' : message.author.type === 'bot' ? 'bot' : 'user',
      text: message.text,
      attachment: message.attachment?.file_name ?? null,
      delivery: message.delivery_status,
      origin: state.data.talks.get(message.talk_id)?.origin ?? '',
    }));

const notes = (state: SandboxState, leadId: number, contactIds: readonly number[]): FeedItem[] =>
  [...state.data.notes.values()]
    .filter((note) => (note.entity === 'leads' && note.entity_id === leadId) || (note.entity === 'contacts' && contactIds.includes(note.entity_id)))
    .map((note) => ({
      kind: 'note',
      id: String(note.id),
      at: note.created_at,
      type: note.note_type,
      missed: note.params['call_status'] === 6,
      text: noteText(note),
      author: state.user(note.created_by)?.name ?? '',
    }));

const isMove = (event: EventRecord, leadId: number): boolean =>
  event.type === 'lead_status_changed' && event.entity_type === 'lead' && event.entity_id === leadId;

const moves = (state: SandboxState, leadId: number): FeedItem[] =>
  [...state.data.events.values()]
    .filter((event) => isMove(event, leadId))
    .map((event) => ({
      kind: 'stage',
      id: event.id,
      at: event.created_at,
      from: stageName(state, event.value_before[0]),
      to: stageName(state, event.value_after[0]),
      author: state.user(event.created_by)?.name ?? '',
    }));

/** `undefined` for a lead that is not there. */
export const readFeed = (state: SandboxState, leadId: number): FeedSnapshot | undefined => {
  const view = readLead(state, leadId);
  if (!view) return undefined;
  const { lead, status, talkIds, contacts, responsible } = view;
  const all = [
    ...messages(state, talkIds),
    ...notes(
      state,
      leadId,
      contacts.map(({ id }) => id),
    ),
    ...moves(state, leadId),
  ];
  return {
    items: all.sort((a, b) => a.at - b.at).slice(-ITEMS_SHOWN),
    lead: {
      id: lead.id,
      name: lead.name,
      price: lead.price,
      pipelineId: lead.pipeline_id,
      statusId: lead.status_id,
      color: status?.color ?? '#ccc',
      responsible,
    },
  };
};

/** Whether a change can be seen in a card's feed. */
export const concerns = (state: SandboxState, leadId: number, change: Change): boolean => {
  if (change.kind === 'reset' || change.leadId === leadId) return true;
  return change.contactId !== undefined && (state.data.leads.get(leadId)?.contact_ids.includes(change.contactId) ?? false);
};
