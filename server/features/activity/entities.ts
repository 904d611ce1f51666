/** What happened in an account, for people to read. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques } from '../../db/base.ts';
import { type ActivityKind } from './schema.ts';

export type ActivityData = Record<string, string | number | boolean | null>;

const ActivitySchema = defineEntity({
  name: 'Activity',
  tableName: 'activities',
  properties: {
    ...tenantColumns(),
    kind: p.text().$type<ActivityKind>(),
    at: p.datetime(),
    actorKind: p.text().$type<'member' | 'agent' | 'customer' | 'crm_user' | 'system'>(),
    actorId: p.text().nullable(),
    /** As it was known then. */
    actorName: p.text().nullable(),
    /** What it is about: `lead:123` for what the CRM has, `agent:<uuid>` for what is ours. */
    subject: p.text().nullable(),
    leadCrmId: p.text().nullable(),
    agentId: p.uuid().nullable(),
    talkId: p.uuid().nullable(),
    /** The hook that told us. */
    hookEventId: p.uuid().nullable(),
    /** What fills the sentence. Names as they were then; never the text of a message. */
    data: p.json<ActivityData>(),
  },
  uniques: [...tenantUniques],
  indexes: [
    { properties: ['accountId', 'kind', 'id'] },
    { properties: ['accountId', 'leadCrmId', 'id'] },
    { properties: ['accountId', 'agentId', 'id'] },
    { properties: ['accountId', 'hookEventId'] },
  ],
  ...tenantRules('activities'),
});
export class Activity extends ActivitySchema.class {}
ActivitySchema.setClass(Activity);
