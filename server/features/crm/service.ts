import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { type CrmUse } from '../../egress/use.ts';
import { type ContactData, type DomainEvent, type LeadData } from '../../sdk/events.ts';
import { type AccountData, type Snapshot } from '../../sdk/crm-data.ts';
import { Company, Contact, Lead, Pipeline } from './entities.ts';

type Mirrored = typeof Lead | typeof Contact | typeof Company;

/** A customer waits for the reply that these reads are for. */
const REPLY: CrmUse = { priority: 'reply', feature: 'replies' };

/** What is read again when it is older than this. */
const STALE_MS = 10 * 60_000;

/** Keeps the mirror of the CRM. Hooks are hints: an older one never overwrites a newer one, and reads correct both. */
export class CrmService {
  readonly #deps: Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'host' | 'log'>;

  constructor({ em, accountId, clock, host, log }: Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'host' | 'log'>) {
    this.#deps = { em, accountId, clock, host, log };
  }

  /** Applies one event inside the hook's own transaction. Events of other nouns do nothing here. */
  async apply(tx: EntityManager, event: DomainEvent): Promise<void> {
    switch (event.name) {
      case 'lead.created':
      case 'lead.updated':
      case 'lead.stage_changed':
      case 'lead.responsible_changed':
        return void (await this.#putLead(tx, event.data));
      case 'contact.created':
      case 'contact.updated':
      case 'contact.responsible_changed':
        return void (await this.#putContact(tx, Contact, event.data));
      case 'company.created':
      case 'company.updated':
      case 'company.responsible_changed':
        return void (await this.#putContact(tx, Company, event.data));
      case 'lead.deleted':
        return this.#setDeleted(tx, Lead, event.data.id, true);
      case 'lead.restored':
        await this.#setDeleted(tx, Lead, event.data.id, false);
        return void (await this.#putLead(tx, event.data));
      case 'contact.deleted':
        return this.#setDeleted(tx, Contact, event.data.id, true);
      case 'contact.restored':
        await this.#setDeleted(tx, Contact, event.data.id, false);
        return void (await this.#putContact(tx, Contact, event.data));
      case 'company.deleted':
        return this.#setDeleted(tx, Company, event.data.id, true);
      case 'company.restored':
        return this.#setDeleted(tx, Company, event.data.id, false);
      default:
    }
  }

  /** The mirror's row for a CRM id, made as a bare stub when it is new. */
  async lead(tx: EntityManager, crmId: string): Promise<Lead> {
    return (await tx.findOne(Lead, { crmId })) ?? tx.create(Lead, { accountId: this.#deps.accountId, crmId, name: '', tags: [], fields: [] });
  }

  async contact(tx: EntityManager, crmId: string): Promise<Contact> {
    return (
      (await tx.findOne(Contact, { crmId })) ??
      tx.create(Contact, { accountId: this.#deps.accountId, crmId, name: '', tags: [], fields: [], phones: [], emails: [] })
    );
  }

  /**
   * Reads a talk's lead and contact from the CRM when the mirror has only stubs or is older than ten
   * minutes. What the CRM does not answer is left as it is: a reply does not fail for want of a name.
   */
  async refresh({ leadId, contactId }: { leadId?: string | null; contactId?: string | null }): Promise<void> {
    const { em, clock, log } = this.#deps;
    const oldest = new Date(clock.now().getTime() - STALE_MS);
    const lead = leadId ? await em.fork().findOne(Lead, { id: leadId }) : null;
    const contact = contactId ? await em.fork().findOne(Contact, { id: contactId }) : null;
    const wanted: `${'lead' | 'contact'}:${string}`[] = [];
    if (lead && !(lead.readAt && lead.readAt > oldest)) wanted.push(`lead:${lead.crmId}`);
    if (contact && !(contact.readAt && contact.readAt > oldest)) wanted.push(`contact:${contact.crmId}`);
    await Promise.all(
      wanted.map((item) => this.refreshSubject(item, REPLY).catch((error: unknown) => log.warn({ error, subject: item }, 'could not read from the CRM'))),
    );
  }

  /** Reads one subject and stores what came; a subject that is gone is marked deleted. */
  async refreshSubject(item: `${'lead' | 'contact' | 'company'}:${string}`, use?: CrmUse): Promise<void> {
    const { host, accountId, em } = this.#deps;
    const snapshot = await host.read(accountId, item, use);
    await em.transactional(async (tx) => {
      if (snapshot) return this.#save(tx, snapshot);
      const id = item.slice(item.indexOf(':') + 1);
      await this.#setDeleted(tx, item.startsWith('lead:') ? Lead : item.startsWith('contact:') ? Contact : Company, id, true);
    });
  }

  /** Pipelines and stages as the account has them; what is no longer there is removed. */
  async saveAccount(account: AccountData): Promise<void> {
    await this.#deps.em.transactional(async (tx) => {
      const known = new Map((await tx.find(Pipeline, {})).map((row) => [row.crmId, row]));
      for (const { id, name, main, sort, stages } of account.pipelines) {
        const row = known.get(id);
        known.delete(id);
        if (row) tx.assign(row, { name, main, sort, stages });
        else tx.create(Pipeline, { accountId: this.#deps.accountId, crmId: id, name, main, sort, stages });
      }
      for (const gone of known.values()) tx.remove(gone);
    });
  }

  async #save(tx: EntityManager, snapshot: Snapshot): Promise<void> {
    const readAt = this.#deps.clock.now();
    if (snapshot.kind === 'lead') (await this.#putLead(tx, snapshot.data, true)).readAt = readAt;
    else if (snapshot.kind === 'contact') (await this.#putContact(tx, Contact, snapshot.data, true)).readAt = readAt;
    else if (snapshot.kind === 'company') (await this.#putContact(tx, Company, snapshot.data, true)).readAt = readAt;
  }

  async #putLead(tx: EntityManager, data: LeadData, trusted = false): Promise<Lead> {
    const row = await this.lead(tx, data.id);
    if (!trusted && isOlder(data.updatedAt, row.crmUpdatedAt)) return row;
    tx.assign(row, {
      ...common(data),
      ...(data.price === undefined ? {} : { price: data.price }),
      ...(data.pipelineId ? { pipelineCrmId: data.pipelineId } : {}),
      ...(data.stageId ? { stageCrmId: data.stageId } : {}),
      ...(data.contactIds?.[0] ? { contactCrmId: data.contactIds[0] } : {}),
    });
    return row;
  }

  async #putContact(tx: EntityManager, entity: typeof Contact | typeof Company, data: ContactData, trusted = false): Promise<Contact | Company> {
    const { accountId } = this.#deps;
    if (entity === Company) {
      const row = (await tx.findOne(Company, { crmId: data.id })) ?? tx.create(Company, { accountId, crmId: data.id, name: '', tags: [], fields: [] });
      if (trusted || !isOlder(data.updatedAt, row.crmUpdatedAt)) tx.assign(row, common(data));
      return row;
    }
    const row = await this.contact(tx, data.id);
    if (!trusted && isOlder(data.updatedAt, row.crmUpdatedAt)) return row;
    tx.assign(row, { ...common(data), ...(data.phones ? { phones: data.phones } : {}), ...(data.emails ? { emails: data.emails } : {}) });
    return row;
  }

  async #setDeleted(tx: EntityManager, entity: Mirrored, crmId: string, deleted: boolean): Promise<void> {
    await tx.nativeUpdate<Lead | Contact | Company>(entity, { crmId }, { deletedAt: deleted ? this.#deps.clock.now() : null });
  }
}

const isOlder = (incoming: string | undefined, known: Date | null | undefined): boolean =>
  incoming !== undefined && known != null && new Date(incoming) < known;

const common = (data: LeadData | ContactData) => ({
  ...(data.name === undefined ? {} : { name: data.name }),
  ...(data.responsibleId === undefined ? {} : { responsibleCrmId: data.responsibleId }),
  ...(data.tags ? { tags: data.tags } : {}),
  ...(data.fields ? { fields: data.fields } : {}),
  ...(data.updatedAt ? { crmUpdatedAt: new Date(data.updatedAt) } : {}),
});
