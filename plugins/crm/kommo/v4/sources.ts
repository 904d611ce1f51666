/** What can be listed: where it lies, what narrows it, and what one item of it becomes. */
import { type ListQuery, Refuse, type Snapshot } from 'souffleur/sdk';
import { type z } from 'zod';

import { Bot, botOf, Catalog, catalogOf, Element, Field, fieldOf, LossReason, productOf, subscriptionOf, Tag, TaskType } from './definitions.ts';
import { callOf, isCall, leadOf, messageOf, noteOf, personOf, talkOf, taskOf } from './shapes.ts';
import { Lead, Note, Person, Talk, TalkMessage, Task, Webhook } from './wire.ts';

export interface Source {
  path: string;
  /** Of the collection under `_embedded`. */
  name: string;
  params: string[];
  /** `time`: by the time of the last change. `id`, `given`: by page numbers, in the order asked for or Kommo's own. */
  order: 'time' | 'id' | 'given';
  /** Undefined for what was not asked for; throws a `z.ZodError` for what is not of its documented shape. */
  item: (raw: unknown) => Snapshot | undefined;
}

const HOLDERS = new Map([
  ['lead', 'leads'],
  ['contact', 'contacts'],
  ['company', 'companies'],
  ['customer', 'customers'],
] as const);
type Holder = 'lead' | 'contact' | 'company' | 'customer';

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);
const idsOf = (ids: readonly string[] = []): string[] => ids.map((id) => `filter[id][]=${number(id)}`);

/** @throws Refuse('invalid') for a query that names nothing Kommo could have */
export function sourceOf(query: ListQuery): Source {
  const { of = '', open, ids } = query;
  switch (query.what) {
    case 'task_types':
      return source('/account', 'task_types', TaskType, (data) => ({ kind: 'definition', data: { ...data, type: 'task_type' } }), {
        params: ['with=task_types'],
      });
    case 'fields':
      return source(`/${cardsOf(of) ?? `catalogs/${number(of)}`}/custom_fields`, 'custom_fields', Field, (data) => ({
        kind: 'definition',
        data: fieldOf(data, of),
      }));
    case 'catalogs':
      return source('/catalogs', 'catalogs', Catalog, (data) => ({ kind: 'definition', data: catalogOf(data) }));
    case 'products':
      return source(`/catalogs/${number(of)}/elements`, 'elements', Element, (data) => ({ kind: 'product', data: productOf(data, of) }));
    case 'tags':
      return source(`/${cards(of)}/tags`, 'tags', Tag, (data) => ({ kind: 'definition', data: { ...data, type: 'tag', of } }));
    case 'loss_reasons':
      return source('/leads/loss_reasons', 'loss_reasons', LossReason, (data) => ({ kind: 'definition', data: { ...data, type: 'loss_reason' } }));
    case 'bots':
      return source('/bots', 'items', Bot, (data) => ({ kind: 'definition', data: botOf(data) }));
    case 'subscriptions':
      return source('/webhooks', 'webhooks', Webhook, (data) => ({ kind: 'subscription', data: subscriptionOf(data) }));
    case 'leads': {
      const pipelines = (query.pipelineIds ?? []).map((id) => `filter[pipeline_id][]=${number(id)}`);
      const toSnapshot = (lead: z.output<typeof Lead>): Snapshot | undefined => (lead.is_deleted ? undefined : { kind: 'lead', data: leadOf(lead) });
      return source('/leads', 'leads', Lead, toSnapshot, { params: ['with=contacts', ...pipelines, ...idsOf(ids)], order: ids ? 'id' : 'time' });
    }
    case 'contacts':
    case 'companies': {
      const kind = query.what === 'contacts' ? 'contact' : 'company';
      const toSnapshot = (person: z.output<typeof Person>): Snapshot | undefined => (person.is_deleted ? undefined : { kind, data: personOf(person) });
      return source(`/${query.what}`, query.what, Person, toSnapshot, { params: idsOf(ids), order: ids ? 'id' : 'time' });
    }
    case 'tasks':
      return source('/tasks', 'tasks', Task, (task) => (task.is_deleted ? undefined : { kind: 'task', data: taskOf(task) }), {
        params: [...(open ? ['filter[is_completed]=0'] : []), ...idsOf(ids)],
        order: 'id',
      });
    case 'talks':
      return source('/talks', 'talks', Talk, (talk) => (open && talk.is_in_work === false ? undefined : { kind: 'talk', data: talkOf(talk), messages: [] }), {
        params: open ? ['filter[only_in_work]=1'] : [],
      });
    case 'notes': {
      const holder = holderOf(of);
      const toSnapshot = (note: z.output<typeof Note>): Snapshot =>
        isCall(note) ? { kind: 'call', data: callOf(note, holder) } : { kind: 'note', data: noteOf(note, holder) };
      return source(`/${HOLDERS.get(holder)}/notes`, 'notes', Note, toSnapshot, { params: idsOf(ids), order: 'id' });
    }
    case 'messages': {
      const talk = { id: number(of) };
      const since = query.since ? [`filter[created_at][from]=${seconds(query.since)}`] : [];
      return source(`/talks/${talk.id}/messages`, 'messages', TalkMessage, (message) => ({ kind: 'talk', data: talk, messages: [messageOf(message, talk)] }), {
        params: since,
      });
    }
  }
}

function source<T extends z.ZodType>(
  path: string,
  name: string,
  shape: T,
  toSnapshot: (data: z.output<T>) => Snapshot | undefined,
  { params = [], order = 'given' }: Partial<Pick<Source, 'params' | 'order'>> = {},
): Source {
  return { path, name, params, order, item: (raw) => toSnapshot(shape.parse(raw)) };
}

function number(id: string): string {
  if (!/^[1-9][0-9]{0,18}$/.test(id)) throw new Refuse('invalid', `"${id.slice(0, 40)}" is no id that Kommo could have.`);
  return id;
}

function holderOf(kind: string): Holder {
  if (!HOLDERS.has(kind as Holder)) throw new Refuse('invalid', `Kommo keeps no notes on "${kind.slice(0, 40)}".`);
  return kind as Holder;
}

const cardsOf = (kind: string): string | undefined => HOLDERS.get(kind as Holder);

function cards(kind: string): string {
  const path = cardsOf(kind);
  if (!path) throw new Refuse('invalid', `Kommo has no tags of "${kind.slice(0, 40)}".`);
  return path;
}
