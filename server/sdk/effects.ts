/** What an action asks for. It enqueues and calls nobody itself: the product carries effects out, once, under its limits. */
import { type ChangeBody } from './changes.ts';
import { type Facts } from './facts.ts';
import { type Subject } from './subjects.ts';

export type Effect =
  /** A text to the customer. The gates (hours, window, opt-out, a person at work) are asked before it leaves. */
  | { kind: 'message'; text: string; /** Absent: the talk of the event, else the lead's newest open one. */ talk?: Subject }
  /** The agent writes: a draft, or a message where its mode is `auto`. */
  | { kind: 'reply'; wish?: string; agentId?: string; talk?: Subject }
  | { kind: 'crm'; change: ChangeBody }
  /** An HTTPS call to a public host, signed by us; its answer can be used by later actions. */
  | {
      kind: 'webhook';
      url: string;
      method: 'POST' | 'PUT' | 'PATCH' | 'GET' | 'DELETE';
      headers?: Readonly<Record<string, string>>;
      /** As it goes out; at most 64 KiB. */
      body?: string;
    }
  /** To members, in the bell: `responsible` of the lead, `admins`, or CRM ids of users. */
  | { kind: 'notification'; to: 'responsible' | 'admins' | readonly string[]; text: string }
  /** The agent keeps quiet in the talk; 0 minutes wakes it. */
  | { kind: 'pause'; minutes: number; talk?: Subject };

export type EffectKind = Effect['kind'];

/** What an action gets beside its context. */
export interface Effects {
  facts: Facts;
  /** Base of the idempotency keys of everything this run enqueues. */
  key: string;
  /** Kept in order; carried out after `run` has ended well, each once. At most 20. */
  enqueue(effect: Effect): void;
}
