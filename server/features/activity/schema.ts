import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';

/** Everything the log can say. A kind is a stable name; its sentence is in every language of the product. */
export const activityKinds = [
  'agent.created',
  'agent.changed',
  'agent.published',
  'draft.made',
  'draft.sent',
  'draft.edited',
  'draft.dismissed',
  'draft.withheld',
  'draft.failed',
  'action.executed',
  'lead.created',
  'lead.updated',
  'lead.stage_changed',
  'lead.responsible_changed',
  'lead.deleted',
  'lead.restored',
  'contact.created',
  'contact.updated',
  'contact.responsible_changed',
  'contact.deleted',
  'contact.restored',
  'company.created',
  'company.updated',
  'company.responsible_changed',
  'company.deleted',
  'company.restored',
  'customer.created',
  'customer.updated',
  'customer.responsible_changed',
  'customer.deleted',
  'task.created',
  'task.updated',
  'task.completed',
  'task.responsible_changed',
  'task.deleted',
  'note.added',
  'call.finished',
  'call.missed',
  'callback.planned',
  'callback.created',
  'callback.not_needed',
  'callback.done',
  'callback.failed',
  'message.received',
  'message.sent',
  'talk.opened',
  'talk.closed',
  'incoming_lead.created',
  'incoming_lead.accepted',
  'incoming_lead.declined',
  'product.created',
  'product.updated',
  'product.deleted',
  'template.reviewed',
  'pipeline.triggered',
  'account.disconnected',
  'integration.connected',
  'integration.synced',
  'integration.sync_failed',
  'hooks.disabled',
  'hooks.enabled',
  'hooks.recovered',
  'knowledge.created',
  'knowledge.changed',
  'rule.executed',
  'rule.created',
  'rule.changed',
  'rule.enabled',
  'rule.disabled',
  'rule.deleted',
  'rule.restored',
  'sequence.step_executed',
  'member.changed',
  'settings.changed',
  'error',
] as const;
export const ActivityKind = z.enum(activityKinds);
export type ActivityKind = z.output<typeof ActivityKind>;

export const ActivityActor = z.object({
  kind: z.enum(['member', 'agent', 'customer', 'crm_user', 'system']),
  id: z.string().nullable().meta({ description: 'Member or agent: our id. CRM user, customer: theirs.' }),
  name: z.string().nullable(),
});

/** What a piece of a sentence leads to. `id` is ours, `crmId` the CRM's; at least one is there. */
export const ActivityLink = z.object({
  kind: z.enum([
    'lead',
    'contact',
    'company',
    'customer',
    'task',
    'call',
    'talk',
    'draft',
    'agent',
    'article',
    'hook',
    'sync',
    'member',
    'settings',
    'product',
    'rule',
  ]),
  id: Id.nullable(),
  crmId: z.string().nullable(),
});

export const Activity = z
  .object({
    id: Id,
    kind: ActivityKind,
    at: Time,
    actor: ActivityActor,
    text: z.string().meta({ description: "In the member's language." }),
    sentence: z
      .array(z.object({ text: z.string(), link: ActivityLink.optional() }))
      .meta({ description: 'The same text in pieces, some of which lead to their subject.' }),
    leadCrmId: z.string().nullable(),
    agentId: Id.nullable(),
    talkId: Id.nullable(),
    hookEventId: Id.nullable(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'Activity' });

export const ActivityQuery = ListQuery.extend({
  kind: z.string().max(500).optional().meta({ description: 'One kind, or the family before the dot, e.g. `lead`; several with commas.' }),
  agentId: Id.optional(),
  leadCrmId: z.string().max(40).optional(),
  talkId: Id.optional(),
  hookEventId: Id.optional(),
  from: Time.optional(),
  to: Time.optional(),
});
/** The same filters; the newest 10,000 rows. */
export const ActivityExportQuery = ActivityQuery.omit({ limit: true, cursor: true });
