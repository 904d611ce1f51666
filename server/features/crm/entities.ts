/** The mirror: what we know of the CRM's entities, kept by hooks and corrected by reads. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type FieldValue } from '../../sdk/events.ts';
import { type DefinitionData, type DefinitionType, type StageData } from '../../sdk/crm-data.ts';
import { type Stamps } from './merge.ts';

/** How new each column is: what makes the order of hooks indifferent. */
const stamps = () => p.json<Stamps>().defaultRaw(`'{}'::jsonb`);

/** Columns that all of the CRM's cards share. */
const mirrored = () => ({
  ...tenantColumns(),
  ...timestamps(),
  crmId: p.text(),
  name: p.text().default(''),
  responsibleCrmId: p.text().nullable(),
  tags: p.json<string[]>().defaultRaw(`'[]'::jsonb`),
  fields: p.json<FieldValue[]>().defaultRaw(`'[]'::jsonb`),
  crmCreatedAt: p.datetime().nullable(),
  /** The CRM's own time of the last change we know: an older one never overwrites a newer one. */
  crmUpdatedAt: p.datetime().nullable(),
  /** When it was last read from the API; null = known from a hook only. */
  readAt: p.datetime().nullable(),
  deletedAt: p.datetime().nullable(),
  stamps: stamps(),
});

const mirrorUniques = [...tenantUniques, { properties: ['accountId', 'crmId'] as ['accountId', 'crmId'] }];

const LeadSchema = defineEntity({
  name: 'Lead',
  tableName: 'leads',
  properties: {
    ...mirrored(),
    /** Whole units of the account's currency, as the CRM has it. */
    price: p.decimal('number').precision(18).scale(0).nullable(),
    pipelineCrmId: p.text().nullable(),
    stageCrmId: p.text().nullable(),
    /** As far as is known: the time of the event that told of the stage. */
    stageEnteredAt: p.datetime().nullable(),
    contactCrmId: p.text().nullable(),
    companyCrmId: p.text().nullable(),
  },
  uniques: mirrorUniques,
  indexes: [{ properties: ['accountId', 'contactCrmId'] }],
  ...tenantRules('leads'),
});
export class Lead extends LeadSchema.class {}
LeadSchema.setClass(Lead);

const ContactSchema = defineEntity({
  name: 'Contact',
  tableName: 'contacts',
  properties: {
    ...mirrored(),
    phones: p.json<string[]>().defaultRaw(`'[]'::jsonb`),
    emails: p.json<string[]>().defaultRaw(`'[]'::jsonb`),
  },
  uniques: mirrorUniques,
  ...tenantRules('contacts'),
});
export class Contact extends ContactSchema.class {}
ContactSchema.setClass(Contact);

const CompanySchema = defineEntity({
  name: 'Company',
  tableName: 'companies',
  properties: mirrored(),
  uniques: mirrorUniques,
  ...tenantRules('companies'),
});
export class Company extends CompanySchema.class {}
CompanySchema.setClass(Company);

/** Kommo's "customers": repeat buyers; off in most accounts. */
const CustomerSchema = defineEntity({
  name: 'Customer',
  tableName: 'customers',
  properties: mirrored(),
  uniques: mirrorUniques,
  ...tenantRules('customers'),
});
export class Customer extends CustomerSchema.class {}
CustomerSchema.setClass(Customer);

const TaskSchema = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    crmId: p.text(),
    text: p.text().default(''),
    typeCrmId: p.text().nullable(),
    /** What it hangs on, e.g. `lead:24510983`; null = on nothing. */
    subject: p.text().nullable(),
    responsibleCrmId: p.text().nullable(),
    dueAt: p.datetime().nullable(),
    completed: p.boolean().default(false),
    /** When we learned that it was done. */
    completedAt: p.datetime().nullable(),
    result: p.text().nullable(),
    crmCreatedAt: p.datetime().nullable(),
    crmUpdatedAt: p.datetime().nullable(),
    readAt: p.datetime().nullable(),
    deletedAt: p.datetime().nullable(),
    stamps: stamps(),
  },
  uniques: mirrorUniques,
  indexes: [{ properties: ['accountId', 'subject'] }, { properties: ['accountId', 'completed', 'dueAt'] }],
  ...tenantRules('tasks'),
});
export class Task extends TaskSchema.class {}
TaskSchema.setClass(Task);

/** From call notes. Its recording may come later. */
const CallSchema = defineEntity({
  name: 'Call',
  tableName: 'calls',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    /** The id of the note that carries it. */
    crmId: p.text(),
    /** The lead, contact, company or customer it is written on. */
    subject: p.text().nullable(),
    direction: p.text().$type<'in' | 'out'>(),
    /** Seconds. */
    duration: p.integer().default(0),
    /** Kommo's call_status 1-7. */
    status: p.integer().nullable(),
    missed: p.boolean().default(false),
    phone: p.text().nullable(),
    /** Last ten digits of the phone, or the subject where there is none: who called. */
    callerKey: p.text(),
    recordingUrl: p.text().nullable(),
    responsibleCrmId: p.text().nullable(),
    at: p.datetime(),
    crmUpdatedAt: p.datetime().nullable(),
    stamps: stamps(),
  },
  uniques: mirrorUniques,
  indexes: [{ properties: ['accountId', 'callerKey', 'at'] }, { properties: ['accountId', 'at'] }],
  ...tenantRules('calls'),
});
export class Call extends CallSchema.class {}
CallSchema.setClass(Call);

const IncomingLeadSchema = defineEntity({
  name: 'IncomingLead',
  tableName: 'incoming_leads',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    /** Kommo's uid. */
    crmId: p.text(),
    category: p.text().nullable(),
    source: p.text().nullable(),
    leadCrmId: p.text().nullable(),
    contactCrmId: p.text().nullable(),
    pipelineCrmId: p.text().nullable(),
    state: p.text().$type<'waiting' | 'accepted' | 'declined'>().default('waiting'),
    at: p.datetime(),
    stamps: stamps(),
  },
  uniques: mirrorUniques,
  indexes: [{ properties: ['accountId', 'leadCrmId'] }],
  ...tenantRules('incoming_leads'),
});
export class IncomingLead extends IncomingLeadSchema.class {}
IncomingLeadSchema.setClass(IncomingLead);

const ProductSchema = defineEntity({
  name: 'Product',
  tableName: 'products',
  properties: {
    ...mirrored(),
    catalogCrmId: p.text(),
    sku: p.text().nullable(),
    /** As the catalog has it, in the account's currency. */
    price: p.decimal('number').precision(20).scale(4).nullable(),
    description: p.text().default(''),
  },
  uniques: mirrorUniques,
  indexes: [{ properties: ['accountId', 'catalogCrmId'] }],
  ...tenantRules('products'),
});
export class Product extends ProductSchema.class {}
ProductSchema.setClass(Product);

/** What the account defined for itself: task types, fields, catalogs, tags, loss reasons. */
const DefinitionSchema = defineEntity({
  name: 'Definition',
  tableName: 'crm_definitions',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    type: p.text().$type<DefinitionType>(),
    /** Whose: `lead`, `contact`, `company`, a catalog's id; empty where it does not apply. */
    of: p.text().default(''),
    crmId: p.text(),
    name: p.text(),
    code: p.text().nullable(),
    sort: p.integer().default(0),
    data: p.json<Omit<DefinitionData, 'id' | 'type' | 'of' | 'name' | 'code' | 'sort'>>(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'type', 'of', 'crmId'] }],
  ...tenantRules('crm_definitions'),
});
export class Definition extends DefinitionSchema.class {}
DefinitionSchema.setClass(Definition);

const PipelineSchema = defineEntity({
  name: 'Pipeline',
  tableName: 'pipelines',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    crmId: p.text(),
    name: p.text(),
    main: p.boolean().default(false),
    sort: p.integer().default(0),
    stages: p.json<StageData[]>(),
  },
  uniques: mirrorUniques,
  ...tenantRules('pipelines'),
});
export class Pipeline extends PipelineSchema.class {}
PipelineSchema.setClass(Pipeline);
