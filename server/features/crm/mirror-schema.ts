import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';

const CrmId = z.string().max(40);
export const CrmIdParams = z.object({ crmId: CrmId });

const FieldValue = z
  .object({
    id: z.string(),
    code: z.string().optional(),
    name: z.string().optional(),
    values: z.array(z.string()),
    enums: z.array(z.string()).optional(),
  })
  .meta({ id: 'CrmField' });

const card = {
  id: Id,
  crmId: z.string(),
  name: z.string(),
  responsibleCrmId: z.string().nullable(),
  tags: z.array(z.string()),
  fields: z.array(FieldValue),
  createdAt: Time.nullable().meta({ description: 'In the CRM' }),
  updatedAt: Time.nullable().meta({ description: 'In the CRM' }),
  readAt: Time.nullable().meta({ description: 'When it was last read from the CRM; null = known from hooks only.' }),
  deletedAt: Time.nullable(),
};

export const MirrorLead = z
  .object({
    ...card,
    price: z.number().nullable().meta({ description: "Whole units of the account's currency." }),
    pipelineCrmId: z.string().nullable(),
    stageCrmId: z.string().nullable(),
    contactCrmId: z.string().nullable(),
    companyCrmId: z.string().nullable(),
  })
  .meta({ id: 'CrmLead' });
export const MirrorContact = z.object({ ...card, phones: z.array(z.string()), emails: z.array(z.string()) }).meta({ id: 'CrmContact' });
export const MirrorCompany = z.object(card).meta({ id: 'CrmCompany' });
export const MirrorProduct = z
  .object({ ...card, catalogCrmId: z.string(), sku: z.string().nullable(), price: z.number().nullable(), description: z.string() })
  .meta({ id: 'CrmProduct' });

export const MirrorTask = z
  .object({
    id: Id,
    crmId: z.string(),
    text: z.string(),
    typeCrmId: z.string().nullable(),
    subject: z.string().nullable().meta({ description: 'What it hangs on, e.g. `lead:123`.' }),
    responsibleCrmId: z.string().nullable(),
    dueAt: Time.nullable(),
    completed: z.boolean(),
    completedAt: Time.nullable(),
    result: z.string().nullable(),
    createdAt: Time.nullable(),
    updatedAt: Time.nullable(),
    deletedAt: Time.nullable(),
  })
  .meta({ id: 'CrmTask' });

export const MirrorCall = z
  .object({
    id: Id,
    crmId: z.string(),
    subject: z.string().nullable(),
    direction: z.enum(['in', 'out']),
    duration: z.number().int().meta({ description: 'Seconds.' }),
    status: z.number().int().nullable(),
    missed: z.boolean(),
    phone: z.string().nullable(),
    recordingUrl: z.string().nullable(),
    responsibleCrmId: z.string().nullable(),
    at: Time,
  })
  .meta({ id: 'CrmCall' });

export const MirrorIncomingLead = z
  .object({
    id: Id,
    crmId: z.string(),
    category: z.string().nullable(),
    source: z.string().nullable(),
    leadCrmId: z.string().nullable(),
    contactCrmId: z.string().nullable(),
    pipelineCrmId: z.string().nullable(),
    state: z.enum(['waiting', 'accepted', 'declined']),
    at: Time,
  })
  .meta({ id: 'CrmIncomingLead' });

export const MirrorPipeline = z
  .object({
    id: Id,
    crmId: z.string(),
    name: z.string(),
    main: z.boolean(),
    sort: z.number(),
    stages: z.array(
      z.object({ id: z.string(), name: z.string(), kind: z.enum(['incoming', 'open', 'won', 'lost']), sort: z.number(), color: z.string().optional() }),
    ),
  })
  .meta({ id: 'CrmPipeline' });
export const MirrorPipelines = z.object({ items: z.array(MirrorPipeline) });

const YesNo = z.enum(['true', 'false']);
const CardQuery = ListQuery.extend({
  deleted: YesNo.optional().meta({ description: '`true`: only deleted ones; absent: those that are there.' }),
  responsibleCrmId: CrmId.optional(),
});
export const LeadQuery = CardQuery.extend({
  q: z.string().trim().max(100).optional().meta({ description: 'Part of the name, in any case.' }),
  pipelineCrmId: CrmId.optional(),
  stageCrmId: CrmId.optional(),
  contactCrmId: CrmId.optional(),
});
export const ContactQuery = CardQuery;
export const CompanyQuery = CardQuery;
export const ProductQuery = ListQuery.extend({ deleted: YesNo.optional(), catalogCrmId: CrmId.optional() });
export const TaskQuery = CardQuery.extend({
  subject: z.string().max(80).optional().meta({ description: 'e.g. `lead:123`.' }),
  leadCrmId: CrmId.optional(),
  completed: YesNo.optional(),
});
export const CallQuery = ListQuery.extend({
  subject: z.string().max(80).optional(),
  leadCrmId: CrmId.optional(),
  missed: YesNo.optional(),
  direction: z.enum(['in', 'out']).optional(),
});
export const IncomingLeadQuery = ListQuery.extend({ state: z.enum(['waiting', 'accepted', 'declined']).optional() });
