/** What a member should know without looking for it. */
import { defineEntity, p } from '@mikro-orm/core';

import { tenantColumns, tenantRules, tenantUniques, timestamps } from '../../db/base.ts';
import { type NotificationKind } from './schema.ts';

const NotificationSchema = defineEntity({
  name: 'Notification',
  tableName: 'notifications',
  properties: {
    ...tenantColumns(),
    memberId: p.uuid(),
    kind: p.text().$type<NotificationKind>(),
    at: p.datetime(),
    readAt: p.datetime().nullable(),
    /** The same occurrence is told to a member once. */
    key: p.text(),
    /** What it leads to, e.g. `lead:123`, `hook:<uuid>`. */
    subject: p.text().nullable(),
    data: p.json<Record<string, string | number | boolean | null>>(),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'memberId', 'key'] }],
  indexes: [{ properties: ['accountId', 'memberId', 'id'] }],
  ...tenantRules('notifications'),
});
export class Notification extends NotificationSchema.class {}
NotificationSchema.setClass(Notification);

const NotificationSettingSchema = defineEntity({
  name: 'NotificationSetting',
  tableName: 'notification_settings',
  properties: {
    ...tenantColumns(),
    ...timestamps(),
    memberId: p.uuid(),
    kind: p.text().$type<NotificationKind>(),
    bell: p.boolean().default(true),
    crm: p.boolean().default(false),
  },
  uniques: [...tenantUniques, { properties: ['accountId', 'memberId', 'kind'] }],
  ...tenantRules('notification_settings'),
});
export class NotificationSetting extends NotificationSettingSchema.class {}
NotificationSettingSchema.setClass(NotificationSetting);
