import { type EntityManager } from '@mikro-orm/postgresql';

import { type CallData, type ContactData, type DomainEvent, type LeadData, type MessageData, type TalkData, type TaskData } from '../../sdk/events.ts';
import { parseSubject } from '../../sdk/subjects.ts';
import { type CrmService } from '../crm/service.ts';

type Data = Record<string, string | number | boolean | null | undefined>;

export interface Facts {
  leadCrmId?: string | undefined;
  data: Data;
}

interface Names {
  user(id: string): Promise<string>;
  stage(pipelineId: string | undefined, stageId: string): Promise<string>;
}

/** What fills the sentence about an event: names as the mirror knows them, never the text of a message. */
export class StoryFacts {
  readonly #crm: Pick<CrmService, 'known'>;
  readonly #tx: EntityManager;
  readonly #names: Names;

  constructor(crm: Pick<CrmService, 'known'>, tx: EntityManager, names: Names) {
    this.#crm = crm;
    this.#tx = tx;
    this.#names = names;
  }

  async of(event: DomainEvent): Promise<Facts> {
    const { kind, id } = parseSubject(event.subject);
    const verb = event.name.slice(event.name.indexOf('.') + 1);
    switch (kind) {
      case 'lead':
      case 'contact':
      case 'company':
      case 'customer': {
        const leadCrmId = kind === 'lead' ? id : undefined;
        const name = await this.#nameOf(event.subject);
        if (event.name === 'pipeline.triggered') return { leadCrmId, data: { name, type: textOf(event.data['type']) } };
        return { leadCrmId, data: { name, ...(await this.#change(verb, event.data as LeadData & ContactData)) } };
      }
      case 'task':
        return this.#task(verb, event.data as TaskData);
      case 'call':
        return this.#call(event.data as CallData);
      case 'note':
        return this.#on((event.data as TaskData).entity, {});
      case 'talk':
      case 'message':
        return this.#talk(event.data as MessageData | TalkData);
      case 'product': {
        const row = await this.#crm.known(this.#tx, 'product', id);
        return { data: { name: row?.name, price: row?.price ?? undefined } };
      }
      case 'incoming_lead': {
        const { leadId, contactId, from, category } = event.data as { leadId?: string; contactId?: string; from?: unknown; category?: string };
        const name = (contactId && (await this.#nameOf(`contact:${contactId}`))) || textOf(from) || (leadId && (await this.#nameOf(`lead:${leadId}`)));
        return { leadCrmId: leadId, data: { name, source: category } };
      }
      default: {
        const { name, status } = event.data as Record<string, unknown>;
        return { data: { name: textOf(name), status: textOf(status) } };
      }
    }
  }

  async #change(verb: string, data: LeadData): Promise<Data> {
    if (verb === 'stage_changed') {
      const from = data.previousStageId && (await this.#names.stage(data.previousPipelineId ?? data.pipelineId, data.previousStageId));
      return { from, to: data.stageId && (await this.#names.stage(data.pipelineId, data.stageId)) };
    }
    return verb === 'responsible_changed' ? this.#hands(data) : { price: data.price };
  }

  async #hands({ previousResponsibleId, responsibleId }: Pick<LeadData, 'previousResponsibleId' | 'responsibleId'>): Promise<Data> {
    return {
      from: previousResponsibleId && (await this.#names.user(previousResponsibleId)),
      to: responsibleId && (await this.#names.user(responsibleId)),
    };
  }

  async #task(verb: string, data: TaskData): Promise<Facts> {
    const row = await this.#crm.known(this.#tx, 'task', data.id);
    const own: Data = { text: row?.text, dueAt: row?.dueAt?.toISOString(), result: row?.result ?? undefined };
    return this.#on(data.entity ?? row?.subject, verb === 'responsible_changed' ? { ...own, ...(await this.#hands(data)) } : own);
  }

  #call({ entity, phone, duration, direction }: CallData): Promise<Facts> {
    return this.#on(entity, { phone, duration, direction });
  }

  async #talk({ leadId, contactId, origin }: Pick<TalkData, 'leadId' | 'contactId' | 'origin'>): Promise<Facts> {
    return { leadCrmId: leadId, data: { name: contactId && (await this.#nameOf(`contact:${contactId}`)), origin } };
  }

  /** Something that hangs on a card: `name` is the card's. */
  async #on(holder: string | null | undefined, data: Data): Promise<Facts> {
    return {
      leadCrmId: holder?.startsWith('lead:') ? holder.slice('lead:'.length) : undefined,
      data: { name: holder ? await this.#nameOf(holder) : undefined, ...data },
    };
  }

  async #nameOf(holder: string): Promise<string | undefined> {
    const { kind, id } = parseSubject(holder as `lead:${string}`);
    if (kind !== 'lead' && kind !== 'contact' && kind !== 'company' && kind !== 'customer') return undefined;
    return (await this.#crm.known(this.#tx, kind, id))?.name;
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
