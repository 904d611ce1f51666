import { type EntityManager, type EntityName } from '@mikro-orm/postgresql';

import { Callback } from '../callbacks/entities.ts';
import { Call, Company, Contact, Customer, IncomingLead, Lead, Product, Task } from '../crm/entities.ts';
import { Draft, Verdict } from '../replies/entities.ts';
import { Delivery, Message, Talk } from '../talks/entities.ts';
import { type Caused, type CausedKind } from './schema.ts';

export interface CausedRow {
  node: Caused;
}

const LABEL_MAX = 80;

/** Rows by their subject (`lead:1`) as nodes, each with what came of it. A handful of queries, however many rows. */
export class CauseRows {
  readonly #em: EntityManager;
  readonly #found = new Map<string, CausedRow>();

  constructor(em: EntityManager) {
    this.#em = em;
  }

  async load(subjects: readonly string[]): Promise<Map<string, CausedRow>> {
    const ids = new Map<string, Set<string>>();
    for (const subject of subjects) {
      const end = subject.indexOf(':');
      const kind = subject.slice(0, end);
      ids.set(kind, (ids.get(kind) ?? new Set()).add(subject.slice(end + 1)));
    }
    const wanted = (kind: string): string[] => [...(ids.get(kind) ?? [])];
    const [messages, calls] = await Promise.all([
      this.#rows(Message, wanted('message'), 'message', (row) => ({ label: row.text, state: row.direction, at: row.at })),
      this.#rows(Call, wanted('call'), 'call', (row) => ({ label: row.phone ?? '', state: row.missed ? 'missed' : row.direction, at: row.at })),
      this.#rows(Talk, wanted('talk'), 'talk', (row) => ({ label: row.origin ?? row.channel, state: row.open ? 'open' : 'closed', at: row.createdAt })),
      this.#rows(Task, wanted('task'), 'task', (row) => ({ label: row.text, state: stateOfTask(row), at: row.createdAt })),
      this.#rows(IncomingLead, wanted('incoming_lead'), 'incoming_lead', (row) => ({ label: row.source ?? '', state: row.state, at: row.at })),
      ...([Lead, Contact, Company, Customer, Product] as const).map((entity) => {
        const kind = entity.name.toLowerCase() as 'lead';
        return this.#rows<Lead>(entity as typeof Lead, wanted(kind), kind, (row) => ({
          label: row.name,
          state: row.deletedAt ? 'deleted' : undefined,
          at: row.createdAt,
        }));
      }),
    ]);
    await Promise.all([this.#replies(messages), this.#callbacks(calls)]);
    return this.#found;
  }

  async #rows<T extends { id: string; crmId?: string | null | undefined }>(
    entity: EntityName<T>,
    crmIds: string[],
    kind: CausedKind,
    show: (row: T) => { label: string; state: string | undefined; at: Date },
  ): Promise<Map<string, Caused>> {
    const byId = new Map<string, Caused>();
    if (crmIds.length === 0) return byId;
    // Each of these tables has the column; the compiler cannot see that through the type parameter.
    const rows = (await this.#em.fork().find(entity, { crmId: { $in: crmIds } } as never)) as T[];
    for (const row of rows) {
      const node = nodeOf(kind, row, show(row));
      byId.set(row.id, node);
      if (row.crmId) this.#found.set(`${kind}:${row.crmId}`, { node });
    }
    return byId;
  }

  /** Message > draft > delivery, and the verdict where nothing was written. */
  async #replies(messages: Map<string, Caused>): Promise<void> {
    const ids = [...messages.keys()];
    if (ids.length === 0) return;
    const drafts = await this.#em.fork().find(Draft, { inReplyTo: { $in: ids } }, { orderBy: { id: 'asc' } });
    const [verdicts, deliveries] = await Promise.all([
      this.#em.fork().find(Verdict, { messageId: { $in: ids }, gate: { $ne: null } }, { orderBy: { id: 'asc' } }),
      this.#em.fork().find(Delivery, { draftId: { $in: drafts.map(({ id }) => id) } }, { orderBy: { id: 'asc' } }),
    ]);
    for (const draft of drafts) {
      const node = nodeOf('draft', draft, { label: draft.agentName, state: draft.state, at: draft.createdAt });
      for (const row of deliveries) if (row.draftId === draft.id) node.children.push(deliveryNode(row));
      messages.get(draft.inReplyTo ?? '')?.children.push(node);
    }
    for (const { id, messageId, gate, at } of verdicts)
      messages.get(messageId ?? '')?.children.push(nodeOf('verdict', { id }, { label: gate ?? '', state: 'stopped', at }));
  }

  async #callbacks(calls: Map<string, Caused>): Promise<void> {
    if (calls.size === 0) return;
    const rows = await this.#em.fork().find(Callback, { callId: { $in: [...calls.keys()] } }, { orderBy: { id: 'asc' } });
    for (const row of rows) {
      const node = nodeOf('callback', { id: row.id, crmId: row.taskCrmId }, { label: row.text, state: row.state, at: row.createdAt });
      calls.get(row.callId)?.children.push(node);
    }
  }
}

/** Which way it went once it has gone; why not, where it failed. */
export const deliveryNode = (row: Delivery): Caused =>
  nodeOf('delivery', row, { label: row.receipt?.via ?? row.error ?? row.channel, state: row.state, at: row.updatedAt });

const stateOfTask = ({ completed, deletedAt }: Task): string => (deletedAt ? 'deleted' : completed ? 'completed' : 'open');

export function nodeOf(
  kind: CausedKind,
  { id, crmId }: { id: string; crmId?: string | null | undefined },
  { label, state, at }: { label: string; state: string | undefined; at: Date },
): Caused {
  return {
    kind,
    id,
    ...(crmId ? { crmId } : {}),
    label: label.length > LABEL_MAX ? `${label.slice(0, LABEL_MAX - 1).trimEnd()}…` : label,
    ...(state ? { state } : {}),
    at: at.toISOString(),
    children: [],
  };
}
