/** The CRM's rate limit, shared by all processes, and what it was used for. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques } from '../db/base.ts';

/** See `slots.ts`: seven numbered slots an account; the rows below zero say until when the CRM wants to hear nothing. */
const CrmSlotSchema = defineEntity({
  name: 'CrmSlot',
  tableName: 'crm_slots',
  properties: { ...tenantColumns(), slot: p.integer(), busyUntil: p.datetime() },
  uniques: [...tenantUniques, { properties: ['accountId', 'slot'] }],
  ...tenantRules('crm_slots'),
});
export class CrmSlot extends CrmSlotSchema.class {}
CrmSlotSchema.setClass(CrmSlot);

const CrmUsageSchema = defineEntity({
  name: 'CrmUsage',
  tableName: 'crm_usage',
  properties: {
    ...tenantColumns(),
    /** Begin of the hour, UTC. */
    hour: p.datetime(),
    feature: p.text(),
    requests: p.integer().default(0),
    /** Answered 429, or 403 by a page that blocks our address. */
    limited: p.integer().default(0),
    /** Any other answer that is no success, or none. */
    failed: p.integer().default(0),
    /** Milliseconds spent waiting for a slot. */
    waited: p.integer().default(0),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'hour', 'feature'] }],
  ...tenantRules('crm_usage'),
});
export class CrmUsage extends CrmUsageSchema.class {}
CrmUsageSchema.setClass(CrmUsage);
