/** Hooks as they came, what they said, and the secrets in their addresses. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques } from '../../db/base.ts';
import { type Actor } from '../../sdk/events.ts';
import { type StoredFacts } from '../subjects/schema.ts';
import { type HookProblem } from './schema.ts';

export type HookState = 'received' | 'processing' | 'done' | 'failed' | 'quarantined';

/** One parsed event as the hook history lists it. */
export interface ListedEvent {
  name: string;
  subject: string;
  at: string;
  key: string | null;
  duplicate: boolean;
  data: Record<string, unknown>;
}

/** The bytes exactly as they arrived: whatever happens later can be replayed from this row. */
const HookEventSchema = defineEntity({
  name: 'HookEvent',
  tableName: 'hook_events',
  properties: {
    ...tenantColumns(),
    source: p.text(),
    headers: p.json<Record<string, string>>(),
    body: p.blob().lazy(),
    bytes: p.integer(),
    digest: p.text(),
    state: p.text().$type<HookState>().default('received'),
    error: p.text().nullable(),
    /** The stable name of `error`. */
    problem: p.text().$type<HookProblem>().nullable(),
    attempts: p.integer().default(0),
    retryAt: p.datetime().nullable(),
    events: p.json<ListedEvent[]>().defaultRaw(`'[]'::jsonb`),
    receivedAt: p.datetime(),
    processedAt: p.datetime().nullable(),
  },
  uniques: [...tenantUniques],
  indexes: [
    { name: 'hook_events_waiting', expression: `create index "hook_events_waiting" on "hook_events" ("account_id", "id") where state = 'received'` },
    {
      name: 'hook_events_not_done',
      expression: `create index "hook_events_not_done" on "hook_events" ("account_id", "id") where state in ('failed', 'quarantined')`,
    },
    // Rows lie in the order of time: a few bytes for many pages, and next to nothing for an insert.
    { name: 'hook_events_received', expression: `create index "hook_events_received" on "hook_events" using brin ("received_at")` },
  ],
  ...tenantRules('hook_events'),
});
export class HookEvent extends HookEventSchema.class {}
HookEventSchema.setClass(HookEvent);

/** Facts accepted once: the unique key is what makes a repeated delivery harmless. */
const EventSchema = defineEntity({
  name: 'Event',
  tableName: 'events',
  properties: {
    ...tenantColumns(),
    hookEventId: p.uuid().nullable().index(),
    name: p.text(),
    subject: p.text(),
    /** The nearest card the event names: its lead, else its talk, contact or what it hangs on. */
    about: p.text().nullable(),
    key: p.text().nullable(),
    actor: p.json<Actor>(),
    data: p.json<Record<string, unknown>>(),
    at: p.datetime(),
    /** What was known of its subject then: a rule replayed on it sees what a live one saw. */
    facts: p.json<StoredFacts>().nullable().lazy(),
    /** Rules whose effects came back as this event. */
    chain: p.json<string[]>().defaultRaw(`'[]'::jsonb`),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [...tenantUniques, { name: 'events_account_id_key_unique', properties: ['accountId', 'key'] }],
  // Equality of text may be looked up before row security is checked; containment in an array or document may not.
  indexes: [{ properties: ['accountId', 'about', 'hookEventId'] }],
  ...tenantRules('events'),
});
export class Event extends EventSchema.class {}
EventSchema.setClass(Event);

/** What a hook only repeated: its first telling has the fact, this one is found by its card too. */
const HookCopySchema = defineEntity({
  name: 'HookCopy',
  tableName: 'hook_copies',
  properties: { ...tenantColumns(), hookEventId: p.uuid(), about: p.text() },
  uniques: [...tenantUniques],
  indexes: [{ properties: ['accountId', 'about', 'hookEventId'] }],
  ...tenantRules('hook_copies'),
});
export class HookCopy extends HookCopySchema.class {}
HookCopySchema.setClass(HookCopy);

/** The unguessable part of a hook address. Found by its digest, shown again from the sealed copy. */
const HookSecretSchema = defineEntity({
  name: 'HookSecret',
  tableName: 'hook_secrets',
  properties: {
    ...tenantColumns(),
    pluginId: p.text(),
    digest: p.text().unique(),
    sealed: p.blob(),
    createdAt: p.datetime().onCreate(() => new Date()),
    /** Rotated out: still accepted until then, so that no hook is lost in between. */
    retiredAt: p.datetime().nullable(),
  },
  uniques: [...tenantUniques],
  ...tenantRules('hook_secrets'),
});
export class HookSecret extends HookSecretSchema.class {}
HookSecretSchema.setClass(HookSecret);
