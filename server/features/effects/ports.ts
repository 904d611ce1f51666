/** What running an action asks of the host and of the facts: their part of the contract with this feature. */
import { type EntityManager } from '@mikro-orm/postgresql';

import { type Effect } from '../../sdk/effects.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { type Facts } from '../../sdk/facts.ts';
import { type Language } from '../../sdk/types.ts';

export interface SubjectFacts {
  facts(em: EntityManager, event: DomainEvent, options: { now: Date }): Promise<Facts>;
}

export interface ActionHost {
  /** What the action asks for. @throws Refuse, Retry, PluginError */
  act(accountId: string, actionId: string, input: unknown, event: DomainEvent, about: { facts: Facts; key: string }): Promise<Effect[]>;
  /** The same in words. */
  preview(accountId: string, actionId: string, input: unknown, about: { event: DomainEvent; facts: Facts; language: Language }): Promise<string>;
}
