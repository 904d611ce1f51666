/** What a model took a customer's words to mean: asked once, so that the same question has the same answer again. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques } from '../../db/base.ts';

const MessageIntentSchema = defineEntity({
  name: 'MessageIntent',
  tableName: 'message_intents',
  properties: {
    ...tenantColumns(),
    /** `message:<crm id>`. */
    subject: p.text(),
    /** Digest of the meanings it was chosen from. */
    labels: p.text(),
    /** Null: none of them. */
    label: p.text().nullable(),
    /** 0 to 1. */
    score: p.float(),
    model: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'subject', 'labels'] }],
  ...tenantRules('message_intents'),
});
export class MessageIntent extends MessageIntentSchema.class {}
MessageIntentSchema.setClass(MessageIntent);
