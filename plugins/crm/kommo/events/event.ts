import { type Actor, type DomainEvent, type EventDataByName, type EventName, type Subject } from 'souffleur/sdk';

import { known } from '../body/known.ts';

interface Parts<N extends EventName> {
  name: N;
  subject: Subject;
  at: string;
  key: string | undefined;
  actor: Actor;
  data: EventDataByName[N];
}

/** One event as plain JSON: what is not known is absent, never undefined. */
export function event<N extends EventName>({ name, subject, at, key, actor, data }: Parts<N>): DomainEvent {
  const whole = { name, subject, at, actor, data: known(data), ...(key === undefined ? {} : { key }) };
  return whole as DomainEvent;
}
