import { type EntityManager } from '@mikro-orm/postgresql';

import { type ScopedCradle } from '../../container.ts';
import { type CrmUse } from '../../egress/use.ts';
import { type DomainEvent } from '../../sdk/events.ts';
import { parseSubject, type Subject } from '../../sdk/subjects.ts';
import { type AccountData, type DefinitionData, type ListQuery, type Snapshot } from '../../sdk/crm-data.ts';
import { applyCard, linkContact, putCard } from './cards.ts';
import { putCall } from './calls.ts';
import { forgetDefinitions, saveDefinitions, savePipelines } from './definitions.ts';
import { Contact, Lead } from './entities.ts';
import { applyIncomingLead } from './incoming-leads.ts';
import { live, NOTHING, type Outcome } from './merge.ts';
import { isMirrored, Mirror, type MirrorKind, type Rows } from './mirror.ts';
import { applyTrigger } from './pipeline-triggers.ts';
import { applyProduct, forgetProducts, putProduct } from './products.ts';
import { applyTask, putTask } from './tasks.ts';

/** A customer waits for the reply that these reads are for. */
const REPLY: CrmUse = { priority: 'reply', feature: 'replies' };

/** What is read again when it is older than this. */
const STALE_MS = 10 * 60_000;
/** What one change sets off arrives within this time. */
const GATHER_MS = 10_000;

type Deps = Pick<ScopedCradle, 'em' | 'accountId' | 'clock' | 'host' | 'queue' | 'log'>;

/** Keeps the mirror of the CRM. Hooks are hints: an older one never overwrites a newer one, and reads correct both. */
export class CrmService {
  readonly #deps: Deps;
  readonly #mirror: Mirror;

  constructor({ em, accountId, clock, host, queue, log }: Deps) {
    this.#deps = { em, accountId, clock, host, queue, log };
    this.#mirror = new Mirror(accountId);
  }

  /** Fetches in one statement what a hook of many rows is going to change. */
  async prepare(tx: EntityManager, events: readonly DomainEvent[]): Promise<void> {
    const ids = new Map<MirrorKind, string[]>();
    for (const event of events) {
      const { kind, id } = parseSubject(event.subject);
      if (isMirrored(kind)) ids.set(kind, [...(ids.get(kind) ?? []), id]);
    }
    for (const [kind, crmIds] of ids) await this.#mirror.load(tx, kind, crmIds);
  }

  /**
   * Applies one event inside the hook's own transaction and says whether it told anything new. What it leaves in
   * doubt is read from the CRM after the commit. `heardAt`: when the hook came, for what carries no time.
   */
  async apply(tx: EntityManager, event: DomainEvent, heardAt: Date = this.#deps.clock.now()): Promise<boolean> {
    const { changed, unsure } = await this.#apply(tx, event, heardAt);
    if (unsure) await this.readLater(tx, event.subject);
    return changed;
  }

  /** The mirror's row for a CRM id, made as a bare stub when it is new. */
  async lead(tx: EntityManager, crmId: string): Promise<Lead> {
    return this.#mirror.row(tx, 'lead', crmId);
  }

  async contact(tx: EntityManager, crmId: string): Promise<Contact> {
    return this.#mirror.row(tx, 'contact', crmId);
  }

  /** The row as it is known, without making one. */
  async known<K extends MirrorKind>(tx: EntityManager, kind: K, crmId: string): Promise<Rows[K] | null> {
    return this.#mirror.find(tx, kind, crmId);
  }

  /** A lead's contact as a talk tells it. */
  linkContact(lead: Lead, contactCrmId: string): void {
    linkContact(lead, contactCrmId);
  }

  /**
   * Stores a page of what was read at `readAt`: one look-up for each kind, one flush. How many rows are new or
   * changed. Talks, notes, users and subscriptions are not this mirror's and count for nothing.
   */
  async saveAll(tx: EntityManager, snapshots: readonly Snapshot[], readAt: Date = this.#deps.clock.now()): Promise<number> {
    const { accountId } = this.#deps;
    const ids = new Map<MirrorKind, string[]>();
    for (const { kind, data } of snapshots) if (isMirrored(kind)) ids.set(kind, [...(ids.get(kind) ?? []), data.id]);
    for (const [kind, crmIds] of ids) await this.#mirror.load(tx, kind, crmIds);
    let changed = 0;
    const definitions: DefinitionData[] = [];
    for (const snapshot of snapshots) {
      if (snapshot.kind === 'definition') definitions.push(snapshot.data);
      else if (snapshot.kind === 'account') changed += await savePipelines(tx, accountId, snapshot.data);
      else if (await this.#put(tx, snapshot, readAt)) changed += 1;
    }
    changed += await saveDefinitions(tx, accountId, definitions);
    await tx.flush();
    return changed;
  }

  /**
   * After a list of definitions or products was read to its end: what it did not bring is removed or marked deleted. How
   * many. `before`: when the reading was asked for, by the clock of the rows' own times; `at`: when it began.
   */
  async forget(tx: EntityManager, list: ListQuery, { before, at }: { before: Date; at: Date }): Promise<number> {
    if (list.what === 'products') return forgetProducts(tx, list.of ?? '', { before, at });
    return forgetDefinitions(tx, list, { before, at });
  }

  /**
   * Reads a talk's lead and contact from the CRM when the mirror has only stubs or is older than ten
   * minutes. What the CRM does not answer is left as it is: a reply does not fail for want of a name.
   */
  async refresh({ leadId, contactId }: { leadId?: string | null; contactId?: string | null }, use: CrmUse = REPLY): Promise<void> {
    const { em, clock, log } = this.#deps;
    const oldest = new Date(clock.now().getTime() - STALE_MS);
    const lead = leadId ? await em.fork().findOne(Lead, { id: leadId }) : null;
    const contact = contactId ? await em.fork().findOne(Contact, { id: contactId }) : null;
    const wanted: Subject[] = [];
    if (lead && !(lead.readAt && lead.readAt > oldest)) wanted.push(`lead:${lead.crmId}`);
    if (contact && !(contact.readAt && contact.readAt > oldest)) wanted.push(`contact:${contact.crmId}`);
    await Promise.all(
      wanted.map((item) => this.refreshSubject(item, use).catch((error: unknown) => log.warn({ error, subject: item }, 'could not read from the CRM'))),
    );
  }

  /** The same by the CRM's ids, before something acts on the cards of an event: a hook is a hint, and may be old (security C1). */
  async refreshCards({ lead, contact }: { lead?: string | undefined; contact?: string | undefined }, use: CrmUse): Promise<void> {
    const { em } = this.#deps;
    const [leadRow, contactRow] = await Promise.all([
      lead ? em.fork().findOne(Lead, { crmId: lead, deletedAt: null }) : null,
      contact ? em.fork().findOne(Contact, { crmId: contact, deletedAt: null }) : null,
    ]);
    await this.refresh({ leadId: leadRow?.id ?? null, contactId: contactRow?.id ?? null }, use);
  }

  /** Reads one subject and stores what came; a subject that is gone is marked deleted. */
  async refreshSubject(item: Subject, use?: CrmUse): Promise<void> {
    const { host, accountId, em, clock } = this.#deps;
    const readAt = clock.now();
    const snapshot = await host.read(accountId, item, use);
    await em.fork().transactional(async (tx) => {
      if (snapshot) return void (await this.saveAll(tx, [snapshot], readAt));
      const { kind, id } = parseSubject(item);
      const row = isMirrored(kind) ? await this.#mirror.find(tx, kind, id) : null;
      if (row && 'deletedAt' in row) live(row, { gone: readAt.getTime() });
    });
  }

  /** What hooks cannot tell is asked of the CRM itself, after the commit. */
  async readLater(tx: EntityManager, subject: Subject): Promise<void> {
    const { queue, accountId, clock } = this.#deps;
    if (!READABLE.has(parseSubject(subject).kind)) return;
    // Once for all that comes within these seconds, and after it.
    const window = Math.floor(clock.now().getTime() / GATHER_MS);
    const options = { tx, key: subject, once: `${accountId} ${subject} ${window}`, startAfter: new Date((window + 1) * GATHER_MS) };
    await queue.send('read-subject', { accountId, subject }, options);
  }

  /** Pipelines and stages as the account has them; what is no longer there is removed. */
  async saveAccount(account: AccountData): Promise<void> {
    await this.#deps.em.fork().transactional((tx) => savePipelines(tx, this.#deps.accountId, account));
  }

  async #apply(tx: EntityManager, event: DomainEvent, heardAt: Date): Promise<Outcome> {
    switch (event.name) {
      case 'lead.created':
      case 'lead.updated':
      case 'lead.stage_changed':
      case 'lead.responsible_changed':
      case 'lead.deleted':
      case 'lead.restored':
      case 'contact.created':
      case 'contact.updated':
      case 'contact.responsible_changed':
      case 'contact.deleted':
      case 'contact.restored':
      case 'company.created':
      case 'company.updated':
      case 'company.responsible_changed':
      case 'company.deleted':
      case 'company.restored':
      case 'customer.created':
      case 'customer.updated':
      case 'customer.responsible_changed':
      case 'customer.deleted':
        return applyCard(this.#mirror, tx, event, heardAt);
      case 'task.created':
      case 'task.updated':
      case 'task.completed':
      case 'task.responsible_changed':
      case 'task.deleted':
        return applyTask(this.#mirror, tx, event, heardAt);
      case 'call.finished':
      case 'call.missed':
        return putCall(this.#mirror, tx, event.data, {});
      case 'product.created':
      case 'product.updated':
      case 'product.deleted':
        return applyProduct(this.#mirror, tx, event, heardAt);
      case 'incoming_lead.created':
      case 'incoming_lead.updated':
      case 'incoming_lead.accepted':
      case 'incoming_lead.declined':
        return applyIncomingLead(this.#mirror, tx, event);
      case 'pipeline.triggered':
        return applyTrigger(this.#mirror, tx, event);
      default:
        return NOTHING;
    }
  }

  async #put(tx: EntityManager, snapshot: Snapshot, read: Date): Promise<boolean> {
    const { kind, data } = snapshot;
    if (kind !== 'lead' && kind !== 'contact' && kind !== 'company' && kind !== 'customer' && kind !== 'task' && kind !== 'call' && kind !== 'product')
      return false;
    const isNew = (await this.#mirror.find(tx, kind, data.id)) === null;
    const put =
      kind === 'task'
        ? await putTask(this.#mirror, tx, data, { read })
        : kind === 'call'
          ? await putCall(this.#mirror, tx, data, { read })
          : kind === 'product'
            ? await putProduct(this.#mirror, tx, data, { read })
            : await putCard(this.#mirror, tx, kind, data, { read });
    return isNew || put.changed;
  }
}

/** What the CRM can be asked for one by one. */
const READABLE: ReadonlySet<string> = new Set(['lead', 'contact', 'company', 'task', 'call']);
