/** The mirror: what we know of the CRM's entities, kept by hooks and corrected by reads. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type FieldValue } from '../../sdk/events.ts';
import { type StageData } from '../../sdk/types.ts';

/** Columns that leads, contacts and companies share. */
const mirrored = () => ({
  ...tenantColumns(),
  ...timestamps(),
  crmId: p.text(),
  name: p.text().default(''),
  responsibleCrmId: p.text().nullable(),
  tags: p.json<string[]>().defaultRaw(`'[]'::jsonb`),
  fields: p.json<FieldValue[]>().defaultRaw(`'[]'::jsonb`),
  /** The CRM's own time of the last change we know: an older one never overwrites a newer one. */
  crmUpdatedAt: p.datetime().nullable(),
  /** When it was last read from the API; null = known from a hook only. */
  readAt: p.datetime().nullable(),
  deletedAt: p.datetime().nullable(),
});

const mirrorUniques = [...tenantUniques, { properties: ['accountId', 'crmId'] as ['accountId', 'crmId'] }];

const LeadSchema = defineEntity({
  name: 'Lead',
  tableName: 'leads',
  properties: {
    ...mirrored(),
    /** Whole units of the account's currency, as the CRM has it. */
    price: p.decimal('number').nullable(),
    pipelineCrmId: p.text().nullable(),
    stageCrmId: p.text().nullable(),
    contactCrmId: p.text().nullable(),
  },
  uniques: mirrorUniques,
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
