/** Conversations, their messages, and what we are asked to send. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type Attachment } from '../../sdk/events.ts';
import { type Receipt } from '../../sdk/types.ts';
import { type Mode } from '../accounts/schema.ts';

const TalkSchema = defineEntity({
  name: 'Talk',
  tableName: 'talks',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    crmId: p.text(),
    channel: p.text(),
    origin: p.text().nullable(),
    chatId: p.text().nullable(),
    leadId: p.uuid().nullable(),
    contactId: p.uuid().nullable(),
    /** Chosen for this talk; `auto` leaves it to the agent and the account. */
    mode: p.text().$type<Mode>().default('auto'),
    open: p.boolean().default(true),
    pausedUntil: p.datetime().nullable(),
    pauseReason: p.text().$type<'human_active' | 'paused'>().nullable(),
    lastMessageAt: p.datetime().nullable(),
    lastInAt: p.datetime().nullable(),
    lastInMessageId: p.uuid().nullable(),
    crmUpdatedAt: p.datetime().nullable(),
    /** When earlier messages were fetched from the CRM. */
    historyReadAt: p.datetime().nullable(),
    version: p.integer().default(1),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'crmId'] }],
  indexes: [{ properties: ['accountId', 'leadId'] }, { properties: ['accountId', 'chatId'] }],
  ...tenantRules('talks'),
});
export class Talk extends TalkSchema.class {}
TalkSchema.setClass(Talk);

const MessageSchema = defineEntity({
  name: 'Message',
  tableName: 'messages',
  properties: {
    ...tenantColumns(),
    talkId: p.uuid(),
    /** The channel's id; null while a message of ours has no receipt yet. */
    crmId: p.text().nullable(),
    direction: p.text().$type<'in' | 'out'>(),
    authorKind: p.text().$type<'customer' | 'user' | 'robot' | 'unknown'>(),
    authorId: p.text().nullable(),
    authorName: p.text().nullable(),
    text: p.text(),
    attachment: p.json<Attachment>().nullable(),
    at: p.datetime(),
    deliveryId: p.uuid().nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'crmId'] }],
  indexes: [{ properties: ['accountId', 'talkId', 'at'] }],
  ...tenantRules('messages'),
});
export class Message extends MessageSchema.class {}
MessageSchema.setClass(Message);

export type DeliveryState = 'queued' | 'sending' | 'in_doubt' | 'sent' | 'failed';

/** The outbox. Its id is the idempotency key: one row leaves at most once. */
const DeliverySchema = defineEntity({
  name: 'Delivery',
  tableName: 'deliveries',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    talkId: p.uuid(),
    draftId: p.uuid().nullable(),
    memberId: p.uuid().nullable(),
    /** A rule asked for it. */
    effectId: p.uuid().nullable(),
    channel: p.text(),
    text: p.text(),
    state: p.text().$type<DeliveryState>().default('queued'),
    attempts: p.integer().default(0),
    firstTriedAt: p.datetime().nullable(),
    receipt: p.json<Receipt>().nullable(),
    error: p.text().nullable(),
    /** Set when a person chose to send past a gate. */
    overrideReason: p.text().nullable(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'draftId'] }, { properties: ['accountId', 'effectId'] }],
  indexes: [{ properties: ['accountId', 'talkId', 'state'] }],
  ...tenantRules('deliveries'),
});
export class Delivery extends DeliverySchema.class {}
DeliverySchema.setClass(Delivery);

/** What the CRM did beside the conversation: shown between its messages, and told to the model. */
const TalkNoteSchema = defineEntity({
  name: 'TalkNote',
  tableName: 'talk_notes',
  properties: {
    ...tenantColumns(),
    talkId: p.uuid(),
    kind: p.text().$type<'task_created' | 'task_completed' | 'call'>(),
    /** `task:1` or `call:2`; one note of a kind for each. */
    subject: p.text(),
    data: p.json<Record<string, string | number | boolean | null>>(),
    at: p.datetime(),
    createdAt: p.datetime().onCreate(() => new Date()),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'talkId', 'kind', 'subject'] }],
  indexes: [{ properties: ['accountId', 'talkId', 'at'] }],
  ...tenantRules('talk_notes'),
});
export class TalkNote extends TalkNoteSchema.class {}
TalkNoteSchema.setClass(TalkNote);
