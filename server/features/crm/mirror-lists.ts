import { type EntityManager } from '@mikro-orm/postgresql';
import { type z } from 'zod';

import { type ScopedCradle } from '../../container.ts';
import { notFound } from '../../errors.ts';
import { pageOf, parseCursor } from '../../http/paging.ts';
import { Call, Company, Contact, IncomingLead, Lead, Pipeline, Product, Task } from './entities.ts';
import {
  type CallQuery,
  type CompanyQuery,
  type ContactQuery,
  type IncomingLeadQuery,
  type LeadQuery,
  type MirrorCall,
  type MirrorCompany,
  type MirrorContact,
  type MirrorIncomingLead,
  type MirrorLead,
  type MirrorPipelines,
  type MirrorProduct,
  type MirrorTask,
  type ProductQuery,
  type TaskQuery,
} from './mirror-schema.ts';

type Out<T extends z.ZodType> = z.output<T>;
type Page<T> = { items: T[]; nextCursor: string | null };

/** The mirror as members read it. Newest known first. */
export class MirrorLists {
  readonly #em: EntityManager;

  constructor({ em }: Pick<ScopedCradle, 'em'>) {
    this.#em = em;
  }

  leads({ q, pipelineCrmId, stageCrmId, contactCrmId, ...query }: Out<typeof LeadQuery>): Promise<Page<Out<typeof MirrorLead>>> {
    const named = q ? { name: { $ilike: `%${q.replace(/[\\%_]/gu, '\\$&')}%` } } : {};
    return this.#page(Lead, query, { ...alive(query), ...named, ...known({ pipelineCrmId, stageCrmId, contactCrmId }) }, presentLead);
  }

  async lead(crmId: string): Promise<Out<typeof MirrorLead>> {
    const row = await this.#em.fork().findOne(Lead, { crmId });
    if (!row) throw notFound('lead');
    return presentLead(row);
  }

  contacts(query: Out<typeof ContactQuery>): Promise<Page<Out<typeof MirrorContact>>> {
    return this.#page(Contact, query, alive(query), presentContact);
  }

  async contact(crmId: string): Promise<Out<typeof MirrorContact>> {
    const row = await this.#em.fork().findOne(Contact, { crmId });
    if (!row) throw notFound('contact');
    return presentContact(row);
  }

  companies(query: Out<typeof CompanyQuery>): Promise<Page<Out<typeof MirrorCompany>>> {
    return this.#page(Company, query, alive(query), presentCard);
  }

  products({ catalogCrmId, ...query }: Out<typeof ProductQuery>): Promise<Page<Out<typeof MirrorProduct>>> {
    return this.#page(Product, query, { ...alive(query), ...known({ catalogCrmId }) }, presentProduct);
  }

  tasks({ subject, leadCrmId, completed, ...query }: Out<typeof TaskQuery>): Promise<Page<Out<typeof MirrorTask>>> {
    const where = { ...alive(query), ...known({ subject: subject ?? about(leadCrmId) }), ...(completed ? { completed: completed === 'true' } : {}) };
    return this.#page(Task, query, where, presentTask);
  }

  calls({ subject, leadCrmId, missed, direction, ...query }: Out<typeof CallQuery>): Promise<Page<Out<typeof MirrorCall>>> {
    const where = { ...known({ subject: subject ?? about(leadCrmId), direction }), ...(missed ? { missed: missed === 'true' } : {}) };
    return this.#page(Call, query, where, presentCall);
  }

  incomingLeads({ state, ...query }: Out<typeof IncomingLeadQuery>): Promise<Page<Out<typeof MirrorIncomingLead>>> {
    return this.#page(IncomingLead, query, known({ state }), presentIncomingLead);
  }

  async pipelines(): Promise<Out<typeof MirrorPipelines>> {
    const rows = await this.#em.fork().find(Pipeline, {}, { orderBy: { sort: 'asc', crmId: 'asc' } });
    return { items: rows.map(({ id, crmId, name, main, sort, stages }) => ({ id, crmId, name, main, sort, stages })) };
  }

  async #page<R extends { id: string }, S>(
    entity: new () => R,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
    where: object,
    present: (row: R) => S,
  ): Promise<Page<S>> {
    const after = parseCursor(cursor);
    const filter = { ...where, ...(after ? { id: { $lt: after } } : {}) };
    // One shape of call for all of them; each caller's filter names columns of its own entity.
    const rows = (await this.#em.fork().find(entity as typeof Lead as never, filter as never, { orderBy: { id: 'desc' } as never, limit: limit + 1 })) as R[];
    const page = pageOf(rows, limit);
    return { items: page.items.map(present), nextCursor: page.nextCursor };
  }
}

const alive = ({ deleted, responsibleCrmId }: { deleted?: 'true' | 'false' | undefined; responsibleCrmId?: string | undefined }): object => ({
  deletedAt: deleted === 'true' ? { $ne: null } : null,
  ...known({ responsibleCrmId }),
});

const known = (values: Record<string, string | undefined>): object => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
const about = (leadCrmId: string | undefined): string | undefined => leadCrmId && `lead:${leadCrmId}`;
const iso = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

const presentCard = ({ id, crmId, name, responsibleCrmId, tags, fields, crmCreatedAt, crmUpdatedAt, readAt, deletedAt }: Company) => ({
  id,
  crmId,
  name,
  responsibleCrmId: responsibleCrmId ?? null,
  tags,
  fields,
  createdAt: iso(crmCreatedAt),
  updatedAt: iso(crmUpdatedAt),
  readAt: iso(readAt),
  deletedAt: iso(deletedAt),
});

const presentLead = (row: Lead): Out<typeof MirrorLead> => ({
  ...presentCard(row),
  price: row.price ?? null,
  pipelineCrmId: row.pipelineCrmId ?? null,
  stageCrmId: row.stageCrmId ?? null,
  contactCrmId: row.contactCrmId ?? null,
  companyCrmId: row.companyCrmId ?? null,
});

const presentContact = (row: Contact): Out<typeof MirrorContact> => ({ ...presentCard(row), phones: row.phones, emails: row.emails });

const presentProduct = (row: Product): Out<typeof MirrorProduct> => ({
  ...presentCard(row),
  catalogCrmId: row.catalogCrmId,
  sku: row.sku ?? null,
  price: row.price ?? null,
  description: row.description,
});

const presentTask = (row: Task): Out<typeof MirrorTask> => ({
  id: row.id,
  crmId: row.crmId,
  text: row.text,
  typeCrmId: row.typeCrmId ?? null,
  subject: row.subject ?? null,
  responsibleCrmId: row.responsibleCrmId ?? null,
  dueAt: iso(row.dueAt),
  completed: row.completed,
  completedAt: iso(row.completedAt),
  result: row.result ?? null,
  createdAt: iso(row.crmCreatedAt),
  updatedAt: iso(row.crmUpdatedAt),
  deletedAt: iso(row.deletedAt),
});

const presentCall = (row: Call): Out<typeof MirrorCall> => ({
  id: row.id,
  crmId: row.crmId,
  subject: row.subject ?? null,
  direction: row.direction,
  duration: row.duration,
  status: row.status ?? null,
  missed: row.missed,
  phone: row.phone ?? null,
  recordingUrl: row.recordingUrl ?? null,
  responsibleCrmId: row.responsibleCrmId ?? null,
  at: row.at.toISOString(),
});

const presentIncomingLead = (row: IncomingLead): Out<typeof MirrorIncomingLead> => ({
  id: row.id,
  crmId: row.crmId,
  category: row.category ?? null,
  source: row.source ?? null,
  leadCrmId: row.leadCrmId ?? null,
  contactCrmId: row.contactCrmId ?? null,
  pipelineCrmId: row.pipelineCrmId ?? null,
  state: row.state,
  at: row.at.toISOString(),
});
