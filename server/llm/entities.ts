/** The ledger of paid calls: one row for each call to a model, also for failed ones. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques } from '../db/base.ts';

const LlmCallSchema = defineEntity({
  name: 'LlmCall',
  tableName: 'llm_calls',
  properties: {
    ...tenantColumns(),
    kind: p.text().$type<'chat' | 'embed'>(),
    model: p.text(),
    tokensIn: p.integer(),
    tokensOut: p.integer(),
    /** Micro-US-dollars. */
    cost: p.integer(),
    ms: p.integer(),
    ok: p.boolean(),
    /** A stable code; null when it went well. */
    error: p.text().nullable(),
    draftId: p.uuid().nullable(),
    createdAt: p.datetime(),
  },
  indexes: [{ properties: ['accountId', 'createdAt'] as const }],
  uniques: [...tenantUniques],
  ...tenantRules('llm_calls'),
});
export class LlmCall extends LlmCallSchema.class {}
LlmCallSchema.setClass(LlmCall);
