import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { type Call, Contact, Lead } from '../crm/entities.ts';

/** Who called, and whose they are, as far as the mirror knows. */
export interface People {
  name: string;
  /** CRM id of the user: the call's own, else the lead's, else the contact's. */
  responsible: string | null;
}

export class CallbackPeople {
  readonly #deps: Pick<ScopedCradle, 'crm'>;

  constructor({ crm }: Pick<ScopedCradle, 'crm'>) {
    this.#deps = { crm };
  }

  async of(tx: EntityManager, call: Pick<Call, 'subject' | 'responsibleCrmId'>): Promise<People> {
    const { lead, contact, other } = await this.#around(tx, call.subject ?? '');
    return {
      name: contact?.name || other?.name || lead?.name || '',
      responsible: call.responsibleCrmId ?? lead?.responsibleCrmId ?? contact?.responsibleCrmId ?? other?.responsibleCrmId ?? null,
    };
  }

  /** The subject with its other half: a lead's contact, a contact's newest lead. */
  async #around(
    tx: EntityManager,
    subject: string,
  ): Promise<{ lead?: Lead | null; contact?: Contact | null; other?: Pick<Contact, 'name' | 'responsibleCrmId'> | null }> {
    const { crm } = this.#deps;
    const id = subject.slice(subject.indexOf(':') + 1);
    if (subject.startsWith('lead:')) {
      const lead = await crm.known(tx, 'lead', id);
      return { lead, contact: lead?.contactCrmId ? await tx.findOne(Contact, { crmId: lead.contactCrmId }) : null };
    }
    if (subject.startsWith('contact:')) {
      const contact = await crm.known(tx, 'contact', id);
      const [lead] = await tx.find(Lead, { contactCrmId: id, deletedAt: null }, { orderBy: { crmUpdatedAt: 'desc nulls last' }, limit: 1 });
      return { contact, lead: lead ?? null };
    }
    if (subject.startsWith('company:')) return { other: await crm.known(tx, 'company', id) };
    if (subject.startsWith('customer:')) return { other: await crm.known(tx, 'customer', id) };
    return {};
  }
}
