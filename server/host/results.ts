/** What a plugin may answer. The types promise it; code from outside is checked nevertheless. */
import { z } from 'zod';

import { type DomainEvent, type EventName, eventNames } from '../sdk/events.ts';
import { type Subject } from '../sdk/subjects.ts';
import { type HistoryPage, type ListPage, type ProbeResult, type Snapshot } from '../sdk/crm-data.ts';
import { type ParsedHook, type Receipt } from '../sdk/types.ts';

const names: ReadonlySet<string> = new Set(eventNames);
const Time = z.iso.datetime();
const Text = z.string().max(1_000);

const Event = z.object({
  name: z.custom<EventName>((value) => typeof value === 'string' && names.has(value), 'no known event name'),
  subject: z.custom<Subject>((value) => typeof value === 'string' && value.length <= 400 && /^[a-z_]+:./.test(value), 'no subject'),
  at: Time,
  key: Text.optional(),
  actor: z.object({ kind: z.enum(['customer', 'user', 'robot', 'unknown']), id: Text.optional(), name: z.string().optional() }),
  data: z.record(z.string(), z.unknown()),
});

const Parsed = z.object({
  account: z.object({ id: Text.optional(), subdomain: Text.optional() }).optional(),
  events: z.array(Event),
});

/** Each throws a `z.ZodError` for rubbish. */
export const parsedHook = (value: unknown): ParsedHook => {
  const { account, events } = Parsed.parse(value);
  return { ...(account ? { account } : {}), events: events as DomainEvent[] };
};

export const receipt = (value: unknown): Receipt => z.object({ id: Text.optional(), via: Text.min(1), at: Time }).parse(value);
export const maybeReceipt = (value: unknown): Receipt | null => (value === null ? null : receipt(value));

const Shape = z.object({
  kind: z.enum(['lead', 'contact', 'company', 'customer', 'task', 'note', 'call', 'talk', 'product', 'definition', 'subscription', 'account', 'user']),
  data: z.looseObject({ id: Text.min(1) }),
  messages: z.array(z.looseObject({ id: Text.min(1) })).optional(),
});

export const snapshot = (value: unknown): Snapshot | null => (value === null ? null : (Shape.parse(value) as Snapshot));
const Next = z.string().min(1).max(2_000).optional();
const List = z.object({ items: z.array(Shape).max(1_000), next: Next });
const History = z.object({ events: z.array(Event).max(1_000), next: Next });
const Probed = z.object({
  request: z.object({ method: Text, path: z.string().max(4_000), body: z.unknown().optional() }),
  status: z.number().int().nullable(),
  answer: z.unknown(),
  ms: z.number().min(0),
});

export const listPage = (value: unknown): ListPage => List.parse(value) as ListPage;
export const historyPage = (value: unknown): HistoryPage => History.parse(value) as HistoryPage;
export const probeResult = (value: unknown): ProbeResult => Probed.parse(value) as ProbeResult;
export const windowHours = (value: unknown): number | null => z.number().min(0).nullable().parse(value);
