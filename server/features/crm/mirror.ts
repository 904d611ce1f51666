import { type EntityManager, LockMode } from '@mikro-orm/postgresql';

import { newId } from '../../db/base.ts';
import { Call, Company, Contact, Customer, IncomingLead, Lead, Product, Task } from './entities.ts';

export interface Rows {
  lead: Lead;
  contact: Contact;
  company: Company;
  customer: Customer;
  task: Task;
  call: Call;
  product: Product;
  incoming_lead: IncomingLead;
}
export type MirrorKind = keyof Rows;
type Row = Rows[MirrorKind];

const ENTITIES = { lead: Lead, contact: Contact, company: Company, customer: Customer, task: Task, call: Call, product: Product, incoming_lead: IncomingLead };

export const isMirrored = (kind: string): kind is MirrorKind => Object.hasOwn(ENTITIES, kind);

/** Finds rows by their CRM id, once in a transaction, and locks them: hooks, reads and the sync change the same ones. */
export class Mirror {
  readonly #accountId: string;
  readonly #loaded = new WeakMap<EntityManager, Map<string, Row | null>>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** One statement for all that this transaction has not seen yet. */
  async load(tx: EntityManager, kind: MirrorKind, crmIds: readonly string[]): Promise<void> {
    const known = this.#knownTo(tx);
    const wanted = [...new Set(crmIds)].filter((crmId) => !known.has(`${kind}:${crmId}`));
    if (wanted.length === 0) return;
    for (const crmId of wanted) known.set(`${kind}:${crmId}`, null);
    // In one order everywhere, so that two transactions do not wait for each other.
    const options = { orderBy: { crmId: 'asc' as const }, lockMode: LockMode.PESSIMISTIC_WRITE as const };
    const where = wanted.length === 1 ? { crmId: wanted[0] as string } : { crmId: { $in: wanted } };
    for (const row of await tx.find<Row>(ENTITIES[kind], where, options)) known.set(`${kind}:${row.crmId}`, row);
  }

  async find<K extends MirrorKind>(tx: EntityManager, kind: K, crmId: string): Promise<Rows[K] | null> {
    await this.load(tx, kind, [crmId]);
    return (this.#knownTo(tx).get(`${kind}:${crmId}`) ?? null) as Rows[K] | null;
  }

  /** A bare stub when it is new. */
  async row<K extends MirrorKind>(tx: EntityManager, kind: K, crmId: string): Promise<Rows[K]> {
    const found = await this.find(tx, kind, crmId);
    if (found) return found;
    const stub = tx.create<Row>(ENTITIES[kind], { id: newId(), accountId: this.#accountId, crmId, stamps: {}, ...STUBS[kind]() } as never) as Rows[K];
    this.#knownTo(tx).set(`${kind}:${crmId}`, stub);
    return stub;
  }

  #knownTo(tx: EntityManager): Map<string, Row | null> {
    let known = this.#loaded.get(tx);
    if (!known) this.#loaded.set(tx, (known = new Map()));
    return known;
  }
}

const card = (): object => ({ name: '', tags: [], fields: [] });

/** What a row must have before anything is known of it. */
const STUBS: Record<MirrorKind, () => object> = {
  lead: card,
  contact: () => ({ ...card(), phones: [], emails: [] }),
  company: card,
  customer: card,
  task: () => ({ text: '', completed: false }),
  call: () => ({ direction: 'in', duration: 0, missed: false, callerKey: '', at: new Date(0) }),
  product: () => ({ ...card(), catalogCrmId: '', description: '' }),
  incoming_lead: () => ({ state: 'waiting', at: new Date(0) }),
};
