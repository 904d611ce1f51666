/** What a plugin may answer. The types promise it; code from outside is checked nevertheless. */
import { z } from 'zod';

import { type Effect } from '../sdk/effects.ts';
import { eventNames } from '../sdk/event-names.ts';
import { type DomainEvent, type EventName } from '../sdk/events.ts';
import { type Subject } from '../sdk/subjects.ts';
import { type FactKey } from '../sdk/facts.ts';
import { type HistoryPage, type ListPage, type ProbeResult, type Snapshot } from '../sdk/crm-data.ts';
import { type Constant, type ParsedHook, type Receipt, type Tested } from '../sdk/types.ts';
import { EffectShape } from './effect-shapes.ts';

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

const FOUND_TEXT = 300;
const FOUND_ITEMS = 20;

/** By hand: it is asked for every rule and event. @throws Error */
export function tested(value: unknown): Tested {
  if (typeof value === 'boolean') return { holds: value };
  if (typeof value !== 'object' || value === null || typeof (value as Tested).holds !== 'boolean')
    throw new Error('test() must answer true, false or { holds, found }');
  const { holds, found } = value as { holds: boolean; found?: unknown };
  if (found === undefined) return { holds };
  if (found === null || typeof found === 'number' || typeof found === 'boolean') return { holds, found };
  if (typeof found === 'string') return { holds, found: found.slice(0, FOUND_TEXT) };
  if (Array.isArray(found) && found.every((one) => typeof one === 'string'))
    return { holds, found: found.slice(0, FOUND_ITEMS).map((one) => one.slice(0, FOUND_TEXT)) };
  throw new Error('what test() found must be a text, a number, a boolean, null or a list of texts');
}

const PREVIEW_TEXT = 1_000;
export const previewText = (value: unknown): string => {
  if (typeof value !== 'string' || value.trim() === '') throw new Error('preview() must answer with words');
  return value.length > PREVIEW_TEXT ? `${value.slice(0, PREVIEW_TEXT - 1)}…` : value;
};

const FACT = /^(?:lead\.(?:stage|pipeline|responsible|tag)|talk\.channel|(?:lead|contact|company)\.field\..{1,100})$/u;
const Constants = z
  .array(z.object({ fact: z.custom<FactKey>((value) => typeof value === 'string' && FACT.test(value)), in: z.array(z.string().max(1_000)).max(500) }))
  .max(20);

export const constants = (value: unknown): readonly Constant[] => Constants.parse(value);

/** What an action asks for. */
export const effect = (value: unknown): Effect => EffectShape.parse(value) as Effect;

/** The first thing that is wrong, in words. */
export function whatIsWrong(error: unknown, what: string): string {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
  if (!issue) return `${what} cannot be read`;
  return `${[what, ...issue.path].join('.')}: ${issue.message}`;
}
