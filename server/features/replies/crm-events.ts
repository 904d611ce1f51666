/** What the CRM did beside the talk, as the model is told of it and as a sentence may rest on it. */
import { type Done } from './context-rows.ts';
import { cut } from './cut.ts';
import { type Source } from './evidence/sources.ts';
import { type Fact } from './prompt.ts';

const TEXT_MAX = 300;

/** One line each: when, and what. Texts of tasks and results are data of other people. */
export const eventsOf = (notes: readonly Done[], timezone: string): Fact[] =>
  notes.map((note) => ({ name: localTime(new Date(note.at), timezone), value: cut(said(note, timezone), TEXT_MAX) }));

/** A task's text may repeat what a customer wrote: no more proof than their messages. */
export const eventSources = (notes: readonly Done[], timezone: string): Source[] =>
  notes.map((note) => ({
    text: cut(said(note, timezone), TEXT_MAX),
    claim: note.kind !== 'call',
    evidence: { kind: 'crm' as const, id: note.subject, field: note.kind, title: note.kind },
  }));

function said({ kind, data }: Done, timezone: string): string {
  const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
  if (kind === 'call') return `${data['direction'] === 'out' ? 'we called the customer' : 'the customer called'}, ${Number(data['duration']) || 0} s`;
  const due = text('dueAt') ? ` (due ${localTime(new Date(text('dueAt')), timezone)})` : '';
  if (kind === 'task_created') return `task for us: ${text('text')}${due}`;
  return `task done: ${text('text')}${text('result') ? ` — ${text('result')}` : ''}`;
}

/** `2026-11-20 14:05` on the account's wall clock. */
function localTime(at: Date, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(at);
  } catch {
    return at.toISOString().slice(0, 16).replace('T', ' ');
  }
}
