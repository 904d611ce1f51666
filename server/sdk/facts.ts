/**
 * What is known about the subject of an event when it happened: read once, plain, read-only. Conditions ask it and
 * nothing else, so that the same question asked of the same facts has the same answer, today and in a replay.
 */
import { type Snapshot } from './crm-data.ts';
import { type CallData, type CompanyData, type ContactData, type LeadData, type TaskData } from './events.ts';

export interface LeadFacts extends LeadData {
  stageKind?: 'incoming' | 'open' | 'won' | 'lost';
  stageEnteredAt?: string;
  /** Where it came from, in whatever words are known: channel origins, form names, utm_source. */
  sources: string[];
  openTasks: number;
  /** Of the open task that is due first. */
  nextTaskDueAt?: string;
}

export interface TalkFacts {
  /** The CRM's id. */
  id: string;
  /** The channel's own name, e.g. `waba`, `telegram`. */
  origin?: string;
  open: boolean;
  lastInAt?: string;
  lastOutAt?: string;
  /** The agent is quiet here until then. */
  pausedUntil?: string;
}

export interface HistoryFacts {
  leads: number;
  openLeads: number;
  wonLeads: number;
  lostLeads: number;
  /** Sum of the won leads' prices, whole units of the account's currency. */
  spent: number;
  messagesIn: number;
  messagesOut: number;
  callsAnswered: number;
  callsMissed: number;
  /** The first we know of this contact. */
  firstSeenAt?: string;
}

export interface AccountFacts {
  /** IANA name. */
  timezone: string;
  currency: string;
  language: string;
}

export interface UserFacts {
  id: string;
  name: string;
  active: boolean;
  admin: boolean;
  openLeads: number;
  openTasks: number;
}

/** One meaning a text may have. */
export interface IntentLabel {
  /** Stable, e.g. `price_question`. */
  id: string;
  /** What it means, in words for the model. */
  description: string;
}

export interface Intent {
  /** Null: none of them. */
  label: string | null;
  /** How sure the model is, 0 to 1. */
  score: number;
}

/** Nouns whose CRM ids have names. A stage's id is `pipelineId:stageId`, a field's `lead.field.<id>`. */
export type Named = 'pipeline' | 'stage' | 'user' | 'field' | 'task_type' | 'loss_reason' | 'catalog' | 'product' | 'bot' | 'agent';

export interface Facts {
  /** When the event happened: the "now" of every question. */
  readonly now: Date;
  readonly account: AccountFacts;
  readonly lead: LeadFacts | null;
  readonly contact: ContactData | null;
  readonly company: CompanyData | null;
  readonly talk: TalkFacts | null;
  readonly task: TaskData | null;
  readonly call: CallData | null;
  /** Of the contact. */
  readonly history: HistoryFacts | null;
  /** The customer's message the event brought; empty where it brought none. */
  readonly text: string;
  /** The name of a CRM id as it is known now; the id itself where it is not. */
  nameOf(noun: Named, id: string): string;
  /** Which of the meanings the event's text has: asked of a model once and stored. */
  intent(labels: readonly IntentLabel[]): Promise<Intent>;
  /** The event's own subject. */
  subject(): Promise<Snapshot | null>;
  /** Passages of the account's knowledge nearest to a text, best first. */
  passages(text: string): Promise<{ text: string; title: string }[]>;
  /** Who could take something over, with what they have to do. */
  users(): Promise<UserFacts[]>;
}

/**
 * A fact by which rules are found without being asked: `lead.stage` (`pipelineId:stageId`), `lead.pipeline`,
 * `lead.responsible`, `lead.tag`, `talk.channel`, and `lead.field.<id>` (also `contact.`, `company.`), where the value
 * is a display text or an option's id.
 */
export type FactKey = 'lead.stage' | 'lead.pipeline' | 'lead.responsible' | 'lead.tag' | 'talk.channel' | `${'lead' | 'contact' | 'company'}.field.${string}`;

/** The values of a fact, as texts; none where it is not known. */
export function factValues(facts: Pick<Facts, 'lead' | 'contact' | 'company' | 'talk'>, key: FactKey): readonly string[] {
  const { lead, talk } = facts;
  switch (key) {
    case 'lead.stage':
      return lead?.stageId ? [`${lead.pipelineId ?? ''}:${lead.stageId}`] : [];
    case 'lead.pipeline':
      return lead?.pipelineId ? [lead.pipelineId] : [];
    case 'lead.responsible':
      return lead?.responsibleId ? [lead.responsibleId] : [];
    case 'lead.tag':
      return lead?.tags ?? [];
    case 'talk.channel':
      return talk?.origin ? [talk.origin] : [];
    default: {
      const [card, , ...rest] = key.split('.') as ['lead' | 'contact' | 'company', 'field', ...string[]];
      const field = facts[card]?.fields?.find(({ id }) => id === rest.join('.'));
      return field ? [...field.values, ...(field.enums ?? [])] : [];
    }
  }
}
