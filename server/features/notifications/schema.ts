import { z } from 'zod';

import { Id, ListQuery, Time } from '../../http/shapes.ts';

export const notificationKinds = [
  'call_missed',
  'draft_failed',
  'draft_withheld',
  'hooks_disabled',
  'hooks_failed',
  'connection_lost',
  'sync_finished',
  'sync_failed',
  'callback_failed',
  'rule_disabled',
  'rule_says',
] as const;
export const NotificationKind = z.enum(notificationKinds);
export type NotificationKind = z.output<typeof NotificationKind>;

export const Notification = z
  .object({
    id: Id,
    kind: NotificationKind,
    at: Time,
    readAt: Time.nullable(),
    title: z.string().meta({ description: "In the member's language." }),
    text: z.string(),
    link: z
      .object({ kind: z.enum(['lead', 'hook', 'sync', 'talk', 'settings', 'connection', 'rule']), id: Id.nullable(), crmId: z.string().nullable() })
      .nullable()
      .meta({ description: 'What it leads to.' }),
  })
  .meta({ id: 'Notification' });

export const NotificationQuery = ListQuery.extend({ unread: z.enum(['true', 'false']).optional() });
export const NotificationPage = z
  .object({ items: z.array(Notification), nextCursor: z.string().nullable(), unread: z.number().int() })
  .meta({ id: 'NotificationPage' });
export const ReadBody = z
  .object({
    ids: z.array(Id).max(200).optional().meta({ description: 'Absent: all of them.' }),
  })
  .meta({ id: 'NotificationReadBody' });

/** Where a kind is shown to this member. */
export const NotificationSetting = z.object({
  kind: NotificationKind,
  bell: z.boolean().meta({ description: 'In the bell of the card and the console.' }),
  crm: z.boolean().meta({ description: "Also by the CRM page's own notification, where the page allows." }),
});
export const NotificationSettings = z.object({ items: z.array(NotificationSetting) }).meta({ id: 'NotificationSettings' });
