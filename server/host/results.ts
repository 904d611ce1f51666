/** What a plugin may answer. The types promise it; code from outside is checked nevertheless. */
import { z } from 'zod';

import { type DomainEvent, type EventName, eventNames } from '../sdk/events.ts';
import { type Subject } from '../sdk/subjects.ts';
import { type ParsedHook, type Receipt, type Snapshot } from '../sdk/types.ts';

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
  kind: z.enum(['lead', 'contact', 'company', 'task', 'note', 'call', 'talk', 'account', 'user']),
  data: z.looseObject({ id: Text.min(1) }),
  messages: z.array(z.looseObject({ id: Text.min(1) })).optional(),
});

export const snapshot = (value: unknown): Snapshot | null => (value === null ? null : (Shape.parse(value) as Snapshot));
export const windowHours = (value: unknown): number | null => z.number().min(0).nullable().parse(value);
