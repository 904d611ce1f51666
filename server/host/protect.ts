/** What plugins are given to look at, made once per event and safe from a plugin that writes to it. */
import { type DomainEvent } from '../sdk/events.ts';
import { type Facts } from '../sdk/facts.ts';

/** A frozen copy of plain data; the caller's own stays as it was. */
export function frozenCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy)) as T;
  if (value instanceof Date) return new Date(value) as T;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, part]) => [key, frozenCopy(part as unknown)]))) as T;
}

/** Freezes what nobody else holds, as far as it is plain. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part as unknown);
  return value;
}

const events = new WeakMap<DomainEvent, DomainEvent>();
const views = new WeakMap<Facts, Facts>();

export function guardedEvent(event: DomainEvent): DomainEvent {
  const known = events.get(event);
  if (known) return known;
  const copy = frozenCopy(event);
  events.set(event, copy);
  return copy;
}

export function guardedFacts(facts: Facts): Facts {
  const known = views.get(facts);
  if (known) return known;
  const view = viewOf(facts);
  views.set(facts, view);
  return view;
}

function viewOf(facts: Facts): Facts {
  const at = facts.now.getTime();
  return Object.freeze({
    // A frozen date can still be set: everybody gets one of their own.
    get now() {
      return new Date(at);
    },
    account: frozenCopy(facts.account),
    lead: frozenCopy(facts.lead),
    contact: frozenCopy(facts.contact),
    company: frozenCopy(facts.company),
    talk: frozenCopy(facts.talk),
    task: frozenCopy(facts.task),
    call: frozenCopy(facts.call),
    history: frozenCopy(facts.history),
    text: facts.text,
    nameOf: (...asked) => facts.nameOf(...asked),
    intent: async (labels) => frozenCopy(await facts.intent(labels)),
    subject: async () => frozenCopy(await facts.subject()),
    passages: async (text) => frozenCopy(await facts.passages(text)),
    users: async () => frozenCopy(await facts.users()),
  } satisfies Facts);
}
