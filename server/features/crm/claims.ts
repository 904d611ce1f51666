/** From what an event or a read says to the columns of its row. */
import { type CallData, type ContactData, type LeadData, type ProductData, type TaskData } from '../../sdk/events.ts';
import { type Call, type Company, type Contact, type Customer, type Lead, type Product, type Task } from './entities.ts';
import { type Claim } from './merge.ts';

/** A read's word is the last of a second that was over when it was made. */
const SETTLED_MS = 2_000;
const AFTER_HOOKS_MS = 500;

export interface Source {
  /** When the API was asked: what it does not say is not there. Absent: a hook says it. */
  read?: Date;
  /** For a body without a time of change: its time of creation, where it tells of the creation. */
  created?: boolean;
}

interface Timed {
  createdAt?: string;
  updatedAt?: string;
}

export function timeOf({ updatedAt, createdAt }: Timed, { read, created }: Source = {}): number {
  const at = Date.parse(updatedAt ?? (created || read ? createdAt : undefined) ?? '') || 0;
  if (!read) return at;
  return read.getTime() - at > SETTLED_MS ? (at || read.getTime()) + AFTER_HOOKS_MS : at;
}

const INTEGER_MAX = 2_147_483_647;
/** Beyond it a sum is a mistake, and no column holds it. */
const SUM_MAX = 1e15;
const sum = (value: number | undefined): number | undefined => (value !== undefined && Math.abs(value) < SUM_MAX ? value : undefined);
const integer = (value: number): number => Math.min(INTEGER_MAX, Math.max(0, Math.round(value) || 0));

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** What a read does not say is not there. */
const orNull = <T>(value: T | undefined, { read }: Source): T | null | undefined => (read ? (value ?? null) : value);

const card = (data: LeadData | ContactData, source: Source) => ({
  name: data.name,
  responsibleCrmId: orNull(data.responsibleId, source),
  tags: data.tags,
  fields: source.read ? (data.fields ?? []) : data.fields,
  crmCreatedAt: dateOf(data.createdAt),
});

export function leadClaim(data: LeadData, source: Source = {}): Claim<Lead> {
  return {
    at: timeOf(data, source),
    values: {
      ...card(data, source),
      price: sum(data.price),
      pipelineCrmId: data.pipelineId,
      stageCrmId: data.stageId,
      contactCrmId: source.read && data.contactIds ? (data.contactIds[0] ?? null) : data.contactIds?.[0],
      companyCrmId: orNull(data.companyId, source),
    },
    from: { pipelineCrmId: data.previousPipelineId, stageCrmId: data.previousStageId, responsibleCrmId: data.previousResponsibleId },
    ...(source.read ? { read: true } : {}),
  };
}

/** Companies and customers. */
export function cardClaim<R extends Company | Customer>(data: ContactData, source: Source = {}): Claim<R> {
  const claim: Claim<Company> = {
    at: timeOf(data, source),
    values: card(data, source),
    from: { responsibleCrmId: data.previousResponsibleId },
    ...(source.read ? { read: true } : {}),
  };
  return claim as Claim<R>;
}

export function contactClaim(data: ContactData, source: Source = {}): Claim<Contact> {
  const { values, ...rest } = cardClaim<Company>(data, source);
  const list = (found: string[] | undefined): string[] | undefined => (source.read || data.fields ? (found ?? []) : found);
  return { ...rest, values: { ...values, phones: list(data.phones), emails: list(data.emails) } };
}

export const taskClaim = (data: TaskData, source: Source = {}): Claim<Task> => ({
  at: timeOf(data, source),
  values: {
    text: data.text,
    typeCrmId: orNull(data.typeId, source),
    subject: orNull(data.entity, source),
    responsibleCrmId: orNull(data.responsibleId, source),
    dueAt: orNull(dateOf(data.dueAt), source),
    completed: data.completed,
    result: orNull(data.result, source),
    crmCreatedAt: dateOf(data.createdAt),
  },
  from: { responsibleCrmId: data.previousResponsibleId },
  ...(source.read ? { read: true } : {}),
});

export const callClaim = (data: CallData, source: Source = {}): Claim<Call> => ({
  at: timeOf(data, { ...source, created: true }),
  values: {
    subject: data.entity,
    direction: data.direction,
    duration: integer(data.duration),
    status: data.status !== undefined && data.status <= INTEGER_MAX ? integer(data.status) : undefined,
    phone: data.phone,
    recordingUrl: data.recordingUrl,
    responsibleCrmId: data.responsibleId,
    ...(data.createdAt ? { at: new Date(data.createdAt) } : {}),
  },
  ...(source.read ? { read: true } : {}),
});

export const productClaim = (data: ProductData, source: Source = {}): Claim<Product> => ({
  at: timeOf(data, source),
  values: {
    name: data.name,
    catalogCrmId: data.catalogId,
    sku: orNull(data.sku, source),
    price: orNull(sum(data.price), source),
    description: source.read ? (data.description ?? '') : data.description,
    fields: source.read ? (data.fields ?? []) : data.fields,
    crmCreatedAt: dateOf(data.createdAt),
  },
  ...(source.read ? { read: true } : {}),
});
