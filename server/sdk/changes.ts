/** What can be written into a CRM. A CRM plugin carries it out, an action asks for it. */
import { type Subject } from './subjects.ts';

/** New values of a custom field: display texts, or option ids in `enums`. Empty lists clear it. */
export interface FieldChange {
  id: string;
  values?: readonly string[];
  enums?: readonly string[];
}

/** What may be set on a card. Absent: left as it is. */
export interface CardValues {
  name?: string;
  /** Leads: whole units of the account's currency. */
  price?: number;
  /** Leads; always together with `stageId`. */
  pipelineId?: string;
  stageId?: string;
  responsibleId?: string;
  /** Names; the card's other tags stay. */
  addTags?: readonly string[];
  removeTags?: readonly string[];
  fields?: readonly FieldChange[];
  /** Leads, only with a lost stage. */
  lossReasonId?: string;
}

export type ChangeKind = ChangeBody['kind'];

/** A change without its key: what an action enqueues. */
export type ChangeBody =
  | { kind: 'subscribe_hooks'; url: string }
  | { kind: 'unsubscribe_hooks'; url: string }
  | { kind: 'add_note'; subject: Subject; text: string }
  | {
      kind: 'add_task';
      /** What it hangs on. */
      subject?: Subject;
      text: string;
      dueAt: string;
      responsibleId?: string;
      /** Absent: the CRM's usual type. */
      typeId?: string;
    }
  | { kind: 'complete_task'; taskId: string; result?: string }
  | { kind: 'update_card'; subject: Subject; values: CardValues }
  | {
      kind: 'create_lead';
      values: CardValues;
      contactId?: string;
    }
  | { kind: 'link_product'; leadId: string; catalogId: string; productId: string; quantity: number }
  /** Starts one of the CRM's own bots on a lead or contact. */
  | { kind: 'run_bot'; subject: Subject; botId: string };

/** Something to write into the CRM. `key` makes it once: the same key twice has one effect. */
export type Change = { key: string } & ChangeBody;
